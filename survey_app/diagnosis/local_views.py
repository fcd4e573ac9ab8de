"""An institution's own questions, behind the locked core."""

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from questionnaires.faults import QuestionnaireIsFaulty
from survey_app.diagnosis import blueprint, local_questions
from survey_app.diagnosis.forms import LocalBackgroundForm, LocalItemForm
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import update_local_questions
from survey_app.diagnosis.planning_pages import planned, step
from survey_app.door.access import Role, allow
from survey_app.door.forms import choices, refuse
from survey_app.door.languages import current_language
from survey_app.ground.settings import current_config
from survey_app.manifest.asked import read_local
from survey_app.publishing.services import find_questionnaire


@blueprint.route("/i/<institution>/waves/<wave>/plan/questions", methods=["GET", "POST"])
@allow(Role.HR)
def local_items(institution: str, wave: str) -> Any:
    """The HR lead adds questions of the institution's own behind the locked core."""
    found, form = _whole(institution, wave), LocalItemForm()
    form.scale.choices = choices(_scales(found))
    if form.validate_on_submit():
        local = local_questions.with_item(
            read_local(found.local_questions),
            form.text_ko.data or "",
            form.text_en.data or "",
            form.scale.data,
        )
        if _save_local(found, local, form.text_ko):
            return redirect(url_for("diagnosis.local_items", institution=institution, wave=wave))
    local = read_local(found.local_questions)
    return step(found, 1, "diagnosis/local_items.html", form, local=local)


@blueprint.route("/i/<institution>/waves/<wave>/plan/background", methods=["GET", "POST"])
@allow(Role.HR)
def local_background(institution: str, wave: str) -> Any:
    """The HR lead adds background questions of the institution's own."""
    found, form = _whole(institution, wave), LocalBackgroundForm()
    if form.validate_on_submit():
        texts = {"ko": form.text_ko.data or "", "en": form.text_en.data or ""}
        purposes = {"ko": form.purpose_ko.data or "", "en": form.purpose_en.data or ""}
        try:
            local = local_questions.with_background(
                read_local(found.local_questions), texts, purposes, form.classes.data or ""
            )
            if _save_local(found, local, form.text_ko):
                return redirect(url_for("diagnosis.local_items", institution=institution, wave=wave))
        except local_questions.ClassesAreFaulty as faulty:
            refuse(
                form.classes,
                _(
                    "Line %(line)s: write the answer as Korean | English; there must be two or more.",
                    line=faulty.line,
                ),
            )
    return step(found, 1, "diagnosis/local_background.html", form)


@blueprint.post("/i/<institution>/waves/<wave>/plan/questions/<question>/remove")
@allow(Role.HR)
def remove_local(institution: str, wave: str, question: str) -> Any:
    """The HR lead takes one of the institution's own questions away."""
    found = _whole(institution, wave)
    left = local_questions.without(read_local(found.local_questions), question)
    update_local_questions(found, left, current_config())
    return redirect(url_for("diagnosis.local_items", institution=institution, wave=wave))


def _whole(institution: str, wave: str) -> Wave:
    """The same, unless it is a pulse, which asks nothing of the institution's own."""
    found = planned(institution, wave)
    if found.is_pulse:
        raise NotFound
    return found


def _scales(wave: Wave) -> list[tuple[str, str]]:
    asked = find_questionnaire(current_config(), wave.questionnaire_key, wave.questionnaire_version)
    labels = asked.texts[current_language()].scale_points
    scales = dict.fromkeys(item.scale.key for item in asked.items)
    return [(scale, " / ".join(labels[scale])) for scale in scales]


def _save_local(wave: Wave, local: Any, field: Any) -> bool:
    language = current_language()
    try:
        update_local_questions(wave, local, current_config())
    except QuestionnaireIsFaulty as faulty:
        refuse(field, *(f"{fault.message(language)} {fault.remedy(language)}" for fault in faulty.faults))
        return False
    return True
