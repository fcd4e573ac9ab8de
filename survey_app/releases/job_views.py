"""Long work: how far it is, a way to stop it or begin it again, and one page that lists all of it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.door.access import EVERYBODY, Role, allow, signed_in
from survey_app.door.languages import current_language
from survey_app.ground import clock, db, job_words, jobs, leases
from survey_app.ground.jobs import Job, State
from survey_app.releases import blueprint
from survey_app.releases.public_file import background


@blueprint.get("/jobs")
@allow(*EVERYBODY)
def job_list() -> Any:
    """Everybody sees the work that concerns them and whether anybody does it; the operator also the clock."""
    account, session = signed_in(), db.people()
    workers = leases.workers_at_work(session)
    return render_template(
        "releases/jobs.html",
        listed=background.work_seen_by(session, account, current_language()),
        account_id=account.account_id,
        workers=sum(not worker.keeps_clock for worker in workers),
        clocks=sum(worker.keeps_clock for worker in workers),
        ticks=clock.ticks(session) if account.role is Role.OPERATOR else None,
        clock_words=job_words.CLOCK,
    )


@blueprint.get("/jobs/<int:job>.json")
@allow(*EVERYBODY)
def job(job: int) -> Any:
    """Whom a job concerns sees how far it is; `back` is where their page goes when it has ended."""
    found = _seen(job)
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
    """The job is stopped, at once if nobody works on it, else at its next step; the unfinished is undone."""
    ended = leases.cancel(db.people(), _seen(job).id)
    if not ended.has_ended:
        flash(_("It stops at its next step, within a minute at the latest."), "information")
    return redirect(_safe(request.form.get("back")) or url_for("releases.job_list"))


@blueprint.post("/jobs/<int:job>/again")
@allow(*EVERYBODY)
def start_job_again(job: int) -> Any:
    """Work that failed or was stopped is begun again; what it had finished is kept."""
    found = _seen(job)
    if found.state not in (State.FAILED, State.CANCELLED):
        raise NotFound
    jobs.start_again(db.people(), found, signed_in().account_id)
    flash(_("It is begun again."), "success")
    return redirect(_safe(request.form.get("back")) or url_for("releases.job_list"))


def _seen(job_id: int) -> Job:
    """The job, if it concerns whoever asks; otherwise it is as if there were none."""
    found = db.people().get(Job, job_id)
    if found is None or not background.may_see(found, signed_in()):
        raise NotFound
    return found


def _message(found: Job) -> str:
    if found.state == State.FAILED:
        return str(_("It failed: %(problem)s", problem=job_words.problem(found)))
    return job_words.step(found) if found.state == State.RUNNING else job_words.state(found)


def _safe(address: str | None) -> str | None:
    """An address of this site, or None: nobody is sent elsewhere."""
    is_ours = bool(address) and str(address).startswith("/") and not str(address).startswith(("//", "/\\"))
    return address if is_ours else None
