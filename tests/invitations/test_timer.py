"""Waves close by themselves after their last day, and reminders go out by themselves, once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from survey_app import days, jobs
from survey_app.diagnosis.models import Wave
from survey_app.institutions.models import Institution
from survey_app.invitations import sending, timer


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


def test_reminders_that_are_due_are_started(people, started, monkeypatch):
    monkeypatch.setattr(sending, "reminders_due", lambda _session, _today: ["gaon.2026"])
    timer.send_due_reminders(people)
    assert started == [("send_letters", {"wave": "gaon.2026", "is_reminder": True})]


def test_the_timer_does_everything_that_is_registered(app, people, databases, monkeypatch):
    done = []
    monkeypatch.setattr(jobs, "_HOURLY", [lambda session: done.append(session.scalar(select(1)))])
    with app.app_context():
        jobs.do_hourly(databases.people)
    assert done == [1]
