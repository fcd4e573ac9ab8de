"""Long work, done behind the scenes: one queue, with progress that a page can show and a way to stop.

A room registers a piece of work with `@job("name")` and starts it with `start(...)`. The work is
queued when the request's transaction is committed, never before, so that it finds what it needs.
Huey keeps the queue: in a file of its own when embedded, in Redis when several machines work.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from sqlalchemy import CheckConstraint, Engine, String, Text, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from config import Config
from survey_app import db
from survey_app.logs import LEFT

EXTENSION = "gyeol.jobs"
Work = Callable[..., Mapping[str, Any] | None]


class State(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(db.PeopleBase):
    """A piece of long work: what, for whom, how far, and what came of it."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("done_steps <= total_steps", name="done_is_at_most_total"),
        CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="state_is_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), comment="which registered work")
    subject: Mapped[str] = mapped_column(
        String(200), index=True, comment="what it is about, e.g. wave:gaon.2026"
    )
    parameters: Mapped[str] = mapped_column(Text, comment="JSON")
    state: Mapped[str] = mapped_column(String(20), default=State.QUEUED)
    done_steps: Mapped[int] = mapped_column(default=0)
    total_steps: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(String(200), default="", comment="what it is doing")
    outcome: Mapped[str] = mapped_column(Text, default="{}", comment="JSON")
    problem: Mapped[str] = mapped_column(Text, default="", comment="why it failed, in words")
    is_cancel_wanted: Mapped[bool] = mapped_column(default=False)
    started_by: Mapped[int | None] = mapped_column(comment="account; no foreign key: the account may go")
    queued_at: Mapped[datetime] = mapped_column(db.Moment)
    ended_at: Mapped[datetime | None] = mapped_column(db.Moment)

    @property
    def has_ended(self) -> bool:
        return self.state in (State.DONE, State.FAILED, State.CANCELLED)

    @property
    def percent(self) -> int:
        if self.state == State.DONE:
            return 100
        return 0 if not self.total_steps else int(100 * self.done_steps / self.total_steps)

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.outcome)
        return found


class JobWasCancelled(Exception):
    """Raised inside a job at its next step, once somebody asked it to stop."""


class JobFailed(Exception):
    """Raised by a job that can't go on; its message is shown to the person who started it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How a job tells how far it is. Raises JobWasCancelled when somebody asked it to stop."""

    engine: Engine
    job_id: int

    def __call__(self, done: int, total: int, step: str = "") -> None:
        with db.work(self.engine) as session:
            job = session.get_one(Job, self.job_id)
            job.done_steps, job.total_steps, job.step = min(done, total), total, step[:200]
            is_cancel_wanted = job.is_cancel_wanted
        if is_cancel_wanted:
            raise JobWasCancelled


def no_progress(_done: int, _total: int, _step: str = "") -> None:
    """Stands in for Progress where nobody watches."""


@dataclass(slots=True)
class Queue:
    """The queue of this process and the function that puts a job into it."""

    huey: Huey
    put: Callable[[int], Any]


_REGISTERED: dict[str, Work] = {}
_HOURLY: list[Callable[[Session], None]] = []
MINUTE = "17"


def job(name: str) -> Callable[[Work], Work]:
    """Registers a piece of work: a function of `progress` and keyword parameters of plain JSON."""

    def register(work: Work) -> Work:
        _REGISTERED[name] = work
        return work

    return register


def hourly(work: Callable[[Session], None]) -> Callable[[Session], None]:
    """Registers what the worker's timer does: it starts jobs that are due, and must be safe to repeat."""
    _HOURLY.append(work)
    return work


def do_hourly(engine: Engine) -> None:
    """Whatever is due is started afterwards."""
    for work in _HOURLY:
        with db.work(engine) as session:
            work(session)


