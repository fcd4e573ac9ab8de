"""A second release of a wave, audited together with everything of that wave that is out already.

A correction, an added table, or an earlier wave's result restated for a reorganised unit tree: each shows
results of the same respondents again, so that the difference between the old row and the new one may be a
single person. What counts is who is in each row, however the row was called and whichever tree it came from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.derive import smallest_groups
from analysis.disclosure.attack.elimination import Elimination
from analysis.disclosure.attack.problem import NONE, SuppressionProblem
from analysis.disclosure.attack.search import SearchTooLarge, always, groups_under
from analysis.disclosure.attack.steps import without_atoms
from analysis.disclosure.cube.groups import Cube, CubeCell
from analysis.disclosure.policy import Policy
from analysis.disclosure.protect.certificate import ProtectedCube
from analysis.disclosure.protect.rounds import Progress, protect, silent


@dataclass(frozen=True, eq=False)
class ShownRow:
    """One result that was or is to be shown, as the respondents it rests on.

    members : ascending indices of respondents, in one numbering for all rows that are audited together;
        somebody who was left out of a corrected release keeps the index.
    family : rows of one release and one family lie within one another or apart, as the same class at the
        nodes of one tree. It makes the search fast and changes no result; a wrong family is refused.
    """

    key: str
    members: NDArray[np.int64]
    family: str


@dataclass(frozen=True, slots=True)
class UnionAudit:
    """What follows from old and new rows together.

    smallest_derivable_group : respondents of the smallest group under the policy's, None when there is
        none, or where the rows are too many to be searched all together. by_released, by_new : keys of the
        old and the new rows that give it together.
    withhold : keys of the new rows that must not be shown, so that nothing follows any more; the cheapest
        such choice by respondents.
    """

    smallest_derivable_group: int | None
    by_released: tuple[str, ...]
    by_new: tuple[str, ...]
    withhold: tuple[str, ...]

    @property
    def may_be_released(self) -> bool:
        """Whether all new rows may be shown as they are."""
        return not self.withhold


def rows_of(cube: Cube, cells: Iterable[CubeCell]) -> tuple[ShownRow, ...]:
    """The rows of some cells of a cube."""
    return tuple(
        ShownRow(
            cell.key,
            np.nonzero(cube.respondents(cell))[0],
            "|".join(f"{question}:{one.classes}" for question, one in cell.classes),
        )
        for cell in cells
    )


def shown_rows(protected: ProtectedCube) -> tuple[ShownRow, ...]:
    """The rows that a protected cube shows."""
    return rows_of(protected.cube, protected.shown)


def audit_union(
    released: Sequence[ShownRow],
    new: Sequence[ShownRow],
    policy: Policy,
    *,
    seconds: float | None = None,
    progress: Progress = silent,
) -> UnionAudit:
    """What old and new rows give away together, and which new rows must be withheld.

    A new row about the very same respondents as a released one tells nothing new. Raises CannotProtect where
    the released rows alone give a small group away, since they cannot be taken back, or can't be searched.
    """
    out = {row.members.tobytes() for row in released}
    new = [row for row in new if row.members.tobytes() not in out]
    problem, _, _ = _problem(released, new, policy)
    keys = [row.key for row in (*released, *new)]
    nothing = np.zeros(problem.cells, dtype=bool)
    try:
        found = smallest_groups(problem, nothing, policy.smallest_group)
        if not found:
            # A new row of too few is a group that follows, so there is none of these either.
            return UnionAudit(None, (), (), ())
    except SearchTooLarge:
        found = []
    done = protect(problem, policy.smallest_group, seconds=seconds, progress=progress)
    withhold = tuple(keys[cell] for cell in np.nonzero(done.hidden)[0])
    if not found:
        return UnionAudit(None, (), (), withhold)
    smallest = min(found, key=lambda group: (len(group.cells), group.cells))
    return UnionAudit(
        smallest.n,
        tuple(keys[cell] for cell, _ in smallest.cells if cell < len(released)),
        tuple(keys[cell] for cell, _ in smallest.cells if cell >= len(released)),
        withhold,
    )


def measures_that_leak(
    released: Sequence[ShownRow],
    new: Sequence[ShownRow],
    policy: Policy,
    answered: Mapping[str, NDArray[np.bool_]],
    was_shown: Mapping[str, frozenset[str]],
) -> frozenset[str]:
    """The items and areas in which old and new rows together give a small group of those who answered away.

    answered : by item or area, (respondents,) who has a valid answer to it. was_shown : the items and areas
    that are out by key of a released row; new rows would show all of them.
    """
    problem, people, atom_of = _problem(released, new, policy)
    eliminations: dict[bytes, Elimination] = {}
    found: set[str] = set()
    for measure, who in answered.items():
        hidden = np.array([measure not in was_shown[row.key] for row in released] + [False] * len(new))
        which = hidden.tobytes()
        if which not in eliminations:
            eliminations[which] = Elimination(problem, hidden, always)
        atom_n = np.bincount(atom_of[who[people]], minlength=problem.atoms).astype(np.int64)
        steps = without_atoms(eliminations[which].steps, set(np.flatnonzero(atom_n == 0).tolist()))
        try:
            if groups_under(steps, atom_n, policy.smallest_group):
                found.add(measure)
        except SearchTooLarge:
            found.add(measure)
    return frozenset(found)


class NotOneFamily(ValueError):
    """Two rows of one family overlap without one lying within the other."""


def _problem(
    released: Sequence[ShownRow], new: Sequence[ShownRow], policy: Policy
) -> tuple[SuppressionProblem, NDArray[np.int64], NDArray[np.int64]]:
    """The rows as a suppression problem, the people in any of them, and the atom of each of these."""
    rows = (*released, *new)
    smallest_group = policy.smallest_group
    people = 1 + max((int(row.members[-1]) for row in rows if row.members.size), default=-1)
    above = np.concatenate([_above(released, people), _above(new, people)])
    above[len(released) :][above[len(released) :] != NONE] += len(released)
    members = np.concatenate([row.members for row in rows] or [np.zeros(0, np.int64)])
    row_of = np.repeat(np.arange(len(rows)), [row.members.size for row in rows])
    order = np.lexsort((row_of, members))
    members, row_of = members[order], row_of[order]
    per_person = np.bincount(members, minlength=people)
    width = int(per_person.max(initial=0))
    start = np.concatenate([[0], np.cumsum(per_person)[:-1]]) if people else np.zeros(0, np.int64)
    cover = np.full((people, width), NONE, dtype=np.int32)
    cover[members, np.arange(members.size) - start[members]] = row_of
    counted = np.flatnonzero(per_person > 0)
    atoms, atom_of, atom_n = np.unique(cover[counted], axis=0, return_inverse=True, return_counts=True)
    n = np.array([row.members.size for row in rows], dtype=np.int64)
    is_new = np.arange(len(rows)) >= len(released)
    is_plain = np.array([not row.family for row in rows], dtype=bool)
    problem = SuppressionProblem(
        n=n,
        atom_n=atom_n.astype(np.int64),
        cover=atoms.astype(np.int32),
        lines=(),
        must_hide=is_new & (n > 0) & (n < smallest_group),
        cost=n.astype(np.float64),
        block=np.arange(len(rows), dtype=np.int32),
        place=_places(atoms, n, is_plain & (n >= policy.background_node_minimum)),
        above=above.astype(np.int32),
        must_show=~is_new,
    )
    return problem, counted, atom_of.reshape(-1).astype(np.int64)


def _above(rows: Sequence[ShownRow], people: int) -> NDArray[np.int64]:
    """For each row of one release the smallest row of its family that it lies in."""
    above = np.full(len(rows), NONE, dtype=np.int64)
    families: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        if row.members.size:
            families.setdefault(row.family, []).append(index)
    for family in families.values():
        innermost = np.full(people, NONE, dtype=np.int64)
        for index in sorted(family, key=lambda row: (-rows[row].members.size, row)):
            inside = np.unique(innermost[rows[index].members])
            if inside.size > 1:
                raise NotOneFamily(f"{rows[index].key} overlaps other rows of its family.")
            above[index] = inside[0]
            innermost[rows[index].members] = index
    return above


def _places(atoms: NDArray[np.int32], n: NDArray[np.int64], is_place: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Atoms stand with the others of the smallest unit that is large enough for tables, lower ones first."""
    if atoms.size == 0:
        return np.zeros(atoms.shape[0], dtype=np.int32)
    counts = (atoms != NONE) & is_place[atoms]
    size = np.where(counts, n[atoms], np.iinfo(np.int64).max)
    at = size.argmin(axis=1)
    here = atoms[np.arange(atoms.shape[0]), at]
    return np.where(counts[np.arange(atoms.shape[0]), at], n.size - here, n.size + 1).astype(np.int32)
