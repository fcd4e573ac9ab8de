"""The worker as an operator starts it: it keeps the clock, leaves nobody behind, and takes nothing twice."""

import os
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from benchmarks.open_wave import open_wave
from benchmarks.server import installation
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.reminders import proposed_reminder
from survey_app.ground import clock, days, db, jobs, leases
from survey_app.ground.worker import LOOKS_FOR_LOST_AFTER_SECONDS
from survey_app.invitations.models import Invitation, PoolKey
from survey_app.manifest import publication
from tests.open_waves import pool_keys, quick_keys
from tests.workers import is_running, start_worker, until

__all__ = ["pool_keys", "quick_keys"]


@pytest.fixture
def installed(tmp_path):
    """An installation with its settings in a file, as a worker finds them, and its databases."""
    config = installation(tmp_path / "installation")
    databases = db.connect(config)
    yield config, databases
    databases.dispose()


def wave_of(databases, reference):
    with db.work(databases.people) as people:
        return people.scalars(select(Wave).where(Wave.reference == reference)).one()


def let_it_be_overdue(databases, wave):
    with db.work(databases.people) as people:
        found = people.get_one(Wave, wave.wave_id)
        found.opens_on, found.closes_on = days.today() - timedelta(days=9), days.today() - timedelta(days=2)


def let_a_reminder_be_due(databases, wave):
    """Two people by letter, of whom one has taken part, and a reminder since yesterday."""
    with db.work(databases.people) as people:
        found = people.get_one(Wave, wave.wave_id)
        found.opens_on = days.today() - timedelta(days=9)
        found.reminders.append(proposed_reminder(days.today() - timedelta(days=2)))
        for name, blinded in (("one", None), ("two", "b" * 64)):
            people.add(
                Invitation(
                    id=name.ljust(32, "0"),
                    wave_id=wave.wave_id,
                    unit_code="u1",
                    pool_key="pool-1",
                    channel="mail",
                    recipient=f"{name}@gaon.example",
                    secret_hash=name.ljust(64, "0"),
                    blinded_hash=blinded,
                    letters=1,
                )
            )


def test_by_the_clock_a_wave_closes_and_a_reminder_goes_out(installed):
    config, databases = installed
    overdue = open_wave(config, databases, [20, 20], institution="gaon")
    going_on = open_wave(config, databases, [20, 20], institution="narae")
    let_it_be_overdue(databases, overdue)
    let_a_reminder_be_due(databases, going_on)

    worker = start_worker(config)
    try:
        until(lambda: wave_of(databases, overdue.reference).state == WaveState.CLOSED, worker.log.read_text())
        outbox = config.data / "outbox"
        until(lambda: len(list(outbox.glob("*.eml"))) == 1, "the reminder")
    finally:
        worker.stop()

    with db.work(databases.vault) as vault:
        assert publication.read_closing(vault, overdue.reference) is not None
    with db.work(databases.people) as people:
        keys = people.scalars(select(PoolKey.locked_key).where(PoolKey.wave_id == overdue.wave_id)).all()
        went = {tick.name: tick.went_at for tick in people.scalars(select(clock.Tick))}
    assert set(keys) == {None}
    assert "one@gaon.example" in next(outbox.glob("*.eml")).read_text()
    assert {"close_overdue_waves", "send_due_reminders", "delete_what_has_expired"} <= set(went)
    assert all(
        moment is not None and datetime.now(UTC) - moment < timedelta(minutes=5) for moment in went.values()
    )
    assert wave_of(databases, going_on.reference).state == WaveState.OPEN


@pytest.fixture
def endless(monkeypatch):
    """Every worker that is started knows a job that never ends and reaches no step."""
    monkeypatch.setenv("PYTHONPATH", "tests/endless")


@pytest.fixture
def begin(installed):
    """Orders the endless job and starts a worker that holds it; whatever was started is ended at last."""
    config, databases = installed
    started = []

    def start(*options, job=None):
        if job is not None:
            with db.work(databases.people) as people:
                people.add(
                    jobs.Job(
                        name="wait",
                        subject="wave:gaon.2026",
                        parameters=job,
                        queued_at=datetime.now(UTC),
                    )
                )
        started.append(start_worker(config, *options))
        return started[-1]

    yield start
    for worker in started:
        if worker.process.poll() is None:
            worker.stop()


def the_job(databases):
    with db.work(databases.people) as people:
        return people.scalars(select(jobs.Job)).one()


def heard_of(databases):
    with db.work(databases.people) as people:
        return leases.workers_at_work(people)


@pytest.mark.usefixtures("endless")
def test_the_signal_to_end_ends_everything_within_seconds_and_hands_the_job_back(installed, begin):
    _config, databases = installed
    worker = begin("--processes", "2", job={"with_children": True})
    until(lambda: the_job(databases).done_steps == 1, worker.log.read_text())
    children = worker.children()

    seconds = worker.stop()

    until(lambda: not still_there(children), "children left behind", 10)
    found = the_job(databases)
    assert len(children) > 5  # two that do jobs, the clock, a pool's process, Chromium's
    assert seconds < 45  # the job has no end of its own; a service manager would kill after ninety
    assert (found.state, found.attempts) == ("queued", 0)
    assert heard_of(databases) == []


@pytest.mark.usefixtures("endless")
def test_children_die_with_a_worker_that_is_killed_and_the_next_takes_over(installed, begin):
    _config, databases = installed
    worker = begin("--processes", "2", job={"with_children": True})
    until(lambda: the_job(databases).done_steps == 1, worker.log.read_text())
    children = worker.children()

    worker.kill()

    until(lambda: not still_there(children), "children left behind", 10)
    assert the_job(databases).state == "running"
    second = begin("--without-timer")
    until(lambda: the_job(databases).attempts == 2, second.log.read_text())


@pytest.mark.usefixtures("endless")
def test_two_workers_do_a_job_once_and_one_that_dies_is_begun_again(installed, begin):
    _config, databases = installed
    first = begin(job={})
    until(lambda: the_job(databases).state == "running", first.log.read_text())
    second = begin("--without-timer")
    until(lambda: len(heard_of(databases)) == 3, second.log.read_text())
    time.sleep(2 * LOOKS_FOR_LOST_AFTER_SECONDS)  # it has looked for lost jobs, and found none

    held = the_job(databases)
    assert held.attempts == 1
    os.kill(int(held.worker.split("/")[1]), signal.SIGKILL)
    until(lambda: the_job(databases).attempts == 2, "taken over")
    until(lambda: len(first.children()) == 2, "begun again")


def still_there(children):
    return [child for child in children if is_running(child)]
