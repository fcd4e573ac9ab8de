"""What a score needs, and when two differ."""

import numpy as np
import pytest

from analysis.counting.answers import NO_ANSWER, NOT_APPLICABLE
from analysis.counting.cells import count
from analysis.counting.scales import Structure
from analysis.refusals import TooFewRespondents
from analysis.released.released_values import Verdict
from analysis.scores.differences import against_fixed, share_against_fixed, share_difference, welch
from analysis.scores.intervals import mean_interval, share_difference_interval, share_interval
from analysis.scores.samples import Sample
from analysis.scores.scoring import area_score, item_shares, score_percentiles
from analysis.scores.verdicts import Because, Level, judge


def test_nobody_has_no_score():
    cells = count(Structure.of_scale("S", ("a", "b"), lower=1, upper=5), np.zeros((0, 2), np.uint8))
    for ask in (lambda: area_score(cells, "S"), lambda: score_percentiles(cells, "S", (50,))):
        with pytest.raises(TooFewRespondents):
            ask()
    with pytest.raises(TooFewRespondents):
        _ = item_shares(cells, "a").favourable_share


def test_a_respondent_below_the_minimum_has_no_score_but_counts_among_the_favourable():
    structure = Structure.of_scale("S", ("a", "b", "c", "d"), lower=1, upper=5)
    codes = np.array([[5, NO_ANSWER, NOT_APPLICABLE, NO_ANSWER], [1, 1, 1, NO_ANSWER]], np.uint8)
    made = area_score(count(structure, codes), "S")
    assert (made.respondents, made.left_out, made.mean) == (1, 1, 0.0)
    assert (made.favourable.respondents, made.favourable.mean) == (2, 0.5)


def test_a_single_respondent_has_no_spread_and_no_interval():
    with pytest.raises(TooFewRespondents):
        mean_interval(Sample.of(np.array([50.0])))
    with pytest.raises(TooFewRespondents):
        against_fixed(Sample.of(np.array([50.0, 60.0])), 50.0)


def test_more_respondents_than_people_are_an_error():
    with pytest.raises(ValueError, match="10 respondents out of a population of 9"):
        share_interval(0.5, 10, population=9)


@pytest.mark.parametrize(
    ("a", "b", "lower", "upper"),
    # Newcombe (1998), table II, examples (a), (b), (d), (h) with method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombes_own_examples(a, b, lower, upper):
    first, second = share_interval(a[0] / a[1], a[1]), share_interval(b[0] / b[1], b[1])
    assert share_difference_interval(first, second) == pytest.approx((lower, upper), abs=0.00005)


def sure(difference: float, respondents: int = 400, sd: float = 10.0) -> tuple[Sample, Sample]:
    return (
        Sample.of_variance(respondents, 50 + difference, sd**2),
        Sample.of_variance(respondents, 50.0, sd**2),
    )


def test_the_verdicts():
    large = welch(*sure(6.0))
    small = welch(*sure(-2.4))
    none = welch(*sure(0.1))
    vague = welch(*sure(2.0, respondents=40, sd=20.0))
    few = welch(*sure(20.0, respondents=15))
    found = judge([large, small, none, vague, few], Level.AREA)
    assert [(f.verdict, f.because) for f in found] == [
        (Verdict.HIGHER, Because.LARGE_AND_CERTAIN),
        (Verdict.A_LITTLE_LOWER, Because.SMALL_AND_CERTAIN),
        (Verdict.ABOUT_THE_SAME, Because.RULED_OUT),
        (Verdict.CANNOT_TELL, Because.TOO_UNCERTAIN),
        (Verdict.CANNOT_TELL, Because.TOO_FEW_RESPONDENTS),
    ]


@pytest.mark.parametrize(("level", "fewest"), [(Level.ITEM, 30), (Level.AREA, 20), (Level.INDEX, 10)])
def test_the_smallest_number_of_respondents_of_each_level(level, fewest):
    enough, short = (welch(*sure(40.0, respondents=n)) for n in (fewest, fewest - 1))
    found = judge([enough, short], level)
    assert [f.verdict for f in found] == [Verdict.HIGHER, Verdict.CANNOT_TELL]


def test_samples_without_spread_differ_surely_or_not_at_all():
    same, other = Sample(5, 50.0, 0.0), Sample(5, 60.0, 0.0)
    assert welch(same, same).p == 1.0
    assert welch(same, other).p == 0.0
    assert against_fixed(same, 50.0).p == 1.0
    assert share_difference((0, 0), (10, 10)).p == 1.0
    assert share_against_fixed(5, 10, 1.0).p == 0.0
