"""Two institutions beside each other: no finite-population correction, corrected over areas, in six words."""

import numpy as np
import pytest

from analysis.institutions.pairs import beside
from analysis.released.released_values import Verdict
from analysis.scores.samples import Sample

AREAS = tuple(f"area-{n}" for n in range(12))


def test_the_interval_speaks_of_an_endless_population():
    """68 of 69 answered: of that day's staff 71 is nearly exact, beside another institution it is not."""
    one = {"leadership": Sample.of_variance(68, 71.0, 19.0**2)}
    (_, span) = beside(one, one, frozenset())["leadership"].first

    assert (span.upper - span.lower) / 2 == pytest.approx(1.996 * 19 / 68**0.5, rel=1e-3)


def test_intervals_that_hardly_overlap_are_not_called_different_by_that():
    """62.7 and 68.1 of two institutions, z = 1.78: the former page called them surely different."""
    one = {"culture": Sample.of_variance(190, 62.7, 30.0**2)}
    other = {"culture": Sample.of_variance(68, 68.1, 18.5**2)}

    found = beside(one, other, frozenset())["culture"].judged

    assert found.verdict is Verdict.CANNOT_TELL


def test_a_difference_too_small_to_matter_is_a_little_at_most():
    one = {"culture": Sample.of_variance(20_000, 62.0, 18.0**2)}
    other = {"culture": Sample.of_variance(20_000, 63.5, 18.0**2)}

    assert beside(one, other, frozenset())["culture"].judged.verdict is Verdict.A_LITTLE_LOWER


def test_false_marks_are_held_over_all_areas_of_a_pair():
    chance = np.random.default_rng(20260)
    pairs = 400
    marked = 0
    for _ in range(pairs):
        sides = [
            {area: Sample.of(chance.normal(60, 18, 120)) for area in AREAS},
            {area: Sample.of(chance.normal(60, 18, 90)) for area in AREAS},
        ]
        found = beside(*sides, frozenset())
        marked += any(one.judged.verdict.is_certain for one in found.values())

    # Alike in all areas: a pair with any mark is a false one, and they are one in twenty.
    assert marked / pairs < 0.05 + 2.6 * (0.05 * 0.95 / pairs) ** 0.5


def test_what_only_one_of_them_has_is_left_out():
    one = {"culture": Sample.of_variance(100, 60.0, 300.0)}
    assert beside(one, {"leadership": one["culture"]}, frozenset()) == {}
