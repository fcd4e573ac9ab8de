"""Partial pooling: results of small groups drawn towards what is common, as far as chance reaches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.measurement.roots import root
from analysis.refusals import NoVariance, TooFewGroups

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pooled:
    """Results of several groups under the model yᵢ ~ N(θᵢ, Vᵢ), θᵢ ~ N(μ, τ²).

    observed, variances : (groups,) yᵢ and their sampling variances Vᵢ. weights : λᵢ = τ²/(τ² + Vᵢ).
    pooled : μ + λᵢ(yᵢ − μ). posterior_variances : λᵢVᵢ + (1 − λᵢ)²·se(μ)².
    """

    observed: FloatArray
    variances: FloatArray
    mean: float
    mean_error: float
    between_variance: float
    weights: FloatArray
    pooled: FloatArray
    posterior_variances: FloatArray

    @property
    def groups(self) -> int:
        return int(self.observed.size)

    def drawn(self, rng: np.random.Generator, places: FloatArray) -> FloatArray:
        """Draws from the posterior of all results, (places, groups): μ first, then each group given μ."""
        means = self.mean + self.mean_error * rng.standard_normal((places.size, 1))
        found = means + self.weights * (self.observed - means)
        own = np.sqrt(self.weights * self.variances)
        return np.asarray(found + own * rng.standard_normal(found.shape))

    @property
    def gap_variances(self) -> FloatArray:
        """Of each group's distance from μ, given that μ is uncertain too: λV + λ²·se(μ)²."""
        return self.weights * self.variances + self.weights**2 * self.mean_error**2

    @property
    def rankability(self) -> float:
        """τ²/(τ² + median V): how much of what a ranking shows is real (van Houwelingen 2000)."""
        return self.between_variance / (self.between_variance + float(np.median(self.variances)))

    @property
    def heterogeneity_q(self) -> float:
        """Cochran's Q: Σ(y − ȳ)²/V with inverse-variance weights."""
        weights = 1 / self.variances
        mean = (weights * self.observed).sum() / weights.sum()
        return float((weights * (self.observed - mean) ** 2).sum())


def between_variance(values: Sequence[float] | FloatArray, variances: Sequence[float] | FloatArray) -> float:
    """τ² by restricted maximum likelihood, 0 when chance explains all differences.

    Checked against metafor::rma(method = "REML") to 1e-6. Source: Viechtbauer (2005).
    Raises TooFewGroups under two groups, NoVariance when a sampling variance is not positive.

    >>> round(between_variance([40.0, 50.0, 60.0], [1.0, 1.0, 1.0]), 6)
    99.0
    """
    y, v = checked_results(values, variances)

    def slope(tau2: float) -> float:
        weights = 1 / (v + tau2)
        mean = (weights * y).sum() / weights.sum()
        return float(
            weights.sum() - (weights**2).sum() / weights.sum() - (weights**2 * (y - mean) ** 2).sum()
        )

    def deviance(tau2: float) -> float:
        weights = 1 / (v + tau2)
        mean = (weights * y).sum() / weights.sum()
        return float(-np.log(weights).sum() + np.log(weights.sum()) + (weights * (y - mean) ** 2).sum())

    spread = max(float(((y - y.mean()) ** 2).sum()), float(v.max()), 1e-300)
    grid = np.concatenate([[0.0], spread * np.geomspace(1e-10, 10.0, 80)])
    slopes = [slope(tau2) for tau2 in grid]
    candidates = [0.0]
    for low, high, before, after in zip(grid[:-1], grid[1:], slopes[:-1], slopes[1:], strict=True):
        if before < 0 <= after:
            candidates.append(root(slope, float(low), float(high)))
    return min(candidates, key=deviance)


def pool(
    values: Sequence[float] | FloatArray,
    variances: Sequence[float] | FloatArray,
    between: float | None = None,
) -> Pooled:
    """Partial pooling of group results with known sampling variances.

    between : τ², estimated by REML when left out (give the τ² of a mixed model when V is pooled).
    The pooled results and their variances are metafor's ``blup`` (checked to 1e-6 with REML's τ²).

    >>> made = pool([40.0, 50.0, 60.0], [1.0, 1.0, 99.0], between=99.0)
    >>> made.weights.round(3).tolist(), made.pooled.round(2).tolist()
    ([0.99, 0.99, 0.5], [40.08, 49.98, 54.01])
    """
    y, v = checked_results(values, variances)
    tau2 = between_variance(y, v) if between is None else between
    weights = 1 / (v + tau2)
    mean = float((weights * y).sum() / weights.sum())
    error2 = float(1 / weights.sum())
    shrink = tau2 / (tau2 + v)
    return Pooled(
        y,
        v,
        mean,
        error2**0.5,
        tau2,
        shrink,
        mean + shrink * (y - mean),
        shrink * v + (1 - shrink) ** 2 * error2,
    )


def checked_results(
    values: Sequence[float] | FloatArray, variances: Sequence[float] | FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Both as arrays; raises TooFewGroups under two groups, NoVariance for a variance of zero."""
    y, v = np.asarray(values, np.float64), np.asarray(variances, np.float64)
    if y.size < 2:
        raise TooFewGroups(int(y.size), 2, "pooling")
    if (v <= 0).any():
        raise NoVariance("a group's result has no sampling variance, so that it cannot be weighed")
    return y, v
