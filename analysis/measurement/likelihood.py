"""The likelihood of factor models in many groups at once: parameters, discrepancy and its derivatives."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class GroupMoments:
    """What the likelihood needs: covariances with divisor n (G, p, p), means (G, p), respondents (G,)."""

    covariances: FloatArray
    means: FloatArray
    respondents: FloatArray

    @property
    def groups(self) -> int:
        return int(self.respondents.shape[0])

    def select(self, groups: NDArray[np.intp] | Flags) -> "GroupMoments":
        """Some of the groups."""
        return GroupMoments(self.covariances[groups], self.means[groups], self.respondents[groups])


@dataclass(frozen=True, eq=False)
class Values:
    """Parameters of all groups: Σ = ΛΦΛ' + Θ, μ = ν + Λκ.

    loadings (G, p, m), factor_covariances (G, m, m), residuals (G, p) variances,
    intercepts (G, p), factor_means (G, m).
    """

    loadings: FloatArray
    factor_covariances: FloatArray
    residuals: FloatArray
    intercepts: FloatArray
    factor_means: FloatArray

    def covariances(self) -> FloatArray:
        """Implied Σ, (G, p, p)."""
        common = self.loadings @ self.factor_covariances @ np.swapaxes(self.loadings, 1, 2)
        p = self.residuals.shape[1]
        common[:, np.arange(p), np.arange(p)] += self.residuals
        return np.asarray(common)

    def means(self) -> FloatArray:
        """Implied μ, (G, p)."""
        return np.asarray(self.intercepts + (self.loadings @ self.factor_means[:, :, None])[:, :, 0])

    def select(self, groups: NDArray[np.intp]) -> "Values":
        """The parameters of some of the groups."""
        return Values(
            self.loadings[groups],
            self.factor_covariances[groups],
            self.residuals[groups],
            self.intercepts[groups],
            self.factor_means[groups],
        )

    def put(self, groups: NDArray[np.intp], new: "Values") -> "Values":
        """These parameters with those of some groups replaced."""

        def replaced(old: FloatArray, some: FloatArray) -> FloatArray:
            result = old.copy()
            result[groups] = some
            return result

        return Values(
            replaced(self.loadings, new.loadings),
            replaced(self.factor_covariances, new.factor_covariances),
            replaced(self.residuals, new.residuals),
            replaced(self.intercepts, new.intercepts),
            replaced(self.factor_means, new.factor_means),
        )


@dataclass(frozen=True, eq=False)
class ParameterLayout:
    """Which parameters there are, and which of them are estimated.

    Positions run over: loadings in `pairs` (item, factor), factor covariances in `factor_pairs`
    (lower triangle), residuals, and, with a mean structure, intercepts and factor means.
    shared : (positions,) estimated once for all groups.
    local : (G, positions) estimated in this group. What is neither stays at its starting value.
    """

    pairs: NDArray[np.intp]
    factor_pairs: NDArray[np.intp]
    items: int
    factors: int
    has_means: bool
    shared: Flags
    local: Flags

    @classmethod
    def of(cls, pattern: Flags, groups: int, *, has_means: bool) -> "ParameterLayout":
        """The layout of a loading pattern (p, m), with nothing estimated yet."""
        items, factors = pattern.shape
        pairs = np.argwhere(pattern)
        factor_pairs = np.argwhere(np.tril(np.ones((factors, factors), np.bool_)))
        positions = len(pairs) + len(factor_pairs) + items + (items + factors if has_means else 0)
        return cls(
            pairs,
            factor_pairs,
            items,
            factors,
            has_means,
            np.zeros(positions, np.bool_),
            np.zeros((groups, positions), np.bool_),
        )

    @property
    def slices(self) -> dict[str, slice]:
        """Where each kind of parameter stands."""
        sizes = {
            "loadings": len(self.pairs),
            "factor_covariances": len(self.factor_pairs),
            "residuals": self.items,
        }
        if self.has_means:
            sizes |= {"intercepts": self.items, "factor_means": self.factors}
        found, start = {}, 0
        for name, size in sizes.items():
            found[name] = slice(start, start + size)
            start += size
        return found

    @property
    def is_variance(self) -> Flags:
        """Which of `factor_pairs` are on the diagonal."""
        return np.asarray(self.factor_pairs[:, 0] == self.factor_pairs[:, 1])

    @property
    def estimated(self) -> int:
        """Free parameters of the model."""
        return int(self.shared.sum() + self.local.sum())

    def moved(self, values: Values, step: FloatArray) -> Values:
        """The values after a step (G, positions)."""
        at = self.slices
        loadings, covariances = values.loadings.copy(), values.factor_covariances.copy()
        loadings[:, self.pairs[:, 0], self.pairs[:, 1]] += step[:, at["loadings"]]
        rows, columns = self.factor_pairs.T
        covariances[:, rows, columns] += step[:, at["factor_covariances"]]
        covariances[:, columns, rows] = covariances[:, rows, columns]
        made = Values(
            loadings,
            covariances,
            values.residuals + step[:, at["residuals"]],
            values.intercepts,
            values.factor_means,
        )
        if not self.has_means:
            return made
        return replace(
            made,
            intercepts=values.intercepts + step[:, at["intercepts"]],
            factor_means=values.factor_means + step[:, at["factor_means"]],
        )


@dataclass(frozen=True, eq=False)
class Curvature:
    """Gradient (G, positions) and expected Hessian (G, positions, positions) of n·F/2 in each group."""

    gradient: FloatArray
    information: FloatArray


def discrepancies(moments: GroupMoments, values: Values, *, has_means: bool) -> FloatArray:
    """F of each group: ln|Σ| + tr(SΣ⁻¹) − ln|S| − p + (m − μ)'Σ⁻¹(m − μ); infinite off the domain."""
    implied = values.covariances()
    p = implied.shape[1]
    result = np.full(moments.groups, np.inf)
    is_inside = np.isfinite(implied).all(axis=(1, 2))
    eigenvalues = np.full((moments.groups, p), -1.0)
    eigenvalues[is_inside] = np.linalg.eigvalsh(implied[is_inside])
    is_inside &= eigenvalues[:, 0] > 1e-10 * np.maximum(eigenvalues[:, -1], 1e-300)
    if not is_inside.any():
        return result
    inverse = np.linalg.inv(implied[is_inside])
    sample = moments.covariances[is_inside]
    f = np.log(eigenvalues[is_inside]).sum(axis=1) - np.linalg.slogdet(sample)[1] - p
    f += np.einsum("gij,gji->g", inverse, sample)
    if has_means:
        gap = moments.means[is_inside] - values.means()[is_inside]
        f += np.einsum("gi,gij,gj->g", gap, inverse, gap)
    result[is_inside] = f
    return result


