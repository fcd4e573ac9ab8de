"""What follows from what is known: groups under the smallest one whose result can be computed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.counting.scales import Structure
from analysis.disclosure.attack.derive import smallest_groups
from analysis.disclosure.attack.elimination import Elimination
from analysis.disclosure.attack.search import always, groups_under
from analysis.disclosure.attack.steps import without_atoms
from analysis.releasing.unanswered import answered_by_measure
from benchmarks.attack.knowing import Known, Target


@dataclass(frozen=True, slots=True)
class Derived:
    """A small group whose result follows. terms : the known groups that give it, with their factors."""

    measure: str
    n: int
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What an attack on one wave found.

    small_groups : groups under the smallest one that the wave's tables have. given_away : how many of these
    follow. smallest : a smallest group that follows, among all that there are. of_measures : the same among
    those who answered one item or area. read_beside : where a number stood beside a hidden group's name.
    """

    reference: str
    known: int
    small_groups: int
    given_away: tuple[Derived, ...]
    smallest: Derived | None
    of_measures: tuple[Derived, ...]
    read_beside: Mapping[str, str]

    @property
    def is_safe(self) -> bool:
        return not (self.smallest or self.given_away or self.of_measures or self.read_beside)


def attack(target: Target, known: Known) -> Finding:
    """Everything small that follows from all known groups together."""
    cube, k = target.cube, target.cube.policy.smallest_group
    hidden = np.array([cell.key not in known.groups for cell in cube.cells])
    reduced = Elimination(cube.problem, hidden, always)
    small = [
        cell
        for cell in cube.cells
        if 0 < cell.respondents < k and (cell.is_offered or "not_given" in cell.key)
    ]
    given = []
    for cell in small:
        atoms = tuple(np.unique(cube.atom_of[cube.respondents(cell)]).tolist())
        if reduced.derives(atoms):
            given.append(_derived(target, "respondents", reduced, atoms))
    found = smallest_groups(cube.problem, hidden, k)
    return Finding(
        target.reference,
        len(known.groups),
        len(small),
        tuple(given),
        _derived(target, "respondents", reduced, found[0].atoms) if found else None,
        _of_measures(target, known),
        known.found,
    )


def _derived(target: Target, measure: str, reduced: Elimination, atoms: tuple[int, ...]) -> Derived:
    derivation = reduced.derivation(atoms)
    cells = target.cube.cells
    return Derived(
        measure, derivation.n, tuple((cells[cell].key, str(factor)) for cell, factor in derivation.cells)
    )


def _of_measures(target: Target, known: Known) -> tuple[Derived, ...]:
    """For each item and area, a smallest group among those who answered it."""
    cube, k = target.cube, target.cube.policy.smallest_group
    eliminations: dict[bytes, Elimination] = {}
    found = []
    structure = Structure.of_questionnaire(target.questionnaire)
    for measure, answered in answered_by_measure(structure, target.answers).items():
        hidden = np.array([measure not in known.measures.get(cell.key, ()) for cell in cube.cells])
        which = hidden.tobytes()
        if which not in eliminations:
            eliminations[which] = Elimination(cube.problem, hidden, always)
        atom_n = np.bincount(cube.atom_of[answered], minlength=cube.problem.atoms).astype(np.int64)
        steps = without_atoms(eliminations[which].steps, set(np.flatnonzero(atom_n == 0).tolist()))
        for size in range(2, k + 1):
            groups = groups_under(steps, atom_n, size)
            if groups:
                found.append(Derived(measure, size - 1, ()))
                break
    return tuple(found)
