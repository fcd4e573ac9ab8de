"""Pages on which an HR lead rehearses a planned wave, follows the rehearsal, and deletes it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.diagnosis.finding import REFUSED, institution_of, require_unsigned, wave_of, wave_page
from survey_app.diagnosis.models import Rehearsal, Wave, WaveState
from survey_app.diagnosis.planning import PlanIsIncomplete, WaveIsAPulse
from survey_app.door.access import Role, allow, current_account, signed_in
from survey_app.door.forms import ConfirmForm
from survey_app.door.institution_pages import institution_page
from survey_app.fieldwork.services import ANSWER
from survey_app.ground import days, db, jobs
from survey_app.ground.mail import WORDS, LetterDelayed, LetterRefused, MailServerFails, compose, sending
from survey_app.ground.rehearsal_names import is_rehearsal
from survey_app.ground.settings import current_config
from survey_app.institutions.services import get_institution
from survey_app.manifest import publication
from survey_app.rehearsal import blueprint, pages, services
from survey_app.rehearsal.forms import RehearsalForm
from survey_app.rehearsal.jobs import DELETE
from survey_app.rehearsal.services import RehearsalExists
from survey_app.trail.audit import record
from survey_app.trustees.ceremonies import ceremony_of

ROOMS_REHEARSED = ("fieldwork", "trustees", "invitations", "vault", "releases", "results", "reporting")
ALSO_REHEARSED = ("diagnosis.preview_of_wave",)
NOT_REHEARSED = (
    "fieldwork.discard_plan",
    "invitations.send_letters",
    "invitations.send_reminders",
    "invitations.returned_letters",
    "invitations.mend_returned_letters",
    "results.letter",
    "results.send_letter",
    "results.go_on_with_letter",
)


@blueprint.before_app_request
def keep_to_what_is_rehearsed() -> Any:
    """A page of a stand-in that is no part of a rehearsal leads to the rehearsal's; nothing is done there."""
    institution = (request.view_args or {}).get("institution", "")
    if request.endpoint is None or not is_rehearsal(institution):
        return None
    room = request.endpoint.partition(".")[0]
    is_rehearsed = room in ROOMS_REHEARSED or request.endpoint in ALSO_REHEARSED
    if is_rehearsed and request.endpoint not in NOT_REHEARSED:
        return None
    account = current_account()
    if request.method != "GET" or account is None or account.institution is None:
        raise NotFound
    if request.endpoint != "diagnosis.waves":
        flash(_("That page is no part of a rehearsal."), "information")
    return redirect(url_for("rehearsal.rehearsal", institution=account.institution))


@blueprint.app_template_global("rehearsal_of")
def rehearsal_of(institution: Any) -> Rehearsal | None:
    """The rehearsal that an institution, or its stand-in, has; for pages that lead to it."""
    if is_rehearsal(institution.code):
        account = current_account()
        institution = get_institution(db.people(), account.institution or "") if account else institution
    return services.find_rehearsal(db.people(), institution)


@blueprint.app_template_global("is_first_wave")
def is_first_wave(institution: Any) -> bool:
    """Whether the institution plans its first wave, which is worth a rehearsal."""
    return not services.has_held_a_wave(db.people(), institution)


@blueprint.route("/i/<institution>/waves/<wave>/rehearse", methods=["GET", "POST"])
@allow(Role.HR)
def rehearse(institution: str, wave: str) -> Any:
    """The HR lead has a planned wave rehearsed: its plan is copied, its people are invented."""
    found, form = wave_of(institution, wave), RehearsalForm()
    if found.state != WaveState.PLANNED or is_rehearsal(institution):
        raise NotFound
    require_unsigned(found)
    problem = _why_not(found)
    if problem or not form.validate_on_submit():
        page = wave_page(
            "rehearsal/rehearse.html", found, form=form, problem=problem, group=found.smallest_group
        )
        return page, REFUSED if form.is_submitted() else 200
    planned = services.plan_rehearsal(db.people(), found, form.people.data or 0, days.today())
    record(db.people(), signed_in().email, "plan_rehearsal", f"wave:{planned.reference}")
    flash(_("The rehearsal is planned. Nobody real is asked, now or later."), "success")
    return redirect(url_for("rehearsal.rehearsal", institution=institution))


