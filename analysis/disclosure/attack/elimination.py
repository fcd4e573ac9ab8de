"""The published cells as an echelon form in exact arithmetic: what follows from them, and from which."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from heapq import heapify, heappop, heappush
from math import gcd

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack import search
from analysis.disclosure.attack.problem import NONE, SuppressionProblem
from analysis.disclosure.attack.rows import nearest_published_above, published_rows, sparse_order
from analysis.disclosure.attack.search import LARGEST_FRONTIER, SearchStopped
from analysis.disclosure.attack.steps import Step

Number = int | Fraction


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
class _Reduced:
    """A row of the echelon form in whole numbers, and the atoms whose columns sum to it."""

    lead: int
    row: Mapping[int, int]
    atoms: Mapping[int, int]


class Elimination:
    """The published rows, reduced once; groups of any size are then looked for in the reduced form.

    Whole numbers with a common factor stand for fractions: they are as exact, and faster.
    """

    def __init__(
        self, problem: SuppressionProblem, hidden: NDArray[np.bool_], keep_going: Callable[[], bool]
    ) -> None:
        self.problem = problem
        self.hidden = hidden
        self.rows = published_rows(problem, hidden)
        self._lead: dict[int, int] = {}
        self._reduced: list[_Reduced] = []
        self.steps: list[Step] = []
        signs = problem.cover_sign
        counts = np.bincount(self.rows[self.rows != NONE].ravel(), minlength=problem.cells + 1)
        popularity = counts.tolist()
        for count, atom in enumerate(sparse_order(self.rows, problem.place, counts).tolist()):
            if count % 512 == 0 and not keep_going():
                raise SearchStopped
            vector: dict[int, int] = {}
            for slot, row in enumerate(self.rows[atom].tolist()):
                if row != NONE:
                    sign = 1 if signs is None else int(signs[atom, slot])
                    vector[row] = vector.get(row, 0) + sign
            self._take(atom, {row: sign for row, sign in vector.items() if sign}, popularity)

    def _take(self, atom: int, vector: dict[int, int], popularity: list[int]) -> None:
        value, scale = self._reduce(vector)
        if not vector:
            self.steps.append(Step(atom, value, scale))
            return
        lead = min(vector, key=lambda row: (popularity[row], row))
        own = {other: -coefficient for other, coefficient in value.items()}
        own[atom] = scale
        if vector[lead] < 0:
            vector = {row: -entry for row, entry in vector.items()}
            own = {other: -entry for other, entry in own.items()}
        self._lead[lead] = len(self._reduced)
        self._reduced.append(_Reduced(lead, vector, own))
        self.steps.append(Step(atom, None))

    def _reduce(self, rest: dict[int, int]) -> tuple[dict[int, int], int]:
        """Takes from a vector what earlier atoms say; `rest` is left, times the scale that is returned."""
        value: dict[int, int] = {}
        scale = 1
        lead_of = self._lead
        queue = [lead_of[row] for row in rest if row in lead_of]
        heapify(queue)
        while queue:
            reduced = self._reduced[heappop(queue)]
            factor = rest.get(reduced.lead, 0)
            if not factor:
                continue
            step = reduced.row[reduced.lead]
            if step != 1:
                common = gcd(factor, step)
                factor, times = factor // common, step // common
                if times != 1:
                    scale *= times
                    for row in rest:
                        rest[row] *= times
                    for atom in value:
                        value[atom] *= times
            for row, entry in reduced.row.items():
                changed = rest.get(row, 0) - factor * entry
                if changed:
                    if row not in rest and row in lead_of:
                        heappush(queue, lead_of[row])
                    rest[row] = changed
                else:
                    rest.pop(row, None)
            for atom, entry in reduced.atoms.items():
                changed = value.get(atom, 0) + factor * entry
                if changed:
                    value[atom] = changed
                else:
                    value.pop(atom, None)
        common = gcd(scale, *rest.values(), *value.values()) if scale != 1 else 1
        if common != 1:
            for row in rest:
                rest[row] //= common
            value = {atom: entry // common for atom, entry in value.items()}
        return value, scale // common

    def groups_under(
        self, threshold: int, keep_going: Callable[[], bool], largest_frontier: int = LARGEST_FRONTIER
    ) -> list[tuple[int, ...]]:
        """All derivable groups of fewer than `threshold` respondents, each as its pivot atoms.

        Raises SearchTooLarge when more than `largest_frontier` partial groups are open at once.
        """
        return search.groups_under(self.steps, self.problem.atom_n, threshold, keep_going, largest_frontier)

    def complete(self, pivots: Iterable[int]) -> tuple[int, ...]:
        """All atoms of the derivable group that holds exactly these pivot atoms."""
        inside = set(pivots)
        return tuple(sorted(inside | {step.atom for step, value in self._values(inside) if value}))

    def derives(self, atoms: Iterable[int]) -> bool:
        """Whether the result of this group of atoms follows from the published cells."""
        inside = set(atoms)
        values = self._values(inside)
        follows = {step.atom for step, value in values if value == step.scale}
        return all(value in (0, step.scale) for step, value in values) and follows == inside - self._pivots

    def _values(self, inside: set[int]) -> list[tuple[Step, int]]:
        """Membership that the pivots among `inside` give to the other atoms, where any of them matters."""
        steps = {at for atom in inside for at in self._decided_by.get(atom, ())}
        return [
            (
                self.steps[at],
                sum(factor for atom, factor in (self.steps[at].of or {}).items() if atom in inside),
            )
            for at in sorted(steps)
        ]

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
        for reduced in reversed(self._reduced):
            value: Number = sum(f for atom, f in reduced.atoms.items() if atom in inside)
            for row, entry in reduced.row.items():
                if row in factors:
                    value -= entry * factors[row]
            if value:
                factors[reduced.lead] = _over(value, reduced.row[reduced.lead])
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


def _over(entry: Number, factor: int) -> Number:
    if factor == 1:
        return entry
    quotient = Fraction(entry) / factor
    return int(quotient) if quotient.denominator == 1 else quotient
