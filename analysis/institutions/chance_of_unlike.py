"""By how much models fit worse by chance alone when answers are as skewed, and groups as small, as these."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from analysis.counting.moments import CompleteMoments
from analysis.measurement.invariance import invariance
from analysis.refusals import Refusal

FloatArray = NDArray[np.float64]
MOST_GROUPS = 24
GROUPS_SIMULATED = 96
TRIES_OF_A_LOADING = 3
LARGE = 20_000
SEED = 1


def chance_factors(
    moments: CompleteMoments, points: NDArray[np.int64], items: Sequence[str]
) -> tuple[float, float]:
    """What the rises of χ² to the metric and to the scalar model are to be divided by, each at least 1.

    Of answers in few, skewed points χ² of normal theory is too large, the more so in small groups. Here the
    rises are simulated where items mean the same everywhere: people whose answers follow one factor, with
    the points chosen as often as these (`points`), items as correlated and groups as large and as far apart
    as these; the mean rise over its degrees of freedom is the factor (a mean adjustment like Satorra and
    Bentler's (2001), found by parametric bootstrap, so that no more than counts and moments is needed).
    At most 24 of the groups are taken, from small to large. The seed is fixed.

    moments : stacked over groups. points : (items, points) all groups' answers by point.
    """
    rng = np.random.default_rng(SEED)
    cuts = _cuts(points)
    wanted = _loadings(_correlation(_within(moments)))
    latent = _latent_loadings(wanted, cuts, rng)
    means = moments.sums / moments.counts[:, None]
    sd = np.sqrt(np.diagonal(_within(moments)))
    away = ((means - means.mean(axis=0)) / sd).mean(axis=1) / max(float(wanted.mean()), 0.1)
    order = np.argsort(moments.counts, kind="stable")
    taken = order[np.unique(np.linspace(0, order.size - 1, min(order.size, MOST_GROUPS)).astype(int))]
    rises: list[tuple[float, float]] = []
    for _ in range(max(GROUPS_SIMULATED // taken.size, 4)):
        simulated = _simulated(moments.counts[taken], away[taken], latent, cuts, rng)
        try:
            made = invariance(simulated, items, [str(at) for at in range(taken.size)])
        except Refusal:
            continue
        free, metric, scalar = made.configural, made.metric, made.scalar
        rises.append(
            (
                (metric.chisq - free.chisq) / (metric.df - free.df),
                (scalar.chisq - metric.chisq) / (scalar.df - metric.df),
            )
        )
    if not rises:
        return 1.0, 1.0
    found = np.maximum(np.mean(rises, axis=0), 1.0)
    return float(found[0]), float(found[1])


def _within(moments: CompleteMoments) -> FloatArray:
    """Covariances within groups, pooled."""
    n = moments.counts.astype(np.float64)
    sums = moments.sums.astype(np.float64)
    squares = moments.cross - sums[:, :, None] * sums[:, None, :] / n[:, None, None]
    return np.asarray(squares.sum(axis=0) / (n.sum() - n.size))


def _correlation(covariance: FloatArray) -> FloatArray:
    sd = np.sqrt(np.diagonal(covariance))
    return np.asarray(covariance / np.outer(sd, sd))


def _loadings(correlation: FloatArray) -> FloatArray:
    """Of one factor, by principal axes."""
    common = np.full(correlation.shape[0], 0.5)
    for _ in range(30):
        reduced = correlation - np.diag(1 - common)
        values, vectors = np.linalg.eigh(reduced)
        loadings = vectors[:, -1] * np.sqrt(max(float(values[-1]), 1e-6))
        common = np.clip(loadings**2, 0.01, 0.95)
    return np.asarray(np.abs(loadings))


def _cuts(points: NDArray[np.int64]) -> FloatArray:
    """Where standard normal answers pass from point to point, (items, points − 1)."""
    shares = points.cumsum(axis=1)[:, :-1] / points.sum(axis=1, keepdims=True)
    return np.asarray(ndtri(np.clip(shares, 1e-6, 1 - 1e-6)))


def _latent_loadings(wanted: FloatArray, cuts: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Loadings behind the points with which the points have those that are wanted."""
    opinions, own = rng.standard_normal((LARGE, 1)), rng.standard_normal((LARGE, wanted.size))
    latent = np.clip(wanted, 0.05, 0.97)
    for _ in range(TRIES_OF_A_LOADING):
        chosen = _points(opinions * latent + own * np.sqrt(1 - latent**2), cuts)
        got = _loadings(_correlation(np.cov(chosen.T) + np.eye(wanted.size) * 1e-9))
        latent = np.clip(latent * wanted / np.maximum(got, 0.02), 0.05, 0.97)
    return np.asarray(latent)


def _points(latent: FloatArray, cuts: FloatArray) -> FloatArray:
    return np.asarray((latent[:, :, None] > cuts).sum(axis=2), np.float64)


def _simulated(
    sizes: NDArray[np.int64],
    away: FloatArray,
    latent: FloatArray,
    cuts: FloatArray,
    rng: np.random.Generator,
) -> CompleteMoments:
    group = np.repeat(np.arange(sizes.size), sizes)
    opinions = away[group][:, None] + rng.standard_normal((group.size, 1))
    own = rng.standard_normal((group.size, latent.size))
    chosen = _points(opinions * latent + own * np.sqrt(1 - latent**2), cuts)
    return CompleteMoments.of_groups(chosen, group, int(sizes.size))
