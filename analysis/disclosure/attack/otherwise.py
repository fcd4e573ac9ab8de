"""How else a group's result could be while everything that is shown stays as it is.

Linear algebra says what follows exactly. What is shown beside sums, such as standard deviations, intervals
and tests, narrows a hidden result without giving it exactly. That it does not narrow too far is shown here by
finding other answers of the same people: answers that give every shown group the same count, sum and sum of
squares, and the hidden group another result. Whoever sees what is shown cannot tell them from the true ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.other_answers import SEED, apart, follows, independent, other_answers
from analysis.disclosure.attack.programme import Rows, least, model

Indices = NDArray[np.int64]
Values = NDArray[np.float64]

LARGEST = 100.0
MOST_NUMBERS, MOST_OF_A_SYSTEM = 20_000_000, 400_000
"""So large a table of groups and people is made, and so large a one solved; larger ones are left aside."""
PUSHES_OF_ONE = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.2, 1.8)
PUSHES_OF_MANY = (0.8, 1.1, 1.6, 2.2)
"""How far up and down means are pushed, in widths of the interval: they give way, so it is more than half."""
FOLLOWS = 1e-7
MIXING = 0x9E3779B97F4A7C15


@dataclass(frozen=True, eq=False)
class ShownRows:
    """Which people are in which shown group, for one measure.

    rows : for each shown group, its people, as indices below `people`. Those who gave the measure no answer
    are in no row.
    """

    rows: Sequence[Indices]
    people: int
    _within: dict[bytes, NDArray[np.float64]] = field(default_factory=dict, repr=False)

    @cached_property
    def kinds(self) -> NDArray[np.uint64]:
        """For each person a mark; people of one mark are in the same shown groups and can change places."""
        marks = np.zeros(self.people, np.uint64)
        with np.errstate(over="ignore"):
            for at, row in enumerate(self.rows):
                mixed = np.uint64((at + 1) * MIXING % 2**64)
                mixed ^= mixed >> np.uint64(29)
                mixed *= np.uint64(0xBF58476D1CE4E5B9)
                marks[row] += mixed ^ (mixed >> np.uint64(32))
        return marks

    def within(self, scope: Indices) -> NDArray[np.float64]:
        """The shown groups as rows of 0 and 1 over the people of a scope, without those that others give.

        What is found possible by moving these people's answers alone is possible at large.
        """
        key = scope.tobytes()
        if key not in self._within:
            position = np.full(self.people, -1, np.int64)
            position[scope] = np.arange(scope.size)
            table = np.zeros((len(self.rows), scope.size))
            for at, row in enumerate(self.rows):
                inside = position[row]
                table[at, inside[inside >= 0]] = 1.0
            self._within[key] = independent(table[table.any(axis=1)])
        return self._within[key]

    def may_be_looked_at(self, scope: Indices) -> bool:
        """Whether so few people and groups are in a scope that a table of them can be made."""
        return len(self.rows) * scope.size <= MOST_NUMBERS

    def may_be_solved(self, scope: Indices) -> bool:
        """Whether other answers in a scope can be looked for in reasonable time."""
        return self.may_be_looked_at(scope) and self.within(scope).shape[0] * scope.size <= MOST_OF_A_SYSTEM

    def gives(self, group: Indices, scopes: Sequence[Indices]) -> bool:
        """Whether the group's sum follows exactly from the shown groups' sums."""
        for scope in scopes:
            if not self.may_be_looked_at(scope):
                break
            wanted = np.isin(scope, group).astype(np.float64)
            # People of one column can't be told apart; so few are left that least squares are quick.
            columns = np.unique(np.vstack([self.within(scope), wanted]), axis=1)
            if not follows(columns[:-1], columns[-1]):
                return False
        return True

    def swapped(self, group: Indices, values: Values) -> tuple[float, float]:
        """Least and largest sum of a group if people who are in the same shown groups changed places."""
        inside = np.zeros(self.people, bool)
        inside[group] = True
        kinds = self.kinds
        low = high = 0.0
        for kind in np.unique(kinds[group]):
            same = kinds == kind
            taken = int(np.count_nonzero(same & inside))
            ordered = np.sort(values[same])
            low += float(ordered[:taken].sum())
            high += float(ordered[ordered.size - taken :].sum())
        return low, high

    def is_wide(
        self,
        group: Indices,
        values: Values,
        scopes: Sequence[Indices],
        width: float,
    ) -> bool:
        """Whether the group's mean can lie in an interval of this width, with all that is shown alike.

        values : (people,) results from 0 to 100. scopes : people around the group, few first. Alike are
        the shown groups' counts, sums and sums of squares, at full precision, and whatever follows from
        those: means, standard deviations, intervals, effect sizes, tests and intra-class correlations.
        """
        low, high = self.swapped(group, values)
        if high - low >= width * group.size:
            return True
        for scope in scopes:
            if not self.may_be_solved(scope):
                break
            if self.are_wide([group], values, scope, width)[0]:
                return True
        return False

    def are_wide(
        self, groups: Sequence[Indices], values: Values, scope: Indices, width: float
    ) -> NDArray[np.bool_]:
        """As `is_wide`, of many groups at once: what is not found wide may be so all the same.

        All are pushed up and down together, then those that are left, harder and harder. One group alone is
        pushed on from where it came.
        """
        rows, here = self.within(scope), values[scope]
        wanted = np.array([np.isin(scope, group) for group in groups], np.float64)
        basis = np.linalg.qr(rows.T)[0]
        free = wanted - (wanted @ basis) @ basis.T
        may_move = np.abs(free).max(axis=1) > FOLLOWS
        means = wanted / wanted.sum(axis=1)[:, None]
        low = high = means @ here
        chance = np.random.default_rng(SEED)
        reached: dict[float, Values] = {}
        for push in PUSHES_OF_ONE if len(groups) == 1 else PUSHES_OF_MANY:
            left = np.flatnonzero(may_move & (high - low < width))
            if not left.size:
                break
            signs = apart(free[left], chance)
            for way in (1.0, -1.0):
                start = reached.get(way * float(signs[0])) if len(groups) == 1 else None
                found = other_answers(rows, wanted[left], here, way * push * width * signs, LARGEST, start)
                if found is not None:
                    reached[way * float(signs[0])] = found
                    low, high = np.minimum(low, means @ found), np.maximum(high, means @ found)
        return np.asarray(high - low >= width)

    def counts(
        self,
        group: Indices,
        chosen: NDArray[np.bool_],
        scopes: Sequence[Indices],
        bounds: Sequence[tuple[int, int]] | None = None,
        enough: int = 1,
    ) -> tuple[int, int]:
        """Between which numbers those in a group who chose an answer can lie, with all that is shown alike.

        bounds : for each shown group, from how many to how many are said; by default how many there are. It
        looks no further around the group once as many numbers as `enough` are possible beside the truth. The
        bounds are those of the linear relaxation, rounded inwards.
        """
        low, high = (int(one) for one in self.swapped(group, chosen.astype(np.float64)))
        for scope in scopes:
            if high - low >= enough or not self.may_be_looked_at(scope):
                break
            found = self._counts_within(group, chosen, scope, bounds)
            low, high = min(low, found[0]), max(high, found[1])
        return low, high

    def counts_at_once(
        self, groups: Sequence[Indices], chosen: NDArray[np.bool_], scope: Indices, times: int
    ) -> list[tuple[int, int]]:
        """As `counts`, of many groups at once, by chance: the true bounds may lie further apart."""
        marks = np.zeros(scope.size, np.int64)
        inside = np.array([np.isin(scope, group) for group in groups])
        for at in range(len(groups)):
            marks = np.unique(marks * 2 + inside[at], return_inverse=True)[1]
        kinds = _Kinds(self, chosen, scope, marks, None)
        wanted = inside[:, kinds.first].astype(np.float64)
        low = high = wanted @ kinds.now
        chance = np.random.default_rng(SEED)
        for _ in range(times):
            # People of one group pull the same way, or their groups would hardly move.
            cost = chance.normal(size=len(groups)) @ wanted + 0.3 * chance.normal(size=kinds.people.size)
            for sign in (1.0, -1.0):
                found = wanted @ kinds.extreme(sign * cost)
                low, high = np.minimum(low, found), np.maximum(high, found)
        return [(ceil(one - 1e-6), floor(other + 1e-6)) for one, other in zip(low, high, strict=True)]

    def _counts_within(
        self,
        group: Indices,
        chosen: NDArray[np.bool_],
        scope: Indices,
        bounds: Sequence[tuple[int, int]] | None,
    ) -> tuple[int, int]:
        wanted = np.isin(scope, group)
        kinds = _Kinds(self, chosen, scope, wanted, bounds)
        within = wanted[kinds.first].astype(np.float64)
        found = [kinds.extreme(sign * within) @ within for sign in (1.0, -1.0)]
        return ceil(found[0] - 1e-6), floor(found[1] + 1e-6)


class _Kinds:
    """How many of each kind of people in a scope chose an answer, as unknowns of a programme."""

    def __init__(
        self,
        rows: ShownRows,
        chosen: NDArray[np.bool_],
        scope: Indices,
        apart: NDArray[np.int64] | NDArray[np.bool_],
        bounds: Sequence[tuple[int, int]] | None,
    ) -> None:
        known = np.unique(rows.kinds[scope], return_inverse=True)[1]
        marks = known * (int(apart.max(initial=0)) + 1) + apart
        _, self.first, kind = np.unique(marks, return_index=True, return_inverse=True)
        self.people = np.bincount(kind)
        self.now = np.bincount(kind, weights=chosen[scope])
        place = np.full(rows.people, -1, np.int64)
        place[scope[self.first]] = np.arange(self.first.size)
        lines: dict[bytes, tuple[NDArray[np.float64], int, int]] = {}
        for at, row in enumerate(rows.rows):
            there = place[row]
            line = np.zeros(self.first.size)
            line[there[there >= 0]] = 1.0
            if not line.any():
                continue
            now = int(chosen[row].sum())
            fewest, most = bounds[at] if bounds is not None else (now, now)
            _, low, high = lines.get(line.tobytes(), (line, fewest - now, most - now))
            lines[line.tobytes()] = (line, max(low, fewest - now), min(high, most - now))
        self._rows = Rows()
        for line, low, high in lines.values():
            self._rows.add(dict.fromkeys(np.flatnonzero(line).tolist(), 1.0), float(low), float(high))

    def extreme(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        """How many of each kind chose the answer where it costs least, with all that is shown alike."""
        now = self.now.astype(np.float64)
        moved = least(model(cost, -now, self.people - now, self._rows, is_integer=False))
        return now if moved is None else now + moved
