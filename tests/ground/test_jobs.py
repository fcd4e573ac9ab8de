"""A job that is ordered is done once, whoever fails meanwhile or wants the same."""

import os
import signal
from dataclasses import replace

import pytest
from sqlalchemy import select

from benchmarks.server import free_port, installation
from survey_app import create_app
from survey_app.ground import clock, db, job_words, jobs, leases
from survey_app.ground.jobs import Job, State
from tests.ordered_jobs import ELSEWHERE, do_all, held_elsewhere, job_of, order
from tests.workers import killed_by


def test_an_order_waits_for_a_worker_and_is_done_once(waiting_app, databases, work):
    done = work()
    job_id = order(databases, wave="gaon.2026")

    assert job_of(databases, job_id).state == State.QUEUED
    assert do_all(databases) == 1
    assert do_all(databases) == 0
    assert done == [{"wave": "gaon.2026"}]
    assert job_of(databases, job_id).state == State.DONE


def test_without_the_queue_the_commit_succeeds_and_the_order_is_found(config, databases, work):
    done = work()
    deaf = replace(config, redis_url=f"redis://127.0.0.1:{free_port()}")
    with create_app(deaf, databases).app_context():
        job_id = order(databases)

    assert do_all(databases) == 1
    assert (len(done), job_of(databases, job_id).state) == (1, State.DONE)


def test_a_process_killed_between_commit_and_queue_loses_nothing(waiting_app, databases, work):
    done = work()
    child = os.fork()
    if not child:
        waiting_app.extensions[jobs.EXTENSION] = lambda _job: os.kill(os.getpid(), signal.SIGKILL)
        databases.people.dispose(close=False)
        order(databases)
        os._exit(0)
    assert killed_by(os.waitpid(child, 0)[1])

    assert do_all(databases) == 1
    assert len(done) == 1


def test_the_same_work_is_ordered_once_whoever_asks(waiting_app, databases, work):
    work()
    first = order(databases, account=1, wave="gaon.2026", actor="hr@gaon.example")
    again = order(databases, account=None, wave="gaon.2026", actor="system")
    other = order(databases, account=1, wave="gaon.2026", actor="hr@gaon.example", is_reminder=True)

    assert first == again != other
    do_all(databases)
    assert order(databases, wave="gaon.2026") not in (first, other)


def test_two_processes_that_order_the_same_at_once_have_one_job(waiting_app, databases, work):
    work()
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            databases.people.dispose(close=False)
            order(databases)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4

    with db.work(databases.people) as people:
        assert len(people.scalars(select(Job.id)).all()) == 1


def test_of_many_workers_one_takes_a_job(waiting_app, databases, work):
    work()
    ids = [order(databases, number=number) for number in range(12)]
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            databases.people.dispose(close=False)
            os._exit(do_all(databases))
        children.append(child)
    taken = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

    assert sum(taken) == len(ids)
    assert {job_of(databases, one).attempts for one in ids} == {1}


def test_a_fault_is_said_without_a_word_of_the_program(waiting_app, databases, work):
    def fail(progress):
        raise OSError("disk /dev/sda1")

    work(does=fail)
    job_id = order(databases)
    do_all(databases)

    with waiting_app.test_request_context("/?lang=ko"):
        said = job_words.problem(job_of(databases, job_id))
    assert "OSError" not in said
    assert "sda1" not in said
    assert f"작업 번호 {job_id}번" in said


def test_work_that_nobody_knows_any_more_fails_and_says_so(waiting_app, databases, work, monkeypatch):
    work()
    job_id = order(databases)
    monkeypatch.delitem(jobs._REGISTERED, "count")
    do_all(databases)

    assert job_of(databases, job_id).state == State.FAILED


def test_every_job_every_problem_and_all_work_of_the_clock_has_words(app):
    assert set(jobs._REGISTERED) == set(job_words.KINDS)
    assert {work.__name__ for work in jobs.hourly_work()} == set(job_words.CLOCK)
    with app.test_request_context("/?lang=ko"):
        for words in (*job_words.KINDS.values(), *job_words.PROBLEMS.values(), *job_words.CLOCK.values()):
            assert any("가" <= letter <= "힣" for letter in str(words)), words


def test_parameters_are_what_was_ordered(waiting_app, databases, work):
    done = work()
    job_id = order(databases, title="회차", is_reminder=False)

    assert job_of(databases, job_id).parameters == {"title": "회차", "is_reminder": False}
    do_all(databases)
    assert done == [{"title": "회차", "is_reminder": False}]


@pytest.mark.postgres
def test_on_postgresql_too_one_order_is_taken_once_and_freed(tmp_path, postgres_url, work):
    done = work()
    config = installation(tmp_path / "installation", postgres_url)
    databases = db.connect(config)
    with create_app(config, databases).app_context():
        first, again = order(databases, number=1), order(databases, number=1)
        held = leases.take(databases.people, ELSEWHERE)
        assert (first == again, leases.take(databases.people, ELSEWHERE)) == (True, None)
        held_elsewhere(databases, held.job_id, heard_before=leases.LEASE * 2)
        assert leases.free_lost(databases.people) == 1
        with db.work(databases.people) as people:
            leases.beat(people, leases.worker_id(), None)
            assert len(leases.workers_at_work(people)) == 1
        assert (do_all(databases), done) == (1, [{"number": 1}])
        assert clock.do_hourly(databases.people) == len(jobs.hourly_work())
        assert clock.do_hourly(databases.people) == 0
    databases.dispose()
