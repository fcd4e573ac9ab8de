"""Pages on which the ministry publishes good practice and institutions read it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import choices
from survey_app.door.languages import current_language
from survey_app.ground import days, db
from survey_app.ground.settings import current_config
from survey_app.improvement import blueprint
from survey_app.improvement import practices as services
from survey_app.improvement.forms import PracticeForm, WithdrawForm
from survey_app.improvement.models import GoodPractice
from survey_app.publishing.services import find_questionnaire, known_questionnaires
from survey_app.trail.audit import record

REFUSED = 422


@blueprint.get("/practices")
@allow(Role.HR, Role.ANALYST)
def practices() -> Any:
    """HR leads and analysts read what is published, by area."""
    names, found = _area_names(), services.practices_by_area(db.people())
    # An area whose questionnaire has gone keeps its practices, under its key.
    areas = [(area, names.get(area, area)) for area in dict.fromkeys((*names, *found)) if area in found]
    return render_template("improvement/practices.html", areas=areas, practices=found)


@blueprint.get("/ministry/practices")
@allow(Role.ANALYST)
def published_practices() -> Any:
    """The analyst sees what was published, and what was withdrawn."""
    found = services.all_practices(db.people())
    return render_template("improvement/published_practices.html", practices=found, names=_area_names())


@blueprint.route("/ministry/practices/new", methods=["GET", "POST"])
@allow(Role.ANALYST)
def new_practice() -> Any:
    """The analyst writes a practice down; it is published when it is saved."""
    form = PracticeForm()
    form.area.choices = choices(_area_names().items())
    if form.validate_on_submit():
        practice = services.publish_practice(db.people(), _fields(form), days.today())
        record(db.people(), signed_in().email, "publish_practice", _subject(practice), _details(practice))
        flash(_("The good practice is published. HR leads and analysts can read it."), "success")
        return redirect(url_for("improvement.published_practices"))
    return render_template("improvement/new_practice.html", form=form), REFUSED if form.errors else 200


@blueprint.route("/ministry/practices/<int:practice_id>/withdraw", methods=["GET", "POST"])
@allow(Role.ANALYST)
def withdraw_practice(practice_id: int) -> Any:
    """The analyst takes a practice back, after being asked once more."""
    practice, form = db.people().get(GoodPractice, practice_id), WithdrawForm()
    if practice is None or practice.is_withdrawn:
        raise NotFound
    if not form.validate_on_submit():
        return render_template("improvement/withdraw_practice.html", practice=practice)
    services.withdraw_practice(practice)
    record(db.people(), signed_in().email, "withdraw_practice", _subject(practice), _details(practice))
    flash(_("The good practice was withdrawn. Institutions read it no longer."), "success")
    return redirect(url_for("improvement.published_practices"))


def _area_names() -> dict[str, str]:
    """The areas of every questionnaire in the language of the page, a newer version's name first."""
    config, language = current_config(), current_language()
    asked = [find_questionnaire(config, *one) for one in reversed(known_questionnaires(config))]
    names: dict[str, str] = {}
    for one in asked:
        for area in one.culture_areas:
            names.setdefault(area.key, one.texts[language].areas[area.key])
    return names


def _subject(practice: GoodPractice) -> str:
    return f"practice:{practice.id}"


def _details(practice: GoodPractice) -> dict[str, str]:
    return {"area": practice.area, "title": practice.title_ko}


def _fields(form: PracticeForm) -> services.PracticeFields:
    return services.PracticeFields(
        area=form.area.data,
        institution=(form.institution.data or "").strip(),
        title_ko=(form.title_ko.data or "").strip(),
        text_ko=(form.text_ko.data or "").strip(),
        title_en=(form.title_en.data or "").strip(),
        text_en=(form.text_en.data or "").strip(),
    )
