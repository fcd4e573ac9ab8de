"""Where an HR lead tells everybody who was invited that the results are out: looked through, sent once."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from survey_app.diagnosis.letter import LetterIsFaulty, LetterProblem
from survey_app.diagnosis.letter_words import letter_problem
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.waves import get_wave
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import refuse
from survey_app.door.institution_pages import institution_page
from survey_app.ground import db, jobs
from survey_app.ground.mail import Refused
from survey_app.ground.settings import current_config
from survey_app.invitations import announcing
from survey_app.invitations.announcing_letters import results_parts, results_subject
from survey_app.invitations.inviting import invited_by_channel
from survey_app.invitations.models import Channel
from survey_app.invitations.sending import UNREACHABLE
from survey_app.results import blueprint, services
from survey_app.results.forms import ResultsLetterForm
from survey_app.trail.audit import record

ADDRESS = "/i/<institution>/waves/<wave>/results/letter"
REFUSED = 422
PAGE_IS_MISSING = _l("The letter lacks {page}, the address of the public page. Put it on a line of its own.")
REASONS: Mapping[str, Any] = {
    Refused.UNKNOWN.value: _l("The mail server does not know the address."),
    Refused.FULL.value: _l("The mailbox is full."),
    Refused.REFUSED.value: _l("The mail server refused the letter."),
    UNREACHABLE: _l("The mail server put the letter off for more than a day."),
}


@blueprint.get(ADDRESS)
@allow(Role.HR)
def letter(institution: str, wave: str) -> Any:
    """The HR lead sees the letter that tells of the results, or how it stands once it was confirmed."""
    found = _released(institution, wave)
    form = ResultsLetterForm(
        formdata=None,
        data={f"text_{language}": text for language, text in _proposed(found).items()},
    )
    return _page(found, form)


@blueprint.post(ADDRESS)
@allow(Role.HR)
def send_letter(institution: str, wave: str) -> Any:
    """The HR lead looks the letter through, goes back to it, or has it sent to everybody, once."""
    found, form = _released(institution, wave), ResultsLetterForm()
    page = services.public_page_of(db.people(), found)
    if page is None:
        raise NotFound
    if request.form.get("step") == "edit" or not _is_sound(form):
        return _page(found, form), REFUSED if form.errors else 200
    texts = {"ko": form.text_ko.data or "", "en": form.text_en.data or ""}
    if request.form.get("step") != "send":
        return _page(found, form, texts)
    try:
        people = announcing.announce(db.people(), found, texts, page)
    except announcing.AlreadyAnnounced:
        flash(_("This letter was confirmed before. Nobody gets a second one."), "warning")
    except announcing.NobodyHasAnAddress:
        flash(_("Nobody was invited by letter, so nobody can be written to."), "warning")
    else:
        record(db.people(), signed_in().email, "announce_results", _subject(found), {"letters": people})
        jobs.start(
            db.people(), announcing.SEND, _subject(found), signed_in().account_id, wave=found.reference
        )
        flash(_("The letters are being sent."), "success")
    return _back(found)


@blueprint.post(f"{ADDRESS}/go-on")
@allow(Role.HR)
def go_on_with_letter(institution: str, wave: str) -> Any:
    """The HR lead has the letters sent that were left when sending was stopped or failed."""
    found = _released(institution, wave)
    if announcing.letter_of(db.people(), found) is None:
        raise NotFound
    jobs.start(db.people(), announcing.SEND, _subject(found), signed_in().account_id, wave=found.reference)
    flash(_("The letters that were left are being sent."), "success")
    return _back(found)


def _released(institution: str, wave: str) -> Wave:
    found = get_wave(db.people(), institution, wave)
    if not found.is_released:
        raise NotFound
    return found


def _proposed(wave: Wave) -> Mapping[str, str]:
    texts = announcing.DEFAULTS if wave.results_are_public else announcing.OF_PROMISES
    return {language: texts[language] for language in ("ko", "en")}


def _is_sound(form: ResultsLetterForm) -> bool:
    form.validate()
    for field in (form.text_ko, form.text_en):
        try:
            announcing.require_sound(field.data or "")
        except LetterIsFaulty as fault:
            is_missing = fault.problem is LetterProblem.NO_LINK
            refuse(field, str(PAGE_IS_MISSING) if is_missing else letter_problem(fault))
    return not form.errors


def _page(wave: Wave, form: ResultsLetterForm, preview: Mapping[str, str] | None = None) -> str:
    session, config = db.people(), current_config()
    page, confirmed = services.public_page_of(session, wave), announcing.letter_of(session, wave)
    channels = invited_by_channel(session, wave.id)
    texts = confirmed.texts if confirmed else preview or _proposed(wave)
    parts = results_parts(wave, texts, config.base_url + (confirmed.page if confirmed else page or ""))
    return institution_page(
        "results/letter.html",
        wave.institution,
        wave=wave,
        form=form,
        page=page,
        confirmed=confirmed,
        is_preview=preview is not None,
        subject=results_subject(wave),
        parts=parts,
        by_mail=channels[Channel.MAIL],
        without_address=channels[Channel.LINK] + channels[Channel.SLIP],
        posted=announcing.posted(session, wave),
        reasons=REASONS,
        job=jobs.latest(session, announcing.SEND, _subject(wave)),
    )


def _subject(wave: Wave) -> str:
    return f"wave:{wave.reference}"


def _back(wave: Wave) -> Any:
    return redirect(url_for("results.letter", institution=wave.institution.code, wave=wave.key))
