"""The page of one unit, as its head may read it."""

from typing import Any

from flask import render_template
from werkzeug.exceptions import NotFound

from survey_app.door.access import Role, allow
from survey_app.ground import db
from survey_app.improvement.workshops import all_kits
from survey_app.results import blueprint, services, unit_pages
from survey_app.results.finding import read_whole
from survey_app.results.services import GroupIsUnknown


@blueprint.get("/i/<institution>/waves/<wave>/results/units/<code>")
@allow(Role.HR)
def unit(institution: str, wave: str, code: str) -> Any:
    """The HR lead sees what the head of a unit may read, to hand it over: of that unit and no other."""
    reading = read_whole(institution, wave)
    try:
        page = unit_pages.unit_page(reading, code)
    except GroupIsUnknown as unknown:
        raise NotFound from unknown
    return render_template(
        "results/unit.html",
        reading=reading,
        institution_name=reading.labels.institution,
        page=page,
        kits={kit.area for kit in all_kits()},
        actions=services.read_actions_of_unit(db.people(), reading, code),
    )
