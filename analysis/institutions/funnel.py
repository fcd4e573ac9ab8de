"""Funnel and caterpillar plots: which groups lie outside what chance and ordinary spread explain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from analysis.institutions.pooling import between_variance, checked_results, pool

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Funnel:
    """Groups against limits around a target.

    between_variance : τ² by REML, added to each group's sampling variance for the limits.
    over_dispersion : φ, the winsorised mean of z²; 1 when chance alone is at work. moment_variance :
    the τ² that follows from φ (Spiegelhalter 2005), which leaves more groups outside.
    common_mean : Σwy/Σw with w = 1/V, the mean if all groups were one. outside_chance : groups that
    differ from it "significantly" by their own variance alone.
    outside : groups outside the random-effects limits; the only ones to remark on.
    lower, upper : (groups,) those limits.
    """

    target: float
    common_mean: float
    between_variance: float
    over_dispersion: float
    moment_variance: float
    lower: FloatArray
    upper: FloatArray
    outside_chance: NDArray[np.bool_]
    outside: NDArray[np.bool_]

    def limits(self, variance: float, confidence: float = 0.95) -> tuple[float, float]:
        """The limits for a group of this sampling variance: the curve of the plot."""
        half = float(ndtri(0.5 + confidence / 2)) * (variance + self.between_variance) ** 0.5
        return self.target - half, self.target + half


def funnel(
    values: Sequence[float] | FloatArray,
    variances: Sequence[float] | FloatArray,
    *,
    target: float | None = None,
    winsorised: float = 0.1,
    confidence: float = 0.95,
) -> Funnel:
    """Limits with additive over-dispersion around the mean of all groups, or around a given target.

    The limits are target ± z·√(Vᵢ + τ²) with the REML τ². Beside them, by zᵢ = (yᵢ − target)/√Vᵢ with
    the `winsorised` share pulled in at each end: φ = Σz²/I and, when I·φ > I − 1, the moment estimate
    (I·φ − (I − 1)) / (Σw − Σw²/Σw), w = 1/V. Source: Spiegelhalter (2005). On the working hours of the
    99 groups of bh1996, 54 differ "significantly" from the mean and 5 lie outside the limits.

    target : of both; when left out, the random-effects mean for the limits and the mean of all groups as one
    for chance alone. Raises TooFewGroups and NoVariance as `pool`.
    """
    y, v = checked_results(values, variances)
    weights, groups = 1 / v, y.size
    common = float((weights * y).sum() / weights.sum()) if target is None else target
    tau2 = between_variance(y, v)
    centre = pool(y, v, tau2).mean if target is None else target
    z = (y - common) / np.sqrt(v)
    low, high = np.quantile(z, [winsorised, 1 - winsorised])
    phi = float((np.clip(z, low, high) ** 2).mean())
    moment = 0.0
    if groups * phi > groups - 1:
        spread = weights.sum() - (weights**2).sum() / weights.sum()
        moment = float((groups * phi - (groups - 1)) / spread)
    critical = float(ndtri(0.5 + confidence / 2))
    half = critical * np.sqrt(v + tau2)
    return Funnel(
        centre,
        common,
        tau2,
        phi,
        moment,
        centre - half,
        centre + half,
        np.abs(z) > critical,
        np.abs(y - centre) > half,
    )
