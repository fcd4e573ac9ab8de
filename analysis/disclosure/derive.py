"""The attacker's algebra: every group under the threshold whose result follows from what is published.

The attacker is given, exactly and unrounded, the number of respondents and the sum of every item in each
published cell, and knows from the corridor who belongs to which unit and background class. A group of
respondents is derivable if its indicator vector is a linear combination, with rational coefficients, of
the indicator vectors of the published cells. `smallest_groups` finds all derivable groups of the smallest
size under the threshold, or shows that there is none; it misses none and invents none:

* Gaussian elimination over the atoms, in exact rational arithmetic, leaves a few pivot atoms; the
  membership of every other atom is a fixed combination of theirs.
* Each atom is either in the group or not. The partial groups are followed pivot by pivot, all at once, and
  are dropped as soon as an atom gets a value other than 0 and 1 or the group reaches the threshold.

Thresholds are raised one by one, so that unions of smaller groups never crowd the search.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from math import lcm

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.problem import NONE, Problem
from analysis.disclosure.rows import nearest_published_above, published_rows, sparse_order

Number = int | Fraction
LARGEST_FRONTIER = 400_000


class SearchTooLarge(RuntimeError):
    """More partial groups are open at once than fit in memory; `atoms` says where."""

    def __init__(self, atom: int) -> None:
        super().__init__("Too many partial groups are open at once.")
        self.atom = atom


def without_unions(groups: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The groups that hold no other of the groups."""
    kept: list[frozenset[int]] = []
    for group in sorted(
        (frozenset(atoms) for atoms in groups), key=lambda atoms: (len(atoms), sorted(atoms))
    ):
        if not any(smaller < group for smaller in kept):
            kept.append(group)
    return [tuple(sorted(group)) for group in kept]


