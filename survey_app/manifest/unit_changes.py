"""What became of the units of the wave before, in one word for each: from the pairs that the terms hold."""

from collections.abc import Sequence

from analysis.released.reorganised import Became, Reorganised
from analysis.releasing.former_units import FormerUnits, MatchedUnits, Pairs
from questionnaires.languages import FIRST
from survey_app.manifest.documents import UnitTerms

Units = Sequence[UnitTerms]


def changes(then: Units, now: Units, pairs: Pairs) -> tuple[Reorganised, ...]:
    """Everything that changed, in the order of today's units; units that are gone stand at the end."""
    parts = FormerUnits.of(pairs, (unit.code for unit in then), (unit.code for unit in now)).parts
    found = [(part, change) for part in parts if (change := _change(part, parts, then, now)) is not None]
    place_then = {unit.code: place for place, unit in enumerate(then)}
    place_now = {unit.code: place for place, unit in enumerate(now)}

    def place(part: MatchedUnits) -> tuple[int, int]:
        return (
            min((place_now[code] for code in part.now), default=len(now)),
            min((place_then[code] for code in part.then), default=0),
        )

    return tuple(
        Reorganised(
            change,
            tuple(f"unit:{code}" for code in sorted(part.then, key=place_then.__getitem__)),
            tuple(f"unit:{code}" for code in sorted(part.now, key=place_now.__getitem__)),
        )
        for part, change in sorted(found, key=lambda one: place(one[0]))
    )


def _change(part: MatchedUnits, parts: Sequence[MatchedUnits], then: Units, now: Units) -> Became | None:
    """What happened to a part; None where it is the same unit at the same place under the same name."""
    if not part.now:
        return Became.GONE
    if not part.then:
        return Became.NEW
    if len(part.then) > 1:
        return Became.MERGED if len(part.now) == 1 else Became.REARRANGED
    if len(part.now) > 1:
        return Became.SPLIT
    (before,) = (unit for unit in then if unit.code in part.then)
    (today,) = (unit for unit in now if unit.code in part.now)
    if not _is_under_the_same(before, today, parts):
        return Became.MOVED
    # The institution's own language decides: a translation that was added renames nothing.
    return None if before.name.in_language(FIRST) == today.name.in_language(FIRST) else Became.RENAMED


def _is_under_the_same(before: UnitTerms, today: UnitTerms, parts: Sequence[MatchedUnits]) -> bool:
    if before.parent is None or today.parent is None:
        return before.parent == today.parent
    return any(before.parent in part.then and today.parent in part.now for part in parts)
