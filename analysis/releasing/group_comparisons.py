"""Compares a group with last time, with the benchmark and with everybody else, where that can be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from analysis.counted.document import WHOLE, CountedArea, CountedGroup, CountedItem
from analysis.findings.trends import WaveComparability, item_comparability
from analysis.released.release import GroupKind
from analysis.released.released_values import Against, Hidden, Reason
from analysis.released.reorganised import FormerGroups
from analysis.released.showing import is_blurred
from analysis.releasing.comparisons import Family, Grid, MeasureBenchmark, Place
from analysis.scores.score_differences import (
    favourable_against,
    favourable_difference,
    score_against,
    score_against_rest,
    score_difference,
)
from analysis.scores.verdicts import Level
from questionnaires.model import Area, Item, Questionnaire


@dataclass(frozen=True, eq=False)
class Earlier:
    """The wave before, as it was counted, in today's groups.

    groups : by key, the groups that were shown then. withheld : keys of groups with the items and areas in
    which they may not be compared: units moved since, and not all of them were shown by themselves.
    refused : keys of today's groups that are compared in nothing, and why. compared_with : of groups that
    were not simply there under the same name, the groups of then that they are compared with.
    """

    wave: str
    questionnaire: Questionnaire
    groups: Mapping[str, CountedGroup]
    withheld: Mapping[str, frozenset[str]] = field(default_factory=dict)
    refused: Mapping[str, Reason] = field(default_factory=dict)
    compared_with: Mapping[str, FormerGroups] = field(default_factory=dict)

    def asked_alike(self, now: Questionnaire) -> frozenset[str]:
        """The items that were asked then, too, with the same meaning and over the same period."""
        return frozenset(
            item
            for item in now.item_by_id
            if item in self.questionnaire.item_by_id
            and item_comparability(self.questionnaire, now, item)[0] is not WaveComparability.NOT_COMPARABLE
        )

    def scored_alike(self, area: Area) -> bool:
        """Whether the area's score was made of the same items then: it can't be made of others any more."""
        then = next((one for one in self.questionnaire.areas if one.key == area.key), None)
        return (
            then is not None
            and then.is_in_full
            and frozenset(then.items) == frozenset(area.items)
            and then.minimum_answered == area.minimum_answered
        )


@dataclass(frozen=True, eq=False)
class Background:
    """What the groups of one release are compared with.

    unlike_areas : not set beside the benchmark, since their items do not mean the same everywhere.
    """

    questionnaire: Questionnaire
    whole: CountedGroup
    benchmark: Mapping[str, MeasureBenchmark]
    unlike_areas: frozenset[str]
    earlier: Earlier | None

    @cached_property
    def asked_alike(self) -> frozenset[str]:
        """The items that the earlier wave asked alike."""
        return self.earlier.asked_alike(self.questionnaire) if self.earlier else frozenset()

    def compare(self, grid: Grid, group: CountedGroup) -> None:
        """Adds every comparison of one group to the grid. A hidden group has none."""
        if not group.is_shown:
            return
        for area in self.questionnaire.areas:
            found = group.areas[area.key]
            if isinstance(found, CountedArea):
                self._compare_area(grid, group, area, found)
        if group.kind is GroupKind.BACKGROUND and group.parent != WHOLE:
            return  # a background class within a unit: its items are shown, not compared one by one
        for item in self.questionnaire.items:
            shares = group.items[item.id]
            if isinstance(shares, CountedItem):
                self._compare_item(grid, group, item, shares)

    def _compare_area(self, grid: Grid, group: CountedGroup, area: Area, found: CountedArea) -> None:
        place: Place = (group.key, area.key)
        family: Family = ("areas", group.key)
        level = Level.INDEX if area.is_index else Level.AREA
        scores = found.scores.sample
        past = self._area_before(grid, place, area)
        if past is not None:
            then = past.scores.sample
            grid.add(place, Against.PREVIOUS, level, family, lambda: score_difference(scores, then))
        measure = self.benchmark.get(area.key)
        if measure is not None and area.key in self.unlike_areas:
            grid.refuse(place, Against.BENCHMARK, Reason.UNLIKE)
        elif measure is not None:
            median, upper = measure.median, measure.upper_quartile
            grid.add(place, Against.BENCHMARK, level, family, lambda: score_against(scores, median))
            if group.kind is GroupKind.INSTITUTION:
                grid.add(place, Against.UPPER_QUARTILE, level, family, lambda: score_against(scores, upper))
        if group.kind is not GroupKind.INSTITUTION:
            everybody = self.whole.areas[area.key]
            if isinstance(everybody, Hidden):
                grid.refuse(place, Against.REST, Reason.PROTECTED)
                return
            whole = everybody.scores.sample
            grid.add(place, Against.REST, level, family, lambda: score_against_rest(scores, whole))

    def _compare_item(self, grid: Grid, group: CountedGroup, item: Item, shares: CountedItem) -> None:
        place: Place = (group.key, item.id)
        family: Family = ("items", group.key)
        if isinstance(shares.favourable, Hidden):
            # "≥ 95 %" and its distance from a known number would be the number itself.
            for against in self._offered(place, group):
                grid.refuse(place, against, Reason.PROTECTED)
            return
        yes, n = shares.favourable, shares.answered
        past = self._item_before(grid, place, item)
        if past is not None:
            grid.add(
                place,
                Against.PREVIOUS,
                Level.ITEM,
                family,
                lambda: favourable_difference((yes, past[0]), (n, past[1])),
            )
        measure = self.benchmark.get(item.id)
        if measure is not None:
            median = measure.median
            grid.add(place, Against.BENCHMARK, Level.ITEM, family, lambda: favourable_against(yes, n, median))
        if group.kind is GroupKind.INSTITUTION:
            return
        rest = self._rest(item.id, yes, n)
        if rest is None:
            grid.refuse(place, Against.REST, Reason.PROTECTED)
            return
        grid.add(
            place,
            Against.REST,
            Level.ITEM,
            family,
            lambda: favourable_difference((yes, rest[0]), (n, rest[1])),
        )

    def _rest(self, item: str, yes: int, n: int) -> tuple[int, int] | None:
        """How many of all others agreed, of how many; None where that is not told."""
        whole = self.whole.items[item]
        if isinstance(whole, Hidden) or isinstance(whole.favourable, Hidden):
            return None
        rest = (whole.favourable - yes, whole.answered - n)
        return None if is_blurred(*rest) else rest

    def _offered(self, place: Place, group: CountedGroup) -> list[Against]:
        """What an item of a group would be compared with."""
        found = [Against.PREVIOUS] if self.earlier and place[0] in self.earlier.groups else []
        found += [Against.BENCHMARK] if place[1] in self.benchmark else []
        return found + ([Against.REST] if group.kind is not GroupKind.INSTITUTION else [])

    def _area_before(self, grid: Grid, place: Place, area: Area) -> CountedArea | None:
        if self.earlier is None:
            return None
        if not self.asked_alike.issuperset(area.items) or not self.earlier.scored_alike(area):
            grid.refuse(place, Against.PREVIOUS, Reason.NOT_COMPARABLE)
            return None
        group = self._group_before(grid, place)
        found = group.areas.get(area.key) if group else None
        if isinstance(found, Hidden):
            grid.refuse(place, Against.PREVIOUS, Reason.NOT_SHOWN_BEFORE)
        return found if isinstance(found, CountedArea) else None

    def _item_before(self, grid: Grid, place: Place, item: Item) -> tuple[int, int] | None:
        if self.earlier is None:
            return None
        if item.id not in self.asked_alike:
            grid.refuse(place, Against.PREVIOUS, Reason.NOT_COMPARABLE)
            return None
        group = self._group_before(grid, place)
        found = group.items.get(item.id) if group else None
        if isinstance(found, Hidden):
            grid.refuse(place, Against.PREVIOUS, Reason.NOT_SHOWN_BEFORE)
        if not isinstance(found, CountedItem):
            return None
        if isinstance(found.favourable, Hidden):
            grid.refuse(place, Against.PREVIOUS, Reason.PROTECTED)
            return None
        return found.favourable, found.answered

    def _group_before(self, grid: Grid, place: Place) -> CountedGroup | None:
        """A difference from a number that was hidden would give it away."""
        key, measure = place
        assert self.earlier is not None
        if key in self.earlier.refused:
            grid.refuse(place, Against.PREVIOUS, self.earlier.refused[key])
            return None
        if measure in self.earlier.withheld.get(key, ()):
            grid.refuse(place, Against.PREVIOUS, Reason.PROTECTED)
            return None
        return self.earlier.groups.get(key)
