"""The published cells as few and short rows, and the order in which people are looked at."""

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.problem import NONE, SuppressionProblem


def published_rows(problem: SuppressionProblem, hidden: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Sparse rows that span the same space as the published cells: (atoms, slots) of cell indices.

    Row `i` stands for cell `i` less the largest published cells of the same classes below it, so that an
    atom lies in one row for each kind of class rather than in one for each level of the tree.
    """
    cover = problem.cover
    rows = np.where((cover != NONE) & ~hidden[cover], cover, NONE)
    shadowed = np.zeros_like(rows, dtype=bool)
    nearest = nearest_published_above(problem, hidden)
    for slot in range(rows.shape[1]):
        lower = rows[:, slot]
        upper = np.where(lower == NONE, NONE, nearest[lower])
        shadowed |= (rows == upper[:, None]) & (upper != NONE)[:, None]
    return np.where(shadowed, NONE, rows).astype(np.int32)


def nearest_published_above(problem: SuppressionProblem, hidden: NDArray[np.bool_]) -> NDArray[np.int32]:
    """For each cell the lowest published cell of the same classes above it, or NONE."""
    nearest = problem.above.copy()
    while True:
        stuck = (nearest != NONE) & hidden[nearest]
        if not stuck.any():
            return nearest
        nearest[stuck] = problem.above[nearest[stuck]]


def sparse_order(
    rows: NDArray[np.int32], place: NDArray[np.int32], popularity: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Atoms place by place; within a place, those that meet the fewest new rows first.

    An atom that meets no new row is decided by those before it, so partial groups die early.
    """
    known = np.zeros(popularity.shape[0], dtype=bool)
    known[-1] = True
    order: list[NDArray[np.int64]] = []
    by_place = np.argsort(place, kind="stable")
    bounds = np.nonzero(np.diff(place[by_place], prepend=NONE - 1))[0]
    for here in np.split(by_place, bounds[1:]):
        left = here
        while left.size:
            unknown = ~known[rows[left]]
            fresh = unknown.sum(axis=1)
            fewest = int(fresh.min())
            if fewest == 0:
                decided = fresh == 0
                order.append(left[decided])
                left = left[~decided]
                continue
            wanted = np.where(unknown, popularity[rows[left]], 0).sum(axis=1)
            candidate = int(np.lexsort((-wanted, fresh))[0])
            known[rows[left[candidate]]] = True
            order.append(left[candidate : candidate + 1])
            left = np.delete(left, candidate)
    return np.concatenate(order) if order else np.zeros(0, dtype=np.int64)
