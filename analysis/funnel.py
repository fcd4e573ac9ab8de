"""Funnel and caterpillar plots: which groups lie outside what chance and ordinary spread explain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from analysis.pooling import checked_results, pool

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Funnel:
    """Groups against limits around a target.

    over_dispersion : φ, the winsorised mean of z²; 1 when chance alone is at work.
    extra_variance : τ² added to each group's sampling variance, 0 without over-dispersion.
    outside_chance : groups that differ "significantly" from the target by their own variance alone.
    outside : groups outside the limits with the extra variance; the only ones to remark on.
    lower, upper : (groups,) those limits.
    """

    target: float
    over_dispersion: float
    extra_variance: float
    lower: FloatArray
    upper: FloatArray
    outside_chance: NDArray[np.bool_]
    outside: NDArray[np.bool_]

    def limits(self, variance: float, confidence: float = 0.95) -> tuple[float, float]:
        """The limits for a group of this sampling variance: the curve of the plot."""
        half = float(ndtri(0.5 + confidence / 2)) * (variance + self.extra_variance) ** 0.5
        return self.target - half, self.target + half


def funnel(
    values: Sequence[float] | FloatArray,
    variances: Sequence[float] | FloatArray,
    *,
    target: float | None = None,
    winsorised: float = 0.1,
    confidence: float = 0.95,
) -> Funnel:
    """Limits with additive over-dispersion around the mean (or a given target).

    zᵢ = (yᵢ − target)/√Vᵢ, the `winsorised` share pulled in at each end; φ = Σz²/I; when I·φ > I − 1,
    τ² = (I·φ − (I − 1)) / (Σw − Σw²/Σw) with w = 1/V. Source: Spiegelhalter (2005).

    target : the random-effects mean when left out. Raises TooFewGroups and NoVariance as `pool`.
    """
    y, v = checked_results(values, variances)
    centre = pool(y, v).mean if target is None else target
    z = (y - centre) / np.sqrt(v)
    low, high = np.quantile(z, [winsorised, 1 - winsorised])
    phi = float((np.clip(z, low, high) ** 2).mean())
    weights, groups = 1 / v, y.size
    tau2 = 0.0
    if groups * phi > groups - 1:
        spread = weights.sum() - (weights**2).sum() / weights.sum()
        tau2 = float((groups * phi - (groups - 1)) / spread)
    critical = float(ndtri(0.5 + confidence / 2))
    half = critical * np.sqrt(v + tau2)
    return Funnel(
        centre,
        phi,
        tau2,
        centre - half,
        centre + half,
        np.abs(z) > critical,
        np.abs(y - centre) > half,
    )
