"""Copying the plan of an earlier wave."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.diagnosis import blueprint
from survey_app.diagnosis.copying import NothingToCopy, copy_plan
from survey_app.diagnosis.finding import wave_of
from survey_app.diagnosis.planning import WaveIsAPulse
from survey_app.door.access import Role, allow, signed_in
from survey_app.ground import days, db
from survey_app.ground.settings import current_config
from survey_app.manifest import publication
from survey_app.trail.audit import record


@blueprint.post("/i/<institution>/waves/<wave>/copy")
@allow(Role.HR)
def copy_wave(institution: str, wave: str) -> Any:
    """The HR lead plans a wave like an earlier one; what must be decided again stands on its page."""
    earlier, session = wave_of(institution, wave), db.people()
    try:
        asked = publication.read(db.vault(), earlier.reference).units
        copied = copy_plan(session, earlier, asked, current_config(), days.today())
    except (publication.ManifestIsUnknown, NothingToCopy, WaveIsAPulse) as nothing:
        raise NotFound from nothing
    details = {"from": earlier.reference}
    record(session, signed_in().email, "copy_plan", f"wave:{copied.reference}", details)
    flash(_("The plan was copied. Look at what is marked, then open the wave."), "success")
    return redirect(url_for("fieldwork.wave", institution=institution, wave=copied.key))
