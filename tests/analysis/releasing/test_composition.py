"""A release holds what may be shown, with its reasons, and nothing else."""

import numpy as np
import pytest

from analysis.counting.answers import NO_ANSWER, NOT_ASKED, Answers
from analysis.released.release import Certificate, GroupKind, decode, encode
from analysis.released.released_values import Against, Count, Hidden, Reason, Score, Shares, Verdict
from analysis.releasing.comparisons import MeasureBenchmark, of_kind
from analysis.releasing.composition import Composition, ReleaseTerms, compose
from analysis.releasing.counting import Counting, count_wave
from analysis.releasing.group_comparisons import Earlier
from analysis.releasing.groups import GroupPlan
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import published

QUESTIONNAIRE = published("public-culture", "2026.1")
HEADCOUNTS = (120, 80, 40)
CERTIFICATE = Certificate(10, None, 0, 0, 1, "test", "test", "0")


def release_of(given, **compared):
    """The release of answers that are counted first."""
    return compose(Composition(given.terms, given.questionnaire, count_wave(given), **compared))


def _plans(answers, hidden_unit=None, reason=Reason.TOO_FEW):
    everybody = np.arange(answers.respondents)
    plans = [GroupPlan("all", GroupKind.INSTITUTION, None, 0, everybody, sum(HEADCOUNTS))]
    for unit, invited in enumerate(HEADCOUNTS):
        rows = np.flatnonzero(answers.units == unit)
        why = reason if unit == hidden_unit else None
        plans.append(GroupPlan(f"unit:{unit}", GroupKind.UNIT, "all", 1, rows, invited, why))
    return plans


def _given(answers, plans, **others):
    terms = ReleaseTerms(
        "gaon", "2026", None, "f" * 64, "2026-05-01", "2026-05-20", True, 10, sum(HEADCOUNTS)
    )
    names = {plan.key: Spoken(ko=plan.key, en=plan.key) for plan in plans}
    return Counting(terms, QUESTIONNAIRE, answers, plans, names, CERTIFICATE, **others)


@pytest.fixture(scope="module")
def answers():
    made, _ = simulate_institution(QUESTIONNAIRE, HEADCOUNTS, Parameters(response_rate=0.8), seed=1)
    return made


@pytest.fixture(scope="module")
def release(answers):
    given = _given(answers, _plans(answers, hidden_unit=2))
    return release_of(given)


def test_a_hidden_group_has_no_number_anywhere(release):
    group = release.group("unit:2")
    assert group.respondents == Hidden(Reason.TOO_FEW)
    assert not group.is_shown
    assert {type(value) for value in (*group.scores.values(), *group.items.values())} == {Hidden}
    for area in release.agreement:
        assert "unit:2" not in release.agreement[area]


def test_a_shown_group_has_every_area_and_item(release):
    group = release.whole
    assert set(group.scores) == {area.key for area in QUESTIONNAIRE.areas}
    assert all(isinstance(score, Score) for score in group.scores.values())
    assert set(group.items) == set(QUESTIONNAIRE.item_ids)


def test_a_release_reads_back_as_it_was_written(release):
    assert decode(encode(release)) == release


def test_the_same_answers_give_the_same_bytes(answers, release):
    given = _given(answers, _plans(answers, hidden_unit=2))
    assert encode(release_of(given)) == encode(release)


def test_small_groups_are_counted_in_bands_and_scored_with_one_decimal(answers):
    few = answers.subset(np.arange(answers.respondents) < 40)
    group = release_of(_given(few, _plans(few)[:1])).whole
    assert group.respondents == Count(20, 49)
    assert all(score.value == round(score.value, 1) for score in group.scores.values())


def test_differences_of_a_small_group_have_one_decimal_too(answers):
    made = release_of(_given(answers, _plans(answers)))
    small = made.group("unit:2")
    assert not small.respondents.is_exact
    for score in small.scores.values():
        for difference in score.differences:
            assert difference.value == round(difference.value, 1)


def test_shares_are_whole_percents_and_points_follow_the_scale_as_answered(answers, release):
    reversed_item = next(item for item in QUESTIONNAIRE.items if item.is_reversed)
    shares = release.whole.items[reversed_item.id]
    assert isinstance(shares, Shares)
    codes = answers.column(reversed_item.id)
    lowest = np.count_nonzero(codes == 1) / np.count_nonzero(codes <= 5)
    assert shares.points[0] == round(100 * lowest)
    assert shares.favourable == round(
        100 * np.count_nonzero(np.isin(codes, reversed_item.favourable)) / np.count_nonzero(codes <= 5)
    )


