"""Planning a wave in six steps; own questions, the second, are in local_views, the fifth in letter_views."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.render import fill
from survey_app.diagnosis import blueprint, pages, pulses
from survey_app.diagnosis.again_words import changes_since, sentence_of_changes
from survey_app.diagnosis.copying import waves_to_copy
from survey_app.diagnosis.finding import REFUSED, institution_of
from survey_app.diagnosis.forms import (
    BasicsForm,
    DatesForm,
    PolicyForm,
    PulseTitleForm,
    UnitsForm,
)
from survey_app.diagnosis.models import PlanStep, Wave
from survey_app.diagnosis.module_choices import (
    choose_modules,
    chosen_modules,
    module_choices,
    with_modules_of,
)
from survey_app.diagnosis.planning import (
    Basics,
    DatesAreWrong,
    ExtensionIsWrong,
    GroupIsTooSmall,
    NoUnits,
    OwnQuestionsWouldGo,
    RemindersAreWrong,
    TooFewPeople,
    least_of,
    plan_wave,
    units_of_wave,
    update_basics,
    update_dates,
    update_policy,
    update_units,
)
from survey_app.diagnosis.planning_pages import planned, step
from survey_app.diagnosis.policy_words import policy_statements
from survey_app.diagnosis.programme import Programme, list_programmes
from survey_app.diagnosis.steps import STEP_NAMES, next_step
from survey_app.diagnosis.waves import questionnaire_of_wave
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import choices, refuse
from survey_app.door.institution_pages import institution_page
from survey_app.door.languages import current_language
from survey_app.ground import days, db
from survey_app.ground.settings import current_config
from survey_app.publishing.previews import questionnaire_titles
from survey_app.trail.audit import record

NO_PROGRAMME = ""


@blueprint.route("/i/<institution>/waves/new", methods=["GET", "POST"])
@allow(Role.HR)
def plan_new(institution: str) -> Any:
    """The HR lead begins a plan."""
    found, form = institution_of(institution), _basics_form(None)
    if not form.validate_on_submit() or not _modules_fit(form):
        page = institution_page(
            "diagnosis/plan_new.html",
            found,
            form=form,
            steps=[str(label) for label, _endpoint in STEP_NAMES.values()],
            earlier=next(iter(waves_to_copy(db.people(), found, current_config())), None),
        )
        return page, REFUSED if form.errors else 200
    wave = plan_wave(db.people(), found, _basics(form), programme=_chosen_programme(form))
    choose_modules(wave, form.modules.data or [], current_config())
    record(db.people(), signed_in().email, "plan_wave", f"wave:{wave.reference}")
    flash(_("The plan was begun. Nothing is asked of anybody before you open the wave."), "success")
    return redirect(url_for("diagnosis.plan_questions", institution=institution, wave=wave.key))


@blueprint.route("/i/<institution>/waves/<wave>/plan/questionnaire", methods=["GET", "POST"])
@allow(Role.HR)
def plan_basics(institution: str, wave: str) -> Any:
    """The HR lead names the wave and chooses what it asks."""
    found = planned(institution, wave)
    if found.is_pulse:
        return _plan_pulse(found)
    form = _basics_form(found)
    if form.validate_on_submit() and _modules_fit(form):
        try:
            update_basics(found, _basics(form), _chosen_programme(form))
            choose_modules(found, form.modules.data or [], current_config())
            return redirect(next_step(found, PlanStep.QUESTIONNAIRE))
        except OwnQuestionsWouldGo:
            refuse(
                form.questionnaire,
                _(
                    "The questions of this institution were written for the questionnaire that this wave "
                    "asks now. To change it, remove them first in step 2."
                ),
            )
    return step(found, PlanStep.QUESTIONNAIRE, "diagnosis/plan_basics.html", form)


@blueprint.route("/i/<institution>/waves/<wave>/plan/units", methods=["GET", "POST"])
@allow(Role.HR)
def plan_units(institution: str, wave: str) -> Any:
    """The HR lead chooses which units are asked."""
    found, form = planned(institution, wave), UnitsForm()
    form.units.choices = choices(pages.unit_choices(found, current_language()))
    if not form.is_submitted():
        form.units.data = [unit.code for unit in units_of_wave(found)]
    elif form.validate():
        try:
            update_units(found, form.units.data or [])
            return redirect(next_step(found, PlanStep.UNITS))
        except NoUnits:
            refuse(form.units, _("Choose at least one unit."))
        except TooFewPeople as few:
            refuse(
                form.units,
                _(
                    "Only %(people)s people would be asked: too few to show any result. Choose more.",
                    people=few.people,
                ),
            )
        db.people().expire(found)
    changes = changes_since(found)
    changed = "" if changes is None else sentence_of_changes(changes)
    return step(found, PlanStep.UNITS, "diagnosis/plan_units.html", form, changed=changed)


@blueprint.route("/i/<institution>/waves/<wave>/plan/dates", methods=["GET", "POST"])
@allow(Role.HR)
def plan_dates(institution: str, wave: str) -> Any:
    """The HR lead sets first and last day and the days of the reminders."""
    found, form = planned(institution, wave), DatesForm()
    if not form.is_submitted():
        form.opens_on.data, form.closes_on.data = found.opens_on, found.closes_on
        form.extends_until.data = found.extends_until
        for entry, reminder in zip(form.reminders, found.reminders, strict=False):
            entry.data = reminder.on_day
    elif form.validate():
        on_days = [entry.data for entry in form.reminders if entry.data is not None]
        try:
            last_days = (form.closes_on.data, form.extends_until.data)
            update_dates(found, form.opens_on.data, last_days[0], on_days, days.today(), last_days[1])
            return redirect(next_step(found, PlanStep.DATES))
        except DatesAreWrong:
            refuse(
                form.closes_on,
                _("The last day must lie in the future, on or after the first, within 92 days."),
            )
        except ExtensionIsWrong:
            refuse(
                form.extends_until,
                _("Enter a day after the last day and within 92 days of the first, or none."),
            )
        except RemindersAreWrong:
            refuse(
                form.reminder_1,
                _("Each reminder needs a day of its own, after the first day and not after the last."),
            )
    return step(found, PlanStep.DATES, "diagnosis/plan_dates.html", form)


@blueprint.route("/i/<institution>/waves/<wave>/plan/policy", methods=["GET", "POST"])
@allow(Role.HR)
def plan_policy(institution: str, wave: str) -> Any:
    """The HR lead decides what may be shown and reads it as staff will."""
    found = planned(institution, wave)
    form = PolicyForm(obj=found)
    if found.is_pulse:
        del form.asks_comments
    is_settled = found.programme is not None and found.programme.results_are_public is not None
    if is_settled:
        del form.results_are_public
    if form.validate_on_submit():
        try:
            update_policy(
                found,
                smallest_group=form.smallest_group.data or 0,
                asks_comments=not found.is_pulse and bool(form.asks_comments.data),
                results_are_public=not is_settled and bool(form.results_are_public.data),
            )
            return redirect(next_step(found, PlanStep.POLICY))
        except GroupIsTooSmall as small:
            refuse(form.smallest_group, _("Enter at least %(least)s people.", least=small.least))
    least = least_of(found)
    return step(
        found,
        PlanStep.POLICY,
        "diagnosis/plan_policy.html",
        form,
        statements=policy_statements(found),
        least=least,
    )


def _plan_pulse(pulse: Wave) -> Any:
    """Step 1 of a pulse: its title; what it asks was confirmed before."""
    form = PulseTitleForm(obj=pulse)
    if not form.validate_on_submit():
        asked = questionnaire_of_wave(pulse, current_config())
        texts = asked.texts[current_language()].items
        name = pulse.institution.name(current_language())
        items = [fill(texts[item], name) for item in asked.item_ids]
        return step(pulse, PlanStep.QUESTIONNAIRE, "diagnosis/plan_pulse.html", form, items=items)
    pulses.name_pulse(pulse, form.title_ko.data or "", form.title_en.data or "")
    return redirect(next_step(pulse, PlanStep.QUESTIONNAIRE))


def _basics_form(wave: Wave | None) -> BasicsForm:
    form = BasicsForm(obj=wave)
    programmes = list_programmes(db.people())
    language = current_language()
    names = [(programme.key, programme.name(language)) for programme in programmes]
    form.programme.choices = choices([(NO_PROGRAMME, _("none")), *names])
    titles = questionnaire_titles()
    form.questionnaire.choices = choices(titles)
    form.modules.choices = choices(module_choices(current_config(), language))
    if not form.is_submitted():
        form.programme.data = wave.programme.key if wave is not None and wave.programme else NO_PROGRAMME
        default = titles[-1][0] if titles else ""
        chosen = f"{wave.questionnaire_key}/{wave.questionnaire_version}" if wave else default
        form.questionnaire.data = chosen
        form.modules.data = chosen_modules(wave)
    return form


def _basics(form: BasicsForm) -> Basics:
    key, _slash, version = (form.questionnaire.data or "").partition("/")
    return Basics(form.title_ko.data or "", form.title_en.data or "", key, version)


def _modules_fit(form: BasicsForm) -> bool:
    asked = _chosen_programme(form) or _basics(form)
    try:
        with_modules_of(asked, form.modules.data or [], current_config())
    except QuestionnaireIsFaulty as faulty:
        refuse(form.modules, *(fault.message(current_language()) for fault in faulty.faults))
        return False
    return True


def _chosen_programme(form: BasicsForm) -> Programme | None:
    return next((one for one in list_programmes(db.people()) if one.key == form.programme.data), None)
