"""Planning a wave: six steps, each refused when it promises what can't be kept, and frozen once opened."""

from datetime import date, timedelta

import pytest

from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.languages import Spoken
from questionnaires.local_parts import LocalItem, LocalQuestions
from survey_app.diagnosis import stations, terms
from survey_app.diagnosis.letter import DEFAULTS, LetterIsFaulty
from survey_app.diagnosis.models import PlanStep, WaveState
from survey_app.diagnosis.planning import (
    Basics,
    DatesAreWrong,
    GroupIsTooSmall,
    KeyIsTaken,
    NoUnits,
    OwnQuestionsWouldGo,
    PlanIsIncomplete,
    RemindersAreWrong,
    TooFewPeople,
    WaveIsFrozen,
    discard_plan,
    plan_wave,
    require_ready,
    update_basics,
    update_dates,
    update_letters,
    update_local_questions,
    update_policy,
    update_units,
)
from survey_app.diagnosis.reminder_texts import update_reminder
from survey_app.manifest.asked import questionnaire_of, read_local
from survey_app.programmes import services as programmes
from survey_app.publishing.services import find_questionnaire

BASICS = Basics("제목", "Title", "public-culture", "2026.1")


def test_a_wave_is_named_after_its_year_and_numbered_when_the_year_is_taken(people, gaon):
    first = plan_wave(people, gaon, BASICS, opens_on=date(2026, 5, 1))
    second = plan_wave(people, gaon, BASICS, opens_on=date(2026, 9, 1))

    assert (first.key, second.key) == ("2026", "2026-2")
    assert second.reference == "gaon.2026-2"
    with pytest.raises(KeyIsTaken):
        plan_wave(people, gaon, BASICS, key="2026")


def test_a_plan_is_ready_after_its_six_steps_and_not_before(wave, today):
    with pytest.raises(PlanIsIncomplete) as incomplete:
        require_ready(wave, today)

    assert incomplete.value.step == PlanStep.UNITS


def test_a_step_left_out_is_missed_though_later_ones_were_saved(wave, today):
    update_units(wave, ["B"])
    update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=False)

    assert wave.next_step == PlanStep.DATES


def test_a_ready_plan_may_be_opened(ready, today):
    require_ready(ready, today)
    stations.mark_open(ready, "f" * 64)

    assert ready.state == WaveState.OPEN


def test_a_plan_whose_last_day_has_passed_may_not_be_opened(ready, today):
    with pytest.raises(DatesAreWrong):
        require_ready(ready, ready.closes_on + timedelta(days=1))


def test_what_is_open_is_frozen(ready, today):
    stations.mark_open(ready, "f" * 64)

    for change in (
        lambda: update_basics(ready, BASICS, None),
        lambda: update_units(ready, ["B"]),
        lambda: update_dates(ready, today, today + timedelta(days=30), [today + timedelta(days=5)], today),
        lambda: update_letters(ready, DEFAULTS["ko"], DEFAULTS["en"]),
        lambda: update_policy(ready, smallest_group=20, asks_comments=True, results_are_public=True),
        lambda: stations.mark_open(ready, "0" * 64),
        lambda: require_ready(ready, today),
    ):
        with pytest.raises(WaveIsFrozen):
            change()


def test_a_wave_is_closed_once_and_only_when_open(ready):
    with pytest.raises(stations.WaveIsNotOpen):
        stations.mark_closed(ready)
    stations.mark_open(ready, "f" * 64)
    stations.mark_closed(ready)

    with pytest.raises(stations.WaveIsNotOpen):
        stations.mark_closed(ready)


def test_no_unit_and_too_few_people_are_refused(wave):
    with pytest.raises(NoUnits):
        update_units(wave, [])
    with pytest.raises(NoUnits):
        update_units(wave, ["of another institution"])
    with pytest.raises(TooFewPeople) as few:
        update_units(wave, ["A"])
    assert few.value.people == 5


def test_a_unit_whose_parent_is_not_asked_hangs_under_the_next_above(wave):
    update_units(wave, ["A1", "B"])

    assert [(unit.code, unit.parent, unit.headcount) for unit in terms.unit_terms(wave)] == [
        ("A1", None, 20),
        ("B", None, 40),
    ]


@pytest.mark.parametrize(
    ("first", "last", "reminders", "problem"),
    [
        (5, 1, [], DatesAreWrong),
        (-9, -1, [], DatesAreWrong),
        (0, 93, [5], DatesAreWrong),
        (0, 5, [6], RemindersAreWrong),
        (0, 5, [0], RemindersAreWrong),
        (0, 5, [3, 3], RemindersAreWrong),
        (0, 9, [1, 2, 3, 4, 5], RemindersAreWrong),
    ],
)
def test_dates_that_make_no_sense_are_refused(wave, today, first, last, reminders, problem):
    on_days = [today + timedelta(day) for day in reminders]
    with pytest.raises(problem):
        update_dates(wave, today + timedelta(first), today + timedelta(last), on_days, today)


