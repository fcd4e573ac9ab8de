"""The page on which an HR lead confirms what became of the units of the wave before."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.diagnosis.finding import REFUSED, require_unsigned, wave_of, wave_page
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.reorganisation import blueprint, pages, services
from survey_app.trail.audit import record

ADDRESS = "/i/<institution>/waves/<wave>/units-before"


@blueprint.get(ADDRESS)
@allow(Role.HR)
def units(institution: str, wave: str) -> Any:
    """The HR lead sees what seems to have become of each unit, and what changed since the plan."""
    found = _planned(institution, wave)
    return _page(found, services.reorganisation_of(db.people(), found))


@blueprint.post(ADDRESS)
@allow(Role.HR)
def confirm_units(institution: str, wave: str) -> Any:
    """The HR lead changes what became of a unit, looks at what follows, or confirms everything."""
    wave_found = _planned(institution, wave)
    found = services.reorganisation_of(db.people(), wave_found)
    chosen = pages.chosen_in(request.form, found)
    if chosen is None:
        problem = _("Units were changed while this page was open. Nothing was saved; look at it again.")
        return _page(wave_found, found, problem=problem), REFUSED
    if "confirm" not in request.form:
        return _page(wave_found, found, chosen)
    if unsaid := chosen.unsaid(found):
        names = ", ".join(unit.name.in_language(current_language()) for unit in unsaid)
        problem = _(
            "No former unit leads to these any more: %(names)s. Say below which one each came from, or that "
            "it is new; then confirm again.",
            names=names,
        )
        return _page(wave_found, found, chosen, problem=problem), REFUSED
    services.confirm(db.people(), wave_found, chosen.pairs)
    details = {"changes": len(found.changes), "since_plan": len(found.since_plan)}
    record(db.people(), signed_in().email, "confirm_units", f"wave:{wave_found.reference}", details)
    flash(
        _("Confirmed. It is signed with the terms when the wave opens; until then you can change it."),
        "success",
    )
    return redirect(url_for("fieldwork.wave", institution=institution, wave=wave))


def _planned(institution: str, key: str) -> Wave:
    """The wave, while it is planned: what is signed can't be changed any more."""
    found = wave_of(institution, key)
    if found.state != WaveState.PLANNED:
        raise NotFound
    require_unsigned(found)
    return found


def _page(
    wave: Wave, found: services.Reorganisation, chosen: pages.ChosenUnits | None = None, problem: str = ""
) -> str:
    page = pages.units_page(found, chosen or pages.chosen_of(found), current_language())
    return wave_page("reorganisation/units.html", wave, found=found, page=page, problem=problem)
