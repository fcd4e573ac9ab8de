"""Pages on which an HR lead turns results into a few agreed actions."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.pulses import PULSE_AFTER, list_pulses
from survey_app.diagnosis.waves import AreaIsUnknown
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import choices, refuse
from survey_app.door.institution_pages import institution_page
from survey_app.door.languages import current_language
from survey_app.ground import days, db
from survey_app.improvement import (
    blueprint,
    practices,
    proposals,
    public_promises,
    services,
    training,
    workshops,
)
from survey_app.improvement.finding import (
    REFUSED,
    institution_of,
    newest_wave,
    newest_wave_or_none_such,
    questionnaire_of,
    release_of,
)
from survey_app.improvement.forms import ActionForm, EditActionForm, FocusForm
from survey_app.improvement.models import Action, ActionState
from survey_app.institutions.models import Institution
from survey_app.trail.audit import record

MOST_STEPS = 10
REASONS: dict[proposals.WhyProposed, Any] = {
    proposals.WhyProposed.BELOW_BENCHMARK: _l("lower than the median institution"),
    proposals.WhyProposed.BELOW_PREVIOUS: _l("lower than last time"),
    proposals.WhyProposed.MATTERS_AND_IS_LOW: _l(
        "goes with engagement more than most, and is below your average"
    ),
    proposals.WhyProposed.AMONG_THE_LOWEST: _l("among your lowest scores"),
}


blueprint.app_template_filter("action_state")(lambda state: services.STATES[ActionState(state)])


@blueprint.get("/i/<institution>/improvement")
@allow(Role.HR)
def actions(institution: str) -> Any:
    """The HR lead sees what the newest wave proposes, and all actions of the institution still to do."""
    found = institution_of(institution)
    wave = newest_wave(found)
    if wave is None:
        return institution_page("improvement/nothing_yet.html", found)
    return _overview(found, wave, FocusForm())


@blueprint.post("/i/<institution>/improvement/focus")
@allow(Role.HR)
def choose_focus(institution: str) -> Any:
    """The HR lead chooses one to three focus areas."""
    found, form = institution_of(institution), FocusForm()
    wave = newest_wave_or_none_such(found)
    known = [area.key for area in questionnaire_of(wave).culture_areas]
    form.areas.choices = choices((key, key) for key in known)
    form.validate()
    try:
        services.choose_focus_areas(db.people(), wave, form.areas.data or [], known)
    except (services.TooManyFocusAreas, AreaIsUnknown):
        refuse(form.areas, _("Choose one, two or three areas."))
        return _overview(found, wave, form), REFUSED
    details = {"areas": form.areas.data}
    record(db.people(), signed_in().email, "choose_focus_areas", f"wave:{wave.reference}", details)
    flash(_("The focus areas were saved. Agree on an action for each."), "success")
    return redirect(url_for("improvement.actions", institution=institution))


@blueprint.route("/i/<institution>/improvement/actions/new/<area>", methods=["GET", "POST"])
@allow(Role.HR)
def new_action(institution: str, area: str) -> Any:
    """The HR lead agrees on an action for an area; the kit proposes some."""
    found, form = institution_of(institution), ActionForm()
    wave = newest_wave_or_none_such(found)
    form.area.choices = choices(_area_choices(wave))
    form.unit.choices = choices(_unit_choices(found))
    if not form.is_submitted():
        form.area.data = area
        form.unit.data = request.args.get("unit", "")
        form.due_on.data = max(wave.closes_on, days.today()) + PULSE_AFTER
    kit = workshops.kit_of(area)
    proposed = kit.in_language(current_language()).actions if kit else ()
    taken = request.form.get("take", type=int)
    is_taken = taken is not None and 0 <= taken < len(proposed)
    if taken is not None and is_taken:
        # One press takes a proposal into the form; what else was typed stays, and nothing is agreed yet.
        form.title.data = proposed[taken]
    if is_taken or not form.validate_on_submit():
        page = institution_page(
            "improvement/new_action.html",
            found,
            form=form,
            area=area,
            proposed=proposed,
            is_taken=is_taken,
            kit=kit,
            training=training.training_of(db.people(), found, area, current_language()),
        )
        return page, REFUSED if form.errors else 200
    action = services.agree_action(db.people(), wave, _fields(form))
    record(db.people(), signed_in().email, "agree_action", f"wave:{wave.reference}", {"title": action.title})
    flash(_("The action was agreed."), "success")
    return redirect(url_for("improvement.actions", institution=institution))


@blueprint.route("/i/<institution>/improvement/actions/<int:action_id>", methods=["GET", "POST"])
@allow(Role.HR)
def action(institution: str, action_id: int) -> Any:
    """The HR lead changes an action and writes down what came of it."""
    found = institution_of(institution)
    edited = _action(found, action_id)
    form = EditActionForm(obj=edited)
    form.area.choices = choices(_area_choices(edited.wave))
    form.unit.choices = choices(_unit_choices(found, edited.unit_code or ""))
    if not form.is_submitted():
        form.unit.data = edited.unit_code or ""
        form.steps.data = "\n".join(step.text for step in edited.steps)
    if form.validate_on_submit():
        try:
            state, outcome = ActionState(form.state.data), form.outcome.data or ""
            services.edit_action(db.people(), edited, _fields(form), state, outcome)
        except services.OutcomeIsMissing:
            refuse(
                form.outcome, _("Say in a sentence what came of it; staff will read it in the next report.")
            )
        else:
            flash(_("The action was saved."), "success")
            return redirect(url_for("improvement.actions", institution=institution))
    page = institution_page("improvement/action.html", found, form=form, action=edited)
    return page, REFUSED if form.errors else 200


@blueprint.post("/i/<institution>/improvement/actions/<int:action_id>/tick/<int:position>")
@allow(Role.HR)
def tick(institution: str, action_id: int, position: int) -> Any:
    """The HR lead ticks a step."""
    services.tick_step(_action(institution_of(institution), action_id), position)
    return redirect(url_for("improvement.actions", institution=institution) + f"#action-{action_id}")


@blueprint.post("/i/<institution>/improvement/actions/<int:action_id>/drop")
@allow(Role.HR)
def drop_action(institution: str, action_id: int) -> Any:
    """The HR lead removes an action that was entered by mistake."""
    dropped = _action(institution_of(institution), action_id)
    record(
        db.people(),
        signed_in().email,
        "drop_action",
        f"wave:{dropped.wave.reference}",
        {"title": dropped.title},
    )
    services.drop_action(db.people(), dropped)
    flash(_("The action was removed."), "success")
    return redirect(url_for("improvement.actions", institution=institution))


@blueprint.post("/i/<institution>/improvement/public")
@allow(Role.HR)
def show_promises(institution: str) -> Any:
    """The HR lead shows the institution's promises to everybody, or no longer."""
    found = institution_of(institution)
    if request.form.get("show") == "1":
        public_promises.open_promises(db.people(), found)
        record(db.people(), signed_in().email, "open_promises", f"institution:{institution}")
        flash(_("Everybody can read the promises now."), "success")
    else:
        public_promises.close_promises(db.people(), found)
        record(db.people(), signed_in().email, "close_promises", f"institution:{institution}")
        flash(_("The promises have no public page of their own any more."), "success")
    return redirect(url_for("improvement.actions", institution=institution))