def test_an_item_that_too_few_answered_is_hidden_in_a_group_that_is_shown(answers):
    codes = answers.codes.copy()
    codes[9:, 0] = NO_ANSWER
    thinned = Answers(answers.items, codes, answers.units, answers.background)
    group = release_of(_given(thinned, _plans(thinned)[:1])).whole
    assert group.items[answers.items[0]] == Hidden(Reason.TOO_FEW)


def test_an_item_that_nobody_was_asked_says_so(answers):
    codes = answers.codes.copy()
    codes[:, 0] = NOT_ASKED
    unasked = Answers(answers.items, codes, answers.units, answers.background)
    group = release_of(_given(unasked, _plans(unasked)[:1])).whole
    assert group.items[answers.items[0]] == Hidden(Reason.NOT_ASKED)


def test_a_benchmark_far_below_is_a_difference_marked_higher(answers):
    low = MeasureBenchmark(12, 20.0, 15.0, 25.0, 10.0, 30.0, 20.0)
    made = release_of(_given(answers, _plans(answers)[:1]), benchmark={"leadership": low})
    score = made.whole.scores["leadership"]
    difference = of_kind(score.differences, Against.BENCHMARK)
    assert difference.verdict is Verdict.HIGHER
    assert difference.value == pytest.approx(score.value - 20.0)
    assert made.standings["leadership"].percentile_band == "highest"


def test_an_area_that_is_unlike_elsewhere_has_neither_standing_nor_benchmark(answers):
    low = MeasureBenchmark(12, 20.0, 15.0, 25.0, 10.0, 30.0, 20.0)
    made = release_of(
        _given(answers, _plans(answers)),
        benchmark={"leadership": low, "growth": low},
        unlike_areas=frozenset({"leadership"}),
    )
    assert made.standings["leadership"] == Hidden(Reason.UNLIKE)
    for group in made.groups:
        differences = group.scores["leadership"].differences
        assert Hidden(Reason.UNLIKE) in differences
        for against in (Against.BENCHMARK, Against.UPPER_QUARTILE):
            assert of_kind(differences, against) is None
    rest = of_kind(made.group("unit:0").scores["leadership"].differences, Against.REST)
    assert rest is not None
    assert of_kind(made.whole.scores["growth"].differences, Against.BENCHMARK) is not None


def test_a_group_that_was_hidden_last_time_is_not_compared_with_last_time(answers):
    elsewhere = {"culture": frozenset({"unit:1"})}
    then = count_wave(_given(answers, _plans(answers, hidden_unit=0), hidden_measures=elsewhere))
    shown = {group.key: group for group in then.groups if group.is_shown}
    made = release_of(_given(answers, _plans(answers)), earlier=Earlier("2025", QUESTIONNAIRE, shown))
    assert of_kind(made.group("unit:0").scores["growth"].differences, Against.PREVIOUS) is None
    same = of_kind(made.group("unit:1").scores["growth"].differences, Against.PREVIOUS)
    assert same.value == 0
    assert of_kind(made.group("unit:1").scores["culture"].differences, Against.PREVIOUS) is None
    assert made.previous_wave == "2025"


def test_more_respondents_than_headcount_gives_no_finite_population(answers):
    few_invited = ReleaseTerms("gaon", "2026", None, "f" * 64, "2026-05-01", "2026-05-20", True, 10, 5)
    plans = [GroupPlan("all", GroupKind.INSTITUTION, None, 0, np.arange(answers.respondents), 5)]
    given = Counting(few_invited, QUESTIONNAIRE, answers, plans, {"all": Spoken(ko="a", en="a")}, CERTIFICATE)
    made = release_of(given)
    assert made.participation.rate == 100
    assert made.whole.scores["growth"].interval.lower < made.whole.scores["growth"].value


def test_drivers_of_a_small_institution_are_refused_with_their_reason(answers):
    few = answers.subset(np.arange(answers.respondents) < 60)
    given = _given(few, _plans(few)[:1])
    assert release_of(given).drivers == Hidden(Reason.TOO_FEW_FOR_STATISTIC)


def test_driver_weights_sum_to_a_hundred(release):
    assert sum(driver.weight for driver in release.drivers.drivers) == pytest.approx(100)
