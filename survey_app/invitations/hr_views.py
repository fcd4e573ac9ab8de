"""Pages with which an HR lead invites staff: letters, links, slips, posters, reminders."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import units_of_wave
from survey_app.diagnosis.reminders import ReminderIsToday, remind_now
from survey_app.diagnosis.waves import get_wave
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.institution_pages import institution_page
from survey_app.door.languages import current_language
from survey_app.ground import days, db, jobs
from survey_app.ground.mail import WORDS, ServerProblem
from survey_app.ground.settings import current_config
from survey_app.invitations import blueprint, printing, sending, slip_files
from survey_app.invitations.errors import TooManyInvitations
from survey_app.invitations.inviting import (
    Code,
    LinkMaker,
    Recipient,
    codes,
    invite_by_code,
    invite_recipients,
    invited_by_channel,
    places_left,
)
from survey_app.invitations.models import Channel
from survey_app.invitations.participation import count_participation, turnout
from survey_app.manifest import publication
from survey_app.manifest.documents import Manifest
from survey_app.trail.audit import record

REFUSED = 422
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALL_UNITS = ""


@blueprint.get("/i/<institution>/waves/<wave>/invitations")
@allow(Role.HR)
def invitations(institution: str, wave: str) -> Any:
    """The HR lead sees how many are invited in which way, participation in batches, and what to hand out."""
    return _page(wave_with_invitations(institution, wave))


@blueprint.post("/i/<institution>/waves/<wave>/invitations/codes")
@allow(Role.HR)
def make_codes(institution: str, wave: str) -> Any:
    """The HR lead has links or slips made, for one unit or all, never more than a unit has people."""
    found = wave_with_invitations(institution, wave)
    manifest = _manifest(found)
    try:
        channel = Channel(request.form.get("channel", ""))
    except ValueError:
        return _page(found, [_("Choose links or slips.")]), REFUSED
    if channel is Channel.MAIL:
        return _page(found, [_("Choose links or slips.")]), REFUSED
    counts, problem = _counts(found, manifest)
    if problem:
        return _page(found, [problem]), REFUSED
    try:
        made = invite_by_code(
            db.people(), found.id, manifest.units, channel, counts, current_config().secret_key
        )
    except TooManyInvitations as many:
        sentence = _("Only %(left)s more can be invited in unit %(unit)s.", left=many.left, unit=many.unit)
        return _page(found, [sentence]), REFUSED
    details = {"channel": channel.value, "made": made}
    record(db.people(), signed_in().email, "make_codes", f"wave:{found.reference}", details)
    flash(_("%(made)s codes were made.", made=made), "success")
    return _back(found)


@blueprint.post("/i/<institution>/waves/<wave>/invitations/letters")
@allow(Role.HR)
def send_letters(institution: str, wave: str) -> Any:
    """The HR lead invites everybody with an address in the roster, and has the letters sent."""
    found = wave_with_invitations(institution, wave)
    manifest = _manifest(found)
    addresses = [
        Recipient(unit.code, address.email) for unit in units_of_wave(found) for address in unit.addresses
    ]
    try:
        invite_recipients(db.people(), found.id, manifest.units, addresses, current_config().secret_key)
    except TooManyInvitations as many:
        sentence = _(
            "Unit %(unit)s has more addresses than people without an invitation (%(left)s left).",
            left=many.left,
            unit=many.unit,
        )
        return _page(found, [sentence]), REFUSED
    start_sending(found, is_reminder=False)
    flash(_("The letters are being sent."), "success")
    return _back(found)


@blueprint.post("/i/<institution>/waves/<wave>/invitations/reminders")
@allow(Role.HR)
def send_reminders(institution: str, wave: str) -> Any:
    """The HR lead has those reminded who have not taken part, and learns neither who nor how many."""
    found = wave_with_invitations(institution, wave)
    if not found.takes_answers(days.today()):
        return _page(found, [_("The wave takes no answers any more.")]), REFUSED
    try:
        remind_now(db.people(), found, days.today())
    except ReminderIsToday:
        sentence = _("There is a reminder of today already: nobody is reminded twice on one day.")
        return _page(found, [sentence]), REFUSED
    start_sending(found, is_reminder=True)
    flash(
        _("Reminders are being sent to those who have not taken part. Nobody sees who they are."), "success"
    )
    return _back(found)


@blueprint.get("/i/<institution>/waves/<wave>/invitations/links.<ending>")
@allow(Role.HR)
def links(institution: str, wave: str, ending: str) -> Any:
    """The HR lead downloads the links that have no recipient, for a mail merge of their own."""
    found = wave_with_invitations(institution, wave)
    writers = {"csv": (printing.links_csv, CSV), "xlsx": (printing.links_xlsx, XLSX)}
    if ending not in writers:
        raise NotFound
    write, mimetype = writers[ending]
    content = write(_codes(found, Channel.LINK))
    _note_download(found, f"links.{ending}")
    return _file(content, mimetype, f"{found.reference}-links.{ending}")


@blueprint.get("/i/<institution>/waves/<wave>/invitations/poster.pdf")
@allow(Role.HR)
def poster(institution: str, wave: str) -> Any:
    """The HR lead prints a poster with the survey's address; it carries no code."""
    found = wave_with_invitations(institution, wave)
    facts = _facts(found)
    address = f"{facts['plain_address']}#m={facts['fingerprint']}"
    return _file(printing.poster_pdf(address, facts), "application/pdf", f"{found.reference}-poster.pdf")


