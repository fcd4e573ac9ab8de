"""Programmes: the ministry's analyst opens them and watches how institutions take part."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from survey_app.diagnosis.planning import GroupIsTooSmall, KeyIsTaken
from survey_app.diagnosis.programme import get_programme, list_programmes
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import choices, refuse
from survey_app.fieldwork import watching
from survey_app.ground import db
from survey_app.programmes import blueprint, services
from survey_app.programmes.forms import EACH_DECIDES, NewProgrammeForm, ProgrammeForm
from survey_app.publishing.previews import questionnaire_titles
from survey_app.trail.audit import record

REFUSED = 422
PUBLICITY = {None: EACH_DECIDES, True: "public", False: "inside"}


@blueprint.get("/programmes")
@allow(Role.ANALYST, Role.OPERATOR)
def index() -> Any:
    """The analyst sees all programmes and how many institutions joined each."""
    found = list_programmes(db.people())
    joined = {one.id: len(services.waves_of(db.people(), one)) for one in found}
    return render_template(
        "programmes/index.html", titles=dict(questionnaire_titles()), programmes=found, joined=joined
    )


@blueprint.route("/programmes/new", methods=["GET", "POST"])
@allow(Role.ANALYST)
def new() -> Any:
    """The analyst opens a programme."""
    form = NewProgrammeForm()
    form.questionnaire.choices = choices(questionnaire_titles())
    if form.validate_on_submit():
        try:
            services.open_programme(db.people(), key=form.key.data or "", **_fields(form))
        except KeyIsTaken:
            refuse(form.key, _("There is a programme of this key. Choose another."))
        except GroupIsTooSmall as small:
            refuse(form.smallest_group, _("Enter at least %(least)s people.", least=small.least))
        else:
            record(db.people(), signed_in().email, "open_programme", f"programme:{form.key.data}")
            flash(_("The programme is open. HR leads can choose it when they plan a wave."), "success")
            return redirect(url_for("programmes.programme", programme=form.key.data))
    return render_template("programmes/new.html", form=form), REFUSED if form.errors else 200


@blueprint.get("/programmes/<programme>")
@allow(Role.ANALYST, Role.OPERATOR)
def programme(programme: str) -> Any:
    """The analyst sees how each institution takes part; no result, and no unit."""
    found = get_programme(db.people(), programme)
    rows = [
        (wave, watching.turnout_of_whole(wave) if services.is_watched(wave) else None)
        for wave in services.waves_of(db.people(), found)
    ]
    return render_template(
        "programmes/programme.html",
        programme=found,
        questionnaire=dict(questionnaire_titles()).get(
            f"{found.questionnaire_key}/{found.questionnaire_version}"
        ),
        rows=rows,
        reads_results=signed_in().role is Role.ANALYST,
    )


@blueprint.route("/programmes/<programme>/edit", methods=["GET", "POST"])
@allow(Role.ANALYST)
def edit(programme: str) -> Any:
    """The analyst changes a programme; after the first institution joined, its names only."""
    found = get_programme(db.people(), programme)
    form = ProgrammeForm(obj=found)
    form.questionnaire.choices = choices(questionnaire_titles())
    if not form.is_submitted():
        form.questionnaire.data = f"{found.questionnaire_key}/{found.questionnaire_version}"
        form.publicity.data = PUBLICITY[found.results_are_public]
    if form.validate_on_submit():
        try:
            services.edit_programme(db.people(), found, **_fields(form))
        except GroupIsTooSmall as small:
            refuse(form.smallest_group, _("Enter at least %(least)s people.", least=small.least))
        except services.ProgrammeHasBegun:
            refuse(
                form.questionnaire,
                _(
                    "Institutions have joined: questionnaire, smallest group and what is public stay. "
                    "Open another programme instead."
                ),
            )
        else:
            record(db.people(), signed_in().email, "edit_programme", f"programme:{programme}")
            flash(_("The programme was saved."), "success")
            return redirect(url_for("programmes.programme", programme=programme))
    page = render_template("programmes/edit.html", form=form, programme=found)
    return page, REFUSED if form.errors else 200


def _fields(form: ProgrammeForm) -> dict[str, Any]:
    key, _slash, version = (form.questionnaire.data or "").partition("/")
    return {
        "name_ko": form.name_ko.data or "",
        "name_en": form.name_en.data or "",
        "questionnaire": (key, version),
        "smallest_group": form.smallest_group.data or 0,
        "results_are_public": form.results_are_public,
        "allows_public_use": bool(form.allows_public_use.data),
    }
