"""Where an HR lead starts a release and watches it being made."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from survey_app.diagnosis.waves import get_wave
from survey_app.door.access import Role, allow, signed_in
from survey_app.ground import db, jobs
from survey_app.releases import blueprint as room
from survey_app.releases import services
from survey_app.releases.jobs import RELEASE
from survey_app.releases.stored import is_older, stored_releases

blueprint: Blueprint = room


@blueprint.get("/i/<institution>/waves/<wave>/release")
@allow(Role.HR, Role.OPERATOR)
def release(institution: str, wave: str) -> Any:
    """The HR lead sees the wave's releases and how far the newest one is."""
    found = get_wave(db.people(), institution, wave)
    made = stored_releases(db.people(), found)
    return render_template(
        "releases/release.html",
        wave=found,
        may_be_made=services.may_be_made(db.vault(), found),
        releases=made,
        is_older=bool(made) and is_older(made[0]),
        job=jobs.latest(db.people(), RELEASE, f"wave:{found.reference}"),
    )


@blueprint.post("/i/<institution>/waves/<wave>/release")
@allow(Role.HR, Role.OPERATOR)
def make(institution: str, wave: str) -> Any:
    """The release is queued afterwards."""
    found = get_wave(db.people(), institution, wave)
    jobs.start(db.people(), RELEASE, f"wave:{found.reference}", signed_in().account_id, wave=found.reference)
    flash(_("The results are being prepared."))
    return redirect(url_for("releases.release", institution=institution, wave=wave))
