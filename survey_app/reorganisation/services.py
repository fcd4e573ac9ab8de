"""Finds what changed about a planned wave's units, keeps what was confirmed, and gives it to the terms."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.released.reorganised import Reorganised
from questionnaires.languages import Spoken
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.planning import require_planned
from survey_app.diagnosis.terms import unit_terms
from survey_app.diagnosis.units_seen import UnitSeen, seen_units
from survey_app.ground import db
from survey_app.manifest import publication
from survey_app.manifest.documents import UnitsBefore, UnitTerms
from survey_app.manifest.unit_changes import changes
from survey_app.reorganisation.models import UnitMapping
from survey_app.reorganisation.suggestions import Suggestion, suggest

Pairs = frozenset[tuple[str, str]]


class UnitsAreNotMapped(Exception):
    """Units differ from those of the wave before, and nobody has confirmed what became of them."""


class UnitsHaveChanged(Exception):
    """The roster was changed after the units of the plan were chosen, and nobody has confirmed it."""


class PairsAreWrong(Exception):
    """What is to be confirmed names a unit that neither wave has."""


@dataclass(frozen=True, eq=False)
class Reorganisation:
    """The units of a planned wave beside those of the wave before, and beside those that were planned.

    before : reference of the wave before, None where there is none whose units are known. not_asked : former
    units that the institution still has and this wave leaves out. confirmed : None unless somebody confirmed
    what became of these very units. since_plan : what changed in the roster since the units were chosen.
    """

    before: str | None
    then: tuple[UnitTerms, ...]
    now: tuple[UnitTerms, ...]
    not_asked: frozenset[str]
    confirmed: Pairs | None
    since_plan: tuple[Reorganised, ...]
    planned: tuple[UnitTerms, ...]
    present: tuple[UnitTerms, ...]

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        return suggest(self.then, self.now)

    @property
    def suggested(self) -> Pairs:
        return frozenset((one.then, one.now) for one in self.suggestions if one.now)

    @property
    def pairs(self) -> Pairs:
        """What was confirmed, or else what is suggested."""
        return self.suggested if self.confirmed is None else self.confirmed

    @property
    def changes(self) -> tuple[Reorganised, ...]:
        """What became of units, as confirmed or suggested; nothing where there is no wave before."""
        return changes(self.then, self.now, self.pairs) if self.before is not None else ()

    @property
    def is_to_be_mapped(self) -> bool:
        """Whether somebody has to confirm what became of the units of the wave before."""
        left_out = {(f"unit:{code}",) for code in self.not_asked}
        return self.confirmed is None and any(one.now or one.then not in left_out for one in self.changes)


def reorganisation_of(people: Session, wave: Wave) -> Reorganisation:
    """What changed about the units of a planned wave."""
    before = wave_before(people, wave)
    then = _units_of_terms(before.reference) if before is not None else ()
    now = unit_terms(wave)
    present = _as_terms(seen_units(wave.institution))
    planned = _as_terms([UnitSeen(code, Spoken(names), parent) for code, names, parent in wave.units_seen])
    kept = people.get(UnitMapping, wave.id)
    is_valid = kept is not None and before is not None and kept.basis == _basis(before.reference, then, now)
    here, asked = {unit.code for unit in present}, {unit.code for unit in now}
    both = {unit.code for unit in planned} & here
    return Reorganisation(
        before=before.reference if before is not None and then else None,
        then=then,
        now=now,
        not_asked=frozenset(unit.code for unit in then if unit.code in here - asked),
        confirmed=frozenset((a, b) for a, b in kept.pairs) if kept is not None and is_valid else None,
        since_plan=changes(planned, present, [(code, code) for code in both]) if planned else (),
        planned=planned,
        present=present,
    )


def confirm(people: Session, wave: Wave, pairs: Collection[tuple[str, str]]) -> None:
    """This is what became of the units of the wave before, and today's units are those of the plan.

    Raises WaveIsFrozen or PairsAreWrong; nothing is changed then.
    """
    require_planned(wave)
    found = reorganisation_of(people, wave)
    then, now = ({unit.code for unit in units} for units in (found.then, found.now))
    if any(a not in then or b not in now for a, b in pairs):
        raise PairsAreWrong(wave.reference)
    wave.units_seen = [list(one) for one in seen_units(wave.institution)]
    if found.before is None:
        return
    kept = people.get(UnitMapping, wave.id) or UnitMapping(wave_id=wave.id)
    kept.before, kept.pairs = found.before, [list(pair) for pair in sorted(pairs)]
    kept.basis = _basis(found.before, found.then, found.now)
    people.add(kept)
    people.flush()


def require_confirmed(people: Session, wave: Wave) -> None:
    """Raises UnitsHaveChanged or UnitsAreNotMapped unless everything that changed was confirmed."""
    found = reorganisation_of(people, wave)
    if found.since_plan:
        raise UnitsHaveChanged(wave.reference)
    if found.is_to_be_mapped:
        raise UnitsAreNotMapped(wave.reference)


def units_before(people: Session, wave: Wave) -> UnitsBefore | None:
    """What the signed terms say of the units of the wave before; None where none became another."""
    found = reorganisation_of(people, wave)
    if found.before is None or found.confirmed is None or not found.changes:
        return None
    return UnitsBefore(found.before, tuple(sorted(found.confirmed)))


def wave_before(people: Session, wave: Wave) -> Wave | None:
    """The wave that this one will be compared with, if it is released by then: of a pulse its parent.

    Else the institution's last wave before it that asked the same questionnaire and was opened.
    """
    if wave.is_pulse:
        return wave.parent
    return people.scalars(
        select(Wave)
        .where(
            Wave.institution_id == wave.institution_id,
            Wave.questionnaire_key == wave.questionnaire_key,
            Wave.closes_on < wave.opens_on,
            Wave.state != WaveState.PLANNED,
            Wave.id != wave.id,
            ~Wave.pulse.has(),
        )
        .order_by(Wave.closes_on.desc())
    ).first()


def _units_of_terms(reference: str) -> tuple[UnitTerms, ...]:
    """The units of a wave as its terms have them; none where the terms are in another installation."""
    with db.look(db.databases().vault) as vault:
        try:
            return publication.read(vault, reference).units
        except publication.ManifestIsUnknown:
            return ()


def _as_terms(units: Sequence[UnitSeen]) -> tuple[UnitTerms, ...]:
    return tuple(UnitTerms(unit.code, unit.names, unit.parent, 0) for unit in units)


def _basis(before: str, then: Sequence[UnitTerms], now: Sequence[UnitTerms]) -> str:
    both = [[(unit.code, unit.name, unit.parent) for unit in units] for units in (then, now)]
    return hashlib.sha256(msgspec.json.encode([before, both], order="sorted")).hexdigest()
