"""Long work, done behind the scenes, with progress that a page can show and a way to stop.

A room registers a piece of work with `@job("name")` and starts it with `start(...)`. The row that `start`
writes is the order: once it is committed, a worker finds it, whatever else fails. Huey carries its number to
one at once (survey_app/ground/queue.py).
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import Flask, current_app
from sqlalchemy import (
    CheckConstraint,
    CursorResult,
    Engine,
    Index,
    String,
    Text,
    Update,
    event,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from config import Config
from survey_app.ground import db, queue
from survey_app.ground.columns import Json, word_of

EXTENSION = "gyeol.jobs"
Work = Callable[..., Mapping[str, Any] | None]
# Who asks for the work is no part of what it is: two people who close one wave want one closing.
WHO = "actor"


class State(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVE = (State.QUEUED, State.RUNNING)
_IS_LIVE = text("state IN ('queued', 'running')")


class Job(db.PeopleBase):
    """A piece of long work: what, for whom, how far, who does it, and what came of it."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("done_steps <= total_steps", name="done_is_at_most_total"),
        CheckConstraint("state <> 'running' OR worker IS NOT NULL", name="who_runs_it_is_known"),
        Index("ix_jobs_one_live", "work_hash", unique=True, sqlite_where=_IS_LIVE, postgresql_where=_IS_LIVE),
        Index("ix_jobs_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    name: Mapped[str] = mapped_column(String(60), comment="which registered work")
    subject: Mapped[str] = mapped_column(
        String(200), index=True, comment="what it is about, e.g. wave:gaon.2026"
    )
    parameters: Mapped[dict[str, Any]] = mapped_column(Json, comment="JSON: what the work is given, by name")
    work_hash: Mapped[str] = mapped_column(
        String(64),
        default=lambda: secrets.token_hex(32),
        comment="SHA-256 of name, subject and parameters; one live job of each",
    )
    state: Mapped[State] = mapped_column(
        word_of(State, "state_is_known"), default=State.QUEUED, comment="how far it has come"
    )
    done_steps: Mapped[int] = mapped_column(default=0, comment="steps that are done")
    total_steps: Mapped[int] = mapped_column(default=0, comment="steps in all; 0: not known yet")
    step: Mapped[str] = mapped_column(String(200), default="", comment="what it is doing")
    outcome: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict, comment="JSON: what it returned, or the facts that belong to its problem"
    )
    problem: Mapped[str] = mapped_column(
        Text, default="", comment="why it failed: a word for programs; job_words.py says it to people"
    )
    is_cancel_wanted: Mapped[bool] = mapped_column(default=False, comment="somebody asked it to stop")
    started_by: Mapped[int | None] = mapped_column(comment="account; no foreign key: the account may go")
    queued_at: Mapped[datetime] = mapped_column(db.Moment, comment="when it was ordered")
    ended_at: Mapped[datetime | None] = mapped_column(
        db.Moment, comment="when it was done, failed or stopped"
    )
    worker: Mapped[str | None] = mapped_column(String(120), comment="the process that holds or held it")
    heartbeat_at: Mapped[datetime | None] = mapped_column(
        db.Moment, comment="when that process last said, by the database's clock, that it works on it"
    )
    attempts: Mapped[int] = mapped_column(default=0, comment="how often it was begun")

    @property
    def has_ended(self) -> bool:
        return self.state not in LIVE

    @property
    def percent(self) -> int:
        if self.state == State.DONE:
            return 100
        return 0 if not self.total_steps else int(100 * self.done_steps / self.total_steps)


class JobWasCancelled(Exception):
    """Raised inside a job at its next step, once somebody asked it to stop."""


class JobFailed(Exception):
    """Raised by a job that can't go on: a problem that `job_words` can say, with the facts it names."""

    def __init__(self, problem: str, **facts: Any) -> None:
        super().__init__(problem)
        self.problem, self.facts = problem, facts


class JobIsAnothers(BaseException):
    """The job was taken away from this process, which must not touch it any more."""


