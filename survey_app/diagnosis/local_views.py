"""Step 2 of a plan: an institution's own questions, behind the locked core."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from questionnaires.faults import QuestionnaireIsFaulty
from survey_app.diagnosis import blueprint, local_questions
from survey_app.diagnosis.forms import LocalBackgroundForm, LocalCommentForm, LocalItemForm, StepForm
from survey_app.diagnosis.local_questions import (
    AnswersAreFaulty,
    EnglishIsHalfThere,
    LocalKind,
    WrittenQuestion,
)
from survey_app.diagnosis.models import PlanStep, Wave
from survey_app.diagnosis.own_questions import OWN_ANSWERS, own_questions, scale_choices
from survey_app.diagnosis.planning import update_local_questions
from survey_app.diagnosis.planning_pages import planned, step
from survey_app.diagnosis.steps import next_step
from survey_app.door.access import Role, allow
from survey_app.door.forms import choices, refuse
from survey_app.door.languages import current_language
from survey_app.ground.settings import current_config
from survey_app.manifest.asked import read_local

FORMS = {
    LocalKind.ITEM: LocalItemForm,
    LocalKind.BACKGROUND: LocalBackgroundForm,
    LocalKind.COMMENT: LocalCommentForm,
}
PLACES: Mapping[str, int] = {"up": -1, "down": 1}


@blueprint.route("/i/<institution>/waves/<wave>/plan/questions", methods=["GET", "POST"])
@allow(Role.HR)
def plan_questions(institution: str, wave: str) -> Any:
    """The HR lead sees the questions of the institution's own, puts them in order, and goes on."""
    found, form = planned(institution, wave), StepForm()
    if form.validate_on_submit():
        return redirect(next_step(found, PlanStep.OWN_QUESTIONS))
    shown = own_questions(found, current_language())
    return step(found, PlanStep.OWN_QUESTIONS, "diagnosis/plan_questions.html", form, kinds=shown)


@blueprint.route("/i/<institution>/waves/<wave>/plan/questions/new/<kind>", methods=["GET", "POST"])
@allow(Role.HR)
def add_local(institution: str, wave: str, kind: str) -> Any:
    """The HR lead adds a question of the institution's own: an item, a background or a comment question."""
    if kind not in set(LocalKind):
        raise NotFound
    return _question(_whole(institution, wave), LocalKind(kind), WrittenQuestion({}, {}))


@blueprint.route("/i/<institution>/waves/<wave>/plan/questions/<question>", methods=["GET", "POST"])
@allow(Role.HR)
def edit_local(institution: str, wave: str, question: str) -> Any:
    """The HR lead changes one of the institution's own questions."""
    found = _whole(institution, wave)
    written = local_questions.find(read_local(found.local_questions), question)
    if written is None:
        raise NotFound
    return _question(found, *written, question)


@blueprint.post("/i/<institution>/waves/<wave>/plan/questions/<question>/move/<way>")
@allow(Role.HR)
def move_local(institution: str, wave: str, question: str, way: str) -> Any:
    """The HR lead moves one of the institution's own questions up or down by one."""
    found = _whole(institution, wave)
    if way not in PLACES:
        raise NotFound
    local = local_questions.moved(read_local(found.local_questions), question, PLACES[way])
    update_local_questions(found, local, current_config())
    return redirect(url_for("diagnosis.plan_questions", institution=institution, wave=wave, _anchor=question))


@blueprint.post("/i/<institution>/waves/<wave>/plan/questions/<question>/remove")
@allow(Role.HR)
def remove_local(institution: str, wave: str, question: str) -> Any:
    """The HR lead takes one of the institution's own questions away."""
    found = _whole(institution, wave)
    left = local_questions.without(read_local(found.local_questions), question)
    update_local_questions(found, left, current_config())
    return redirect(url_for("diagnosis.plan_questions", institution=institution, wave=wave))


def _question(wave: Wave, kind: LocalKind, written: WrittenQuestion, question: str = "") -> Any:
    """The form of one question, empty or as it was written; saved it leads back to the list."""
    form = FORMS[kind]()
    if isinstance(form, LocalItemForm):
        form.scale.choices = choices(scale_choices(wave, current_language()))
    if form.validate_on_submit():
        if _is_saved(wave, kind, form, question):
            code = wave.institution.code
            return redirect(url_for("diagnosis.plan_questions", institution=code, wave=wave.key))
    elif not form.is_submitted() and question:
        _fill_in(form, written)
    return step(
        wave,
        PlanStep.OWN_QUESTIONS,
        "diagnosis/local_question.html",
        form,
        kind=kind.value,
        question=question,
    )


def _is_saved(wave: Wave, kind: LocalKind, form: LocalCommentForm, question: str) -> bool:
    answers = getattr(form, "answers", form.text_ko)
    language = current_language()
    try:
        local = local_questions.WRITE[kind](read_local(wave.local_questions), _written(form), question)
        update_local_questions(wave, local, current_config())
    except AnswersAreFaulty as faulty:
        refuse(
            answers,
            _("Line %(line)s: enter an answer in Korean; there must be two or more.", line=faulty.line),
        )
    except EnglishIsHalfThere:
        refuse(
            answers,
            _("Some of this question is in English and some is not. Write all of it in English, or none."),
        )
    except QuestionnaireIsFaulty as faulty:
        sentences = (f"{fault.message(language)} {fault.remedy(language)}" for fault in faulty.faults)
        refuse(form.text_ko, *sentences)
    return not form.errors


def _written(form: LocalCommentForm) -> WrittenQuestion:
    said = {name: str(field.data or "") for name, field in form._fields.items()}
    scale = said.get("scale", "")
    return WrittenQuestion(
        {"ko": said["text_ko"], "en": said["text_en"]},
        {"ko": said.get("purpose_ko", ""), "en": said.get("purpose_en", "")},
        "" if scale == OWN_ANSWERS else scale,
        said.get("answers", ""),
    )


def _fill_in(form: LocalCommentForm, written: WrittenQuestion) -> None:
    form.text_ko.data, form.text_en.data = written.texts.get("ko", ""), written.texts.get("en", "")
    if isinstance(form, LocalItemForm):
        form.scale.data = written.scale or OWN_ANSWERS
        form.answers.data = written.answers
    elif isinstance(form, LocalBackgroundForm):
        form.purpose_ko.data = written.purposes.get("ko", "")
        form.purpose_en.data = written.purposes.get("en", "")
        form.answers.data = written.answers


def _whole(institution: str, wave: str) -> Wave:
    """The wave, unless it is a pulse, which asks nothing of the institution's own."""
    found = planned(institution, wave)
    if found.is_pulse:
        raise NotFound
    return found
