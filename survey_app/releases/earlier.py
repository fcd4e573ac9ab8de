"""The wave before in today's groups: restated where units were reorganised, from what was shown of it alone.

Between two waves units move, merge and split, and "other units" holds others. A group is then compared with
those who were in today's units last time. That is a sum of what was shown of the earlier wave, less what was
shown of it: what moved or was merged was shown by itself, or else the group is not compared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
from analysis.released.reorganised import FormerGroups
from analysis.released.showing import is_blurred
from analysis.releasing.former_units import FormerUnits, Pairs, Units
from analysis.releasing.group_comparisons import Earlier
from questionnaires.languages import FIRST, Spoken
from questionnaires.model import Questionnaire

OF_UNITS = (GroupKind.INSTITUTION, GroupKind.UNIT, GroupKind.OTHER_UNITS)
OF_A_UNIT = ("unit", "other")
Measure = TypeVar("Measure")
NOT_TOLD = Hidden(Reason.PROTECTED)


@dataclass(frozen=True, eq=False, slots=True)
class Combined:
    """Shown groups of the wave before that make up one of today's: added up, less others."""

    added: tuple[CountedGroup, ...]
    less: tuple[CountedGroup, ...] = ()

    @property
    def as_it_was(self) -> CountedGroup | None:
        """The one group that it is, if it is one."""
        return self.added[0] if len(self.added) == 1 and not self.less else None


def earlier_wave(
    wave: str, questionnaire: Questionnaire, before: Counted, now: Counted, pairs: Pairs | None = None
) -> Earlier:
    """The wave before as this wave's release may speak of it.

    wave : its key. pairs : what the terms say became of its units; None: a code of both waves is one unit.
    """
    codes = before.whole.units, now.whole.units
    units = FormerUnits.by_code(*codes) if pairs is None else FormerUnits.of(pairs, *codes)
    groups: dict[str, CountedGroup] = {}
    withheld: dict[str, frozenset[str]] = {}
    refused: dict[str, Reason] = {}
    compared_with: dict[str, FormerGroups] = {}
    for group in (group for group in now.groups if group.is_shown):
        found = former_group(before, units, group)
        if isinstance(found, Reason):
            refused[group.key] = found
            continue
        groups[group.key] = made = found.as_it_was or combined(found, before.certificate.smallest_group)
        if found.as_it_was is None:
            measures = (*made.areas.items(), *made.items.items())
            withheld[group.key] = frozenset(key for key, one in measures if isinstance(one, Hidden))
        if group.kind is not GroupKind.BACKGROUND and _is_to_be_said(found, group.key, before, now):
            compared_with[group.key] = FormerGroups(*(_keys(some) for some in (found.added, found.less)))
    return Earlier(wave, questionnaire, groups, withheld, refused, compared_with)


def former_group(before: Counted, units: FormerUnits, group: CountedGroup) -> Combined | Reason:
    """What was shown last time of those who are in a group today, or why there is nothing of the kind.

    Units that are gone stay in the group in which they were, and new ones in the one in which they are: a
    unit that was dissolved or founded within a group leaves it the same group.
    """
    were = units.were(frozenset(group.units))
    if were is None:
        return Reason.REORGANISED
    same_class = _class_of(group)
    then = before.by_key.get(_key_then(units, group.key))
    if then is not None and then.is_shown:
        there = frozenset(then.units)
        wanted = were | (units.gone & there)
        added = _shown_apart(before, same_class, wanted - there)
        less = _shown_apart(before, same_class, there - wanted)
        if added is not None and less is not None:
            return Combined((then, *added), less)
    found = _shown_apart(before, same_class, were, units.gone)
    return Combined(found) if found else Reason.NOT_SHOWN_BEFORE


def combined(found: Combined, smallest: int) -> CountedGroup:
    """The groups together, less those that are taken away, in everything in which all of them were shown."""
    first, *others = found.added
    return msgspec.structs.replace(
        first,
        respondents=sum(map(_people, found.added)) - sum(map(_people, found.less)),
        areas={
            key: _area([one, *(p.areas[key] for p in others)], [p.areas[key] for p in found.less], smallest)
            for key, one in first.areas.items()
        },
        items={
            key: _item([one, *(p.items[key] for p in others)], [p.items[key] for p in found.less], smallest)
            for key, one in first.items.items()
        },
    )


def _shown_apart(
    before: Counted, same_class: str, units: Units, gone: Units = frozenset()
) -> tuple[CountedGroup, ...] | None:
    """Shown groups that hold these units and nothing else, each unit once, of the same class; or None.

    gone : units that may be in it besides, where they belonged to one of these.
    """
    found: list[CountedGroup] = []
    left = set(units)
    candidates = [
        one
        for one in before.groups
        if one.is_shown
        and _class_of(one) == same_class
        and units.intersection(one.units)
        and (units | gone if _unit_of(one.key) in units else units).issuperset(one.units)
    ]
    for one in sorted(candidates, key=lambda one: -len(one.units)):
        if left.issuperset(units.intersection(one.units)):
            found.append(one)
            left -= set(one.units)
    return None if left else tuple(found)


def _key_then(units: FormerUnits, key: str) -> str:
    """The key that a group of today had, were it the same group then."""
    node, bar, rest = key.partition("|")
    kind, colon, code = node.partition(":")
    if kind not in OF_A_UNIT or not colon:
        return key
    then = units.then(code)
    return "" if then is None else f"{kind}:{then}{bar}{rest}"


def _unit_of(key: str) -> str | None:
    """The unit that a group is, with all below it; None of other groups."""
    kind, _, code = key.partition("|")[0].partition(":")
    return code if kind == "unit" else None


def _is_to_be_said(found: Combined, key: str, before: Counted, now: Counted) -> bool:
    """Whether a group was not simply there under the same name."""
    then = found.as_it_was
    if then is None:
        return True
    names = (names.get(one, Spoken()) for names, one in ((before.names, then.key), (now.names, key)))
    return len({name.in_language(FIRST) for name in names}) > 1


def _keys(groups: Iterable[CountedGroup]) -> tuple[str, ...]:
    return tuple(group.key for group in groups)


def _people(group: CountedGroup) -> int:
    return 0 if isinstance(group.respondents, Hidden) else group.respondents


def _class_of(group: CountedGroup) -> str:
    """The class or classes that a group is of; empty of a group of units."""
    if group.kind in OF_UNITS:
        return ""
    node, _, rest = group.key.partition("|")
    return rest if node.partition(":")[0] in OF_A_UNIT else group.key


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
