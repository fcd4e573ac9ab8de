"""A wave's page from plan to results: begun, watched, ended."""

from datetime import date
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.diagnosis import planning
from survey_app.diagnosis.again_words import to_decide_again
from survey_app.diagnosis.finding import REFUSED, wave_of, wave_page
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.policy_words import policy_statements
from survey_app.diagnosis.stations import WaveIsNotOpen, require_open
from survey_app.diagnosis.steps import steps_of
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import ConfirmForm, refuse
from survey_app.door.languages import current_language
from survey_app.fieldwork import blueprint, extending, pages, watching
from survey_app.fieldwork.forms import ExtendForm
from survey_app.fieldwork.readiness import UNREADY, require_ready
from survey_app.fieldwork.services import CLOSE, OPEN
from survey_app.fieldwork.unready import why_not_ready
from survey_app.ground import days, db, job_words, jobs
from survey_app.ground.settings import current_config
from survey_app.reorganisation.services import UnitsAreNotMapped, UnitsHaveChanged, reorganisation_of
from survey_app.trail.audit import record
from survey_app.trustees.ceremonies import ceremony_of
from survey_app.wording.catalogue import Voice
from survey_app.wording.dates import spoken_day


@blueprint.get("/i/<institution>/waves/<wave>")
@allow(Role.HR)
def wave(institution: str, wave: str) -> Any:
    """The HR lead sees where a wave stands and what comes next."""
    found, language = wave_of(institution, wave), current_language()
    job, ceremony = _running_job(found), ceremony_of(db.people(), found)
    reorganised = reorganisation_of(db.people(), found) if found.state == WaveState.PLANNED else None
    is_watched = found.state != WaveState.PLANNED and not found.is_imported
    return wave_page(
        "fieldwork/wave.html",
        found,
        steps=steps_of(found),
        facts=pages.facts_of_wave(found, language, ceremony, reorganised) if reorganised else (),
        reorganised=reorganised,
        watched=watching.watch(found, language) if is_watched else None,
        days_left=pages.days_left(found, days.today()),
        job=job,
        job_step=job_words.step(job),
        job_problem=job_words.problem(job),
        ceremony=ceremony,
        again=to_decide_again(found) if found.state == WaveState.PLANNED else (),
        may_be_extended=extending.may_be_extended(db.vault(), found, days.today()),
        in_log=watching.place_of_terms(found) if is_watched else None,
    )


@blueprint.get("/i/<institution>/waves/<wave>/progress.json")
@allow(Role.HR)
def progress(institution: str, wave: str) -> Any:
    """The page of a wave asks how far the work that opens or closes it is."""
    found = wave_of(institution, wave)
    job = _latest_job(found)
    if job is None:
        raise NotFound
    return {
        "done": job.done_steps,
        "total": job.total_steps,
        "message": job_words.step(job),
        "is_finished": job.has_ended,
        "has_failed": job.state == jobs.State.FAILED,
        "url": url_for("fieldwork.wave", institution=institution, wave=wave),
    }


@blueprint.route("/i/<institution>/waves/<wave>/open", methods=["GET", "POST"])
@allow(Role.HR)
def open_wave(institution: str, wave: str) -> Any:
    """The HR lead opens the wave, after reading what can't be changed any more."""
    found, form = wave_of(institution, wave), ConfirmForm()
    unready = _unready(found)
    problem = why_not_ready(unready, current_language()) if unready is not None else None
    is_confirmed = form.is_submitted() and form.validate() and form.confirm_word.data == found.key
    if problem is not None or not is_confirmed:
        page = wave_page(
            "fieldwork/open.html",
            found,
            problem=problem,
            is_about_units=isinstance(unready, UnitsAreNotMapped | UnitsHaveChanged),
            ceremony=ceremony_of(db.people(), found),
            facts=pages.facts_of_wave(
                found, current_language(), reorganised=reorganisation_of(db.people(), found)
            ),
            statements=policy_statements(found),
            is_wrong_word=form.is_submitted() and problem is None,
        )
        return page, REFUSED if form.is_submitted() else 200
    return _start(OPEN, found)


