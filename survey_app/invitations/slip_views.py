"""Where an HR lead has slips made, follows that, and takes the sheets away once."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from survey_app.door.access import Role, allow, signed_in
from survey_app.door.languages import current_language
from survey_app.ground import db, jobs
from survey_app.ground.settings import current_config
from survey_app.invitations import blueprint, slip_files
from survey_app.invitations.hr_views import wave_with_invitations
from survey_app.trail.audit import record

ADDRESS = "/i/<institution>/waves/<wave>/invitations/slips"


@blueprint.post(ADDRESS)
@allow(Role.HR)
def make_slips(institution: str, wave: str) -> Any:
    """The HR lead has slips of one unit or all made as sheets to print, in random order."""
    found, unit = wave_with_invitations(institution, wave), request.form.get("unit", "")
    slips = slip_files.units_with_slips(db.people(), found.id)
    if not slips or unit not in ("", *slips):
        flash(_("There are no slips of this unit. Make codes first."), "warning")
        return _back(institution, wave)
    jobs.start(
        db.people(),
        slip_files.MAKE_SLIPS,
        slip_files.subject_of(found.reference),
        signed_in().account_id,
        wave=found.reference,
        unit=unit,
        language=current_language(),
    )
    flash(_("The slips are being made. They can be downloaded below when they are ready."), "success")
    return _back(institution, wave)


@blueprint.post(f"{ADDRESS}.pdf")
@allow(Role.HR)
def slips(institution: str, wave: str) -> Any:
    """The HR lead takes the sheets away; their file is deleted with it, and the trail says so."""
    found = wave_with_invitations(institution, wave)
    kept = slip_files.kept_of(db.people(), current_config(), found.reference)
    try:
        if kept is None or not kept.is_ready:
            raise slip_files.SlipsAreGone(found.reference)
        content = slip_files.take(current_config(), found.reference, kept.job.outcome["file"])
    except slip_files.SlipsAreGone:
        flash(_("The slips were downloaded already, or their day is over. Have them made again."), "warning")
        return _back(institution, wave)
    # Who has the codes could answer in other people's place, so taking them away leaves a trace.
    record(
        db.people(),
        signed_in().email,
        "download_codes",
        f"wave:{found.reference}",
        {"file": "slips.pdf", "slips": kept.job.outcome["slips"]},
    )
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.reference}-slips.pdf"'
    return response


def _back(institution: str, wave: str) -> Any:
    return redirect(url_for("invitations.invitations", institution=institution, wave=wave, _anchor="slips"))
