"""The clock does its work once an hour, whatever fails, and says when it last did."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from survey_app.diagnosis.models import Wave
from survey_app.doctor import examination
from survey_app.ground import clock, db, jobs, leases
from survey_app.institutions.models import Institution


@pytest.fixture
def work(monkeypatch, app):
    """Work of the clock of the test's own, of which the first fails while told to."""
    done, fails = [], []

    def fail_now_and_then(session):
        done.append("first")
        if fails:
            raise OSError("no disk")

    def count(session):
        done.append(session.scalar(select(1)))

    monkeypatch.setattr(jobs, "_HOURLY", [fail_now_and_then, count])
    with app.app_context():
        yield done, fails


def ticks(databases):
    with db.work(databases.people) as people:
        return {tick.name: tick for tick in clock.ticks(people)}


def let_an_hour_pass(databases):
    with db.work(databases.people) as people:
        for tick in people.scalars(select(clock.Tick)):
            tick.begun_at -= timedelta(hours=1)


def test_everything_is_done_once_an_hour_by_however_many_clocks(databases, work):
    done, _fails = work

    assert [clock.do_hourly(databases.people) for _ in range(3)] == [2, 0, 0]
    let_an_hour_pass(databases)
    assert clock.do_hourly(databases.people) == 2
    assert done == ["first", 1, "first", 1]


def test_what_fails_keeps_nothing_else_from_being_done_and_is_tried_again(databases, work):
    done, fails = work
    fails.append(True)

    clock.do_hourly(databases.people)
    failed = ticks(databases)
    assert done == ["first", 1]
    assert (failed["fail_now_and_then"].problem, failed["fail_now_and_then"].went_at) == ("OSError", None)
    assert failed["count"].went_at is not None

    fails.clear()
    let_an_hour_pass(databases)
    clock.do_hourly(databases.people)
    assert ticks(databases)["fail_now_and_then"].problem == ""


@pytest.fixture
def open_wave(people):
    place = Institution(code="gaon", name_ko="가온부", name_en="Gaon", kind="central")
    people.add(place)
    people.flush()
    people.add(
        Wave(
            institution_id=place.id,
            key="2026",
            reference="gaon.2026",
            title_ko="회차",
            title_en="Wave",
            questionnaire_key="public-culture",
            questionnaire_version="2026.1",
            opens_on=jobs.datetime(2026, 3, 2).date(),
            closes_on=jobs.datetime(2026, 3, 13).date(),
            state="open",
            fingerprint="f" * 64,
            made_at=jobs.datetime.now(jobs.UTC),
        )
    )
    people.commit()


@pytest.fixture
def findings(monkeypatch, config):
    monkeypatch.setattr(examination.settings, "read", lambda: config)
    return lambda: {found.subject: found for found in examination.examine()}


def test_the_doctor_says_when_the_clock_last_went(databases, findings, work, open_wave):
    assert not findings()["clock"].is_well
    assert "without --without-timer" in findings()["clock"].remedy

    clock.do_hourly(databases.people)
    assert findings()["clock"].is_well
    assert findings()["clock"].state.startswith("last went at ")


def test_the_doctor_says_how_much_waits_and_whether_anybody_works(databases, findings, app):
    assert findings()["work"].is_well
    with db.work(databases.people) as people:
        people.add(jobs.Job(name="a", subject="b", parameters={}, queued_at=jobs.datetime.now(jobs.UTC)))
    found = findings()["work"]
    assert (found.is_well, found.state[:16]) == (False, "1 wait and 0 run")

    with db.work(databases.people) as people:
        leases.beat(people, leases.worker_id(), None)
    assert findings()["work"].is_well
