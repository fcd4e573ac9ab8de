"""What is done about results: focus areas, actions and their steps, and the account of it all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.waves import AreaIsUnknown
from survey_app.ground import days
from survey_app.improvement.models import STILL_TO_DO, Action, ActionState, ActionStep, FocusArea
from survey_app.improvement.proposals import MOST_FOCUS_AREAS
from survey_app.institutions.models import Institution

STATES: Mapping[ActionState, Any] = {
    ActionState.AGREED: _l("agreed"),
    ActionState.UNDER_WAY: _l("under way"),
    ActionState.DONE: _l("done"),
    ActionState.GIVEN_UP: _l("given up"),
}
"""How far an action is, in the words of every page, form and report."""


class TooManyFocusAreas(Exception):
    """One to three areas can be chosen: what is done everywhere is done nowhere."""


class OutcomeIsMissing(Exception):
    """An action that ended needs a sentence on what came of it: staff will read it in the next report."""


@dataclass(frozen=True, slots=True)
class PromisedAction:
    """What was promised after an earlier wave, and what came of it."""

    area: str
    title: str
    owner: str
    due_on: date
    state: ActionState
    outcome: str
    done_steps: int
    steps: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ActionFields:
    """What is written down of an action; `unit` is the code of the unit whose it is, empty for all."""

    area: str
    title: str
    owner: str
    due_on: date
    steps: tuple[str, ...]
    unit: str = ""


def released_waves(session: Session, institution: Institution) -> Sequence[Wave]:
    """The institution's whole waves that have results, the newest first; pulses are no waves to act on."""
    found = select(Wave).where(
        Wave.institution_id == institution.id,
        Wave.state == WaveState.RELEASED,
        ~Wave.pulse.has(),
    )
    return session.scalars(found.order_by(Wave.closes_on.desc())).all()


def focus_areas(session: Session, wave: Wave) -> tuple[str, ...]:
    """The areas chosen after a wave, in the order they were chosen."""
    found = select(FocusArea.area).where(FocusArea.wave_id == wave.id).order_by(FocusArea.id)
    return tuple(session.scalars(found))


def choose_focus_areas(session: Session, wave: Wave, areas: Sequence[str], known: Sequence[str]) -> None:
    """Exactly these are the wave's focus areas. Raises TooManyFocusAreas or AreaIsUnknown."""
    chosen = list(dict.fromkeys(areas))
    if not 1 <= len(chosen) <= MOST_FOCUS_AREAS:
        raise TooManyFocusAreas
    for area in chosen:
        if area not in known:
            raise AreaIsUnknown(area)
    session.execute(delete(FocusArea).where(FocusArea.wave_id == wave.id))
    session.add_all(FocusArea(wave_id=wave.id, area=area) for area in chosen)
    session.flush()


def actions_of(session: Session, institution: Institution) -> Sequence[Action]:
    """All that the institution ever agreed on, after whatever wave, the next due first."""
    found = select(Action).join(Wave, Wave.id == Action.wave_id).where(Wave.institution_id == institution.id)
    return session.scalars(found.order_by(Action.due_on, Action.id)).all()


def asked_about(session: Session, institution: Institution) -> Sequence[Action]:
    """Earlier promises whose outcome the newest released wave asks for: its report opens with them."""
    newest = next(iter(released_waves(session, institution)), None)
    if newest is None:
        return ()
    return [action for action in actions_of(session, institution) if action.is_asked_about(newest)]


def actions_of_unit(session: Session, institution: Institution, unit: str) -> Sequence[Action]:
    """What a unit agreed on itself: still to do first, the next due before others, then what has ended."""
    own = [action for action in actions_of(session, institution) if action.unit_code == unit]
    return sorted(own, key=lambda action: not action.is_still_to_do)


def list_actions(session: Session, wave: Wave) -> Sequence[Action]:
    """What the institution as a whole agreed on after a wave, and what was still to do then, by date.

    Actions of single units are not among them: what is public never names a unit.
    """
    return [action for action in _promised_after(session, wave) if action.unit_code is None]


def _promised_after(session: Session, wave: Wave) -> Sequence[Action]:
    earlier = (
        (Wave.institution_id == wave.institution_id)
        & (Wave.closes_on < wave.opens_on)
        & Action.state.in_(STILL_TO_DO)
    )
    found = select(Action).join(Wave, Wave.id == Action.wave_id).where((Wave.id == wave.id) | earlier)
    return session.scalars(found.order_by(Action.due_on, Action.id)).all()


def agree_action(session: Session, wave: Wave, fields: ActionFields) -> Action:
    """A new action, agreed and not begun."""
    action = Action(
        wave_id=wave.id,
        unit_code=fields.unit or None,
        area=fields.area,
        title=fields.title,
        owner=fields.owner,
        due_on=fields.due_on,
    )
    session.add(action)
    _set_steps(action, fields.steps)
    session.flush()
    return action


def edit_action(
    session: Session, action: Action, fields: ActionFields, state: ActionState, outcome: str
) -> None:
    """The action is as written; ticks of steps that stay are kept. Raises OutcomeIsMissing."""
    if state in (ActionState.DONE, ActionState.GIVEN_UP) and not outcome.strip():
        raise OutcomeIsMissing
    action.area, action.title, action.unit_code = fields.area, fields.title, fields.unit or None
    action.owner, action.due_on = fields.owner, fields.due_on
    action.state, action.outcome = state, outcome.strip()
    action.outcome_on = days.today() if action.outcome else None
    if [step.text for step in action.steps] != list(fields.steps):
        done = {step.text for step in action.steps if step.is_done}
        action.steps.clear()
        session.flush()
        _set_steps(action, fields.steps, done)
    session.flush()


def tick_step(action: Action, position: int) -> None:
    """The step is ticked, or not any more; the first tick sets the action under way."""
    for step in action.steps:
        if step.position == position:
            step.is_done = not step.is_done
    if action.done_steps and action.state == ActionState.AGREED:
        action.state = ActionState.UNDER_WAY


def drop_action(session: Session, action: Action) -> None:
    """The action was never promised."""
    session.delete(action)


def promises_of(session: Session, institution: Institution, before_wave: Wave) -> tuple[PromisedAction, ...]:
    """What the institution promised after its last wave with actions before this one, by date.

    What it promised earlier still and has neither done nor given up is among them, and what units promised.
    """
    earlier = session.scalars(
        select(Wave)
        .join(Action, Action.wave_id == Wave.id)
        .where(
            Wave.institution_id == institution.id,
            Wave.id != before_wave.id,
            Wave.closes_on < before_wave.opens_on,
        )
        .order_by(Wave.closes_on.desc())
    ).first()
    if earlier is None:
        return ()
    return tuple(
        PromisedAction(
            action.area,
            action.title,
            action.owner,
            action.due_on,
            action.state,
            action.outcome,
            action.done_steps,
            len(action.steps),
            action.unit_code or "",
        )
        for action in _promised_after(session, earlier)
    )


def _set_steps(action: Action, texts: Sequence[str], done: frozenset[str] | set[str] = frozenset()) -> None:
    action.steps.extend(
        ActionStep(position=position, text=text, is_done=text in done)
        for position, text in enumerate(texts, start=1)
    )
