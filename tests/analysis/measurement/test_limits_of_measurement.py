"""Reliability, factors, invariance and agreement name what is wrong."""

import numpy as np
import pytest

from analysis.counting.moments import CompleteMoments, Moments
from analysis.counting.replicates import replicate_of, replicates_of_rows
from analysis.measurement.agreement import Null, agreement, null_variance
from analysis.measurement.intra_class import intra_class
from analysis.measurement.invariance import invariance
from analysis.measurement.reliability import alpha, alpha_jackknife, jackknife_interval, reliability
from analysis.measurement.structure import confirmatory, one_factor
from analysis.refusals import (
    ConstantItem,
    DidNotConverge,
    IllConditioned,
    NotIdentified,
    NoVariance,
    TooFewGroups,
    TooFewItems,
    TooFewRespondents,
)
from analysis.scores.samples import Sample


def test_reliability_names_what_is_wrong():
    rng = np.random.default_rng(1)
    table = rng.normal(size=(50, 3))
    constant = table.copy()
    constant[:, 1] = 4.0
    with pytest.raises(TooFewItems):
        reliability(("a",), Moments.of(table[:, :1]), CompleteMoments.of(table[:, :1]))
    with pytest.raises(ConstantItem, match="b"):
        reliability(("a", "b", "c"), Moments.of(constant), CompleteMoments.of(constant))
    with pytest.raises(TooFewRespondents):
        reliability(("a", "b", "c"), Moments.of(table[:1]), CompleteMoments.of(table[:1]))
    with pytest.raises(NoVariance):
        alpha(np.array([[1.0, -1.0], [-1.0, 1.0]]))


def test_a_jackknife_needs_eight_groups_and_takes_alpha_no_further_than_one():
    rows = np.random.default_rng(2).normal(size=(7, 1, 3))
    parts = [Moments.of(row) for row in rows]
    stacked = Moments(*(np.stack([getattr(p, f) for p in parts]) for f in ("counts", "sums", "cross")))
    with pytest.raises(TooFewRespondents):
        alpha_jackknife(stacked)
    assert jackknife_interval(0.99, [0.985, 0.99, 0.995, 0.99]).upper <= 1
    assert jackknife_interval(1.0, [1.0, 1.0]).lower == 1.0


def test_replicate_groups_are_even_and_scattered():
    assert np.bincount(replicates_of_rows(100)).tolist() == [4] * 4 + [3] * 28
    assert replicates_of_rows(5).max() == 4
    counts = np.bincount(replicate_of(np.arange(32_000, dtype=np.uint64)), minlength=32)
    assert counts.min() > 850
    assert (np.diff(replicates_of_rows(1000)) != 1).any()


def test_factor_models_name_what_is_wrong():
    rng = np.random.default_rng(3)
    table = rng.normal(size=(60, 1)) + rng.normal(size=(60, 4))
    with pytest.raises(NotIdentified, match="2 items"):
        one_factor(CompleteMoments.of(table[:, :2]), ["a", "b"])
    with pytest.raises(TooFewRespondents):
        one_factor(CompleteMoments.of(table[:4]), list("abcd"))
    with pytest.raises(NotIdentified, match="no factor"):
        confirmatory(CompleteMoments.of(table), list("abcd"), {"f": ["a", "b", "c"]})
    repeated = np.concatenate([table, table[:, :1]], axis=1)
    with pytest.raises(IllConditioned):
        one_factor(CompleteMoments.of(repeated), list("abcde"))


def test_a_factor_that_does_not_exist_is_not_found():
    # Signs that no single factor can have: even the saturated model does not reproduce them.
    wrong = np.array([[1.0, 0.4, 0.4], [0.4, 1.0, -0.4], [0.4, -0.4, 1.0]])
    moments = CompleteMoments(np.array(200), np.zeros(3), wrong * 199)
    with pytest.raises(DidNotConverge):
        one_factor(moments, list("abc"))


def test_invariance_says_which_groups_are_left_out():
    rng = np.random.default_rng(4)
    groups = np.repeat([0, 1, 2, 3], [100, 100, 5, 100])
    table = rng.normal(size=(305, 1)) + rng.normal(size=(305, 4))
    table[groups == 3, 2] = 1.0
    made = invariance(CompleteMoments.of_groups(table, groups, 4), list("abcd"), list("wxyz"))
    assert made.groups == ("w", "x")
    assert made.left_out == {
        "y": "5 complete answers, 12 needed",
        "z": "everybody gave the same answer to c",
    }
    with pytest.raises(TooFewGroups):
        invariance(CompleteMoments.of_groups(table[:105], groups[:105] * 2, 4), list("abcd"), list("wxyz"))
    with pytest.raises(NotIdentified):
        invariance(CompleteMoments.of_groups(table[:, :2], groups, 4), list("ab"), list("wxyz"))


def test_agreement_and_correlation_between_groups_need_groups():
    moments = CompleteMoments.of_groups(np.ones((2, 3)), np.array([0, 1]), 2)
    with pytest.raises(TooFewGroups):
        agreement(moments, np.zeros(2), ["a", "b"], 5)
    with pytest.raises(TooFewGroups):
        intra_class([Sample(10, 50.0, 5.0)])
    with pytest.raises(TooFewRespondents):
        intra_class([Sample(1, 50.0, 0.0), Sample(1, 60.0, 0.0)])
    with pytest.raises(NoVariance):
        intra_class([Sample(3, 50.0, 0.0), Sample(3, 60.0, 0.0)])
    with pytest.raises(NoVariance):
        null_variance(Null.UNIFORM, 1)


def test_nulls_of_other_lengths_keep_the_ratio_of_five_points():
    assert null_variance(Null.UNIFORM, 7) == 4.0
    assert null_variance(Null.SLIGHT_SKEW, 7) == 2.9
    assert null_variance(Null.SLIGHT_SKEW, 4) == pytest.approx(0.67 * 1.25)
