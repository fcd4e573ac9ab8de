"""The groups of a wave as an attacker sees them: who is in them, what is around them, which are small."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import CLASS_NOT_GIVEN, Answers
from analysis.released.release import GroupKind
from analysis.releasing.groups import GroupPlan

Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]
WHOLE = "all"
OF_UNITS = (GroupKind.INSTITUTION, GroupKind.UNIT, GroupKind.OTHER_UNITS)


@dataclass(frozen=True, eq=False)
class Target:
    """Some people whose result is not to be known: of a group's key, or "", within the group `node`."""

    key: str
    node: str
    people: Indices

    def among(self, answered: Flags) -> "Target":
        """The same, of those who answered."""
        return Target(self.key, self.node, self.people[answered[self.people]])


@dataclass(frozen=True, eq=False)
class Surroundings:
    """All groups that a release has a place for, and the people in them."""

    plans: Sequence[GroupPlan]
    answers: Answers

    @cached_property
    def by_key(self) -> Mapping[str, GroupPlan]:
        return {plan.key: plan for plan in self.plans}

    def scopes(self, target: Target, answered: Flags) -> Iterator[Indices]:
        """Those who answered of the group that holds the target, of the group that holds that, … of all."""
        for key in self._above(target.node):
            rows = self.by_key[key].rows
            yield rows[answered[rows]]

    def nearest(self, target: Target, answered: Flags) -> Indices:
        """Those who answered of the target's people's own units: few, wherever the target's people are."""
        units = np.unique(self._deepest[target.people])
        people = np.flatnonzero(np.isin(self._deepest, units) & answered)
        return people.astype(np.int64)

    def small_groups(self, under: int) -> tuple[Target, ...]:
        """Every group of so few that there could be a result for: hidden ones, units that were joined
        with others, those who gave no class, and classes of the whole that were joined with neighbours.
        """
        found: dict[bytes, Target] = {}
        for target in (*self._hidden(), *self._units(), *self._classes()):
            if 0 < target.people.size < under:
                found.setdefault(target.people.tobytes(), target)
        return tuple(found.values())

    def groups_under(self, under: int) -> tuple[Target, ...]:
        """Every group of the release with so few people, and the rest of a shown group beside its classes."""
        groups = [Target(plan.key, plan.parent or WHOLE, plan.rows) for plan in self.plans]
        return tuple(one for one in (*groups, *self._not_given()) if 0 < one.people.size < under)

    def next_to_hide(self, target: Target, shown: Sequence[str]) -> str | None:
        """Which of the shown groups to hide next so that less is known of the target: the smallest beside it
        first, then one that holds some of it, then the one around it. None when only the whole is left.
        """
        is_shown = set(shown)
        inside = set(target.people.tolist())
        for node in self._above(target.node):
            below = [
                plan
                for plan in self.plans
                if plan.parent == node and plan.key in is_shown and plan.key != target.key
            ]
            beside = [plan for plan in below if not inside & set(plan.rows.tolist())]
            for some in (beside, below):
                if some:
                    return min(some, key=lambda plan: (plan.respondents, plan.key)).key
            if node in is_shown and node != WHOLE:
                return node
        return None

    def _above(self, node: str) -> Iterator[str]:
        at: str | None = node
        while at is not None:
            yield at
            at = self.by_key[at].parent

    def _hidden(self) -> Iterator[Target]:
        for plan in self.plans:
            if plan.hidden is not None:
                yield Target(plan.key, plan.parent or WHOLE, plan.rows)

    @cached_property
    def _nodes(self) -> Sequence[GroupPlan]:
        return sorted((plan for plan in self.plans if plan.kind in OF_UNITS), key=lambda plan: plan.depth)

    @cached_property
    def _deepest(self) -> Indices:
        """The lowest unit of each respondent, by its place among the nodes."""
        found = np.zeros(self.answers.respondents, np.int64)
        for at, plan in enumerate(self._nodes):
            found[plan.rows] = at
        return found

    def _units(self) -> Iterator[Target]:
        for unit in np.unique(self.answers.units):
            people = np.flatnonzero(self.answers.units == unit)
            yield Target("", self._nodes[int(self._deepest[people[0]])].key, people)

    def _classes(self) -> Iterator[Target]:
        asked = {
            plan.key.partition(":")[0]
            for plan in self.plans
            if plan.kind is GroupKind.BACKGROUND and plan.parent == WHOLE
        }
        for question in sorted(asked & set(self.answers.background)):
            codes = self.answers.background[question]
            for code in np.unique(codes):
                yield Target("", WHOLE, np.flatnonzero(codes == code))
        yield from self._not_given()

    def _not_given(self) -> Iterator[Target]:
        """Of each group with a table, those who gave no class: the table and its whole tell their sum."""
        tables = {
            (plan.parent, plan.key.rpartition("|")[2].partition(":")[0])
            for plan in self.plans
            if plan.kind is GroupKind.BACKGROUND and plan.parent is not None
        }
        for node, question in sorted(tables):
            if question in self.answers.background:
                rows = self.by_key[node].rows
                yield Target("", node, rows[self.answers.background[question][rows] == CLASS_NOT_GIVEN])
