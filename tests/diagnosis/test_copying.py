"""A plan is copied from an earlier wave, and says what must be decided again."""

from datetime import date, timedelta

import pytest

from questionnaires.languages import Spoken
from questionnaires.local_parts import LocalItem, LocalQuestions
from survey_app.diagnosis import copying, stations, terms
from survey_app.diagnosis.copying import Again, NothingToCopy, copy_plan
from survey_app.diagnosis.models import PlanStep
from survey_app.diagnosis.planning import update_dates, update_local_questions
from survey_app.diagnosis.reminder_texts import update_reminder
from survey_app.institutions.roster import Roster, RosterUnit
from survey_app.institutions.services import apply_roster
from survey_app.manifest.asked import read_local, write_local
from survey_app.programmes import services as programmes
from survey_app.publishing.services import find_questionnaire
from tests.diagnosis.conftest import UNITS

ITEM = LocalItem("local_item_1", "agreement", {"ko": "회의를 제때 마친다."})


@pytest.fixture
def earlier(people, ready, config, today):
    """An opened wave with a question of its own and a reminder in words of its own."""
    update_local_questions(ready, LocalQuestions((ITEM,)), config)
    update_dates(ready, today, today + timedelta(20), [today + timedelta(4), today + timedelta(18)], today)
    update_reminder(ready.reminders[1], Spoken(ko="끝", en="End"), Spoken(ko="{link}", en="{link}"))
    ready.letter_ko = "우리 말 {link}\n"
    stations.mark_open(ready, "f" * 64)
    return ready


@pytest.fixture
def copied(people, earlier, config):
    def copy():
        return copy_plan(people, earlier, terms.unit_terms(earlier), config, date(2031, 3, 3))

    return copy


def test_everything_is_taken_over_and_dates_are_decided_again(copied, earlier):
    wave = copied()

    assert (wave.copied_from, wave.key) == (earlier.reference, "2031")
    assert (wave.opens_on, wave.closes_on) == (date(2031, 3, 10), date(2031, 3, 30))
    assert [(one.on_day, one.subject_ko) for one in wave.reminders] == [
        (date(2031, 3, 14), earlier.reminders[0].subject_ko),
        (date(2031, 3, 28), "끝"),
    ]
    assert wave.letter_ko == "우리 말 {link}\n"
    assert read_local(wave.local_questions).items == (ITEM,)
    assert wave.smallest_group == earlier.smallest_group
    assert wave.title_ko == earlier.title_ko.replace(str(earlier.opens_on.year), "2031")
    assert Again.DATES in copying.still_to_decide(wave)
    assert wave.next_step == (PlanStep.DATES if wave.title_ko != earlier.title_ko else PlanStep.QUESTIONNAIRE)


def test_what_was_decided_is_marked_no_more(copied):
    wave = copied()
    wave.saved_steps = [step.value for step in PlanStep]

    assert copying.still_to_decide(wave) == []


def test_changed_units_are_marked_and_named(people, gaon, earlier, config):
    before = terms.unit_terms(earlier)
    moved = RosterUnit("A1", "가일과", "Division A1", "C", 25)
    apply_roster(people, gaon, Roster((UNITS[0], RosterUnit("C", "다실", "C", None, 40), moved)))
    people.refresh(gaon)

    wave = copy_plan(people, earlier, before, config, date(2031, 3, 3))

    changes = copying.unit_changes(before, wave)
    assert (changes.new, changes.gone, changes.moved, changes.resized) == (("C",), ("B",), ("A1",), ("A1",))
    assert Again.UNITS in copying.still_to_decide(wave)
    assert PlanStep.UNITS not in wave.saved_steps


def test_own_questions_that_fit_the_newest_version_no_more_keep_the_earlier_one(
    copied, earlier, config, monkeypatch
):
    monkeypatch.setattr(copying, "newest_version", lambda *_: "2099.1")
    monkeypatch.setattr(
        copying, "find_questionnaire", lambda *_: find_questionnaire(config, "csps-core", "2024")
    )
    odd = LocalItem("local_item_1", "days_a_week", {"ko": "며칠?"})
    earlier.local_questions = write_local(LocalQuestions((odd,)))

    wave = copied()

    assert wave.questionnaire_version == earlier.questionnaire_version
    assert Again.VERSION in copying.still_to_decide(wave)


def test_a_wave_that_is_only_planned_is_not_copied(people, wave, config):
    with pytest.raises(NothingToCopy):
        copy_plan(people, wave, (), config, date(2031, 3, 3))


def test_a_wave_of_a_programme_joins_the_newest_that_asks_the_same(people, earlier, copied):
    questionnaire = (earlier.questionnaire_key, earlier.questionnaire_version)
    first, second = (
        programmes.open_programme(people, key=key, name_ko=key, name_en=key, questionnaire=questionnaire)
        for key in ("p1", "p2")
    )
    earlier.programme = first
    people.flush()

    wave = copied()

    assert wave.programme is second
    assert Again.PROGRAMME in copying.still_to_decide(wave)
    assert PlanStep.QUESTIONNAIRE not in wave.saved_steps