class SearchStopped(RuntimeError):
    """The caller asked to stop."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """A group of respondents and the published cells that give its result away.

    atoms : ascending indices of the group's atoms. n : its respondents.
    cells : published cells with the factor that each enters with.
    """

    atoms: tuple[int, ...]
    n: int
    cells: tuple[tuple[int, Number], ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """One atom in the order of elimination; `of` is None for a pivot, else its value from earlier pivots."""

    atom: int
    of: Mapping[int, Number] | None


class Elimination:
    """The published rows, reduced once; groups of any size are then looked for in the reduced form."""

    def __init__(self, problem: Problem, hidden: NDArray[np.bool_], keep_going: Callable[[], bool]) -> None:
        self.problem = problem
        self.hidden = hidden
        self.rows = published_rows(problem, hidden)
        self._lead: dict[int, int] = {}
        self._reduced: list[dict[int, Number]] = []
        self._value: list[dict[int, Number]] = []
        self._leads: list[int] = []
        self.steps: list[_Step] = []
        signs = problem.cover_sign
        popularity = np.bincount(self.rows[self.rows != NONE].ravel(), minlength=problem.cells + 1)
        for count, atom in enumerate(sparse_order(self.rows, problem.place, popularity)):
            if count % 512 == 0 and not keep_going():
                raise SearchStopped
            vector: dict[int, Number] = {}
            for slot, row in enumerate(self.rows[atom].tolist()):
                if row != NONE:
                    sign = 1 if signs is None else int(signs[atom, slot])
                    vector[row] = vector.get(row, 0) + sign
            self._take(int(atom), {row: sign for row, sign in vector.items() if sign}, popularity)

    def _take(self, atom: int, vector: dict[int, Number], popularity: NDArray[np.int64]) -> None:
        rest, value = self._reduce(vector)
        if not rest:
            self.steps.append(_Step(atom, value))
            return
        lead = min(rest, key=lambda row: (popularity[row], row))
        factor = rest[lead]
        pivot = len(self._reduced)
        own: dict[int, Number] = {atom: 1}
        for other, coefficient in value.items():
            own[other] = -coefficient
        self._reduced.append({row: _over(entry, factor) for row, entry in rest.items()})
        self._value.append({other: _over(entry, factor) for other, entry in own.items()})
        self._lead[lead] = pivot
        self._leads.append(lead)
        self.steps.append(_Step(atom, None))

    def _reduce(self, vector: dict[int, Number]) -> tuple[dict[int, Number], dict[int, Number]]:
        rest = dict(vector)
        value: dict[int, Number] = {}
        queue: list[int] = []
        for row in rest:
            if row in self._lead:
                heappush(queue, self._lead[row])
        while queue:
            pivot = heappop(queue)
            factor = rest.get(self._leads[pivot], 0)
            if not factor:
                continue
            for row, entry in self._reduced[pivot].items():
                changed = rest.get(row, 0) - factor * entry
                if changed:
                    if row not in rest and row in self._lead:
                        heappush(queue, self._lead[row])
                    rest[row] = changed
                else:
                    rest.pop(row, None)
            for atom, entry in self._value[pivot].items():
                changed = value.get(atom, 0) + factor * entry
                if changed:
                    value[atom] = changed
                else:
                    value.pop(atom, None)
        return rest, value

    def groups_under(
        self, threshold: int, keep_going: Callable[[], bool], largest_frontier: int = LARGEST_FRONTIER
    ) -> list[tuple[int, ...]]:
        """All derivable groups of fewer than `threshold` respondents, each as its pivot atoms.

        Raises SearchTooLarge when more than `largest_frontier` partial groups are open at once.
        """
        n = self.problem.atom_n
        states = np.zeros((1, 0), dtype=np.int8)
        weight = np.zeros(1, dtype=np.int64)
        live: list[int] = []
        column: dict[int, int] = {}
        for count, step in enumerate(self.steps):
            if count % 2048 == 0 and not keep_going():
                raise SearchStopped
            people = int(n[step.atom])
            if step.of is None:
                chosen = weight + people < threshold
                if not chosen.any():
                    continue
                if states.shape[0] + int(chosen.sum()) > largest_frontier:
                    raise SearchTooLarge(step.atom)
                grown = np.zeros((states.shape[0] + int(chosen.sum()), len(live) + 1), dtype=np.int8)
                grown[: states.shape[0], : len(live)] = states
                grown[states.shape[0] :, : len(live)] = states[chosen]
                grown[states.shape[0] :, len(live)] = 1
                weight = np.concatenate([weight, weight[chosen] + people])
                states = grown
                column[step.atom] = len(live)
                live.append(step.atom)
                continue
            used = [(column[atom], factor) for atom, factor in step.of.items() if atom in column]
            if not used:
                continue
            scale = lcm(*(Fraction(factor).denominator for _, factor in used))
            value = states[:, [at for at, _ in used]] @ np.array([int(f * scale) for _, f in used], np.int64)
            inside = value == scale
            weight = weight + people * inside
            stays = (inside | (value == 0)) & (weight < threshold)
            if stays.all():
                continue
            states, weight = states[stays], weight[stays]
            alive = states.any(axis=0)
            if not alive.all():
                states = states[:, alive]
                live = [atom for atom, is_alive in zip(live, alive, strict=True) if is_alive]
                column = {atom: at for at, atom in enumerate(live)}
        return [
            tuple(sorted(atom for atom, is_in in zip(live, state, strict=True) if is_in))
            for state in states
            if state.any()
        ]

    def complete(self, pivots: Iterable[int]) -> tuple[int, ...]:
        """All atoms of the derivable group that holds exactly these pivot atoms."""
        inside = set(pivots)
        return tuple(sorted(inside | {atom for atom, value in self._values(inside).items() if value}))

    def derives(self, atoms: Iterable[int]) -> bool:
        """Whether the result of this group of atoms follows from the published cells."""
        inside = set(atoms)
        values = self._values(inside)
        follows = {atom for atom, value in values.items() if value == 1}
        return all(value in (0, 1) for value in values.values()) and follows == inside - self._pivots

    def _values(self, inside: set[int]) -> dict[int, Number]:
        """Membership that the pivots among `inside` give to the other atoms, where any of them matters."""
        steps = {at for atom in inside for at in self._decided_by.get(atom, ())}
        values: dict[int, Number] = {}
        for at in steps:
            of = self.steps[at].of or {}
            values[self.steps[at].atom] = sum(factor for atom, factor in of.items() if atom in inside)
        return values

    @cached_property
    def _pivots(self) -> set[int]:
        return {step.atom for step in self.steps if step.of is None}

    @cached_property
    def _decided_by(self) -> dict[int, list[int]]:
        """For each pivot atom the steps in which it matters."""
        found: dict[int, list[int]] = {}
        for at, step in enumerate(self.steps):
            for atom in step.of or ():
                found.setdefault(atom, []).append(at)
        return found

    def derivation(self, atoms: tuple[int, ...]) -> Derivation:
        """The published cells that give a derivable group away, with their factors."""
        inside = set(atoms)
        factors: dict[int, Number] = {}
        for pivot in range(len(self._reduced) - 1, -1, -1):
            value: Number = sum(f for atom, f in self._value[pivot].items() if atom in inside)
            for row, entry in self._reduced[pivot].items():
                if row in factors:
                    value -= entry * factors[row]
            if value:
                factors[self._leads[pivot]] = value
        nearest = nearest_published_above(self.problem, self.hidden)
        below: dict[int, list[int]] = {}
        for lower in np.nonzero(~self.hidden & (nearest != NONE))[0].tolist():
            below.setdefault(int(nearest[lower]), []).append(lower)
        cells: dict[int, Number] = {}
        for row, factor in factors.items():
            cells[row] = cells.get(row, 0) + factor
            for cell in below.get(row, ()):
                cells[cell] = cells.get(cell, 0) - factor
        return Derivation(
            atoms,
            int(self.problem.atom_n[list(atoms)].sum()),
            tuple(sorted((cell, factor) for cell, factor in cells.items() if factor)),
        )


def smallest_groups(
    problem: Problem,
    hidden: NDArray[np.bool_],
    threshold: int,
    *,
    starting_at: int = 1,
    keep_going: Callable[[], bool] = lambda: True,
) -> list[Derivation]:
    """All derivable groups of the smallest size under `threshold`; empty when there is none.

    `starting_at` says that no derivable group is smaller than this, which is so after cells were hidden.

    >>> import numpy as np
    >>> from analysis.disclosure.problem import Problem
    >>> whole_of_12_with_a_shown_part_of_9 = Problem(
    ...     n=np.array([12, 9, 3]), atom_n=np.array([9, 3]),
    ...     cover=np.array([[0, 1], [0, 2]], np.int32), lines=((0, (1, 2)),),
    ...     must_hide=np.array([False, False, True]), cost=np.ones(3), block=np.zeros(3, np.int32),
    ...     place=np.zeros(2, np.int32), above=np.full(3, -1, np.int32), must_show=np.zeros(3, bool))
    >>> hidden = np.array([False, False, True])
    >>> [(group.n, group.cells) for group in smallest_groups(whole_of_12_with_a_shown_part_of_9, hidden, 5)]
    [(3, ((0, 1), (1, -1)))]
    """
    if problem.atoms == 0:
        return []
    reduced = Elimination(problem, hidden, keep_going)
    for size in range(starting_at, threshold):
        found = reduced.groups_under(size + 1, keep_going)
        if found:
            return [reduced.derivation(reduced.complete(pivots)) for pivots in found]
    return []


def _over(entry: Number, factor: Number) -> Number:
    if factor == 1:
        return entry
    if factor == -1:
        return -entry
    quotient = Fraction(entry) / Fraction(factor)
    return int(quotient) if quotient.denominator == 1 else quotient
