"""Intervals and tests of small groups agree with R, never shut out the silent, and cover as they say."""

import json
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import hypergeom

from analysis.refusals import TooFewRespondents
from analysis.scores.bounded_means import bounded_mean_interval
from analysis.scores.exact_shares import exact_difference_p, exact_share_interval, exact_share_p
from analysis.scores.samples import Sample
from analysis.scores.score_differences import (
    favourable_against,
    favourable_difference,
    score_against,
    score_difference,
)
from benchmarks.coverage.people import KINDS, answers, true_means
from tests.analysis.conftest import REFERENCE

PARENT = json.loads((REFERENCE / "small_groups.json").read_text("utf-8"))


@pytest.mark.parametrize(("x", "n", "population", "lower", "upper"), PARENT["finite"])
def test_the_interval_of_a_finite_group_is_rs(x, n, population, lower, upper):
    found = exact_share_interval(int(x), int(n), int(population))
    assert (found.lower, found.upper) == pytest.approx((lower, upper), rel=1e-12)


@pytest.mark.parametrize(("x", "n", "lower", "upper"), PARENT["endless"])
def test_the_interval_of_an_endless_population_is_rs(x, n, lower, upper):
    found = exact_share_interval(int(x), int(n))
    assert (found.lower, found.upper) == pytest.approx((lower, upper), rel=1e-9)


@pytest.mark.parametrize(("x", "n", "benchmark", "p"), PARENT["against"])
def test_the_p_against_a_benchmark_is_rs(x, n, benchmark, p):
    assert exact_share_p(int(x), int(n), benchmark) == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize(("x1", "n1", "x2", "n2", "p"), PARENT["differences"])
def test_the_p_of_a_difference_is_rs(x1, n1, x2, n2, p):
    assert exact_difference_p((int(x1), int(x2)), (int(n1), int(n2))) == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize("case", PARENT["means"])
def test_the_interval_of_a_bounded_mean_is_rs(case):
    found = bounded_mean_interval(Sample.of(np.array(case["values"])), case["population"])
    assert [found.lower, found.upper] == pytest.approx(case["bounds"], rel=1e-9)


@pytest.mark.parametrize(("n", "population"), [(10, 11), (18, 20), (30, 33), (10, 20), (50, 60), (100, 111)])
def test_a_share_of_a_finite_group_is_covered_whatever_it_is(n, population):
    found = [exact_share_interval(x, n, population) for x in range(n + 1)]
    for favourable in range(population + 1):
        true = favourable / population
        chances = hypergeom.pmf(np.arange(n + 1), population, favourable, n)
        covered = sum(p for p, one in zip(chances, found, strict=True) if one.lower <= true <= one.upper)
        assert covered >= 0.95 - 1e-9


@pytest.mark.parametrize(("n", "population"), [(18, 20), (30, 33), (12, 40), (100, 111), (300, 700)])
def test_bounds_rise_with_the_share_and_reach_what_few_silent_could_be(n, population):
    found = [exact_share_interval(x, n, population) for x in range(n + 1)]
    assert all(a.lower <= b.lower and a.upper <= b.upper for a, b in pairwise(found))
    silent = min(population - n, 3)
    assert found[0].upper >= silent / population
    assert found[n].lower <= (population - silent) / population
    for x, one in enumerate(found):
        assert x / population <= one.lower <= x / n <= one.upper <= (x + population - n) / population


def test_a_share_that_all_told_is_known():
    found = exact_share_interval(7, 20, 20)
    assert (found.lower, found.upper) == (0.35, 0.35)


def test_nobody_has_no_interval():
    with pytest.raises(TooFewRespondents):
        exact_share_interval(0, 0)
    with pytest.raises(TooFewRespondents):
        bounded_mean_interval(Sample(1, 50.0, 0.0))
    with pytest.raises(ValueError, match="population of 9"):
        exact_share_interval(5, 10, 9)
    with pytest.raises(ValueError, match="population of 9"):
        bounded_mean_interval(Sample(10, 50.0, 4.0), 9)


def test_like_scores_leave_a_mean_uncertain_until_all_have_answered():
    alike = Sample(30, 100.0, 0.0)
    assert bounded_mean_interval(alike).lower < 95
    assert bounded_mean_interval(alike, 33).lower < 99
    known = bounded_mean_interval(alike, 30)
    assert (known.lower, known.upper) == (100.0, 100.0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [10, 15, 30])
@pytest.mark.parametrize("measure", [0, 1])
def test_a_mean_of_few_is_covered_as_it_says(kind, n, measure):
    rng = np.random.default_rng(100 * n + measure)
    true = true_means(kind)[measure]
    drawn = answers(rng, kind, 1500, n)[measure]
    found = [bounded_mean_interval(Sample.of(row)) for row in drawn]
    assert np.mean([one.lower <= true <= one.upper for one in found]) >= 0.93 - 2 * 0.0066


def test_ten_who_agree_are_not_taken_for_certain():
    alike = Sample(20, 100.0, 0.0)
    assert score_against(alike, 94.0).p > 0.01
    assert score_difference(alike, Sample(900, 94.0, 899 * 100.0)).p > 0.01
    assert favourable_against(30, 30, 0.97).p > 0.5
    assert favourable_difference((30, 450), (30, 500)).p > 0.01
