"""The wave before in today's groups: restated where units moved, from what was shown of it and nothing else.

Between two waves units move to another parent, and "other units" holds others. A group is then compared with
those who were in today's units last time. That is a sum of what was shown of the earlier wave, less what was
shown of it: what moved was shown by itself, or else the group is not compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import TypeVar

import msgspec

from analysis.counted.document import (
    AreaOrHidden,
    Counted,
    CountedArea,
    CountedGroup,
    CountedItem,
    ItemOrHidden,
)
from analysis.released.release import GroupKind
from analysis.released.released_values import Hidden, Reason
from analysis.released.showing import is_blurred
from analysis.releasing.group_comparisons import Earlier
from questionnaires.model import Questionnaire

OF_UNITS = (GroupKind.INSTITUTION, GroupKind.UNIT, GroupKind.OTHER_UNITS)
Units = frozenset[str]
Measure = TypeVar("Measure")
NOT_TOLD = Hidden(Reason.PROTECTED)


def earlier_wave(wave: str, questionnaire: Questionnaire, before: Counted, now: Counted) -> Earlier:
    """The wave before as this wave's release may speak of it. wave : its key."""
    groups: dict[str, CountedGroup] = {}
    withheld: dict[str, frozenset[str]] = {}
    smallest = before.certificate.smallest_group
    moves = moved(before, now)
    for group in before.groups:
        if not group.is_shown:
            continue
        made = restated(before, group, *moves[group.key], smallest) if group.key in moves else group
        if made is not group:
            measures = (*made.areas.items(), *made.items.items())
            withheld[group.key] = frozenset(key for key, one in measures if isinstance(one, Hidden))
        groups[group.key] = made
    return Earlier(wave, questionnaire, groups, withheld)


def moved(before: Counted, now: Counted) -> Mapping[str, tuple[Units, Units]]:
    """For each group whose units moved, those that are in it now and were not, and those that were.

    A code that only one of the waves has stays where it is: a unit that was split, renamed or dissolved
    within a group leaves it the same group.
    """
    known_then, known_now = frozenset(before.whole.units), frozenset(now.whole.units)
    found = {}
    for group in before.groups:
        today = now.by_key.get(group.key)
        if today is None or not group.is_shown:
            continue
        then, present = frozenset(group.units), frozenset(today.units)
        came, left = (present & known_then) - then, (then & known_now) - present
        if came or left:
            found[group.key] = (came, left)
    return found


def restated(before: Counted, group: CountedGroup, came: Units, left: Units, smallest: int) -> CountedGroup:
    """The group with the units that came and without those that left, as far as all of them were shown."""
    added, taken = (_shown_apart(before, group, units) for units in (came, left))
    if added is None or taken is None:
        return msgspec.structs.replace(
            group,
            areas=dict.fromkeys(group.areas, NOT_TOLD),
            items=dict.fromkeys(group.items, NOT_TOLD),
        )
    return msgspec.structs.replace(
        group,
        respondents=_people(group) + sum(map(_people, added)) - sum(map(_people, taken)),
        areas={
            key: _area([one, *(part.areas[key] for part in added)], [p.areas[key] for p in taken], smallest)
            for key, one in group.areas.items()
        },
        items={
            key: _item([one, *(part.items[key] for part in added)], [p.items[key] for p in taken], smallest)
            for key, one in group.items.items()
        },
    )


def _shown_apart(before: Counted, group: CountedGroup, units: Units) -> Sequence[CountedGroup] | None:
    """Shown groups that hold these units and nothing else, each unit once, of the same class; or None."""
    found: list[CountedGroup] = []
    left = set(units)
    same_class = group.key.rpartition("|")[2] if group.kind is GroupKind.BACKGROUND else ""
    candidates = [
        one
        for one in before.groups
        if one.is_shown and _class_of(one) == same_class and one.units and units.issuperset(one.units)
    ]
    for one in sorted(candidates, key=lambda one: -len(one.units)):
        if left.issuperset(one.units):
            found.append(one)
            left -= set(one.units)
    return None if left else found


def _people(group: CountedGroup) -> int:
    return 0 if isinstance(group.respondents, Hidden) else group.respondents


def _class_of(group: CountedGroup) -> str:
    return "" if group.kind in OF_UNITS else group.key.rpartition("|")[2]


def _area(given: Sequence[AreaOrHidden], taken: Sequence[AreaOrHidden], smallest: int) -> AreaOrHidden:
    plus, minus = _told(given, CountedArea), _told(taken, CountedArea)
    if plus is None or minus is None:
        return NOT_TOLD
    scores = reduce(lambda a, b: a.plus(b), (one.scores for one in plus))
    scores = reduce(lambda a, b: a.minus(b), (one.scores for one in minus), scores)
    return CountedArea(scores, NOT_TOLD) if scores.respondents >= smallest else NOT_TOLD


def _item(given: Sequence[ItemOrHidden], taken: Sequence[ItemOrHidden], smallest: int) -> ItemOrHidden:
    plus, minus = _told(given, CountedItem), _told(taken, CountedItem)
    if plus is None or minus is None:
        return NOT_TOLD
    answered = _less((one.answered for one in plus), (one.answered for one in minus))
    favourable = _less(_known(plus), _known(minus))
    if (
        answered < smallest
        or is_blurred(favourable, answered)
        or any(one.is_blurred for one in (*plus, *minus))
    ):
        return NOT_TOLD
    return CountedItem(answered, favourable)


def _told(given: Iterable[object], kind: type[Measure]) -> list[Measure] | None:
    found = list(given)
    told = [one for one in found if isinstance(one, kind)]
    return told if len(told) == len(found) else None


def _known(items: Iterable[CountedItem]) -> Iterable[int]:
    return (one.favourable for one in items if not isinstance(one.favourable, Hidden))


def _less(plus: Iterable[int], minus: Iterable[int]) -> int:
    return sum(plus) - sum(minus)
