"""An attacker beyond sums: what else is published leaves of hidden units.

Everybody's unit is known, and of each shown unit its size, mean and standard deviation with all digits. For
each hidden unit every mean from 0 to 100 is tried: can the hidden units have means and standard deviations
with which all that is shown comes out? Those means that can are what the attacker is left with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from analysis.scores.samples import Sample

Members = Mapping[str, NDArray[np.int64]]
STEP = 1.0
OFF = 1e-5
PROTECTED_POINTS = 10.0


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of a hidden unit's score: so many points of 0-100 in all, the least and the largest."""

    unit: str
    people: int
    points: float
    low: float
    high: float
    truth: float

    @property
    def is_too_narrow(self) -> bool:
        return self.points < PROTECTED_POINTS - STEP


@dataclass(frozen=True, eq=False)
class Blocks:
    """Units that share nobody, and the shown groups as unions of them.

    people : (blocks,) respondents. known : (blocks,) whether mean and standard deviation are shown.
    samples : the truth, of which an attacker uses what is known. unions : (groups, blocks) of 0 and 1.
    """

    names: Sequence[str]
    people: NDArray[np.float64]
    known: NDArray[np.bool_]
    samples: Sequence[Sample]
    unions: NDArray[np.float64]


def blocks_of(
    units: Members, parents: Mapping[str, str | None], shown: frozenset[str], scores: NDArray[np.float64]
) -> Blocks:
    """The lowest units with a score, and what is left of a unit beside those below it.

    units : people of each unit and of the whole, by key. shown : keys of units whose area is shown.
    """
    answered = ~np.isnan(scores)
    names, rows = [], []
    for key, people in units.items():
        below = [units[other] for other, parent in parents.items() if parent == key]
        own = np.setdiff1d(people, np.concatenate(below)) if below else people
        own = own[answered[own]]
        if own.size:
            names.append(key if not below else f"the rest of {key}")
            rows.append(own)
    unions = [[float(np.isin(row[0], units[key])) for row in rows] for key in sorted(shown) if key in units]
    return Blocks(
        names,
        np.array([row.size for row in rows], np.float64),
        np.array([name in shown for name in names]),
        [Sample.of(scores[row]) for row in rows],
        np.array(unions),
    )


def narrowed(
    blocks: Blocks, icc: float | None, icc_over: Sequence[int] | None = None, under: int = 10
) -> list[Narrowed]:
    """What is left of each hidden block of fewer people than `under`.

    icc : an intra-class correlation that was published, over the blocks `icc_over`; None for none.
    """
    found = []
    for at in np.flatnonzero(~blocks.known & (blocks.people < under)).tolist():
        left = [
            mean
            for mean in np.arange(0.0, 100.0 + STEP, STEP).tolist()
            if _is_possible(blocks, at, mean, icc, icc_over)
        ]
        found.append(
            Narrowed(
                blocks.names[at],
                int(blocks.people[at]),
                len(left) * STEP,
                min(left, default=np.nan),
                max(left, default=np.nan),
                blocks.samples[at].mean,
            )
        )
    return found


def _is_possible(
    blocks: Blocks, target: int, mean: float, icc: float | None, icc_over: Sequence[int]
) -> bool:
    hidden = np.flatnonzero(~blocks.known)
    n = blocks.people
    true_means = np.array([sample.mean for sample in blocks.samples])
    true_squares = np.array([sample.squares for sample in blocks.samples])
    sums = blocks.unions @ (n * true_means)
    squares = blocks.unions @ (true_squares + n * true_means**2)
    rank = np.linalg.matrix_rank(blocks.unions[:, hidden]) if hidden.size else 0

    def left(unknown: NDArray[np.float64]) -> NDArray[np.float64]:
        means, within = true_means.copy(), true_squares.copy()
        means[hidden] = unknown[: hidden.size]
        means[target] = mean
        # A share of the most that values from 0 to 100 with this mean can be apart.
        within[hidden] = unknown[hidden.size :] * n[hidden] * means[hidden] * (100 - means[hidden])
        off = [
            (blocks.unions @ (n * means) - sums) / n.sum(),
            (blocks.unions @ (within + n * means**2) - squares) / (100 * n.sum()),
        ]
        if icc:
            at = list(icc_over)
            off.append(np.array([_slope(icc, n[at], means[at], float(within[at].sum())) / n.sum()]))
        return np.concatenate(off)

    for attempt in range(3 if rank else 1):
        chance = np.random.default_rng(attempt)
        begin = np.concatenate([chance.uniform(20, 90, hidden.size), chance.uniform(0.05, 0.6, hidden.size)])
        done = least_squares(
            left,
            begin,
            bounds=(0.0, np.repeat([100.0, 1.0], hidden.size)),
            xtol=1e-12,
            ftol=1e-12,
            max_nfev=200,
            # Thrice as fast here as what stays off the bounds, and finds as much.
            method="dogbox",
        )
        if np.abs(done.fun).max() < OFF * 1e-2:
            return True
    return False


def _slope(icc: float, n: NDArray[np.float64], means: NDArray[np.float64], within: float) -> float:
    """The likelihood's slope, zero at the published correlation (Searle, Casella and McCulloch 1992)."""
    ratio = icc / (1 - icc)
    weights = n / (1 + n * ratio)
    apart = means - (weights * means).sum() / weights.sum()
    squares = within + (weights * apart**2).sum()
    fall = ((weights * apart) ** 2).sum() * (n.sum() - 1) / squares
    return float(weights.sum() - (weights**2).sum() / weights.sum() - fall)
