"""Waves close by themselves after their last day, and reminders go out by themselves, once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from survey_app.diagnosis import reminders
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.reminders import proposed_reminder
from survey_app.fieldwork import timer
from survey_app.ground import days, jobs
from survey_app.institutions.models import Institution
from survey_app.invitations.models import Invitation


def _wave(people, state: str, closes_on: date) -> Wave:
    institution = Institution(code="gaon", name_ko="가온부", name_en="Gaon", kind="central")
    people.add(institution)
    people.flush()
    wave = Wave(
        institution_id=institution.id,
        key="2026",
        reference="gaon.2026",
        title_ko="회차",
        title_en="Wave",
        questionnaire_key="public-culture",
        questionnaire_version="2026.1",
        opens_on=closes_on - timedelta(days=10),
        closes_on=closes_on,
        state=state,
        fingerprint=None if state == "planned" else "f" * 64,
        made_at=datetime.now(UTC),
    )
    people.add(wave)
    people.flush()
    return wave


def _reminding(people, after_days: int, opened_days_ago: int, closes_in_days: int) -> Wave:
    """An open wave with one letter that was sent and not answered."""
    today = days.today()
    wave = _wave(people, "open", today + timedelta(days=closes_in_days))
    wave.opens_on = today - timedelta(days=opened_days_ago)
    if after_days:
        wave.reminders.append(proposed_reminder(wave.opens_on + timedelta(days=after_days)))
    people.add(
        Invitation(
            id="1" * 32,
            wave_id=wave.id,
            unit_code="u1",
            pool_key="pool-1",
            channel="mail",
            recipient="one@gaon.example",
            secret_hash="2" * 64,
            letters=1,
        )
    )
    people.flush()
    return wave


@pytest.fixture
def started(monkeypatch):
    """The jobs that were started, instead of starting them."""
    found = []
    monkeypatch.setattr(
        jobs, "start", lambda _session, name, subject, _by, **given: found.append((name, given))
    )
    return found


def _names(started):
    return [name for name, _ in started]


def test_a_wave_is_closed_after_its_last_day(people, started):
    _wave(people, "open", days.today() - timedelta(days=2))
    timer.close_overdue_waves(people)
    assert started == [("close_wave", {"wave": "gaon.2026", "actor": "system"})]


@pytest.mark.parametrize(
    ("state", "days_left"), [("open", 1), ("closed", -2), ("planned", -2), ("released", -2)]
)
def test_no_other_wave_is_closed(people, started, state, days_left):
    _wave(people, state, days.today() + timedelta(days=days_left))
    timer.close_overdue_waves(people)
    assert started == []


def test_reminders_that_are_due_are_started(people, started):
    _reminding(people, after_days=5, opened_days_ago=6, closes_in_days=3)
    timer.send_due_reminders(people)
    assert started == [("send_letters", {"wave": "gaon.2026", "is_reminder": True})]


@pytest.mark.parametrize(
    ("after_days", "opened_days_ago", "closes_in_days"), [(5, 3, 9), (0, 3, 9), (5, 9, -1)]
)
def test_nobody_is_reminded_early_or_late_or_of_a_wave_without_a_reminder(
    people, started, after_days, opened_days_ago, closes_in_days
):
    _reminding(people, after_days, opened_days_ago, closes_in_days)
    timer.send_due_reminders(people)
    assert started == []


@pytest.mark.parametrize(("hour", "due"), [(0, 0), (8, 0), (9, 1), (23, 1)])
def test_nobody_is_reminded_in_the_night(people, started, monkeypatch, hour, due):
    _reminding(people, after_days=5, opened_days_ago=5, closes_in_days=3)
    midnight = datetime.combine(days.today(), time(), days.KOREA)

    class Clock(datetime):
        @classmethod
        def now(cls, zone=None):
            return midnight + timedelta(hours=hour, minutes=1)

    monkeypatch.setattr(days, "datetime", Clock)
    timer.send_due_reminders(people)

    assert len(started) == due


def test_a_reminder_goes_out_once_and_the_newest_of_several_that_are_due(people, started):
    wave = _reminding(people, after_days=3, opened_days_ago=6, closes_in_days=3)
    wave.reminders.append(proposed_reminder(days.today() - timedelta(days=1)))
    wave.reminders.append(proposed_reminder(days.today() + timedelta(days=1)))
    people.flush()
    timer.send_due_reminders(people)
    assert len(started) == 1

    due = reminders.due_reminder(people, wave)
    due.begun_at = datetime.now(UTC)
    reminders.mark_ended(people, due)
    people.expire_all()
    timer.send_due_reminders(people)

    assert len(started) == 1
    shown = [(one.was_sent, one.was_passed_over) for one in wave.reminders]
    assert shown == [(False, True), (True, False), (False, False)]


def test_a_reminder_by_hand_is_due_at_once_and_says_what_the_next_one_would(people, started):
    wave = _reminding(people, after_days=9, opened_days_ago=6, closes_in_days=9)
    wave.reminders[0].subject_ko = "마지막 안내"

    reminders.remind_now(people, wave, days.today())
    timer.send_due_reminders(people)

    assert len(started) == 1
    assert [one.subject_ko for one in wave.reminders] == ["마지막 안내", "마지막 안내"]
    with pytest.raises(reminders.ReminderIsToday):
        reminders.remind_now(people, wave, days.today())