def _overview(institution: Institution, wave: Wave, form: FocusForm) -> str:
    asked = questionnaire_of(wave)
    promised = services.actions_of(db.people(), institution)
    names = {**_names_of_areas(promised), **asked.texts[current_language()].areas}
    areas = tuple(area.key for area in asked.culture_areas)
    release = release_of(wave)
    proposed = proposals.propose(release, areas)
    chosen = services.focus_areas(db.people(), wave)
    form.areas.choices = choices((area, names[area]) for area in areas)
    if not form.is_submitted():
        form.areas.data = list(chosen or [one.area for one in proposed])
    return institution_page(
        "improvement/actions.html",
        institution,
        wave=wave,
        form=form,
        proposed=proposed,
        reasons=REASONS,
        chosen=chosen,
        names=names,
        kits={one.area for one in workshops.all_kits()},
        practices=practices.practices_by_area(db.people()),
        actions=[action for action in promised if action.is_still_to_do],
        ended=[action for action in reversed(promised) if not action.is_still_to_do],
        units={unit.code: unit.name(current_language()) for unit in institution.units},
        units_with_pages={*(group.key for group in release.units), *release.counted_in},
        asked=[action for action in promised if action.is_asked_about(wave)],
        overdue=sum(action.is_overdue for action in promised),
        are_public=public_promises.are_public(db.people(), institution),
        is_opened=public_promises.is_opened(db.people(), institution),
        pulses=list_pulses(db.people(), wave),
    )


def _names_of_areas(actions: Sequence[Action]) -> dict[str, str]:
    """What the areas of actions are called in the questionnaires that their waves asked."""
    names: dict[str, str] = {}
    for wave in {action.wave_id: action.wave for action in actions}.values():
        names |= questionnaire_of(wave).texts[current_language()].areas
    return names


def _action(institution: Institution, action_id: int) -> Action:
    found = db.people().get(Action, action_id)
    if found is None or found.wave.institution_id != institution.id:
        raise NotFound
    return found


def _area_choices(wave: Wave) -> list[tuple[str, str]]:
    asked = questionnaire_of(wave)
    names = asked.texts[current_language()].areas
    return [(area.key, names[area.key]) for area in asked.culture_areas]


def _unit_choices(institution: Institution, gone: str = "") -> list[tuple[str, str]]:
    """The institution as a whole and its units; a unit that is no longer in the roster keeps its action."""
    units = {unit.code: unit.name(current_language()) for unit in institution.units}
    return [("", _("The institution as a whole")), *({gone: gone} | units if gone else units).items()]


def _fields(form: ActionForm) -> services.ActionFields:
    lines = [line.strip()[:200] for line in (form.steps.data or "").splitlines() if line.strip()]
    return services.ActionFields(
        area=form.area.data,
        unit=form.unit.data or "",
        title=form.title.data or "",
        owner=form.owner.data or "",
        due_on=form.due_on.data,
        steps=tuple(dict.fromkeys(lines))[:MOST_STEPS],
    )
