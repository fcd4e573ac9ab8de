"""How far a piece of long work is, for the one who started it, and a way to stop it."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from survey_app import db, jobs
from survey_app.access import EVERYBODY, allow, signed_in
from survey_app.jobs import Job, State
from survey_app.releases import blueprint

STEP_NAMES: dict[str, Any] = {
    "groups": _l("Looking for small groups that could be worked out"),
    "items": _l("Looking at each item for itself"),
}


@blueprint.get("/jobs/<int:job>.json")
@allow(*EVERYBODY)
def job(job: int) -> Any:
    """The one who started a job sees how far it is; `back` is where their page goes when it has ended."""
    found = _own(job)
    return {
        "done": found.done_steps,
        "total": found.total_steps,
        "message": _message(found),
        "is_finished": found.state in (State.DONE, State.CANCELLED),
        "has_failed": found.state == State.FAILED,
        "url": _safe(request.args.get("back")),
    }


@blueprint.post("/jobs/<int:job>/cancel")
@allow(*EVERYBODY)
def cancel_job(job: int) -> Any:
    """The job stops at its next step afterwards; what it has not finished is undone."""
    jobs.cancel(db.people(), _own(job).id)
    return redirect(_safe(request.form.get("back")) or url_for("accounts.home"))


def _own(job_id: int) -> Job:
    """The job, if it was started by whoever asks; otherwise it is as if there were none."""
    found = db.people().get(Job, job_id)
    if found is None or found.started_by != signed_in().account_id:
        raise NotFound
    return found


def _message(found: Job) -> str:
    words = {
        State.QUEUED: _("Waiting for its turn"),
        State.DONE: _("Done"),
        State.CANCELLED: _("Stopped"),
        State.FAILED: _("It failed: %(problem)s", problem=found.problem),
    }
    return str(words.get(State(found.state), STEP_NAMES.get(found.step, found.step)))


def _safe(address: str | None) -> str | None:
    """An address of this site, or None: nobody is sent elsewhere."""
    is_ours = bool(address) and str(address).startswith("/") and not str(address).startswith(("//", "/\\"))
    return address if is_ours else None
