"""Partial pooling that knows that the spread between groups is estimated too."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from analysis.institutions.pooling import checked_results

FloatArray = NDArray[np.float64]
SPREADS = 100
HALVINGS = 45
FLAT_IN_VARIANCE_FROM = 5


@dataclass(frozen=True, eq=False)
class Integrated:
    """Results of groups under yᵢ ~ N(θᵢ, Vᵢ), θᵢ ~ N(μ, τ²), over all τ that the results allow.

    spreads, chances : (spreads,) τ on a grid and its posterior. means, mean_variances : (spreads,) of μ,
    given each τ. shrinks : (spreads, groups) λ = τ²/(τ² + V).
    """

    observed: FloatArray
    variances: FloatArray
    spreads: FloatArray
    chances: FloatArray
    means: FloatArray
    mean_variances: FloatArray
    shrinks: FloatArray

    @property
    def mean(self) -> float:
        """Of μ."""
        return float(self.chances @ self.means)

    @property
    def pooled(self) -> FloatArray:
        """The mean of each θ."""
        return np.asarray(self.chances @ self._centres)

    @property
    def rankability(self) -> float:
        """The mean of τ²/(τ² + median V): how much of what a ranking shows is real."""
        squares = self.spreads**2
        return float(self.chances @ (squares / (squares + float(np.median(self.variances)))))

    @property
    def _centres(self) -> FloatArray:
        return self.means[:, None] + self.shrinks * (self.observed - self.means[:, None])

    def bounds(self, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
        """The interval of each θ."""
        variances = self.shrinks * self.variances + (1 - self.shrinks) ** 2 * self.mean_variances[:, None]
        return self._quantiles(self._centres, variances, confidence)

    @property
    def gaps(self) -> FloatArray:
        """The mean of each θ − μ."""
        return np.asarray(self.chances @ (self.shrinks * (self.observed - self.means[:, None])))

    def gap_bounds(self, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
        """The interval of each θ − μ."""
        centres = self.shrinks * (self.observed - self.means[:, None])
        variances = self.shrinks * self.variances + self.shrinks**2 * self.mean_variances[:, None]
        return self._quantiles(centres, variances, confidence)

    def limits(self, variances: FloatArray, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
        """Between what the results of further groups with these sampling variances would lie."""
        spread = (self.spreads**2 + self.mean_variances)[:, None] + variances
        return self._quantiles(np.broadcast_to(self.means[:, None], spread.shape), spread, confidence)

    def drawn(self, rng: np.random.Generator, places: FloatArray) -> FloatArray:
        """Draws of all θ, (places, groups): each place between 0 and 1 takes the spread that lies there."""
        at = np.minimum(np.searchsorted(self.chances.cumsum(), places), self.chances.size - 1)
        means = self.means[at] + np.sqrt(self.mean_variances[at]) * rng.standard_normal(at.size)
        found = means[:, None] + self.shrinks[at] * (self.observed - means[:, None])
        own = np.sqrt(self.shrinks[at] * self.variances)
        return np.asarray(found + own * rng.standard_normal(found.shape))

    def _quantiles(
        self, centres: FloatArray, variances: FloatArray, confidence: float
    ) -> tuple[FloatArray, FloatArray]:
        """Of mixtures of normal distributions over the spreads, by halving; (columns,) each."""
        errors = np.sqrt(variances)
        found = []
        for tail in ((1 - confidence) / 2, (1 + confidence) / 2):
            low = (centres - 10 * errors).min(axis=0)
            high = (centres + 10 * errors).max(axis=0)
            for _ in range(HALVINGS):
                middle = (low + high) / 2
                is_above = self.chances @ ndtr((middle - centres) / np.maximum(errors, 1e-12)) < tail
                low, high = np.where(is_above, middle, low), np.where(is_above, high, middle)
            found.append((low + high) / 2)
        return found[0], found[1]


def integrate(
    values: Sequence[float] | FloatArray, variances: Sequence[float] | FloatArray, *, largest: float = 50.0
) -> Integrated:
    """Partial pooling of group results with known sampling variances over all spreads τ, by a grid.

    With few groups τ is hardly known: intervals that take REML's τ for the truth hold 85 of 100 true results
    of 3 to 12 groups. Here τ is as likely as its restricted likelihood times a prior that is flat in τ²
    (Morris 1983), under five groups flat in τ (Gelman 2006: τ² would run away), and μ is flat.

    largest : no τ is larger; 50 for scores between 0 and 100. Checked against R's integrate, to 1e-5 of a
    point (intervals) and .01 (limits of three groups). Raises TooFewGroups and NoVariance as `pool`.

    >>> made = integrate([50.0, 55.0, 60.0], [4.0, 4.0, 4.0])
    >>> made.pooled.round(1).tolist()
    [50.5, 55.0, 59.5]
    """
    y, v = checked_results(values, variances)
    scale = min(float(np.sqrt(y.var() + v.mean())), largest)
    places = (np.arange(SPREADS) + 0.5) / SPREADS * (largest / (largest + scale))
    spreads = scale * places / (1 - places)
    weights = 1 / (v + spreads[:, None] ** 2)
    total = weights.sum(axis=1)
    means = (weights * y).sum(axis=1) / total
    likelihood = 0.5 * (
        np.log(weights).sum(axis=1) - np.log(total) - (weights * (y - means[:, None]) ** 2).sum(axis=1)
    )
    prior = spreads if y.size >= FLAT_IN_VARIANCE_FROM else np.ones_like(spreads)
    # dτ of equal steps of the grid.
    chances = prior * np.exp(likelihood - likelihood.max()) / (1 - places) ** 2
    squares = spreads[:, None] ** 2
    return Integrated(y, v, spreads, chances / chances.sum(), means, 1 / total, squares / (squares + v))
