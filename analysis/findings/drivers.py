"""What goes together with an outcome when areas go together with each other: association, not cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, stdtrit

from analysis.counting.moments import CompleteMoments
from analysis.measurement.reliability import FEWEST_REPLICATES, Bounds, jackknife_standard_error
from analysis.refusals import ConstantItem, IllConditioned, TooFewItems, TooFewRespondents

FloatArray = NDArray[np.float64]
FEWEST_IN_INSTITUTION = 100
MOST_PREDICTORS = 14
LARGEST_CONDITION = 1e8
SHAPLEY_BLOCK = 1 << 12


@dataclass(frozen=True, slots=True)
class AreaImportance:
    """The importance of one area for the outcome.

    johnson, lmg : its part of R² by relative weights and by Shapley's average over orders, with
    jackknife intervals. share : johnson as a part of the sum, with its own interval. places : from the
    largest share, those that the jackknife does not rule out. correlation : the simple one.
    """

    area: str
    correlation: float
    johnson: float
    johnson_bounds: Bounds
    lmg: float
    lmg_bounds: Bounds
    share: float
    share_bounds: Bounds
    places: tuple[int, int]


@dataclass(frozen=True)
class OutcomeDrivers:
    """Drivers of one outcome, in the order of the areas. The words beside them: association, not cause."""

    outcome: str
    r_squared: float
    respondents: int
    drivers: tuple[AreaImportance, ...]
    covariance: str


def relative_weights(correlation: FloatArray, outcome: int = -1) -> FloatArray:
    """Johnson's relative weights: parts of R² by way of orthogonal stand-ins, shape (predictors,).

    With R_xx = VDV', Λ = VD^½V', β = Λ⁻¹r_xy: ε = Λ²·β² (elementwise squares). They sum to R².
    Source: Johnson (2000); checked against an R program with the same algebra to 1e-9, and the
    published weights of the CSPS 2024 driver analysis.

    correlation : (p+1, p+1) of predictors and outcome; `outcome` is the latter's position.
    Raises IllConditioned when predictors repeat each other.

    >>> relative_weights(np.array([[1, 0.5, 0.6], [0.5, 1, 0.6], [0.6, 0.6, 1]])).round(6).tolist()
    [0.24, 0.24]
    """
    predictors, r_xy = _split(correlation, outcome)
    sizes, vectors = np.linalg.eigh(predictors)
    if sizes[0] * LARGEST_CONDITION < sizes[-1]:
        raise IllConditioned(f"the areas repeat each other: the smallest eigenvalue is {sizes[0]:.2g}")
    root = (vectors * np.sqrt(sizes)) @ vectors.T
    beta = np.linalg.solve(root, r_xy)
    return np.asarray(root**2 @ beta**2)


def shapley_r_squared(correlation: FloatArray, outcome: int = -1) -> FloatArray:
    """LMG: each predictor's gain in R², averaged over all orders of entry, shape (predictors,).

    Source: Lindeman, Merenda and Gold (1980); Grömping (2006). Checked against an R program that goes
    through all subsets, to 1e-9. Raises IllConditioned
    beyond 14 predictors: each more doubles the regressions.

    >>> shapley_r_squared(np.array([[1, 0.5, 0.6], [0.5, 1, 0.6], [0.6, 0.6, 1]])).round(6).tolist()
    [0.24, 0.24]
    """
    predictors, r_xy = _split(correlation, outcome)
    p = r_xy.size
    if p > MOST_PREDICTORS:
        raise IllConditioned(
            f"Shapley values of {p} areas need 2^{p} regressions; {MOST_PREDICTORS} are possible"
        )
    subsets = np.arange(1 << p)
    members = (subsets[:, None] >> np.arange(p)) & 1
    explained = np.zeros(1 << p)
    for start in range(0, 1 << p, SHAPLEY_BLOCK):
        inside = members[start : start + SHAPLEY_BLOCK].astype(np.float64)
        # Predictors outside a subset become independent of all else and explain nothing.
        matrices = predictors * inside[:, :, None] * inside[:, None, :]
        diagonal = np.arange(p)
        matrices[:, diagonal, diagonal] = 1.0
        right = r_xy * inside
        explained[start : start + SHAPLEY_BLOCK] = (
            np.linalg.solve(matrices, right[:, :, None])[:, :, 0] * right
        ).sum(axis=1)
    size = members.sum(axis=1)
    weight = np.array([factorial(s) * factorial(p - s - 1) / factorial(p) for s in range(p)])
    result = np.empty(p)
    for predictor in range(p):
        without = subsets[members[:, predictor] == 0]
        gain = explained[without | (1 << predictor)] - explained[without]
        result[predictor] = (weight[size[without]] * gain).sum()
    return result


def _split(correlation: FloatArray, outcome: int) -> tuple[FloatArray, FloatArray]:
    p = correlation.shape[0]
    rest = np.delete(np.arange(p), outcome % p)
    if rest.size < 1:
        raise TooFewItems(0, 1, "driver analysis", "area")
    return correlation[np.ix_(rest, rest)], correlation[rest, outcome % p]


def within_covariance(moments: CompleteMoments) -> FloatArray:
    """Pooled covariance within groups, from moments stacked over them: (Σ crossᵍ − nᵍx̄ᵍx̄ᵍ')/(N − G)."""
    present = moments.select(np.flatnonzero(moments.counts > 0))
    n = present.counts.astype(np.float64)[:, None, None]
    sums = present.sums.astype(np.float64)
    squares = present.cross - sums[:, :, None] * sums[:, None, :] / n
    df = present.respondents - int(present.counts.size)
    if df < 1:
        raise TooFewRespondents(
            present.respondents, int(present.counts.size) + 1, "a covariance within groups"
        )
    return np.asarray(squares.sum(axis=0) / df)


def correlations_of(covariance: FloatArray, names: Sequence[str]) -> FloatArray:
    """Correlations, or ConstantItem by name."""
    variances = np.diagonal(covariance)
    constant = tuple(name for name, own in zip(names, variances, strict=True) if own <= 0)
    if constant:
        raise ConstantItem(constant)
    sd = np.sqrt(variances)
    return np.asarray(covariance / np.outer(sd, sd))


def drivers(
    replicates: Sequence[CompleteMoments],
    areas: Sequence[str],
    outcome: str,
    *,
    fewest: int = FEWEST_IN_INSTITUTION,
    confidence: float = 0.95,
) -> OutcomeDrivers:
    """Importance of areas for an outcome, on covariances within groups (institutions, or units).

    Parameters
    ----------
    replicates : moments of the scores of `areas` and then `outcome`, of those who have all of them,
        one for each jackknife group; each stacked over the same groups. One group is plain covariance.
    fewest : respondents needed: 100 in an institution, 150 in a unit, else take the parent's.

    Raises TooFewRespondents, TooFewItems under two areas, ConstantItem, IllConditioned.
    """
    if len(areas) < 2:
        raise TooFewItems(len(areas), 2, "driver analysis", "area")
    whole = CompleteMoments.empty(replicates[0].variables, int(replicates[0].counts.size))
    for part in replicates:
        whole = whole.merge(part)
    if whole.respondents < fewest:
        raise TooFewRespondents(whole.respondents, fewest, "driver analysis")
    names = (*areas, outcome)
    correlation = correlations_of(within_covariance(whole), names)
    johnson, lmg = relative_weights(correlation), shapley_r_squared(correlation)
    used = [part for part in replicates if part.respondents]
    if len(used) < FEWEST_REPLICATES:
        raise TooFewRespondents(len(used), FEWEST_REPLICATES, "a jackknife interval")
    without = []
    for part in used:
        rest = CompleteMoments(whole.counts - part.counts, whole.sums - part.sums, whole.cross - part.cross)
        without.append(correlations_of(within_covariance(rest), names))
    johnson_without = np.stack([relative_weights(each) for each in without])
    lmg_without = np.stack([shapley_r_squared(each) for each in without])
    t = float(stdtrit(len(used) - 1, 0.5 + confidence / 2))

    total = float(johnson.sum())
    shares = johnson / total if total > 0 else np.zeros_like(johnson)
    sums = johnson_without.sum(axis=1, keepdims=True)
    shares_without = np.divide(
        johnson_without, sums, out=np.zeros_like(johnson_without), where=np.asarray(sums > 0)
    )
    places = _places(shares, shares_without, t)
    found = tuple(
        AreaImportance(
            area,
            float(correlation[index, -1]),
            float(johnson[index]),
            _bounds(float(johnson[index]), johnson_without[:, index], t),
            float(lmg[index]),
            _bounds(float(lmg[index]), lmg_without[:, index], t),
            float(shares[index]),
            _bounds(float(shares[index]), shares_without[:, index], t),
            places[index],
        )
        for index, area in enumerate(areas)
    )
    groups = int((whole.counts > 0).sum())
    kind = f"within {groups} groups" if groups > 1 else "of one group"
    return OutcomeDrivers(outcome, total, whole.respondents, found, kind)


def _bounds(estimate: float, without: FloatArray, t: float) -> Bounds:
    """A jackknife interval of a part between 0 and 1: what it holds by itself, by its logit, or both.

    Parts of R² are skewed: by itself alone 85 of 100 true shares of very skewed scores of a hundred people
    were held, by either 95 of 100.
    """
    error = jackknife_standard_error(without.tolist())
    lower, upper = max(estimate - t * error, 0.0), min(estimate + t * error, 1.0)
    every = np.append(without, estimate)
    if ((every > 0) & (every < 1)).all():
        centre = float(logit(estimate))
        half = t * jackknife_standard_error(logit(without).tolist())
        lower, upper = min(lower, float(expit(centre - half))), max(upper, float(expit(centre + half)))
    return Bounds(lower, upper, error, "delete-a-group jackknife")


def _places(shares: FloatArray, without: FloatArray, t: float) -> list[tuple[int, int]]:
    """For each share the first and the last place that it may have among all, 1 for the largest.

    Those surely larger stand before it and those surely smaller behind, where a jackknife interval of the
    difference of two shares leaves 0 out.
    """
    gaps = shares[:, None] - shares
    left = without[:, :, None] - without[:, None, :]
    errors = np.sqrt((left.shape[0] - 1) / left.shape[0] * ((left - left.mean(axis=0)) ** 2).sum(axis=0))
    larger, smaller = (gaps < -t * errors).sum(axis=1), (gaps > t * errors).sum(axis=1)
    return [
        (1 + int(before), shares.size - int(behind)) for before, behind in zip(larger, smaller, strict=True)
    ]
