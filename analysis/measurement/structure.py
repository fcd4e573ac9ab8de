"""Whether items measure what their areas say: confirmatory factor analysis and its fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, chndtr

from analysis.counting.moments import CompleteMoments
from analysis.measurement.factor_models import Fit, fit
from analysis.measurement.likelihood import GroupMoments, ParameterLayout, Values, starting_values
from analysis.measurement.roots import root
from analysis.refusals import (
    ConstantItem,
    DidNotConverge,
    IllConditioned,
    NotIdentified,
    TooFewRespondents,
    counted,
)

FloatArray = NDArray[np.float64]
LARGEST_CONDITION = 1e10


@dataclass(frozen=True, slots=True)
class FitMeasures:
    """How far a model is from the data. χ² = N·F; RMSEA with its 90 % interval."""

    chisq: float
    df: int
    p: float
    cfi: float
    tli: float
    rmsea: float
    rmsea_lower: float
    rmsea_upper: float
    srmr: float
    respondents: int


@dataclass(frozen=True)
class FactorSolution:
    """A fitted factor model of one group, with factor variances fixed at one.

    loadings : by factor, then by item, unstandardised. residuals : by item.
    factor_correlations : by pair of factors. heywood : items with a negative residual variance,
    whose solution is not to be trusted.
    """

    fit: FitMeasures
    loadings: Mapping[str, Mapping[str, float]]
    residuals: Mapping[str, float]
    factor_correlations: Mapping[tuple[str, str], float]
    heywood: tuple[str, ...]
    variances: Mapping[str, float]

    def standardised(self) -> dict[str, dict[str, float]]:
        """Loadings in standard deviations of the items' implied variance."""
        implied = {
            item: self.residuals[item] + sum(made.get(item, 0.0) ** 2 for made in self.loadings.values())
            for item in self.residuals
        }
        return {
            factor: {item: value / sqrt(implied[item]) for item, value in made.items()}
            for factor, made in self.loadings.items()
        }


def ml_moments(moments: CompleteMoments) -> GroupMoments:
    """Covariances with divisor n and means, as the likelihood takes them; one group or a stack."""
    stacked = (
        moments
        if moments.counts.ndim
        else CompleteMoments(moments.counts[None], moments.sums[None], moments.cross[None])
    )
    n = stacked.counts.astype(np.float64)
    covariances = stacked.covariance() * ((n - 1) / n)[:, None, None]
    return GroupMoments(covariances, stacked.means(), n)


def confirmatory(
    moments: CompleteMoments, items: Sequence[str], factors: Mapping[str, Sequence[str]]
) -> FactorSolution:
    """Confirmatory factor analysis by maximum likelihood of the covariances of complete answers.

    Each item loads on the factors that name it, the factors correlate, errors do not. Residual
    variances are not held positive (as in lavaan): `heywood` names those that came out negative.
    χ² = N·F with F = ln|Σ| + tr(SΣ⁻¹) − ln|S| − p. Checked against lavaan 0.6-14: χ², CFI and
    RMSEA to 1e-5, loadings to 1e-4. Source: Jöreskog (1969).

    Parameters
    ----------
    moments : of one group; its variables are `items` in order. factors : items of each factor.

    Raises TooFewRespondents when there are not more respondents than items, ConstantItem,
    IllConditioned, NotIdentified (a factor of two items alone, negative degrees of freedom), and
    DidNotConverge.
    """
    pattern = np.array([[item in members for members in factors.values()] for item in items])
    check_moments(moments, tuple(items))
    p, m = pattern.shape
    check_identified(pattern, tuple(factors))
    data = ml_moments(moments)
    layout = ParameterLayout.of(pattern, 1, has_means=False)
    at = layout.slices
    layout.local[:, at["loadings"]] = True
    layout.local[:, at["residuals"]] = True
    layout.local[:, at["factor_covariances"]] = ~layout.is_variance
    df = p * (p + 1) // 2 - layout.estimated
    if df < 0:
        raise NotIdentified(f"the model has {layout.estimated} parameters for {p * (p + 1) // 2} covariances")
    made = fit(data, starting_values(data, pattern), layout)
    if not made.converged.all():
        raise DidNotConverge(f"the factor model stopped after {made.iterations} steps")
    values = _positive(made.values)
    names = tuple(factors)
    loadings = {
        name: {
            item: float(values.loadings[0, row, column])
            for row, item in enumerate(items)
            if pattern[row, column]
        }
        for column, name in enumerate(names)
    }
    correlations = {
        (names[a], names[b]): float(values.factor_covariances[0, a, b]) for a in range(m) for b in range(a)
    }
    return FactorSolution(
        fit_measures(data, made, df, has_means=False),
        loadings,
        {item: float(values.residuals[0, row]) for row, item in enumerate(items)},
        correlations,
        tuple(item for row, item in enumerate(items) if values.residuals[0, row] < 0),
        {item: float(data.covariances[0, row, row]) for row, item in enumerate(items)},
    )


def one_factor(moments: CompleteMoments, items: Sequence[str], name: str = "factor") -> FactorSolution:
    """`confirmatory` with one factor on which all items load."""
    return confirmatory(moments, items, {name: tuple(items)})


