"""A job is one worker's as long as that lives, and can be stopped."""

import os
import signal
from datetime import timedelta

import pytest

from survey_app.ground import db, leases
from survey_app.ground.jobs import JobIsAnothers, JobWasCancelled, State, WorkerStops
from tests.ordered_jobs import ELSEWHERE, do_all, held_elsewhere, job_of, order


def test_a_second_worker_takes_nothing_from_one_that_lives(waiting_app, databases, work):
    work()
    here, there = order(databases, number=1), order(databases, number=2)
    leases.take(databases.people, leases.worker_id(), here)
    held_elsewhere(databases, there, heard_before=leases.LEASE / 2)

    assert leases.free_lost(databases.people) == 0
    assert leases.take(databases.people, ELSEWHERE) is None


def test_a_job_whose_process_has_ended_is_freed_at_once(waiting_app, databases, work):
    done = work()
    job_id = order(databases)
    child = os.fork()
    if not child:
        databases.people.dispose(close=False)
        leases.take(databases.people, leases.worker_id())
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)

    assert job_of(databases, job_id).state == State.RUNNING
    assert leases.free_lost(databases.people) == 1
    assert do_all(databases) == 1
    assert (len(done), job_of(databases, job_id).attempts) == (1, 2)


def test_a_job_of_another_machine_is_freed_when_that_was_silent_for_a_lease(waiting_app, databases, work):
    work()
    job_id = order(databases)
    held_elsewhere(databases, job_id, heard_before=leases.LEASE + timedelta(seconds=5))

    assert leases.free_lost(databases.people) == 1
    assert job_of(databases, job_id).state == State.QUEUED


def test_work_that_kills_its_worker_is_not_begun_for_ever(waiting_app, databases, work):
    work()
    job_id = order(databases)
    held_elsewhere(databases, job_id, leases.LEASE * 2, attempts=leases.MOST_ATTEMPTS)

    leases.free_lost(databases.people)

    found = job_of(databases, job_id)
    assert (found.state, found.problem) == (State.FAILED, "worker_died")


def test_who_lost_a_job_writes_nothing_to_it_any_more(waiting_app, databases, work):
    def lose_it(progress):
        held_elsewhere(databases, job_id)
        progress(1, 2)

    work(does=lose_it)
    job_id = order(databases)
    held = leases.take(databases.people, leases.worker_id())
    leases.run(databases.people, held)

    found = job_of(databases, job_id)
    assert (found.state, found.worker, found.done_steps) == (State.RUNNING, ELSEWHERE, 0)
    with pytest.raises(JobIsAnothers), db.work(databases.people) as people:
        leases.beat(people, held.worker, held)


def test_a_heartbeat_keeps_a_job(waiting_app, databases, work):
    work()
    job_id = order(databases)
    held = leases.take(databases.people, ELSEWHERE)
    held_elsewhere(databases, job_id, heard_before=leases.LEASE * 2)
    with db.work(databases.people) as people:
        leases.beat(people, ELSEWHERE, held)

    assert leases.free_lost(databases.people) == 0


def test_a_waiting_job_is_stopped_at_once_and_a_running_one_at_its_next_step(waiting_app, databases, work):
    def stop_me(progress, number):
        with db.work(databases.people) as people:
            assert not leases.cancel(people, ids[number]).has_ended
        with pytest.raises(JobWasCancelled):
            progress(1, 2)
        raise JobWasCancelled

    work(does=stop_me)
    ids = [order(databases, number=number) for number in range(2)]
    with db.work(databases.people) as people:
        assert leases.cancel(people, ids[1]).state == State.CANCELLED
    do_all(databases)

    assert [job_of(databases, one).state for one in ids] == [State.CANCELLED] * 2


def test_a_silent_job_can_be_stopped(waiting_app, databases, work):
    work()
    job_id = order(databases)
    held_elsewhere(databases, job_id, heard_before=leases.LEASE * 2)
    with db.work(databases.people) as people:
        leases.cancel(people, job_id)

    assert job_of(databases, job_id).state == State.CANCELLED
    assert order(databases) != job_id


def test_a_worker_that_ends_hands_its_job_back_and_no_try_is_counted(waiting_app, databases, work):
    work(does=lambda progress: progress(1, 2))
    job_id = order(databases)
    held = leases.take(databases.people, leases.worker_id())
    with pytest.raises(WorkerStops):
        leases.run(databases.people, held, is_stopping=lambda: True)
    leases.hand_back(databases.people, [held.worker])

    found = job_of(databases, job_id)
    assert (found.state, found.worker, found.attempts) == (State.QUEUED, None, 0)
