"""Standings over institutions: pooled estimates, ranks with intervals, movers with few false alarms."""

import numpy as np
import pytest

from analysis.pooling import pool
from analysis.refusals import NoVariance, TooFewGroups
from analysis.release import Interval, Verdict
from analysis.standings import Change, Result, movers, standings


def results(means, respondents=200, sd=20.0):
    return [Result(f"i{at}", respondents, mean, sd, "kind", "size") for at, mean in enumerate(means)]


def test_estimates_are_those_of_partial_pooling():
    means = [50.0, 55.0, 61.0, 70.0]
    made = standings("trust", results(means))

    expected = pool(np.array(means), np.full(4, 400 / 200))
    assert [s.pooled for s in made.standings] == pytest.approx(expected.pooled.tolist())
    assert made.mean == pytest.approx(expected.mean)


def test_two_institutions_are_too_few_to_compare():
    with pytest.raises(TooFewGroups):
        standings("trust", results([50.0, 60.0]))


def test_an_institution_without_variance_is_refused():
    with pytest.raises(NoVariance):
        standings("trust", results([50.0, 60.0, 70.0], sd=0.0))


def test_institutions_that_do_not_differ_share_all_ranks():
    made = standings("trust", results([60.0, 60.0, 60.0, 60.0]))

    assert {(s.rank.lower, s.rank.upper) for s in made.standings} == {(1, 4)}
    assert not any(s.is_outside or s.is_above or s.is_below for s in made.standings)


def test_a_percentile_within_two_of_a_kind_is_not_given():
    mixed = [Result(f"i{at}", 200, 50.0 + at, 20.0, "a" if at < 2 else "b", "s") for at in range(5)]

    found = standings("trust", mixed).standings

    assert [s.percentile_in_kind for s in found[:2]] == [None, None]
    assert found[4].percentile_in_kind == pytest.approx(100 * 2.5 / 3)


def test_the_funnel_narrows_with_size():
    mixed = [Result(f"i{at}", size, 60.0 + at % 2, 20.0, "k", "s") for at, size in enumerate((50, 200, 800))]

    limits = standings("trust", mixed).limits
    widths = [upper - lower for _, lower, upper in limits]

    assert widths == sorted(widths, reverse=True)


def test_chance_alone_makes_few_movers():
    rng = np.random.default_rng(3)
    values = rng.normal(0.0, 2.0, 600)
    changes = [
        Change(f"i{at}", "trust", False, 200, value, Interval(value - 3.92, value + 3.92), 0.0)
        for at, value in enumerate(values.tolist())
    ]

    assert sum(mover.verdict.is_certain for mover in movers(changes)) <= 1


def test_a_sure_change_under_three_points_is_not_marked():
    (found,) = movers([Change("i", "trust", False, 900, 2.0, Interval(1.5, 2.5), 0.1)])

    assert found.verdict is Verdict.A_LITTLE_HIGHER


def test_a_change_without_uncertainty_is_judged_by_its_size():
    (found,) = movers([Change("i", "trust", False, 900, 5.0, Interval(5.0, 5.0), 9.0)])

    assert found.verdict is Verdict.HIGHER


def test_an_institution_has_one_verdict_against_the_mean_and_it_never_contradicts_its_band():
    made = standings("trust", results([50.0, 58.0, 60.0, 62.0, 70.0, 60.2], sd=10.0))

    verdicts = {s.institution: s.verdict for s in made.standings}
    assert verdicts["i0"] is Verdict.LOWER
    assert verdicts["i4"] is Verdict.HIGHER
    assert all(s.verdict.is_certain == (s.is_above or s.is_below) for s in made.standings)