def test_a_reminder_keeps_its_words_when_its_day_changes(people, wave, today):
    first, last = today, today + timedelta(14)
    update_dates(wave, first, last, [today + timedelta(3), today + timedelta(9)], today)
    update_reminder(wave.reminders[1], Spoken(ko="{title}", en="t"), Spoken(ko="{link}", en="{link}"))
    update_dates(wave, first, last, [today + timedelta(10), today + timedelta(4)], today)
    people.flush()

    assert [(one.on_day - today).days for one in wave.reminders] == [4, 10]
    assert wave.reminders[1].text_ko == "{link}\n"


@pytest.mark.parametrize("subject", ["", " ", "{link}", "{name}", "가" * 151, "가\n나"])
def test_a_subject_that_cannot_be_sent_is_refused(wave, subject):
    with pytest.raises(LetterIsFaulty):
        update_reminder(wave.reminders[0], Spoken(ko=subject, en="t"), Spoken(ko="{link}", en="{link}"))


def test_the_smallest_group_is_never_under_ten_nor_under_the_programmes(people, gaon, wave):
    with pytest.raises(GroupIsTooSmall) as small:
        update_policy(wave, smallest_group=9, asks_comments=True, results_are_public=False)
    assert small.value.least == 10

    programme = programmes.open_programme(
        people,
        key="p",
        name_ko="사업",
        name_en="P",
        questionnaire=("public-culture", "2026.1"),
        smallest_group=15,
    )
    update_basics(wave, BASICS, programme)
    assert wave.smallest_group == 15
    with pytest.raises(GroupIsTooSmall):
        update_policy(wave, smallest_group=14, asks_comments=True, results_are_public=False)


def test_a_wave_in_a_programme_asks_the_programmes_questionnaire(people, gaon):
    programme = programmes.open_programme(
        people, key="p", name_ko="사업", name_en="P", questionnaire=("csps-core", "2024")
    )

    wave = plan_wave(people, gaon, BASICS, programme=programme)

    assert (wave.questionnaire_key, wave.questionnaire_version) == ("csps-core", "2024")


def test_own_questions_follow_the_core_and_are_part_of_what_is_signed(config, wave):
    item = LocalItem(
        "local_item_1",
        "agreement",
        {"ko": "우리 부서는 회의를 제때 마친다.", "en": "Our meetings end on time."},
    )
    update_local_questions(wave, LocalQuestions((item,)), config)

    signed = terms.questionnaire_terms(wave, config)
    asked = questionnaire_of(signed, config)

    assert asked.item_ids[-1] == "local_item_1"
    assert asked.content_hash != find_questionnaire(config, "public-culture", "2026.1").content_hash
    assert read_local(signed.local).items == (item,)


def test_own_questions_that_break_a_rule_are_refused(config, wave):
    item = LocalItem("local_item_1", "agreement", {"ko": "", "en": ""})

    with pytest.raises(QuestionnaireIsFaulty):
        update_local_questions(wave, LocalQuestions((item,)), config)


def test_another_questionnaire_does_not_drop_own_questions_without_a_word(config, wave):
    item = LocalItem("local_item_1", "agreement", {"ko": "우리 기관은 …", "en": "Our institution …"})
    update_local_questions(wave, LocalQuestions((item,)), config)
    other = Basics("제목", "Title", "csps-core", "2024")

    with pytest.raises(OwnQuestionsWouldGo):
        update_basics(wave, other, None)
    kept = read_local(wave.local_questions).items
    update_local_questions(wave, LocalQuestions(), config)
    update_basics(wave, other, None)

    assert kept == (item,)
    assert wave.questionnaire_key == "csps-core"


def test_a_plan_can_be_discarded_and_an_open_wave_not(people, ready):
    stations.mark_open(ready, "f" * 64)

    with pytest.raises(WaveIsFrozen):
        discard_plan(people, ready)


@pytest.mark.parametrize(
    ("said", "wanted", "holds"),
    [(None, True, True), (None, False, False), (True, False, True), (False, True, False)],
)
def test_what_a_programme_says_of_public_results_stands(people, gaon, wave, said, wanted, holds):
    questionnaire = (BASICS.questionnaire_key, BASICS.questionnaire_version)
    programme = programmes.open_programme(
        people, key="p", name_ko="사업", name_en="P", questionnaire=questionnaire, results_are_public=said
    )
    assert plan_wave(people, gaon, BASICS, programme=programme).results_are_public is (said is True)
    update_basics(wave, BASICS, programme)

    update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=wanted)

    assert terms.policy_terms(wave).results_are_public is holds