def curvature(moments: GroupMoments, values: Values, layout: ParameterLayout) -> Curvature:
    """First derivatives and expected second ones of n·F/2.

    Every ∂Σ/∂ψ has the form uv' + vu', so that with W = Σ⁻¹ the information of two parameters is
    (u'Wx)(v'Wy) + (u'Wy)(v'Wx), a few matrix products for all of them.
    """
    groups, p, at = moments.groups, layout.items, layout.slices
    positions = layout.shared.size
    u, v = np.zeros((groups, p, positions)), np.zeros((groups, p, positions))
    items, factors = layout.pairs.T
    spread = values.loadings @ values.factor_covariances
    where = np.arange(at["loadings"].start, at["loadings"].stop)
    u[:, items, where] = 1.0
    v[:, :, where] = spread[:, :, factors]
    rows, columns = layout.factor_pairs.T
    u[:, :, at["factor_covariances"]] = values.loadings[:, :, rows]
    v[:, :, at["factor_covariances"]] = values.loadings[:, :, columns] * np.where(rows == columns, 0.5, 1.0)
    where = np.arange(at["residuals"].start, at["residuals"].stop)
    u[:, np.arange(p), where] = 1.0
    v[:, np.arange(p), where] = 0.5
    weight = np.linalg.inv(values.covariances())
    wu, wv = weight @ u, weight @ v
    ut, vt = np.swapaxes(u, 1, 2), np.swapaxes(v, 1, 2)
    mixed = ut @ wv
    information = (ut @ wu) * (vt @ wv) + mixed * np.swapaxes(mixed, 1, 2)
    distance = values.covariances() - moments.covariances
    gap = np.zeros((groups, p))
    if layout.has_means:
        gap = moments.means - values.means()
        distance -= gap[:, :, None] * gap[:, None, :]
    gradient = np.einsum("gik,gij,gjk->gk", wu, distance, wv)
    if layout.has_means:
        slope = np.zeros((groups, p, positions))
        slope[:, items, np.arange(at["loadings"].start, at["loadings"].stop)] = values.factor_means[
            :, factors
        ]
        slope[:, np.arange(p), np.arange(at["intercepts"].start, at["intercepts"].stop)] = 1.0
        slope[:, :, at["factor_means"]] = values.loadings
        weighted = weight @ slope
        information += np.swapaxes(slope, 1, 2) @ weighted
        gradient -= np.einsum("gi,gik->gk", gap, weighted)
    n = moments.respondents
    return Curvature(gradient * n[:, None], information * n[:, None, None])


def starting_values(moments: GroupMoments, pattern: Flags) -> Values:
    """Loadings from the first principal axis of each factor's items, in each group."""
    groups, p = moments.means.shape
    factors = pattern.shape[1]
    variances = np.diagonal(moments.covariances, axis1=1, axis2=2)
    sd = np.sqrt(variances)
    correlations = moments.covariances / (sd[:, :, None] * sd[:, None, :])
    loadings = np.zeros((groups, p, factors))
    for factor in range(factors):
        items = np.flatnonzero(pattern[:, factor])
        sizes, vectors = np.linalg.eigh(correlations[:, items[:, None], items])
        vector = vectors[:, :, -1]
        vector = vector * np.where(vector.sum(axis=1) < 0, -1.0, 1.0)[:, None]
        scale = np.sqrt(np.maximum(sizes[:, -1] - 0.5, 0.3))
        loadings[:, items, factor] = np.clip(vector * scale[:, None], -0.9, 0.9) * sd[:, items]
    between = np.tile(np.eye(factors), (groups, 1, 1))
    if factors > 1:
        composites = pattern.astype(np.float64).T @ correlations @ pattern.astype(np.float64)
        spread = np.sqrt(np.diagonal(composites, axis1=1, axis2=2))
        between = between * 0.3 + 0.7 * composites / (spread[:, :, None] * spread[:, None, :])
    explained = np.einsum("gif,gfh,gih->gi", loadings, between, loadings)
    residuals = np.maximum(variances - explained, 0.1 * variances)
    return Values(loadings, between, residuals, moments.means.copy(), np.zeros((groups, factors)))
