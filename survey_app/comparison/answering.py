"""How a programme's institutions answer for it: results released, plan made, due, done, overdue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.programme import Programme
from survey_app.ground import days
from survey_app.improvement.models import Action, ActionState, FocusArea
from survey_app.institutions.models import Institution
from survey_app.releases.models import StoredRelease


@dataclass(frozen=True, slots=True)
class Answering:
    """What one institution did about its wave: counts of what it promised as a whole, and no result.

    `results` is the path of its public results, empty where they stay inside; `next_due` is the next day
    to come on which something is due, None where there is none.
    """

    institution: str
    released_on: date | None
    results: str
    focus_areas: int
    promised: int
    to_do: int
    overdue: int
    done: int
    given_up: int
    next_due: date | None


def answering(
    people: Session, programme: Programme, language: str, is_public: bool = False
) -> tuple[Answering, ...]:
    """Every institution that joined, by name; for everybody only those whose wave was opened."""
    waves = _waves(people, programme, is_public)
    ids = [wave.id for wave in waves]
    released = _released_on(people, ids)
    chosen = _focus_areas(people, ids)
    promised: dict[int, list[Action]] = {}
    of_all = select(Action).where(Action.wave_id.in_(ids), Action.unit_code.is_(None))
    for action in people.scalars(of_all.order_by(Action.due_on)):
        promised.setdefault(action.wave_id, []).append(action)
    return tuple(
        _row(wave, language, released.get(wave.id), chosen.get(wave.id, 0), promised.get(wave.id, []))
        for wave in waves
    )


def _row(
    wave: Wave, language: str, released_on: date | None, focus_areas: int, actions: Sequence[Action]
) -> Answering:
    to_do = [action for action in actions if action.is_still_to_do]
    is_shown = wave.is_released and wave.results_are_public
    return Answering(
        institution=wave.institution.name(language),
        released_on=released_on if wave.is_released else None,
        results=f"/waves/{wave.reference}/results" if is_shown else "",
        focus_areas=focus_areas,
        promised=len(actions),
        to_do=len(to_do),
        overdue=sum(action.is_overdue for action in to_do),
        done=sum(action.state == ActionState.DONE for action in actions),
        given_up=sum(action.state == ActionState.GIVEN_UP for action in actions),
        next_due=min((action.due_on for action in to_do if not action.is_overdue), default=None),
    )


def _waves(people: Session, programme: Programme, is_public: bool) -> Sequence[Wave]:
    found = select(Wave).join(Institution).where(Wave.programme_id == programme.id)
    if is_public:
        found = found.where(Wave.state != WaveState.PLANNED)
    by_name = found.options(selectinload(Wave.institution)).order_by(Institution.name_ko, Wave.key)
    return people.scalars(by_name).all()


def _released_on(people: Session, waves: Sequence[int]) -> Mapping[int, date]:
    first = select(StoredRelease.wave_id, func.min(StoredRelease.made_at))
    rows = people.execute(first.where(StoredRelease.wave_id.in_(waves)).group_by(StoredRelease.wave_id))
    return {wave: days.in_korea(made_at).date() for wave, made_at in rows}


def _focus_areas(people: Session, waves: Sequence[int]) -> Mapping[int, int]:
    counted = select(FocusArea.wave_id, func.count()).where(FocusArea.wave_id.in_(waves))
    return dict(people.execute(counted.group_by(FocusArea.wave_id)).all())
