"""What drivers and the quality of answers need, and when nothing is said."""

import numpy as np
import pytest

from analysis.counting.answers import NO_ANSWER, NOT_APPLICABLE, answers_as_numbers
from analysis.counting.moments import CompleteMoments
from analysis.findings.drivers import drivers, relative_weights
from analysis.findings.quality import carelessness, with_and_without
from analysis.refusals import IllConditioned, TooFewItems, TooFewRespondents


def test_drivers_that_repeat_each_other_are_refused():
    same = np.array([[1.0, 1.0, 0.5], [1.0, 1.0, 0.5], [0.5, 0.5, 1.0]])
    with pytest.raises(IllConditioned):
        relative_weights(same)


def test_drivers_need_respondents_and_areas():
    table = np.random.default_rng(5).normal(size=(99, 3))
    parts = [
        CompleteMoments.of_groups(part, np.zeros(len(part), np.int64), 1)
        for part in np.array_split(table, 32)
    ]
    with pytest.raises(TooFewRespondents, match="at least 100"):
        drivers(parts, ["a", "b"], "y")
    assert drivers(parts, ["a", "b"], "y", fewest=50).respondents == 99
    with pytest.raises(TooFewItems):
        drivers(parts, ["a"], "y", fewest=50)
    with pytest.raises(TooFewRespondents, match="150"):
        drivers(parts, ["a", "b"], "y", fewest=150)


def test_a_straight_line_is_flagged_and_nobody_is_deleted():
    rng = np.random.default_rng(6)
    answers = rng.integers(1, 6, (50, 20)).astype(float)
    answers[0] = 3.0
    answers[1] = np.nan
    made = carelessness(answers)
    assert made.is_flagged[0]
    assert made.flagged == 1
    assert made.longstring[0] == 20
    assert made.irv[1] == -1
    both = with_and_without(np.linspace(0, 100, 50), made.is_flagged)
    assert (both.everybody.respondents, both.unflagged.respondents) == (50, 49)
    assert both.difference == pytest.approx(both.everybody.mean - both.unflagged.mean)


def test_short_batteries_are_not_judged():
    with pytest.raises(TooFewItems):
        carelessness(np.ones((5, 9)))


def test_codes_become_numbers_with_nan_for_missing():
    numbers = answers_as_numbers(np.array([[1, NO_ANSWER], [NOT_APPLICABLE, 5]], np.uint8))
    np.testing.assert_array_equal(numbers, [[1.0, np.nan], [np.nan, 5.0]])
