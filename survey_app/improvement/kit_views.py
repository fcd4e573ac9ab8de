"""The workshop kits, to read and to print, and the training beside them."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import refuse
from survey_app.door.institution_pages import institution_page
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.improvement import blueprint, workshops
from survey_app.improvement import training as trainings
from survey_app.improvement.finding import REFUSED, institution_of
from survey_app.improvement.forms import TrainingForm
from survey_app.improvement.workshops import Kit
from survey_app.trail.audit import record

ADDRESS = "/i/<institution>/kits/<area>/training"


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
    """Everybody with an account reads and prints the kit of an area, HR leads with their own training."""
    found, language, own = _kit(area), current_language(), signed_in().institution
    institution = institution_of(own) if own else None
    return render_template(
        "improvement/kit.html",
        kit=found,
        texts=found.in_language(language),
        institution_code=own,
        training=trainings.training_of(db.people(), institution, area, language),
    )


@blueprint.route(ADDRESS, methods=["GET", "POST"])
@allow(Role.HR)
def training(institution: str, area: str) -> Any:
    """The HR lead says which training the institution offers beside a kit."""
    found, kit, language, form = institution_of(institution), _kit(area), current_language(), TrainingForm()
    if not form.is_submitted():
        form.links.data = trainings.written_out(trainings.training_of(db.people(), found, area, language))
    elif form.validate():
        try:
            links = trainings.read_training(form.links.data or "")
        except trainings.TrainingIsFaulty as fault:
            refuse(form.links, _what_is_wrong(fault.line))
        else:
            trainings.set_training(db.people(), found, area, links)
            record(
                db.people(), signed_in().email, "set_training", f"institution:{institution}", {"area": area}
            )
            flash(_("The list of training was saved."), "success")
            return redirect(url_for("improvement.kit", area=area, _anchor="training"))
    page = institution_page(
        "improvement/training.html",
        found,
        form=form,
        area=area,
        texts=kit.in_language(language),
        is_own=trainings.has_own_training(db.people(), found, area),
    )
    return page, REFUSED if form.errors else 200


@blueprint.post(f"{ADDRESS}/reset")
@allow(Role.HR)
def reset_training(institution: str, area: str) -> Any:
    """The HR lead goes back to what the kit proposes."""
    found = institution_of(institution)
    _kit(area)
    trainings.reset_training(db.people(), found, area)
    record(db.people(), signed_in().email, "set_training", f"institution:{institution}", {"area": area})
    flash(_("The proposed list stands there again."), "success")
    return redirect(url_for("improvement.kit", area=area, _anchor="training"))


def _kit(area: str) -> Kit:
    found = workshops.kit_of(area)
    if found is None:
        raise NotFound
    return found


def _what_is_wrong(line: int) -> str:
    if not line:
        return str(_("List at most ten."))
    many = _(
        "Line %(line)s can’t be read: write what it is, a space, then an address (https://…).", line=line
    )
    return str(many)