def init_app(app: Flask, config: Config, runs_at_once: bool = False) -> None:
    """Connects the queue. With `runs_at_once` (commands and tests) work is done in place."""
    huey = _huey(config, runs_at_once)

    @huey.task(name="gyeol")  # type: ignore[untyped-decorator]
    def run(job_id: int) -> None:
        with app.app_context():
            _run(job_id)

    @huey.periodic_task(crontab(minute=MINUTE))  # type: ignore[untyped-decorator]
    def look_for_what_is_due() -> None:
        with app.app_context():
            do_hourly(db.databases().people)

    app.extensions[EXTENSION] = Queue(huey, run)


def _huey(config: Config, runs_at_once: bool) -> Huey:
    if config.redis_url and not runs_at_once:
        return RedisHuey("gyeol", url=config.redis_url)
    config.data.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("gyeol", filename=str(config.jobs_path), immediate=runs_at_once)


def start(session: Session, name: str, subject: str, started_by: int | None, **parameters: Any) -> Job:
    """Queues work for after the commit. KeyError when no such work is registered.

    Work of the same name on the same subject that has not ended is returned instead of a second one.
    """
    if name not in _REGISTERED:
        raise KeyError(name)
    waiting = session.scalars(
        select(Job).where(
            Job.name == name, Job.subject == subject, Job.state.in_([State.QUEUED, State.RUNNING])
        )
    ).first()
    if waiting is not None and json.loads(waiting.parameters) == parameters:
        return waiting
    new = Job(
        name=name,
        subject=subject,
        parameters=json.dumps(parameters, ensure_ascii=False),
        started_by=started_by,
        queued_at=datetime.now(UTC),
    )
    session.add(new)
    session.flush()
    put = current_app.extensions[EXTENSION].put
    job_id = new.id
    event.listen(session, "after_commit", lambda _session: put(job_id), once=True)
    return new


def latest(session: Session, name: str, subject: str) -> Job | None:
    """The newest job of that name on that subject, if there is one."""
    return session.scalars(
        select(Job).where(Job.name == name, Job.subject == subject).order_by(Job.id.desc())
    ).first()


def cancel(session: Session, job_id: int) -> Job:
    """Asks a job to stop at its next step; one that has not begun is stopped at once."""
    found = session.get_one(Job, job_id)
    found.is_cancel_wanted = True
    if found.state == State.QUEUED:
        found.state, found.ended_at = State.CANCELLED, datetime.now(UTC)
    return found


def resume_interrupted(session: Session) -> int:
    """Queues again what was running when the worker died. Called when a worker starts; returns how many."""
    put = current_app.extensions[EXTENSION].put
    interrupted = session.scalars(select(Job).where(Job.state == State.RUNNING)).all()
    for found in interrupted:
        found.state = State.QUEUED
        event.listen(session, "after_commit", lambda _session, job_id=found.id: put(job_id), once=True)
    return len(interrupted)


def _run(job_id: int) -> None:
    engine = db.databases().people
    with db.work(engine) as session:
        found = session.get(Job, job_id)
        if found is None or found.state != State.QUEUED:
            return
        found.state = State.RUNNING
        name, parameters = found.name, json.loads(found.parameters)
    state, outcome, problem = State.DONE, {}, ""
    try:
        outcome = dict(_REGISTERED[name](Progress(engine, job_id), **parameters) or {})
    except JobWasCancelled:
        state = State.CANCELLED
    except JobFailed as failure:
        state, problem = State.FAILED, str(failure)
    except Exception as failure:  # noqa: BLE001 - the job's owner must learn of any failure
        state, problem = State.FAILED, type(failure).__name__
        LEFT.error("job %s %s failed", job_id, name, exc_info=failure)
    with db.work(engine) as session:
        found = session.get_one(Job, job_id)
        found.state, found.problem = state, problem
        found.outcome = json.dumps(outcome, ensure_ascii=False)
        found.ended_at = datetime.now(UTC)
        if state is State.DONE:
            found.done_steps = found.total_steps
