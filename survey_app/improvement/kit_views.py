"""The workshop kits, to read and to print."""

from typing import Any

from flask import render_template
from werkzeug.exceptions import NotFound

from survey_app.door.access import Role, allow
from survey_app.door.languages import current_language
from survey_app.improvement import blueprint, workshops


@blueprint.get("/kits")
@allow(Role.HR, Role.ANALYST, Role.OPERATOR)
def kit_list() -> Any:
    """Everybody with an account sees all workshop kits."""
    language = current_language()
    found = [(kit, kit.in_language(language)) for kit in workshops.all_kits()]
    return render_template("improvement/kits.html", kits=found)


@blueprint.get("/kits/<area>")
@allow(Role.HR, Role.ANALYST, Role.OPERATOR)
def kit(area: str) -> Any:
    """Everybody with an account reads and prints the kit of an area."""
    found = workshops.kit_of(area)
    if found is None:
        raise NotFound
    return render_template("improvement/kit.html", kit=found, texts=found.in_language(current_language()))
