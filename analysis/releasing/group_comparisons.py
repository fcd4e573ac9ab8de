"""Compares a group with last time, with the benchmark and with everybody else, where that can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from analysis.counting.answers import NOT_ASKED, Answers
from analysis.counting.scales import Structure
from analysis.findings.trends import WaveComparability, item_comparability
from analysis.released.release import GroupKind
from analysis.released.released_values import Against, Reason
from analysis.released.showing import is_blurred
from analysis.releasing.comparisons import Family, Grid, MeasureBenchmark, Place
from analysis.releasing.group_results import GroupResults, area_or_reason, item_or_reason
from analysis.releasing.groups import GroupCounts, GroupPlan, count_groups
from analysis.scores.score_differences import (
    favourable_against,
    favourable_difference,
    score_against,
    score_against_rest,
    score_difference,
)
from analysis.scores.scoring import AreaScore, ItemShares, area_score, item_shares
from analysis.scores.verdicts import Level
from questionnaires.model import Area, Item, Questionnaire


@dataclass(frozen=True, eq=False)
class Earlier:
    """The wave before: its answers, its groups, and what was released of them.

    was_shown : keys of groups with the items and areas that its release shows of them. withheld : keys of
    groups with those in which they may not be compared: a unit was reorganised since, and its result restated
    for that would give a small group of the earlier wave away.
    """

    wave: str
    questionnaire: Questionnaire
    answers: Answers
    plans: Sequence[GroupPlan]
    was_shown: Mapping[str, frozenset[str]]
    withheld: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def counted(self, structure: Structure, plans: Sequence[GroupPlan]) -> GroupCounts:
        """Its counts of the groups shown then and now. Items not asked then count as such."""
        shown_now = {plan.key for plan in plans if plan.hidden is None and plan.key in self.was_shown}
        missing = [item for item in structure.item_ids if item not in set(self.answers.items)]
        answers = self.answers
        if missing:
            absent = np.full((answers.respondents, len(missing)), NOT_ASKED, np.uint8)
            codes = np.hstack([answers.codes, absent])
            answers = replace(answers, items=(*answers.items, *missing), codes=codes)
        return count_groups(structure, answers, [plan for plan in self.plans if plan.key in shown_now])

    def asked_alike(self, now: Questionnaire) -> frozenset[str]:
        """The items that were asked then, too, with the same meaning and over the same period."""
        return frozenset(
            item
            for item in now.item_by_id
            if item in self.questionnaire.item_by_id
            and item_comparability(self.questionnaire, now, item)[0] is not WaveComparability.NOT_COMPARABLE
        )


@dataclass(frozen=True, eq=False)
class Background:
    """What the groups of one release are compared with. `before` are the earlier wave's counts.

    unlike_areas : not set beside the benchmark, since their items do not mean the same everywhere.
    """

    questionnaire: Questionnaire
    smallest_group: int
    counts: GroupCounts
    benchmark: Mapping[str, MeasureBenchmark]
    unlike_areas: frozenset[str]
    earlier: Earlier | None
    before: GroupCounts | None

    @cached_property
    def asked_alike(self) -> frozenset[str]:
        """The items that the earlier wave asked alike."""
        return self.earlier.asked_alike(self.questionnaire) if self.earlier else frozenset()

    def compare(self, grid: Grid, group: GroupResults) -> None:
        """Adds every comparison of one group to the grid. A hidden group has none."""
        if group.plan.hidden is not None:
            return
        for area in self.questionnaire.areas:
            found = group.areas[area.key]
            if isinstance(found, AreaScore):
                self._compare_area(grid, group.plan, area, found)
        if group.plan.kind is GroupKind.BACKGROUND and group.plan.parent != "all":
            return  # a background class within a unit: its items are shown, not compared one by one
        for item in self.questionnaire.items:
            shares = group.items[item.id]
            if isinstance(shares, ItemShares):
                self._compare_item(grid, group.plan, item, shares)

    def _compare_area(self, grid: Grid, plan: GroupPlan, area: Area, found: AreaScore) -> None:
        place: Place = (plan.key, area.key)
        family: Family = ("areas", plan.key)
        level = Level.INDEX if area.is_index else Level.AREA
        past = self._area_before(grid, place, area)
        if past is not None:
            grid.add(
                place, Against.PREVIOUS, level, family, lambda: score_difference(found.scores, past.scores)
            )
        measure = self.benchmark.get(area.key)
        if measure is not None and area.key in self.unlike_areas:
            grid.refuse(place, Against.BENCHMARK, Reason.UNLIKE)
        elif measure is not None:
            median, upper = measure.median, measure.upper_quartile
            grid.add(place, Against.BENCHMARK, level, family, lambda: score_against(found.scores, median))
            if plan.kind is GroupKind.INSTITUTION:
                grid.add(
                    place, Against.UPPER_QUARTILE, level, family, lambda: score_against(found.scores, upper)
                )
        if plan.kind is not GroupKind.INSTITUTION:
            whole = area_score(self.counts.cells, area.key, self.counts.index["all"])
            grid.add(
                place, Against.REST, level, family, lambda: score_against_rest(found.scores, whole.scores)
            )

    def _compare_item(self, grid: Grid, plan: GroupPlan, item: Item, shares: ItemShares) -> None:
        place: Place = (plan.key, item.id)
        family: Family = ("items", plan.key)
        yes, n = shares.favourable, shares.answered
        if is_blurred(yes, n):
            # "≥ 95 %" and its distance from a known number would be the number itself.
            for against in self._offered(place, plan):
                grid.refuse(place, against, Reason.PROTECTED)
            return
        past = self._item_before(grid, place, item)
        if past is not None:
            then = (past.favourable, past.answered)
            grid.add(
                place,
                Against.PREVIOUS,
                Level.ITEM,
                family,
                lambda: favourable_difference((yes, then[0]), (n, then[1])),
            )
        measure = self.benchmark.get(item.id)
        if measure is not None:
            median = measure.median
            grid.add(place, Against.BENCHMARK, Level.ITEM, family, lambda: favourable_against(yes, n, median))
        if plan.kind is not GroupKind.INSTITUTION:
            whole = item_shares(self.counts.cells, item.id, self.counts.index["all"])
            rest = (whole.favourable - yes, whole.answered - n)
            if is_blurred(*rest):
                grid.refuse(place, Against.REST, Reason.PROTECTED)
                return
            grid.add(
                place,
                Against.REST,
                Level.ITEM,
                family,
                lambda: favourable_difference((yes, rest[0]), (n, rest[1])),
            )

    def _offered(self, place: Place, plan: GroupPlan) -> list[Against]:
        """What an item of a group would be compared with."""
        found = [Against.PREVIOUS] if self.earlier and place[0] in self.earlier.was_shown else []
        found += [Against.BENCHMARK] if place[1] in self.benchmark else []
        return found + ([Against.REST] if plan.kind is not GroupKind.INSTITUTION else [])

    def _area_before(self, grid: Grid, place: Place, area: Area) -> AreaScore | None:
        if self.earlier is None or self.before is None:
            return None
        if not self.asked_alike.issuperset(area.items):
            grid.refuse(place, Against.PREVIOUS, Reason.NOT_COMPARABLE)
            return None
        if not self._was_shown(grid, place):
            return None
        found = area_or_reason(self.before.cells, area, self.before.index[place[0]], self.smallest_group)
        return found if isinstance(found, AreaScore) else None

    def _item_before(self, grid: Grid, place: Place, item: Item) -> ItemShares | None:
        if self.earlier is None or self.before is None:
            return None
        if item.id not in self.asked_alike:
            grid.refuse(place, Against.PREVIOUS, Reason.NOT_COMPARABLE)
            return None
        if not self._was_shown(grid, place):
            return None
        found = item_or_reason(self.before.cells, item, self.before.index[place[0]], self.smallest_group)
        if isinstance(found, ItemShares) and is_blurred(found.favourable, found.answered):
            grid.refuse(place, Against.PREVIOUS, Reason.PROTECTED)
            return None
        return found if isinstance(found, ItemShares) else None

    def _was_shown(self, grid: Grid, place: Place) -> bool:
        """A difference from a number that was hidden would give it away."""
        key, measure = place
        if self.earlier is not None and measure in self.earlier.withheld.get(key, ()):
            grid.refuse(place, Against.PREVIOUS, Reason.PROTECTED)
            return False
        is_counted = self.before is not None and key in self.before
        return is_counted and self.earlier is not None and measure in self.earlier.was_shown[key]
