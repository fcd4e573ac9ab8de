"""How many have taken part, counted in batches and shown for groups that are large enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.released.released_values import Count
from analysis.released.showing import shown_count
from survey_app.invitations.models import Invitation, UnitParticipation
from survey_app.manifest.documents import UnitTerms

WHOLE = ""
APART = 0.10


@dataclass(frozen=True, slots=True)
class Turnout:
    """A group's participation. `taken_part` is None where it is not shown; `units` are codes."""

    units: tuple[str, ...]
    invited: int
    taken_part: int | None

    @property
    def share(self) -> float | None:
        """Taken part of invited, 0 to 1; None where it is not shown."""
        return None if self.taken_part is None or not self.invited else self.taken_part / self.invited

    @property
    def is_whole(self) -> bool:
        return not self.units

    def people(self, smallest_group: int) -> Count | None:
        """How many took part, in the form in which results give it: a band for a part of under a hundred."""
        if self.taken_part is None:
            return None
        if self.is_whole:
            return Count(self.taken_part, self.taken_part)
        shown = shown_count(self.taken_part, smallest_group)
        return shown if isinstance(shown, Count) else None

    def beside(self, whole: "Turnout") -> int:
        """1 or -1 where its rate is ten points or more above or below that of the whole, else 0."""
        if self.share is None or whole.share is None:
            return 0
        return int(self.share - whole.share >= APART) - int(whole.share - self.share >= APART)


def count_participation(session: Session, wave_id: int, smallest_group: int, is_final: bool = False) -> None:
    """The counts on show are fresh, each in steps of at least `smallest_group` newcomers; exact when final.

    A step that large says of nobody that it was them. Safe to call as often as one likes.
    """
    held = {row.unit_code: row for row in _held(session, wave_id)}
    issued = _issued_by_unit(session, wave_id)
    for unit, now in ((WHOLE, sum(issued.values())), *issued.items()):
        row = held.get(unit)
        if row is None:
            row = UnitParticipation(wave_id=wave_id, unit_code=unit, taken_part=0)
            session.add(row)
        if row.is_final:
            continue
        if is_final or now - row.taken_part >= smallest_group:
            row.taken_part = now
        row.is_final = is_final
    session.flush()


def issued_credentials(session: Session, wave_id: int) -> int:
    """How many credentials were issued: for the public count at the close, not for a screen before."""
    issued = Invitation.blinded_hash.is_not(None)
    return session.scalar(select(func.count()).where(Invitation.wave_id == wave_id, issued)) or 0


def turnout(session: Session, wave_id: int, units: Sequence[UnitTerms], smallest_group: int) -> list[Turnout]:
    """Participation as last counted: of the whole first, then of groups with enough people.

    Units with fewer people than `smallest_group` are put together. A group of whom fewer have taken part is
    not shown, nor is so much beside it that the total would give it away.
    """
    counted = {row.unit_code: row.taken_part for row in _held(session, wave_id)}
    whole = counted.get(WHOLE, 0)
    invited = sum(unit.headcount for unit in units)
    groups = [
        Turnout(members, size, sum(counted.get(code, 0) for code in members))
        for members, size in _groups(units, smallest_group)
    ]
    total = Turnout((), invited, whole if whole >= smallest_group else None)
    return [total, *_protected(groups, smallest_group)]


def _groups(units: Sequence[UnitTerms], smallest_group: int) -> list[tuple[tuple[str, ...], int]]:
    large: list[tuple[tuple[str, ...], int]] = [
        ((unit.code,), unit.headcount) for unit in units if unit.headcount >= smallest_group
    ]
    small = [unit for unit in units if 0 < unit.headcount < smallest_group]
    if not small:
        return large
    together = tuple(unit.code for unit in small), sum(unit.headcount for unit in small)
    if together[1] < smallest_group and large:
        nearest = min(large, key=lambda group: group[1])
        large.remove(nearest)
        together = nearest[0] + together[0], nearest[1] + together[1]
    return [*large, together]


def _protected(groups: Sequence[Turnout], smallest_group: int) -> list[Turnout]:
    shown = sorted(groups, key=lambda group: group.taken_part or 0)
    hidden = [group for group in shown if (group.taken_part or 0) < smallest_group]
    beside = [group for group in shown if group not in hidden]
    while hidden and beside and sum(group.taken_part or 0 for group in hidden) < smallest_group:
        hidden.append(beside.pop(0))
    covered = {group.units for group in hidden}
    return [
        Turnout(group.units, group.invited, None if group.units in covered else group.taken_part)
        for group in groups
    ]


def _held(session: Session, wave_id: int) -> Sequence[UnitParticipation]:
    return session.scalars(select(UnitParticipation).where(UnitParticipation.wave_id == wave_id)).all()


def _issued_by_unit(session: Session, wave_id: int) -> Mapping[str, int]:
    statement = (
        select(Invitation.unit_code, func.count(Invitation.blinded_hash))
        .where(Invitation.wave_id == wave_id)
        .group_by(Invitation.unit_code)
    )
    return dict(session.execute(statement).all())
