"""Ranks that say how sure they are, and bands for those that are not."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from analysis.institutions.pooling import Pooled
from analysis.institutions.spread_integrated import Integrated

DRAWS = 10_000
MOST_NUMBERS_AT_ONCE = 5_000_000
BAND_CERTAINTY = 0.975


class Band(StrEnum):
    """Where a group stands when its rank would say too much."""

    ABOVE = "above"
    MIDDLE = "not distinguishable"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Rank:
    """A group's place from the top. rank : posterior median; lower, upper : 95 % interval."""

    rank: float
    lower: int
    upper: int
    band: Band


@dataclass(frozen=True)
class Ranking:
    """Ranks of all groups, with how far they may be trusted.

    rankability : τ²/(τ² + median V). mean_width : ranks that an interval spans on average.
    """

    ranks: tuple[Rank, ...]
    rankability: float
    mean_width: float


def ranking(
    pooled: Pooled | Integrated, *, confidence: float = 0.95, draws: int = DRAWS, seed: int = 1
) -> Ranking:
    """Posterior ranks of groups; rank 1 is the highest result.

    Draws from the posterior of all results (μ first, then each group given μ), ranks each draw, and
    takes quantiles of the ranks. The seed is fixed, so the same input gives the same ranks; the
    simulation error is under one rank. A band tells whether a group lies above or below the mean of
    all groups with 97.5 % certainty. Sources: Goldstein and Spiegelhalter (1996); Laird and Louis (1989).

    Where τ² is given as 0 no group differs from another, and every interval spans all ranks; where it is
    integrated over (`analysis.institutions.spread_integrated`), draws are spread over τ as it is likely.

    >>> from analysis.institutions.pooling import pool
    >>> made = ranking(pool([40.0, 50.0, 60.0], [1.0, 1.0, 1.0]))
    >>> [(rank.lower, rank.upper) for rank in made.ranks]
    [(3, 3), (2, 2), (1, 1)]
    """
    groups = int(pooled.observed.size)
    bands = _bands(pooled)
    if isinstance(pooled, Pooled) and pooled.between_variance == 0:
        ranks = tuple(Rank((groups + 1) / 2, 1, groups, Band.MIDDLE) for _ in range(groups))
        return Ranking(ranks, 0.0, float(groups - 1))
    counts = np.zeros((groups, groups + 1), np.int32) if groups <= 2000 else None
    kept: list[NDArray[np.int32]] = []
    rng = np.random.default_rng(seed)
    number = draws if counts is not None else max(500, MOST_NUMBERS_AT_ONCE // groups)
    at_once = max(1, min(number, MOST_NUMBERS_AT_ONCE // (10 * groups)))
    for start in range(0, number, at_once):
        rows = min(at_once, number - start)
        drawn = pooled.drawn(rng, (start + np.arange(rows) + 0.5) / number)
        order = np.argsort(-drawn, axis=1)
        places = np.empty_like(order)
        np.put_along_axis(places, order, np.broadcast_to(np.arange(1, groups + 1), order.shape), axis=1)
        if counts is None:
            kept.append(places.astype(np.int32))
        else:
            flat = (places + np.arange(groups) * (groups + 1)).ravel()
            counts += np.bincount(flat, minlength=counts.size).reshape(counts.shape).astype(np.int32)
    tail = (1 - confidence) / 2
    if counts is None:
        places = np.concatenate(kept)
        low, middle, high = np.quantile(places, [tail, 0.5, 1 - tail], axis=0, method="inverted_cdf")
    else:
        share = counts.cumsum(axis=1) / number
        low, middle, high = ((share >= level - 1e-12).argmax(axis=1) for level in (tail, 0.5, 1 - tail))
    ranks = tuple(Rank(float(middle[i]), int(low[i]), int(high[i]), bands[i]) for i in range(groups))
    return Ranking(ranks, pooled.rankability, float(np.mean(high - low)))


def _bands(pooled: Pooled | Integrated) -> list[Band]:
    """By θᵢ − μ, which is above or below 0 with 97.5 % certainty."""
    if isinstance(pooled, Integrated):
        low, high = pooled.gap_bounds(2 * BAND_CERTAINTY - 1)
        is_above, is_below = low > 0, high < 0
    else:
        gaps, errors = pooled.pooled - pooled.mean, np.sqrt(pooled.gap_variances)
        certainty = np.where(errors > 0, ndtr(gaps / np.where(errors > 0, errors, 1.0)), 0.5)
        is_above, is_below = certainty >= BAND_CERTAINTY, 1 - certainty >= BAND_CERTAINTY
    return [
        Band.ABOVE if above else Band.BELOW if below else Band.MIDDLE
        for above, below in zip(is_above, is_below, strict=True)
    ]
