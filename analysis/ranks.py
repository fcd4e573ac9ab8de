"""Ranks that say how sure they are, and bands for those that are not."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from analysis.pooling import Pooled

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


def ranking(pooled: Pooled, *, confidence: float = 0.95, draws: int = DRAWS, seed: int = 1) -> Ranking:
    """Posterior ranks of groups; rank 1 is the highest result.

    Draws from the posterior of all results (μ first, then each group given μ), ranks each draw, and
    takes quantiles of the ranks. The seed is fixed, so the same input gives the same ranks; the
    simulation error is under one rank. A band tells whether a group lies above or below the mean of
    all groups with 97.5 % certainty. Sources: Goldstein and Spiegelhalter (1996); Laird and Louis (1989).

    When τ² is 0 no group differs from another, and every interval spans all ranks.

    >>> from analysis.pooling import pool
    >>> made = ranking(pool([40.0, 50.0, 60.0], [1.0, 1.0, 1.0]))
    >>> [(rank.lower, rank.upper) for rank in made.ranks]
    [(3, 3), (2, 2), (1, 1)]
    """
    groups = pooled.groups
    bands = _bands(pooled)
    if pooled.between_variance == 0:
        ranks = tuple(Rank((groups + 1) / 2, 1, groups, Band.MIDDLE) for _ in range(groups))
        return Ranking(ranks, 0.0, float(groups - 1))
    counts = np.zeros((groups, groups + 1), np.int32) if groups <= 2000 else None
    kept: list[NDArray[np.int32]] = []
    rng = np.random.default_rng(seed)
    spread = np.sqrt(pooled.weights * pooled.variances)
    number = draws if counts is not None else max(500, MOST_NUMBERS_AT_ONCE // groups)
    at_once = max(1, min(number, MOST_NUMBERS_AT_ONCE // (10 * groups)))
    for start in range(0, number, at_once):
        rows = min(at_once, number - start)
        means = pooled.mean + pooled.mean_error * rng.standard_normal((rows, 1))
        drawn = means + pooled.weights * (pooled.observed - means)
        drawn += spread * rng.standard_normal((rows, groups))
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


def _bands(pooled: Pooled) -> list[Band]:
    """By θᵢ − μ, whose mean is λ(y − μ)."""
    bands = []
    for gap, own in zip(pooled.pooled - pooled.mean, pooled.gap_variances, strict=True):
        certainty = float(ndtr(gap / np.sqrt(own))) if own > 0 else 0.5
        is_above, is_below = certainty >= BAND_CERTAINTY, 1 - certainty >= BAND_CERTAINTY
        bands.append(Band.ABOVE if is_above else Band.BELOW if is_below else Band.MIDDLE)
    return bands