@blueprint.get("/i/<institution>/rehearsal")
@allow(Role.HR)
def rehearsal(institution: str) -> Any:
    """The HR lead sees how far the rehearsal is, what comes next, and when it is deleted."""
    institution_found = institution_of(institution)
    found = services.find_rehearsal(db.people(), institution_found)
    deleting = jobs.latest(db.people(), DELETE, _subject(institution))
    if found is None:
        return institution_page("rehearsal/none.html", institution_found, job=_unless_done(deleting))
    answering = jobs.latest(db.people(), ANSWER, f"wave:{found.wave.reference}")
    return institution_page(
        "rehearsal/rehearsal.html",
        institution_found,
        is_rehearsal=True,
        found=found,
        wave=found.wave,
        steps=pages.steps_of(found, ceremony_of(db.people(), found.wave), answering),
        answering=_unless_done(answering),
        deleting=_unless_done(deleting),
        may_write=found.wave.is_open and pages.answered(answering),
        reader=signed_in().email,
    )


@blueprint.post("/i/<institution>/rehearsal/letter")
@allow(Role.HR)
def send_letter(institution: str) -> Any:
    """The HR lead, and nobody else, gets the rehearsal's letter, with a link that can be answered through."""
    found = services.find_rehearsal(db.people(), institution_of(institution))
    if found is None or not found.wave.takes_answers(days.today()):
        raise NotFound
    reader, units = signed_in().email, publication.read(db.vault(), found.wave.reference).units
    letter = services.letter_for(db.people(), found.wave, units, current_config())
    if letter is None:
        flash(_("All places of the rehearsal are taken."), "warning")
        return redirect(url_for("rehearsal.rehearsal", institution=institution))
    try:
        with sending(current_config()) as send:
            send(compose(current_config(), reader, letter.subject, letter.text))
        flash(_("The letter was sent to %(email)s.", email=reader), "success")
    except (LetterRefused, LetterDelayed):
        flash(_("The mail server does not take letters for %(email)s at the moment.", email=reader), "danger")
    except MailServerFails as failing:
        flash(WORDS[failing.problem], "danger")
    return redirect(url_for("rehearsal.rehearsal", institution=institution))


@blueprint.route("/i/<institution>/rehearsal/delete", methods=["GET", "POST"])
@allow(Role.HR)
def delete_rehearsal(institution: str) -> Any:
    """The HR lead has the rehearsal deleted whole, after reading what goes and what stays."""
    institution_found, form = institution_of(institution), ConfirmForm()
    found = services.find_rehearsal(db.people(), institution_found)
    if found is None:
        return redirect(url_for("rehearsal.rehearsal", institution=institution))
    if not form.validate_on_submit():
        return institution_page(
            "rehearsal/delete.html", institution_found, is_rehearsal=True, found=found, wave=found.wave
        )
    account = signed_in()
    jobs.start(
        db.people(),
        DELETE,
        _subject(institution),
        account.account_id,
        institution=institution,
        actor=account.email,
    )
    return redirect(url_for("rehearsal.rehearsal", institution=institution))


def _why_not(plan: Wave) -> str:
    """Why the plan can't be rehearsed, and what to do; empty where it can."""
    try:
        services.require_rehearsable(db.people(), plan)
    except PlanIsIncomplete as incomplete:
        return str(_("Step %(step)s of the plan is not saved yet. Save it first.", step=incomplete.step))
    except WaveIsAPulse:
        return str(_("A pulse is compared with results of a real wave, so it is not rehearsed."))
    except RehearsalExists:
        return str(_("There is a rehearsal already. Delete it first; then this plan can be rehearsed."))
    return ""


def _unless_done(job: jobs.Job | None) -> jobs.Job | None:
    return None if job is None or job.state in (jobs.State.DONE, jobs.State.CANCELLED) else job


def _subject(institution: str) -> str:
    return f"rehearsal:{institution}"