@blueprint.get("/i/<institution>/waves/<wave>/invitations/notice.pdf")
@allow(Role.HR)
def notice(institution: str, wave: str) -> Any:
    """The HR lead prints a notice with the check letters, for the wall, in both languages."""
    found = wave_with_invitations(institution, wave)
    content = printing.notice_pdf(_manifest(found), _links(found), found.closes_on)
    return _file(content, "application/pdf", f"{found.reference}-notice.pdf")


def wave_with_invitations(institution: str, key: str) -> Wave:
    """The wave of an address, once it was opened here; otherwise a page that says there is none."""
    found = get_wave(db.people(), institution, key)
    if found.fingerprint is None or found.is_imported:
        raise NotFound
    return found


def _manifest(wave: Wave) -> Manifest:
    return publication.read(db.vault(), wave.reference)


def _counts(wave: Wave, manifest: Manifest) -> tuple[dict[str, int], str]:
    left = places_left(db.people(), wave.id, manifest.units)
    unit, asked = request.form.get("unit", ALL_UNITS), request.form.get("count", "").strip()
    if unit == ALL_UNITS:
        if asked:
            return {}, _(
                "A number is for one unit. Choose the unit, or leave the number empty to make codes for "
                "everybody without an invitation. Nothing was made."
            )
        return {code: count for code, count in left.items() if count}, ""
    if unit not in left:
        return {}, _("There is no such unit.")
    if asked and not (asked.isascii() and asked.isdecimal() and 0 < int(asked) <= left[unit]):
        name = next(one.name for one in manifest.units if one.code == unit).in_language(current_language())
        return {}, _(
            "Enter a number from 1 to %(left)s for “%(unit)s”, or leave it empty. Nothing was made.",
            left=left[unit],
            unit=name,
        )
    return {unit: int(asked) if asked else left[unit]}, ""


def _codes(wave: Wave, channel: Channel) -> list[Code]:
    return codes(db.people(), wave.id, channel, _links(wave), current_config().secret_key)


def _links(wave: Wave) -> LinkMaker:
    return LinkMaker(current_config().base_url, wave.reference, wave.fingerprint or "")


def _facts(wave: Wave) -> dict[str, Any]:
    return printing.facts_of(_manifest(wave), _links(wave), current_language(), wave.closes_on)


def _page(wave: Wave, problems: list[str] | None = None) -> str:
    manifest, language, session = _manifest(wave), current_language(), db.people()
    group = manifest.policy.smallest_group
    if wave.is_open:
        count_participation(session, wave.id, group)
    names = {unit.code: unit.name.in_language(language) for unit in manifest.units}
    whole, *groups = turnout(session, wave.id, manifest.units, group)
    job = jobs.latest(session, sending.SEND, _subject(wave))
    return institution_page(
        "invitations/invitations.html",
        wave.institution,
        wave=wave,
        title=wave.title(language),
        manifest=manifest,
        channels=invited_by_channel(session, wave.id),
        left=places_left(session, wave.id, manifest.units),
        names=names,
        whole=whole,
        groups=[(", ".join(names[code] for code in one.units), one) for one in groups],
        post=sending.post_of(session, wave.id),
        addresses=sum(len(unit.addresses) for unit in units_of_wave(wave)),
        job=job,
        job_problem=_words_of(job),
        fingerprint=_links(wave).spoken,
        slips=slip_files.kept_of(session, current_config(), wave.reference),
        slip_units=slip_files.units_with_slips(session, wave.id),
        problems=problems or [],
    )


def _words_of(job: jobs.Job | None) -> str:
    """What is said of a sending that failed, to somebody who can't look after the mail server."""
    if job is None or job.state != jobs.State.FAILED:
        return ""
    if job.problem in set(ServerProblem):
        return str(WORDS[ServerProblem(job.problem)])
    return str(_("Sending stopped half-way. Send again: nobody gets a letter twice."))


def start_sending(wave: Wave, *, is_reminder: bool) -> None:
    """The letters that are due, or reminders, are queued in the name of who is signed in."""
    account = signed_in()
    jobs.start(
        db.people(),
        sending.SEND,
        _subject(wave),
        account.account_id,
        wave=wave.reference,
        is_reminder=is_reminder,
    )
    what = "send_reminders" if is_reminder else "send_letters"
    record(db.people(), account.email, what, _subject(wave))


def _note_download(wave: Wave, what: str) -> None:
    # Who has the codes could answer in other people's place, so taking them away leaves a trace: the last
    # thing before they go out, because whoever writes bars others from writing.
    record(db.people(), signed_in().email, "download_codes", _subject(wave), {"file": what})


def _subject(wave: Wave) -> str:
    return f"wave:{wave.reference}"


def _back(wave: Wave) -> Any:
    return redirect(url_for("invitations.invitations", institution=wave.institution.code, wave=wave.key))


def _file(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