class WorkerStops(BaseException):
    """The worker was asked to end; the job is handed back where it stands."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How a job tells how far it is.

    Raises JobWasCancelled when somebody asked it to stop, JobIsAnothers when it is not held any more, and
    WorkerStops when its worker ends.
    """

    engine: Engine
    job_id: int
    worker: str
    is_stopping: Callable[[], bool] = lambda: False

    def __call__(self, done: int, total: int, step: str = "") -> None:
        told = {"done_steps": min(done, total), "total_steps": total, "step": step[:200]}
        with db.work(self.engine) as session:
            if not changed(session, update(Job).where(*held_by(self.job_id, self.worker)).values(told)):
                raise JobIsAnothers
            is_cancel_wanted = session.scalar(select(Job.is_cancel_wanted).where(Job.id == self.job_id))
        if is_cancel_wanted:
            raise JobWasCancelled
        if self.is_stopping():
            raise WorkerStops


def no_progress(_done: int, _total: int, _step: str = "") -> None:
    """Stands in for Progress where nobody watches."""


def tell_without_stopping(progress: Callable[..., None], done: int, total: int, step: str = "") -> None:
    """Tells how far a job is where stopping would leave something half done: it goes on, and then ends."""
    with suppress(JobWasCancelled):
        progress(done, total, step)


def changed(session: Session, statement: Update) -> int:
    """How many rows a statement has changed."""
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def held_by(job_id: int, worker: str) -> tuple[Any, ...]:
    """The conditions under which a process may write to a job: it still holds it."""
    return (Job.id == job_id, Job.state == State.RUNNING, Job.worker == worker)


_REGISTERED: dict[str, Work] = {}
_HOURLY: list[Callable[[Session], None]] = []


def job(name: str) -> Callable[[Work], Work]:
    """Registers a piece of work: a function of `progress` and keyword parameters of plain JSON.

    It must be safe to begin again from any step: a worker may be killed at any moment.
    """

    def register(work: Work) -> Work:
        _REGISTERED[name] = work
        return work

    return register


def hourly(work: Callable[[Session], None]) -> Callable[[Session], None]:
    """Registers what the clock does every hour: it starts jobs that are due, and must be safe to repeat."""
    _HOURLY.append(work)
    return work


def registered(name: str) -> Work:
    """The work of that name. Raises KeyError."""
    return _REGISTERED[name]


def hourly_work() -> tuple[Callable[[Session], None], ...]:
    """What the clock does every hour, in the order of registration."""
    return tuple(_HOURLY)


def init_app(app: Flask, config: Config, do_at_once: Callable[[int], None] | None = None) -> None:
    """What happens once a job is committed: it is done in place, or queued for the workers."""
    app.extensions[EXTENSION] = do_at_once or (lambda job_id: queue.put(config, job_id))


def start(session: Session, name: str, subject: str, started_by: int | None, **parameters: Any) -> Job:
    """Orders work; it is done after the commit. KeyError when no such work is registered.

    The same work that waits or runs already is returned instead of a second one, also when two start at once.
    """
    registered(name)
    order = {
        "name": name,
        "subject": subject,
        "parameters": parameters,
        "work_hash": _hash(name, subject, parameters),
        "started_by": started_by,
        "queued_at": datetime.now(UTC),
    }
    add = insert_on_sqlite if session.get_bind().dialect.name == "sqlite" else insert_on_postgresql
    insert: Any = add(Job).on_conflict_do_nothing().returning(Job.id)
    same = select(Job).where(Job.work_hash == order["work_hash"], Job.state.in_(LIVE))
    while True:
        new_id = session.scalar(insert.values(order))
        if new_id is not None:
            break
        # Between the two statements the other may have ended; then there is room for a new one.
        if (waiting := session.scalars(same.execution_options(populate_existing=True)).first()) is not None:
            return waiting
    begin = current_app.extensions[EXTENSION]
    event.listen(session, "after_commit", lambda _session: begin(new_id), once=True)
    return session.get_one(Job, new_id)


def start_again(session: Session, ended: Job, started_by: int | None) -> Job:
    """The same work is ordered once more. KeyError when it is not registered any more."""
    return start(session, ended.name, ended.subject, started_by, **ended.parameters)


def _hash(name: str, subject: str, parameters: Mapping[str, Any]) -> str:
    what = {key: value for key, value in parameters.items() if key != WHO}
    told = json.dumps([name, subject, what], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def latest(session: Session, name: str, subject: str) -> Job | None:
    """The newest job of that name on that subject, if there is one."""
    return session.scalars(
        select(Job).where(Job.name == name, Job.subject == subject).order_by(Job.id.desc())
    ).first()
