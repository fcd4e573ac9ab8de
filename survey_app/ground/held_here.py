"""Long work that only this process can do, because it needs what may lie in no table and in no queue.

It is a job like any other, with progress and a way to cancel it, but held from its beginning by the process
that ordered it, and done beside the request. If the process ends, the job waits again, and whoever takes it
next finds that what it needs is gone, and says so.
"""

import threading
from contextlib import suppress

from flask import Flask, current_app
from sqlalchemy import Engine, event, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from survey_app.ground import db, jobs, leases
from survey_app.ground.jobs import Job, State, changed, held_by
from survey_app.ground.leases import HeldJob

_AT_WORK: list[threading.Thread] = []


def start(session: Session, name: str, subject: str, started_by: int | None, wave: str) -> bool:
    """The work is done by this process from the commit on; False where another does the same already.

    Where jobs are done in place, as in commands and tests, it is done by the commit.
    """
    job = jobs.start(session, name, subject, started_by, wave=wave)
    worker = leases.worker_id()
    taken = {
        "state": State.RUNNING,
        "worker": worker,
        "heartbeat_at": leases.now(session),
        "attempts": Job.attempts + 1,
    }
    if not changed(session, update(Job).where(Job.id == job.id, Job.state == State.QUEUED).values(taken)):
        return False
    held = HeldJob(job.id, name, job.parameters, worker)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    event.listen(session, "after_commit", lambda _session: _begin(app, held), once=True)
    return True


def wait() -> None:
    """What this process does beside its requests has ended afterwards."""
    while _AT_WORK:
        _AT_WORK.pop().join()


def _begin(app: Flask, held: HeldJob) -> None:
    if app.config["DOES_JOBS_AT_ONCE"]:
        with app.app_context():
            leases.run(db.databases().people, held)
        return
    # It ends with the process, which may end at any moment: nothing is written before all of it is.
    thread = threading.Thread(target=_work, args=(app, held), daemon=True)
    _AT_WORK.append(thread)
    thread.start()


def _work(app: Flask, held: HeldJob) -> None:
    with app.app_context():
        engine = db.databases().people
        has_ended = threading.Event()
        threading.Thread(target=_beat, args=(engine, held, has_ended), daemon=True).start()
        try:
            leases.run(engine, held)
        finally:
            has_ended.set()


def _beat(engine: Engine, held: HeldJob, has_ended: threading.Event) -> None:
    """Says every few seconds that the work goes on, so that no other machine takes it for lost."""
    kept = update(Job).where(*held_by(held.job_id, held.worker))
    while not has_ended.wait(leases.BEATS_AFTER_SECONDS):
        with suppress(SQLAlchemyError), db.work(engine) as session:
            session.execute(kept.values(heartbeat_at=leases.now(session)))
