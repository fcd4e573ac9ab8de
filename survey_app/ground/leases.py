"""Who holds a job: taken by one statement, kept by a heartbeat, given on only when its holder is gone."""

import hashlib
import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey_app.ground import db
from survey_app.ground.jobs import (
    LIVE,
    Job,
    JobFailed,
    JobIsAnothers,
    JobWasCancelled,
    Progress,
    State,
    changed,
    held_by,
    registered,
)
from survey_app.ground.logs import LEFT

LEASE = timedelta(seconds=120)
BEATS_AFTER_SECONDS = 10.0
# Work that takes its worker down with it, say for want of memory, is not begun for ever.
MOST_ATTEMPTS = 5
LOOKED_AT_ONCE = 20
WORKERS_ARE_FORGOTTEN_AFTER = timedelta(days=1)


class Worker(db.PeopleBase):
    """A process that does jobs or keeps the clock, and when it was last heard of."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(120), primary_key=True, comment="machine, process, its beginning")
    keeps_clock: Mapped[bool] = mapped_column(comment="whether it keeps the clock; others do jobs")
    seen_at: Mapped[datetime] = mapped_column(db.Moment, comment="by the database's clock")


@dataclass(frozen=True, slots=True)
class HeldJob:
    """A job that this process holds."""

    job_id: int
    name: str
    parameters: dict[str, Any]
    worker: str


def worker_id(process_id: int | None = None) -> str:
    """A name for a process of this machine that no other process ever has."""
    process_id = process_id or os.getpid()
    return f"{_machine()}/{process_id}/{_began(process_id)}"


def do_at_once(app: Flask) -> Callable[[int], None]:
    """How a job is done in place, by commands and tests that have no worker."""

    def do(job_id: int) -> None:
        with app.app_context():
            engine = db.databases().people
            if (held := take(engine, worker_id(), job_id)) is not None:
                run(engine, held)

    return do


def take(engine: Engine, worker: str, only: int | None = None) -> HeldJob | None:
    """The oldest job that waits, or that one, is held by this process afterwards; None when there is none.

    One statement decides: of several processes that want the same job, one changes its row.
    """
    with db.work(engine) as session:
        waiting = select(Job.id).where(Job.state == State.QUEUED).order_by(Job.id).limit(LOOKED_AT_ONCE)
        found = session.scalars(waiting if only is None else waiting.where(Job.id == only)).all()
    for job_id in found:
        with db.work(engine) as session:
            begun = {
                "state": State.RUNNING,
                "worker": worker,
                "heartbeat_at": now(session),
                "attempts": Job.attempts + 1,
            }
            taken = update(Job).where(Job.id == job_id, Job.state == State.QUEUED).values(begun)
            if changed(session, taken):
                job = session.get_one(Job, job_id)
                return HeldJob(job.id, job.name, job.parameters, worker)
    return None


def run(engine: Engine, held: HeldJob, is_stopping: Callable[[], bool] = lambda: False) -> None:
    """The job has ended afterwards, unless it was taken away meanwhile. Raises WorkerStops."""
    state, outcome, problem = State.DONE, {}, ""
    try:
        progress = Progress(engine, held.job_id, held.worker, is_stopping)
        outcome = dict(registered(held.name)(progress, **held.parameters) or {})
    except JobWasCancelled:
        state = State.CANCELLED
    except JobFailed as failure:
        state, problem, outcome = State.FAILED, failure.problem, failure.facts
    except JobIsAnothers:
        LEFT.warning("job %s %s goes on elsewhere", held.job_id, held.name)
        return
    except Exception as failure:  # noqa: BLE001 - the job's owner must learn of any failure
        state, problem = State.FAILED, type(failure).__name__
        LEFT.error("job %s %s failed", held.job_id, held.name, exc_info=failure)
    with db.work(engine) as session:
        ended = {
            "state": state,
            "problem": problem,
            "outcome": outcome,
            "ended_at": datetime.now(UTC),
        }
        if state is State.DONE:
            ended["done_steps"] = Job.total_steps
        session.execute(update(Job).where(*held_by(held.job_id, held.worker)).values(ended))


def beat(session: Session, worker: str, held: HeldJob | None, keeps_clock: bool = False) -> bool:
    """This process was heard of; returns whether somebody wants its job to stop. Raises JobIsAnothers."""
    moment = now(session)
    seen = update(Worker).where(Worker.id == worker).values(seen_at=moment)
    if not changed(session, seen):
        session.add(Worker(id=worker, keeps_clock=keeps_clock, seen_at=moment))
    if held is None:
        return False
    kept = update(Job).where(*held_by(held.job_id, worker)).values(heartbeat_at=moment)
    session.execute(kept)
    job = session.get_one(Job, held.job_id)
    if job.worker != worker:
        raise JobIsAnothers
    return job.is_cancel_wanted and not job.has_ended


def free_lost(engine: Engine) -> int:
    """Jobs whose worker is gone wait again, or have failed after too many tries; returns how many there were.

    A worker is gone when its process has ended, which is seen at once on the same machine, or when it was not
    heard of for two minutes.
    """
    with db.work(engine) as session:
        moment = now(session)
        running = session.scalars(select(Job).where(Job.state == State.RUNNING)).all()
    lost = [job for job in running if _is_lost(job, moment)]
    for job in lost:
        with db.work(engine) as session:
            # Whoever was heard of in between keeps its job.
            same = Job.heartbeat_at == job.heartbeat_at
            session.execute(
                update(Job).where(*held_by(job.id, job.worker or ""), same).values(_freed(job, moment))
            )
        LEFT.warning("job %s %s was left by its worker and waits again", job.id, job.name)
    return len(lost)


def hand_back(engine: Engine, workers: Iterable[str]) -> None:
    """The jobs of these processes, which have ended as they were told, wait again. No try is counted."""
    with db.work(engine) as session:
        moment = now(session)
        for worker in workers:
            mine = select(Job).where(Job.state == State.RUNNING, Job.worker == worker)
            for job in session.scalars(mine).all():
                freed = _freed(job, moment) | {"attempts": job.attempts - 1}
                session.execute(update(Job).where(*held_by(job.id, worker)).values(freed))
            if (seen := session.get(Worker, worker)) is not None:
                session.delete(seen)


def cancel(session: Session, job_id: int) -> Job:
    """A job that waits, or whose worker is gone, is stopped; one that runs stops at its next step.

    One that reaches no step within half a minute is ended with its process.
    """
    session.execute(update(Job).where(Job.id == job_id, Job.state.in_(LIVE)).values(is_cancel_wanted=True))
    moment = now(session)
    ended = {"state": State.CANCELLED, "ended_at": moment}
    session.execute(update(Job).where(Job.id == job_id, Job.state == State.QUEUED).values(ended))
    silent = (Job.id == job_id, Job.state == State.RUNNING, Job.heartbeat_at < moment - LEASE)
    session.execute(update(Job).where(*silent).values(ended))
    return session.get_one(Job, job_id, populate_existing=True)


def end_cancelled(session: Session, held: HeldJob) -> None:
    """The job counts as stopped, whatever its process is doing: that is killed next."""
    ended = {"state": State.CANCELLED, "ended_at": now(session)}
    session.execute(update(Job).where(*held_by(held.job_id, held.worker)).values(ended))


def is_silent(job: Job, moment: datetime) -> bool:
    """Whether a running job's worker has not been heard of for the time of its lease."""
    return job.state == State.RUNNING and (job.heartbeat_at is None or job.heartbeat_at < moment - LEASE)


