"""The page of letters that could not be delivered: the HR lead corrects addresses, unit by unit."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from survey_app.diagnosis.models import Wave
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.institution_pages import institution_page
from survey_app.door.languages import current_language
from survey_app.ground import addresses, db
from survey_app.ground.mail import Refused
from survey_app.invitations import blueprint, sending
from survey_app.invitations.hr_views import REFUSED, start_sending, wave_with_invitations
from survey_app.invitations.returned import AddressesAreWrong, list_returned, mend_returned
from survey_app.manifest import publication
from survey_app.trail.audit import record

REASONS = {
    Refused.UNKNOWN.value: _l("The mail server does not know this address."),
    Refused.FULL.value: _l("The mailbox is full."),
    Refused.REFUSED.value: _l("The mail server refused the letter."),
    sending.UNREACHABLE: _l("The mail server put the letter off for more than a day."),
}
IS_INVITED_ALREADY = _l("This address is invited already.")


@blueprint.get("/i/<institution>/waves/<wave>/invitations/returned")
@allow(Role.HR)
def returned_letters(institution: str, wave: str) -> Any:
    """The HR lead sees whose first letter could not be delivered. Nobody listed can have taken part."""
    return _page(wave_with_invitations(institution, wave))


@blueprint.post("/i/<institution>/waves/<wave>/invitations/returned")
@allow(Role.HR)
def mend_returned_letters(institution: str, wave: str) -> Any:
    """The HR lead corrects addresses or leaves people out; the letters go out again."""
    found = wave_with_invitations(institution, wave)
    if not found.is_open:
        return _page(found), REFUSED
    typed = {
        name.removeprefix("address-"): text
        for name, text in request.form.items()
        if name.startswith("address-")
    }
    left_out = frozenset(request.form.getlist("left_out"))
    try:
        mended = mend_returned(db.people(), found.id, found.institution, typed, left_out)
    except AddressesAreWrong as wrong:
        problems = {
            key: addresses.WORDS[problem] if problem else IS_INVITED_ALREADY
            for key, problem in wrong.problems.items()
        }
        return _page(found, typed, left_out, problems), REFUSED
    details = {"again": mended.again, "left_out": mended.left_out}
    record(db.people(), signed_in().email, "mend_addresses", f"wave:{found.reference}", details)
    if mended.again:
        start_sending(found, is_reminder=False)
    if mended.again:
        flash(
            ngettext("%(num)s letter is sent again.", "%(num)s letters are sent again.", mended.again),
            "success",
        )
    if mended.left_out:
        flash(
            ngettext("%(num)s person was left out.", "%(num)s people were left out.", mended.left_out),
            "success",
        )
    return redirect(url_for("invitations.invitations", institution=institution, wave=wave))


def _page(
    wave: Wave,
    typed: Mapping[str, str] | None = None,
    left_out: frozenset[str] = frozenset(),
    problems: Mapping[str, Any] | None = None,
) -> str:
    manifest, language = publication.read(db.vault(), wave.reference), current_language()
    names = {unit.code: unit.name.in_language(language) for unit in manifest.units}
    by_unit = groupby(list_returned(db.people(), wave.id), key=lambda one: one.unit_code)
    return institution_page(
        "invitations/returned.html",
        wave.institution,
        wave=wave,
        title=wave.title(language),
        units=[(names.get(code, code), list(letters)) for code, letters in by_unit],
        reasons=REASONS,
        typed=typed or {},
        left_out=left_out,
        problems=problems or {},
    )
