"""That a small group was all of one mind can be read nowhere: not in intervals, differences or benchmarks."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from analysis.counting.answers import NO_ANSWER, Answers
from analysis.released.release import Certificate, GroupKind, Release
from analysis.released.released_values import Against, Hidden, Reason, Score, Shares
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
ITEM = next(item for item in QUESTIONNAIRE.items if not item.is_sensitive and not item.is_reversed)
AREA = next(area for area in QUESTIONNAIRE.areas if ITEM.id in area.items)
SMALL, LARGE = 22, 150
MEDIAN = MeasureBenchmark(12, 0.6, 0.5, 0.7, 0.4, 0.8, 0.6)


def release_of(given, **compared):
    """The release of answers that are counted first."""
    return compose(Composition(given.terms, given.questionnaire, count_wave(given), **compared))


def _answers(seed: int = 1) -> Answers:
    return simulate_institution(QUESTIONNAIRE, (SMALL, LARGE), Parameters(response_rate=1.0), seed=seed)[0]


def _saying(answers: Answers, items: tuple[str, ...], others: int) -> Answers:
    """Everybody of the small unit fully agrees with the items, but so many who do not."""
    codes = answers.codes.copy()
    there = np.flatnonzero(answers.units == 0)
    for item in items:
        column, asked = answers.items.index(item), QUESTIONNAIRE.item_by_id[item]
        codes[there, column] = asked.favourable[-1]
        codes[there[:others], column] = asked.unfavourable[0]
    return replace(answers, codes=codes)


def _plans(answers: Answers) -> list[GroupPlan]:
    everybody = np.arange(answers.respondents)
    rows = [np.flatnonzero(answers.units == unit) for unit in (0, 1)]
    return [
        GroupPlan("all", GroupKind.INSTITUTION, None, 0, everybody, None),
        *(GroupPlan(f"unit:{at}", GroupKind.UNIT, "all", 1, one, None) for at, one in enumerate(rows)),
    ]


def _given(answers: Answers) -> Counting:
    plans = _plans(answers)
    terms = ReleaseTerms("gaon", "2026", None, "f" * 64, "2026-05-01", "2026-05-20", True, 10, None)
    names = {plan.key: Spoken(ko=plan.key, en=plan.key) for plan in plans}
    certificate = Certificate(10, None, 0, 0, 1, "test", "test", "0")
    return Counting(terms, QUESTIONNAIRE, answers, plans, names, certificate)


def _release(answers: Answers, before: Answers | None = None) -> Release:
    earlier = None
    if before is not None:
        groups = count_wave(_given(before)).by_key
        earlier = Earlier("2025", QUESTIONNAIRE, groups)
    return release_of(_given(answers), earlier=earlier, benchmark={ITEM.id: MEDIAN})


def test_all_of_22_and_all_but_one_look_the_same_in_every_number():
    answers, before = _answers(), _answers(2)

    all_of_them, all_but_one = (
        _release(_saying(answers, (ITEM.id,), others), before).group("unit:0").items[ITEM.id]
        for others in (0, 1)
    )

    assert all_of_them == all_but_one
    assert all_of_them.is_bounded
    assert all_of_them.favourable == 95
    assert all_of_them.differences.count(Hidden(Reason.PROTECTED)) == 3


def test_a_later_wave_does_not_tell_how_far_it_fell_from_unanimity():
    answers, before = _answers(), _saying(_answers(2), (ITEM.id,), 0)

    shares = _release(answers, before).group("unit:0").items[ITEM.id]

    assert Hidden(Reason.PROTECTED) in shares.differences
    assert of_kind(shares.differences, Against.PREVIOUS) is None
    assert of_kind(shares.differences, Against.BENCHMARK) is not None


def test_what_is_left_beside_a_unit_of_one_mind_is_hidden_where_the_whole_is_shown():
    answers = _saying(_answers(), (ITEM.id,), 0)

    release = _release(answers)

    assert release.group("unit:0").items[ITEM.id].is_bounded
    assert release.group("unit:1").items[ITEM.id] == Hidden(Reason.PROTECTED)
    assert isinstance(release.whole.items[ITEM.id], Shares)


def test_the_favourable_share_of_an_area_with_an_item_of_one_mind_is_not_told_nor_what_would_give_it():
    answers = _answers()
    codes = answers.codes.copy()
    there = np.flatnonzero(answers.units == 0)
    for item in AREA.items:
        good = QUESTIONNAIRE.item_by_id[item].favourable
        codes[there, answers.items.index(item)] = np.resize(good, there.size)

    release = _release(replace(answers, codes=codes))

    for unit in ("unit:0", "unit:1"):
        score = release.group(unit).scores[AREA.key]
        assert isinstance(score, Score)
        assert score.favourable == score.favourable_interval == Hidden(Reason.PROTECTED)
    assert isinstance(release.whole.scores[AREA.key].favourable, float)


def test_neither_boxes_nor_points_of_fewer_than_thirty_are_told():
    release = _release(_answers())

    small = release.group("unit:0").items[ITEM.id]
    assert small.points == ()
    assert small.neutral == small.unfavourable == Hidden(Reason.NOT_IN_DETAIL)
    # The large unit's would give the small one's, with the whole's.
    assert release.group("unit:1").items[ITEM.id].points == ()
    assert len(release.whole.items[ITEM.id].points) == 5


def test_an_area_in_which_a_few_all_have_the_same_score_is_hidden():
    answers = _saying(_answers(), tuple(AREA.items), 0)

    given = _given(answers)
    release = release_of(given)

    assert release.group("unit:0").scores[AREA.key] == Hidden(Reason.PROTECTED)
    assert release.agreement[AREA.key]["unit:0"] == Hidden(Reason.PROTECTED)
    assert isinstance(release.whole.scores[AREA.key], Score)


@pytest.mark.parametrize(("with_a_score", "is_told"), [(9, False), (10, True)])
def test_the_score_without_the_careless_is_told_where_enough_of_them_have_one(
    monkeypatch, with_a_score, is_told
):
    answers = _answers()
    careless = np.arange(answers.respondents) < 20
    codes = answers.codes.copy()
    for item in AREA.items:
        codes[with_a_score:20, answers.items.index(item)] = NO_ANSWER
    answers = replace(answers, codes=codes)
    monkeypatch.setattr(
        "analysis.releasing.whole.carelessness", lambda *_: SimpleNamespace(flagged=20, is_flagged=careless)
    )
    given = _given(answers)

    quality = release_of(given).quality

    assert (AREA.key in quality.scores_without) is is_told
    assert len(quality.scores_without) >= 10