def workers_at_work(session: Session) -> list[Worker]:
    """The processes that were heard of lately; what was not for a day is forgotten."""
    moment = now(session)
    found = session.scalars(select(Worker).order_by(Worker.id)).all()
    return [worker for worker in found if worker.seen_at >= moment - LEASE]


def forget_old_workers(session: Session) -> None:
    """Workers that ended without a word yesterday are not listed any more."""
    old = now(session) - WORKERS_ARE_FORGOTTEN_AFTER
    for worker in session.scalars(select(Worker).where(Worker.seen_at < old)).all():
        session.delete(worker)


def now(session: Session) -> datetime:
    """The moment by the database's clock, which all workers share."""
    return session.execute(select(func.now(type_=db.Moment()))).scalar_one()


def _is_lost(job: Job, moment: datetime) -> bool:
    here, process_id, began = _parts(job.worker or "")
    if here == _machine():
        return _began(process_id) != began
    return is_silent(job, moment)


def _freed(job: Job, moment: datetime) -> dict[str, Any]:
    if job.is_cancel_wanted:
        return {"state": State.CANCELLED, "ended_at": moment}
    if job.attempts >= MOST_ATTEMPTS:
        return {"state": State.FAILED, "problem": "worker_died", "ended_at": moment}
    return {"state": State.QUEUED, "worker": None, "heartbeat_at": None}


def _parts(worker: str) -> tuple[str, int, str]:
    machine, _, rest = worker.partition("/")
    process_id, _, began = rest.partition("/")
    return machine, int(process_id) if process_id.isdecimal() else 0, began


def _machine() -> str:
    """This machine since it started, and the space in which its process numbers hold."""
    proc = Path("/proc")
    known = (proc / "sys/kernel/random/boot_id").read_text("ascii") + str((proc / "self/ns/pid").readlink())
    return f"{socket.gethostname()[:40]}-{hashlib.sha256(known.encode()).hexdigest()[:12]}"


def _began(process_id: int) -> str:
    """When a process began, in ticks since the machine did; empty when it has ended."""
    try:
        state, *fields = Path(f"/proc/{process_id}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state in ("Z", "X") else fields[18]
