"""Standings over institutions: pooled estimates, ranks with intervals, movers with few false alarms."""

import json

import numpy as np
import pytest

from analysis.institutions.spread_integrated import integrate
from analysis.institutions.standings import Change, Result, movers, standings
from analysis.refusals import NoVariance, TooFewGroups
from analysis.released.released_values import Interval, Verdict
from tests.analysis.conftest import REFERENCE


def results(means, respondents=200, sd=20.0):
    return [Result(f"i{at}", respondents, mean, sd, "kind", "size") for at, mean in enumerate(means)]


def test_estimates_are_those_of_partial_pooling_over_all_spreads():
    means = [50.0, 55.0, 61.0, 70.0]
    made = standings("trust", results(means))

    expected = integrate(np.array(means), np.full(4, 400 / 200))
    assert made.mean == pytest.approx(expected.mean)
    assert [s.pooled for s in made.standings] == pytest.approx(expected.pooled.tolist())


@pytest.mark.parametrize("case", json.loads((REFERENCE / "few_institutions.json").read_text("utf-8")))
def test_pooling_over_all_spreads_is_rs(case):
    made = integrate(case["y"], case["v"])
    lower, upper = made.bounds()
    gap_lower, gap_upper = made.gap_bounds()
    low, high = made.limits(np.array([2.0]))
    assert [made.mean, *made.pooled] == pytest.approx([*case["mean"], *case["pooled"]], abs=1e-4)
    assert [*lower, *upper] == pytest.approx(case["lower"] + case["upper"], abs=1e-4)
    assert [*gap_lower, *gap_upper] == pytest.approx(case["gap_lower"] + case["gap_upper"], abs=0.006)
    assert [*low, *high] == pytest.approx(case["limits"], abs=0.011)


@pytest.mark.parametrize("institutions", [3, 5, 12])
@pytest.mark.parametrize("spread", [0.0, 1.5, 3.0])
def test_what_institutions_truly_are_is_in_their_intervals_however_few_there_are(institutions, spread):
    rng = np.random.default_rng(institutions)
    held, outside = [], []
    for _ in range(120):
        sizes = np.maximum(20, np.round(150 * np.exp(0.7 * rng.standard_normal(institutions))))
        true = 60 + spread * rng.standard_normal(institutions)
        means = true + rng.standard_normal(institutions) * 20 / np.sqrt(sizes)
        given = [
            Result(f"i{at}", int(n), float(mean), 20.0, "k", "s")
            for at, (n, mean) in enumerate(zip(sizes, means, strict=True))
        ]
        made = standings("trust", given)
        held += [s.interval.lower <= t <= s.interval.upper for s, t in zip(made.standings, true, strict=True)]
        outside += [s.is_outside for s in made.standings]
    assert np.mean(held) >= 0.93 - 2 * (0.93 * 0.07 / len(held)) ** 0.5
    assert np.mean(outside) <= 0.05


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
    made = standings("trust", results([45.0, 58.0, 60.0, 62.0, 75.0, 60.2, 59.0, 61.0, 60.5, 59.5], sd=10.0))

    verdicts = {s.institution: s.verdict for s in made.standings}
    assert verdicts["i0"] is Verdict.LOWER
    assert verdicts["i4"] is Verdict.HIGHER
    assert all(s.verdict.is_certain == (s.is_above or s.is_below) for s in made.standings)