def omega_total(solution: FactorSolution) -> float:
    """ω total of a one-factor solution: (Σλ)²/((Σλ)² + Σθ), unstandardised, from implied variances.

    The variant of McDonald (1999) with uncorrelated errors and the model-implied total variance;
    checked against lavaan's loadings to 1e-8. Raises NotIdentified for a solution with more factors.
    """
    if len(solution.loadings) != 1:
        raise NotIdentified("ω total is given for one factor")
    (loadings,) = solution.loadings.values()
    common = sum(loadings.values()) ** 2
    return common / (common + sum(solution.residuals.values()))


def check_moments(moments: CompleteMoments, items: tuple[str, ...]) -> None:
    """Raise what makes a likelihood impossible; `moments` of one group."""
    p, respondents = moments.variables, moments.respondents
    if respondents <= p:
        raise TooFewRespondents(respondents, p + 1, "a factor model of these items")
    covariance = moments.covariance()
    variances = np.diagonal(covariance)
    constant = tuple(item for item, own in zip(items, variances, strict=True) if own <= 0)
    if constant:
        raise ConstantItem(constant)
    sd = np.sqrt(variances)
    eigenvalues = np.linalg.eigvalsh(covariance / np.outer(sd, sd))
    if eigenvalues[0] * LARGEST_CONDITION < eigenvalues[-1]:
        raise IllConditioned(
            f"the items {', '.join(items)} repeat each other: the smallest eigenvalue of their correlations "
            f"is {eigenvalues[0]:.2g}"
        )


def check_identified(pattern: NDArray[np.bool_], factors: tuple[str, ...]) -> None:
    """Raise NotIdentified for factors that too few items measure."""
    sizes = pattern.sum(axis=0)
    if not pattern.any(axis=1).all():
        raise NotIdentified("an item belongs to no factor")
    for name, size in zip(factors, sizes, strict=True):
        if size < 2 or (size == 2 and len(factors) == 1):
            raise NotIdentified(
                f"{name} has {counted(int(size), 'item')}, too few to tell its parameters apart"
            )


def _positive(values: Values) -> Values:
    """The same solution with factors that point the way most of their loadings do."""
    sign = np.where(values.loadings.sum(axis=1) < 0, -1.0, 1.0)
    return Values(
        values.loadings * sign[:, None, :],
        values.factor_covariances * sign[:, :, None] * sign[:, None, :],
        values.residuals,
        values.intercepts,
        values.factor_means * sign,
    )


def fit_measures(data: GroupMoments, made: Fit, df: int, *, has_means: bool) -> FitMeasures:
    """Measures of fit over all groups together, as lavaan gives them.

    The baseline is independence in each group; RMSEA is multiplied by √G (Steiger 1998); SRMR is
    Bentler's, weighted by respondents, and counts the means when the model has them.
    """
    n, groups = data.respondents, data.groups
    total = float(n.sum())
    p = data.means.shape[1]
    chisq = max(float((n * made.discrepancies).sum()), 0.0)
    variances = np.diagonal(data.covariances, axis1=1, axis2=2)
    independent = np.log(variances).sum(axis=1) - np.linalg.slogdet(data.covariances)[1]
    baseline, baseline_df = float((n * independent).sum()), groups * p * (p - 1) // 2
    # A saturated model fits exactly unless no factor can have these signs; a tiny χ² is rounding.
    if df == 0 and chisq < 1e-6:
        chisq = 0.0
    worst = max(chisq - df, baseline - baseline_df, 0.0)
    cfi = 1.0 if worst == 0 else 1 - max(chisq - df, 0.0) / worst
    tli = 1.0
    if df > 0 and baseline_df > 0 and baseline != baseline_df:
        tli = (baseline / baseline_df - chisq / df) / (baseline / baseline_df - 1)
    rmsea = sqrt(max((chisq - df) / (df * total), 0.0) * groups) if df else 0.0
    lower, upper = _rmsea_interval(chisq, df, total, groups)
    return FitMeasures(
        chisq,
        df,
        float(chdtrc(df, chisq)) if df else 1.0,
        cfi,
        tli,
        rmsea,
        lower,
        upper,
        _srmr(data, made.values, variances, has_means=has_means),
        int(total),
    )


def _srmr(data: GroupMoments, values: Values, variances: FloatArray, *, has_means: bool) -> float:
    p = data.means.shape[1]
    scale = np.sqrt(variances[:, :, None] * variances[:, None, :])
    residuals = ((data.covariances - values.covariances()) / scale) ** 2
    rows, columns = np.tril_indices(p)
    squares = residuals[:, rows, columns].sum(axis=1)
    entries = p * (p + 1) / 2
    if has_means:
        squares = squares + ((data.means - values.means()) ** 2 / variances).sum(axis=1)
        entries += p
    by_group = np.sqrt(squares / entries)
    return float((data.respondents * by_group).sum() / data.respondents.sum())


def _rmsea_interval(chisq: float, df: int, total: float, groups: int) -> tuple[float, float]:
    """90 % interval from the non-central χ² whose 95th and 5th percentiles are the observed χ²."""
    if df == 0:
        return 0.0, 0.0
    bounds = []
    for share in (0.95, 0.05):
        if chndtr(chisq, df, 0.0) < share:
            bounds.append(0.0)
            continue
        high = max(chisq, 1.0) + 10 * log(df + 2) * sqrt(2 * max(chisq, 1.0) + df) + 50

        def excess(noncentrality: float, level: float = share) -> float:
            return float(chndtr(chisq, df, noncentrality)) - level

        noncentrality = root(excess, 0.0, high)
        bounds.append(sqrt(noncentrality * groups / (total * df)))
    return bounds[0], bounds[1]
