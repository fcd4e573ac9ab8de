"""Other answers of the same people with the same sums and sums of squares over all shown groups."""

import numpy as np
from numpy.typing import NDArray
from scipy import linalg
from scipy.linalg import blas, lapack

Values = NDArray[np.float64]
Table = NDArray[np.float64]

MOST_STEPS, LOOK_AFTER, PUSHED_STEPS = 16, 6, (6, 4)
"""Steps of one search, after how many it must be nearer, and how many of them push one or many groups."""
SOFTNESS = 0.01, 0.03
"""How far one or many groups give way: the means may end beside what they were pushed to, sums may not."""
FARTHEST = 0.6
RIDGE = 1e-10
SUMS_AGREE, SQUARES_AGREE = 1e-6, 1e-4
SEED = 20260101


def other_answers(
    rows: Table,
    wanted: Table,
    values: Values,
    shift: float | Values,
    largest: float,
    start: Values | None = None,
) -> Values | None:
    """Other values with the same sums and sums of squares over all rows, in which groups' means have moved.

    rows : (rows, people) of 0 and 1. wanted : (people,) or (groups, people), 1 for those in a group.
    shift : about how far each group's mean moves from where it is in `values`; it may be less where not all
    can. start : values to begin with. None where none were found; there may be some all the same.

    Each value is largest · (1 - cos t) / 2, so that none leaves 0 to `largest`; Gauss-Newton steps of least
    length in t go towards the sums and the sums of squares.
    """
    means = np.atleast_2d(wanted) / np.atleast_2d(wanted).sum(axis=1)[:, None]
    is_many = len(means) > 1
    pulled = np.clip(means @ values + shift, 0.0, largest)
    fixed, half = 2 * len(rows), largest / 2
    aims = np.concatenate([rows @ values, rows @ values**2])
    scale = largest * np.repeat([SUMS_AGREE, SQUARES_AGREE], len(rows))
    softness = SOFTNESS[is_many] * float((means**2).sum()) / len(means) * half**2
    # At an end a step moves nothing; a little inside of it everybody can move either way.
    turn = np.arccos(1 - np.clip(values if start is None else start, 0.04 * largest, 0.96 * largest) / half)
    before = np.inf
    for step in range(MOST_STEPS):
        now, slope = half * (1 - np.cos(turn)), half * np.sin(turn)
        left = aims - np.concatenate([rows @ now, rows @ now**2])
        off = float(np.abs(left / scale).max(initial=0.0))
        if step and off <= 1:
            return now
        if step % LOOK_AFTER == LOOK_AFTER - 1:
            if off > before / 4:
                return None
            before = off
        push = pulled - means @ now if step < PUSHED_STEPS[is_many] else np.zeros(len(means))
        sums = rows * slope
        slopes = np.vstack([sums, sums * (2 * now), means * slope])
        # Symmetric and positive, so half of it is enough: dsyrk fills, dposv reads, one triangle.
        system = blas.dsyrk(1.0, slopes.T, trans=1)
        diagonal = np.einsum("ii->i", system)
        diagonal += RIDGE * max(float(system.trace()), 1.0) / system.shape[0]
        diagonal[fixed:] += softness
        # Should it not be solved, the step leads nowhere, and what it leads to is not returned above.
        _, found, _ = lapack.dposv(system, np.concatenate([left, push]))
        turn = turn + np.clip(slopes.T @ found, -FARTHEST, FARTHEST)
    return None


def apart(free: Table, chance: np.random.Generator) -> Values:
    """For each group 1 or -1, so that pushing all of them at once pushes none of them back.

    free : (groups, people) what is left of each group's row beside what the shown rows give.
    """
    alike = free @ free.T
    size = np.sqrt(np.diag(alike))
    alike /= np.outer(size, size)
    signs = chance.choice([-1.0, 1.0], len(free))
    # Each turn makes less of what pushes back, so this ends.
    while (gains := signs * (alike @ signs) - 1.0).min() < -1e-9:
        signs[int(np.argmin(gains))] *= -1
    return signs


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