@blueprint.route("/i/<institution>/waves/<wave>/close", methods=["GET", "POST"])
@allow(Role.HR)
def close_wave(institution: str, wave: str) -> Any:
    """The HR lead closes the wave for good."""
    found, form = wave_of(institution, wave), ConfirmForm()
    try:
        require_open(found)
    except WaveIsNotOpen:
        flash(_("This wave is not open."), "warning")
        return redirect(url_for("fieldwork.wave", institution=institution, wave=wave))
    if not (form.is_submitted() and form.validate() and form.confirm_word.data == found.key):
        left = pages.days_left(found, days.today())
        page = wave_page("fieldwork/close.html", found, days_left=left, is_wrong_word=form.is_submitted())
        return page, REFUSED if form.is_submitted() else 200
    return _start(CLOSE, found)


@blueprint.route("/i/<institution>/waves/<wave>/extend", methods=["GET", "POST"])
@allow(Role.HR)
def extend_wave(institution: str, wave: str) -> Any:
    """The HR lead puts the last day off, once and as far as the signed terms announced."""
    found, form = wave_of(institution, wave), ExtendForm()
    if not extending.may_be_extended(db.vault(), found, days.today()):
        raise NotFound
    if not form.is_submitted():
        form.closes_on.data = found.extends_until
    elif form.validate():
        if form.closes_on.data is not None and extending.is_allowed(found, form.closes_on.data):
            return _start(extending.EXTEND, found, closes_on=form.closes_on.data.isoformat())
        refuse(
            form.closes_on,
            _(
                "Enter a day after %(last)s, until %(latest)s.",
                last=_spoken(found.closes_on),
                latest=_spoken(found.extends_until),
            ),
        )
    page = wave_page("fieldwork/extend.html", found, form=form)
    return page, REFUSED if form.errors else 200


@blueprint.route("/i/<institution>/waves/<wave>/discard", methods=["GET", "POST"])
@allow(Role.HR)
def discard_plan(institution: str, wave: str) -> Any:
    """The HR lead throws a plan away."""
    found, form = wave_of(institution, wave), ConfirmForm()
    if found.state != WaveState.PLANNED:
        raise NotFound
    if not form.validate_on_submit():
        return wave_page("fieldwork/discard.html", found, ceremony=ceremony_of(db.people(), found))
    record(db.people(), signed_in().email, "discard_plan", f"wave:{found.reference}")
    planning.discard_plan(db.people(), found)
    flash(_("The plan was discarded. Nobody was asked."), "success")
    return redirect(url_for("diagnosis.waves", institution=institution))


def _spoken(day: date | None) -> str:
    return "" if day is None else spoken_day(day, Voice(current_language()))


def _start(name: str, wave: Wave, **more: str) -> Any:
    jobs.start(
        db.people(),
        name,
        _subject(wave),
        signed_in().account_id,
        wave=wave.reference,
        actor=signed_in().email,
        **more,
    )
    return redirect(url_for("fieldwork.wave", institution=wave.institution.code, wave=wave.key))


def _unready(wave: Wave) -> Exception | None:
    try:
        require_ready(db.people(), wave, current_config(), days.today())
    except UNREADY as unready:
        return unready
    return None


def _subject(wave: Wave) -> str:
    return f"wave:{wave.reference}"


def _latest_job(wave: Wave) -> jobs.Job | None:
    found = [jobs.latest(db.people(), name, _subject(wave)) for name in (OPEN, CLOSE, extending.EXTEND)]
    return max((job for job in found if job is not None), key=lambda job: job.id, default=None)


def _running_job(wave: Wave) -> jobs.Job | None:
    """The opening or closing that is under way, or the last one when it failed."""
    job = _latest_job(wave)
    if job is None or job.state in (jobs.State.DONE, jobs.State.CANCELLED):
        return None
    return job
