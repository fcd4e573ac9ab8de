"""How much of the variation lies between groups: intra-class correlations by ANOVA and by REML."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, fdtri

from analysis.measurement.reliability import Bounds
from analysis.measurement.roots import root
from analysis.refusals import NoVariance, TooFewGroups, TooFewRespondents
from analysis.scores.samples import Sample

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class IntraClass:
    """Part of the variance of scores that lies between groups, under three named definitions.

    anova_mean_n : (MSB − MSW)/(MSB + (n̄ − 1)MSW) with the mean group size (R's multilevel::ICC1).
    anova_n0 : the same with n₀ = (N − Σn²/N)/(G − 1), for unequal groups; interval from F.
    reml : τ²/(τ² + σ²) by restricted maximum likelihood; interval from the profile likelihood.
    icc2_* : reliability of group means; for ANOVA (MSB − MSW)/MSB, for REML by Spearman-Brown with n₀.
    """

    groups: int
    respondents: int
    mean_size: float
    n0: float
    msb: float
    msw: float
    anova_mean_n: float
    anova_n0: float
    anova_n0_bounds: Bounds
    reml: float
    reml_bounds: Bounds
    between_variance: float
    within_variance: float
    grand_mean: float
    icc2_anova: float
    icc2_reml: float


def intra_class(groups: Sequence[Sample], confidence: float = 0.95) -> IntraClass:
    """ICC(1) and ICC(2) of respondents' scores in groups.

    Checked against multilevel::ICC1 and ICC2 to 1e-9, lme4::lmer(REML) to 1e-6, the profile interval
    against lme4's restricted deviance. Sources: Shrout and Fleiss (1979); Bliese (2000); for n₀
    Searle, Casella and McCulloch (1992). A group of one counts: it says nothing on the spread within.

    Raises TooFewGroups under two groups, TooFewRespondents when no group has two, NoVariance.
    """
    if len(groups) < 2:
        raise TooFewGroups(len(groups), 2, "an intra-class correlation")
    n = np.array([group.respondents for group in groups], np.float64)
    means = np.array([group.mean for group in groups])
    within = float(sum(group.squares for group in groups))
    total, count = float(n.sum()), len(groups)
    if total <= count:
        raise TooFewRespondents(int(total), count + 1, "an intra-class correlation")
    grand = float((n * means).sum() / total)
    between = float((n * (means - grand) ** 2).sum())
    msb, msw = between / (count - 1), within / (total - count)
    if msb + msw <= 0:
        raise NoVariance("everybody has the same score")
    mean_size = total / count
    n0 = (total - float((n**2).sum()) / total) / (count - 1)
    theta = _reml_ratio(n, means, within)
    reml = theta / (1 + theta)
    sigma2 = _profile(theta, n, means, within)[1]
    weights = n / (1 + n * theta)
    return IntraClass(
        count,
        int(total),
        mean_size,
        n0,
        msb,
        msw,
        (msb - msw) / (msb + (mean_size - 1) * msw),
        (msb - msw) / (msb + (n0 - 1) * msw),
        _f_bounds(msb, msw, n0, count, total, confidence),
        reml,
        _profile_bounds(theta, n, means, within, confidence),
        theta * sigma2,
        sigma2,
        float((weights * means).sum() / weights.sum()),
        (msb - msw) / msb if msb > 0 else 0.0,
        n0 * reml / (1 + (n0 - 1) * reml),
    )


def _f_bounds(msb: float, msw: float, n0: float, groups: int, total: float, confidence: float) -> Bounds:
    if msw == 0:
        return Bounds(1.0, 1.0, 0.0, "F")
    ratio, tail = msb / msw, (1 - confidence) / 2
    df = groups - 1, total - groups
    bounds = []
    for quantile in (1 - tail, tail):
        f = ratio / float(fdtri(*df, quantile))
        bounds.append((f - 1) / (f + n0 - 1))
    icc = (msb - msw) / (msb + (n0 - 1) * msw)
    # Large-sample standard error for groups of equal size n₀ (Smith 1957).
    error = (1 - icc) * (1 + (n0 - 1) * icc) * np.sqrt(2 / (n0 * (n0 - 1) * (groups - 1))) if n0 > 1 else 0.0
    return Bounds(bounds[0], bounds[1], float(error), "F")


def _profile(theta: float, n: FloatArray, means: FloatArray, within: float) -> tuple[float, float]:
    """Restricted deviance at τ²/σ² = theta, without constants, and the σ² that belongs to it."""
    weights = n / (1 + n * theta)
    mean = (weights * means).sum() / weights.sum()
    df = float(n.sum()) - 1
    sigma2 = (within + (weights * (means - mean) ** 2).sum()) / df
    deviance = df * np.log(sigma2) + np.log1p(n * theta).sum() + np.log(weights.sum())
    return float(deviance), float(sigma2)


def _slope(icc: float, n: FloatArray, means: FloatArray, within: float) -> float:
    """Derivative of the restricted deviance by τ²/σ², at an intra-class correlation."""
    theta = icc / (1 - icc)
    weights = n / (1 + n * theta)
    mean = (weights * means).sum() / weights.sum()
    df = float(n.sum()) - 1
    squares = within + (weights * (means - mean) ** 2).sum()
    fall = -((weights * (means - mean)) ** 2).sum()
    return float(df * fall / squares + weights.sum() - (weights**2).sum() / weights.sum())


def _reml_ratio(n: FloatArray, means: FloatArray, within: float) -> float:
    """The τ²/σ² with the least restricted deviance; 0 on the boundary."""
    if within == 0:
        raise NoVariance("within each group everybody has the same score")
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 0.5, 40), 1 - np.geomspace(0.4, 1e-9, 40)])
    slopes = [_slope(icc, n, means, within) for icc in grid]
    candidates = [0.0]
    for low, high, before, after in zip(grid[:-1], grid[1:], slopes[:-1], slopes[1:], strict=True):
        if before < 0 <= after:
            icc = root(lambda value: _slope(value, n, means, within), float(low), float(high))
            candidates.append(icc / (1 - icc))
    return min(candidates, key=lambda theta: _profile(theta, n, means, within)[0])


def _profile_bounds(
    theta: float, n: FloatArray, means: FloatArray, within: float, confidence: float
) -> Bounds:
    """Intra-class correlations whose restricted deviance is at most χ²₁ above the least."""
    limit = _profile(theta, n, means, within)[0] + float(chdtri(1, 1 - confidence))
    best = theta / (1 + theta)

    def excess(icc: float) -> float:
        return _profile(icc / (1 - icc), n, means, within)[0] - limit

    lower = 0.0 if best == 0 or excess(0.0) <= 0 else root(excess, 0.0, best)
    top = 1 - 1e-9
    upper = 1.0 if excess(top) <= 0 else root(excess, best, top)
    return Bounds(lower, upper, (upper - lower) / (2 * 1.959963984540054), "profile likelihood")
