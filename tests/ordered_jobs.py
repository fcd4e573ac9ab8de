"""Jobs that the tests order, do, and find held by a process of another machine."""

from datetime import timedelta

from sqlalchemy import update

from survey_app.ground import db, jobs, leases
from survey_app.ground.jobs import Job

ELSEWHERE = "another-machine-000000000000/77/12345"


def order(databases, name="count", subject="wave:gaon.2026", account=None, **parameters):
    with db.work(databases.people) as people:
        return jobs.start(people, name, subject, account, **parameters).id


def job_of(databases, job_id):
    with db.work(databases.people) as people:
        return people.get_one(Job, job_id)


def held_elsewhere(databases, job_id, heard_before=timedelta(0), attempts=1):
    """The job is held by a process of another machine that was heard of so long ago."""
    with db.work(databases.people) as people:
        moment = leases.now(people) - heard_before
        told = {"state": "running", "worker": ELSEWHERE, "heartbeat_at": moment, "attempts": attempts}
        people.execute(update(Job).where(Job.id == job_id).values(told))


def do_all(databases):
    """What a worker does until nothing waits; returns how many jobs it did."""
    done = 0
    while (held := leases.take(databases.people, leases.worker_id())) is not None:
        leases.run(databases.people, held)
        done += 1
    return done
