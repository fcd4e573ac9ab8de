"""Other answers of the same people with the same sums and sums of squares over all shown groups."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import linalg
from scipy.linalg import blas, lapack

Values = NDArray[np.float64]
Table = NDArray[np.float64]

MOST_STEPS, LOOK_AFTER = 40, 6
MOST_TURNS = 3
FAILURES_IN_A_ROW = 2
RIDGE = 1e-10
SUMS_AGREE, SQUARES_AGREE = 1e-6, 1e-4
SEED = 20260101


def other_answers(rows: Table, wanted: Values, values: Values, shift: float, largest: float) -> Values | None:
    """Other values with the same sums and sums of squares over all rows, in which one group's mean has moved.

    rows : (rows, people) of 0 and 1. wanted : (people,), 1 for the group. None where none were found; there
    may be some all the same.
    """
    aim = float(wanted @ values + shift * wanted.sum())
    if not 0 <= aim <= largest * float(wanted.sum()):
        return None
    return _settled(np.vstack([rows, wanted]), rows, np.append(rows @ values, aim), values, values, largest)


def shaken_answers(
    rows: Table, nearest: NDArray[np.int64], values: Values, largest: float, times: int
) -> Iterator[Values]:
    """Other values with the same sums and sums of squares over all rows, from shuffled beginnings.

    nearest : (people,) the smallest shown group of each, in which the values change places first: so its
    sums are right from the beginning, and the others' are not far.
    """
    chance, failures = np.random.default_rng(SEED), 0
    for _ in range(times):
        shuffled = values.copy()
        order = np.lexsort((chance.random(values.size), nearest))
        shuffled[np.argsort(nearest, kind="stable")] = values[order]
        weight = chance.uniform(0.7, 1.0)
        start = (1 - weight) * values + weight * shuffled
        found = _settled(rows, rows, rows @ values, values, start, largest)
        if found is not None:
            failures = 0
            yield found
            continue
        failures += 1
        if failures == FAILURES_IN_A_ROW:
            break


def _settled(
    summed: Table, squared: Table, sums: Values, values: Values, start: Values, largest: float
) -> Values | None:
    """Gauss-Newton steps of least length towards the sums and the sums of squares, within 0 and `largest`."""
    now = start.copy()
    aims = np.concatenate([sums, squared @ values**2])
    scale = largest * np.repeat([SUMS_AGREE, SQUARES_AGREE], [summed.shape[0], squared.shape[0]])
    before = np.inf
    for step in range(MOST_STEPS):
        left = aims - np.concatenate([summed @ now, squared @ now**2])
        off = float(np.abs(left / scale).max())
        if off <= 1:
            return now
        if step % LOOK_AFTER == LOOK_AFTER - 1:
            if off > before / 4:
                return None
            before = off
        slopes = np.vstack([summed, squared * (2 * now)])
        free = np.ones(now.size, bool)
        for _ in range(MOST_TURNS):
            moves = _shortest(slopes[:, free], left)
            # Who is at an end and would leave it stays there, and the others make up for it.
            at_end = ((now[free] <= 0) & (moves < 0)) | ((now[free] >= largest) & (moves > 0))
            stays = np.flatnonzero(free)[at_end]
            if not stays.size:
                break
            free[stays], moves = False, moves[~at_end]
        now[free] = np.clip(now[free] + moves, 0.0, largest)
    return None


def _shortest(slopes: NDArray[np.float64], left: Values) -> Values:
    """The shortest step that takes what is left away, or nearly, where some of it can't be."""
    # Symmetric and positive, so half of it is enough: dsyrk fills, dposv reads, one triangle.
    system = blas.dsyrk(1.0, slopes.T, trans=1)
    system.flat[:: system.shape[0] + 1] += RIDGE * max(float(system.trace()), 1.0) / system.shape[0]
    _, found, fault = lapack.dposv(system, left)
    if fault:
        found = np.linalg.solve(np.triu(system) + np.triu(system, 1).T, left)
    return np.asarray(slopes.T @ found)


def independent(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """As many of the rows as no other rows give: the same is kept with fewer."""
    if rows.shape[0] < 2:
        return rows
    _, triangle, order = linalg.qr(rows.T, mode="economic", pivoting=True)
    sizes = np.abs(np.diag(triangle))
    kept: Table = rows[np.sort(order[: int((sizes > 1e-9 * sizes[0]).sum())])]
    return kept


def follows(rows: NDArray[np.float64], wanted: NDArray[np.float64]) -> bool:
    """Whether one row is a combination of others."""
    made = np.linalg.lstsq(rows.T, wanted, rcond=None)[0]
    return bool(np.abs(rows.T @ made - wanted).max(initial=0.0) <= 1e-7)
