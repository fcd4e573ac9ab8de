"""Which items work differently in which group where one model is held for all, and how far in all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from analysis.measurement.factor_models import Fit
from analysis.measurement.likelihood import GroupMoments, ParameterLayout, curvature
from analysis.scores.verdicts import benjamini_hochberg

FloatArray = NDArray[np.float64]
SMALLEST_NAMED_SHIFT = 0.25
LARGE_NAMED_RATE = 0.01
SMALLEST_RESIDUAL = 1e-3


@dataclass(frozen=True, slots=True)
class Departure:
    """An item that works differently in one group, found by the score test in the scalar model.

    kind : "intercept" or "loading". shift : expected change of the parameter if it were free, in
    standard deviations of the item in that group. p : adjusted over all groups and items.
    """

    group: str
    item: str
    kind: str
    shift: float
    statistic: float
    p: float


def intercept_spread(data: GroupMoments, scalar: Fit) -> float:
    """How far items' intercepts differ between groups: their standard deviation, in points of an item.

    What the scalar model leaves of a group's item means, r = (I − Λ(Λ'Θ⁻¹Λ)⁻¹Λ'Θ⁻¹)(x̄ − ν) = M(x̄ − ν), has
    by chance the covariances MΘM'/n. With intercepts that differ independently by σ² it has σ²MM' more,
    so that σ² = G/(G − 1) · Σ(r'r − tr MΘM'/n) / Σ tr MM'; 0 where chance explains all. The mean of p items
    is then off by σ/√p in a typical group. A shift that all items of a group share can't be told from
    opinion by any method, and is not in it. Checked against simulated shifts of known size, in
    12, 60 and 300 groups. The random intercepts of Muthén and Asparouhov (2018), by moments.
    """
    left, made, by_chance = _left_of_means(data, scalar)
    excess = float(((left**2).sum(axis=1) - by_chance.sum(axis=1)).sum() / (made**2).sum())
    return float(np.sqrt(max(excess, 0.0) * data.groups / (data.groups - 1)))


def item_spreads(data: GroupMoments, scalar: Fit) -> FloatArray:
    """How far each item's own intercept differs between groups, in points of the item, (items,).

    As `intercept_spread`, of which it is the part of each item: of group g's left-over r the squares are by
    chance diag(MΘM')/n, and Σⱼ Mᵢⱼ²σⱼ² more; summed over groups that is solved for σⱼ² ≥ 0. An item that
    half of the groups find easier stands out, while the others, on which the factor leans, do not.
    """
    left, made, by_chance = _left_of_means(data, scalar)
    found = _not_negative((made**2).sum(axis=0), (left**2 - by_chance).sum(axis=0))
    return np.asarray(np.sqrt(found * data.groups / (data.groups - 1)))


def _not_negative(matrix: FloatArray, right: FloatArray) -> FloatArray:
    """The solution of the equations without those unknowns that would be negative, which are 0."""
    found = np.zeros(right.size)
    kept = np.arange(right.size)
    while kept.size:
        some = np.linalg.lstsq(matrix[:, kept], right, rcond=None)[0]
        if (some >= 0).all():
            found[kept] = some
            break
        kept = kept[some > some.min()]
    return found


def _left_of_means(data: GroupMoments, scalar: Fit) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What the scalar model leaves of item means, (groups, items); the M of it; its variances by chance."""
    values = scalar.values
    items = values.residuals.shape[1]
    residuals = np.maximum(values.residuals, SMALLEST_RESIDUAL)
    weighted = np.swapaxes(values.loadings / residuals[:, :, None], 1, 2)
    made = np.eye(items) - values.loadings @ np.linalg.solve(weighted @ values.loadings, weighted)
    left = np.einsum("gij,gj->gi", made, data.means - values.intercepts)
    by_chance = np.einsum("gij,gj->gi", made**2, residuals) / data.respondents[:, None]
    return left, made, by_chance


def departures(
    data: GroupMoments,
    scalar: Fit,
    layout: ParameterLayout,
    items: tuple[str, ...],
    groups: tuple[str, ...],
    *,
    rate: float = LARGE_NAMED_RATE,
    smallest_shift: float = SMALLEST_NAMED_SHIFT,
) -> tuple[Departure, ...]:
    """Items that work differently in one group, by score (modification) tests in the scalar model.

    For each group and item, the statistic tests freeing its loading or intercept there, with all
    other parameters re-estimated; χ² with one degree of freedom. Named are those that stay
    significant under Benjamini-Hochberg over all tests and whose expected shift is at least
    `smallest_shift` standard deviations of the item. Source: Sörbom (1989).
    """
    curve = curvature(data, scalar.values, layout)
    at = layout.slices
    shared = np.flatnonzero(layout.shared)
    tested = np.concatenate([np.arange(at[name].start, at[name].stop) for name in ("loadings", "intercepts")])
    both = layout.local[:, :, None] & layout.local[:, None, :]
    own = np.where(both, curve.information, 0.0)
    diagonal = np.arange(layout.shared.size)
    own[:, diagonal, diagonal] += np.where(layout.local, 0.0, 1.0)
    cross = np.where(layout.local[:, :, None], curve.information, 0.0)
    through = np.linalg.solve(own, cross)
    whole = curve.information - np.swapaxes(cross, 1, 2) @ through
    joint = np.linalg.pinv(whole[:, shared[:, None], shared].sum(axis=0), hermitian=True)
    coupled = whole[:, tested[:, None], shared]
    free = whole[:, tested, tested] - np.einsum("gta,ab,gtb->gt", coupled, joint, coupled)
    score = curve.gradient[:, tested]
    free = np.maximum(free, 1e-12 * np.abs(whole[:, tested, tested]) + 1e-300)
    statistics = score**2 / free
    # The gradient is of the discrepancy, so the parameter would move against it.
    shifts = -score / free
    sd = np.sqrt(np.diagonal(data.covariances, axis1=1, axis2=2))
    rows, factors = layout.pairs.T
    of_test = np.concatenate([rows, np.arange(len(items))])
    factor_sd = np.sqrt(np.diagonal(scalar.values.factor_covariances, axis1=1, axis2=2).clip(1e-9))
    spread = np.concatenate([sd[:, rows] / factor_sd[:, factors], sd], axis=1)
    shifts = shifts / spread
    adjusted = benjamini_hochberg(chdtrc(1, statistics).ravel()).reshape(statistics.shape)
    named = np.argwhere((adjusted <= rate) & (np.abs(shifts) >= smallest_shift))
    found = [
        Departure(
            groups[group],
            items[of_test[test]],
            "loading" if test < len(rows) else "intercept",
            float(shifts[group, test]),
            float(statistics[group, test]),
            float(adjusted[group, test]),
        )
        for group, test in named
    ]
    return tuple(sorted(found, key=lambda made: -made.statistic))
