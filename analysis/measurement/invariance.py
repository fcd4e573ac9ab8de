"""Whether an area means the same in every group: configural, metric and scalar models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.counting.moments import CompleteMoments
from analysis.measurement.departures import Departure, departures, intercept_spread, item_spreads
from analysis.measurement.factor_models import Fit, fit
from analysis.measurement.likelihood import GroupMoments, ParameterLayout, Values, starting_values
from analysis.measurement.structure import (
    LARGEST_CONDITION,
    FitMeasures,
    check_identified,
    fit_measures,
    ml_moments,
)
from analysis.refusals import TooFewGroups

FloatArray = NDArray[np.float64]

CFI_MAY_FALL = 0.010
CFI_MAY_FALL_METRIC_MANY = 0.020
MANY_GROUPS = 10
FEWEST_PER_ITEM = 3
RMSEA_MAY_RISE = 0.015


class Comparability(StrEnum):
    """What may be compared between the groups."""

    MEANS = "means"
    RELATIONS = "relations, not means"
    STRUCTURE = "structure only"


@dataclass(frozen=True)
class Invariance:
    """The three models of one area, and what follows.

    left_out : groups that could not be fitted, with the reason. comparability : by the fall of CFI
    (.010; metric .020 with many groups) and the rise of RMSEA (.015). departures : largest first.
    intercept_spread, item_spreads : how far intercepts differ between groups, of all items and of each, in
    points of an item.
    factor_means : latent means of each group, one a factor, in standard deviations of the reference
    group (scalar model). reference : the largest group. scalar_values : all parameters of the scalar model.
    """

    groups: tuple[str, ...]
    left_out: Mapping[str, str]
    configural: FitMeasures
    metric: FitMeasures
    scalar: FitMeasures
    comparability: Comparability
    departures: tuple[Departure, ...]
    intercept_spread: float
    item_spreads: Mapping[str, float]
    factor_means: Mapping[str, tuple[float, ...]]
    reference: str
    scalar_values: Values


def invariance(
    moments: CompleteMoments,
    items: Sequence[str],
    groups: Sequence[str],
    factors: Mapping[str, Sequence[str]] | None = None,
    *,
    fewest_groups: int = 2,
    fewest_per_item: int = FEWEST_PER_ITEM,
) -> Invariance:
    """Configural, metric and scalar factor models over groups, by maximum likelihood.

    All three carry a mean structure. Factor variances are one and means zero in the largest
    group; metric shares loadings, scalar shares intercepts too. Checked against lavaan 0.6-14 (χ²,
    CFI, RMSEA to 1e-5, SRMR). Sources: Meredith (1993); Cheung and Rensvold (2002); Chen (2007);
    Rutkowski and Svetina (2014) for many groups.

    Parameters
    ----------
    moments : complete answers, stacked over the groups. items, groups : their names.
    factors : items of each factor; one factor of all items when left out.

    A group is left out, with its reason, when it has fewer than `fewest_per_item` complete answers for
    each item (a covariance matrix of fewer is mostly noise), a constant item, items that repeat each
    other, or a configural model that does not converge.
    Raises TooFewGroups when fewer than `fewest_groups` remain, NotIdentified under three items.
    """
    members = factors or {"the area": tuple(items)}
    pattern = np.array([[item in some for some in members.values()] for item in items])
    check_identified(pattern, tuple(members))
    left_out: dict[str, str] = {}
    fewest = max(fewest_per_item * len(items), len(items) + 1)
    usable = _usable(moments, tuple(items), tuple(groups), fewest, left_out)
    while True:
        if usable.size < fewest_groups:
            raise TooFewGroups(
                int(usable.size),
                fewest_groups,
                "comparing the structure of groups",
                _left_out_in_words(left_out),
            )
        data = ml_moments(moments.select(usable))
        configural, layout = _configural(data, pattern)
        if configural.converged.all():
            break
        for index in usable[~configural.converged]:
            left_out[groups[index]] = "its factor model did not converge"
        usable = usable[configural.converged]
    names = tuple(groups[index] for index in usable)
    reference = int(np.argmax(data.respondents))
    means = data.groups * len(items)
    observed = data.groups * len(items) * (len(items) + 1) // 2
    df = [observed - layout.estimated]
    layout = _layout(pattern, data.groups, reference, shares_intercepts=False)
    df.append(observed - layout.estimated)
    metric = fit(data, _shared_start(data, pattern, reference), layout)
    layout = _layout(pattern, data.groups, reference, shares_intercepts=True)
    df.append(observed + means - layout.estimated)
    scalar = fit(data, _scalar_start(data, metric.values, reference), layout)
    measures = tuple(
        fit_measures(data, made, free, has_means=True)
        for made, free in zip((configural, metric, scalar), df, strict=True)
    )
    latent = scalar.values.factor_means
    return Invariance(
        names,
        left_out,
        measures[0],
        measures[1],
        measures[2],
        comparability(measures[0], measures[1], measures[2], groups=data.groups),
        departures(data, scalar, layout, tuple(items), names),
        intercept_spread(data, scalar),
        dict(zip(items, item_spreads(data, scalar).tolist(), strict=True)),
        {name: tuple(float(mean) for mean in latent[index]) for index, name in enumerate(names)},
        names[reference],
        scalar.values,
    )


def comparability(
    configural: FitMeasures, metric: FitMeasures, scalar: FitMeasures, *, groups: int
) -> Comparability:
    """What may be compared, from the changes of CFI and RMSEA between the models, as published.

    ΔCFI of .010 and ΔRMSEA of .015 are Chen's (2007), a metric ΔCFI of .020 from ten groups on is Rutkowski
    and Svetina's (2014). `analysis.institutions.same_meaning` says why the product's own verdict is another.
    """
    may_fall = CFI_MAY_FALL_METRIC_MANY if groups >= MANY_GROUPS else CFI_MAY_FALL
    if configural.cfi - metric.cfi > may_fall or metric.rmsea - configural.rmsea > RMSEA_MAY_RISE:
        return Comparability.STRUCTURE
    if metric.cfi - scalar.cfi > CFI_MAY_FALL or scalar.rmsea - metric.rmsea > RMSEA_MAY_RISE:
        return Comparability.RELATIONS
    return Comparability.MEANS


def _usable(
    moments: CompleteMoments,
    items: tuple[str, ...],
    groups: tuple[str, ...],
    fewest: int,
    left_out: dict[str, str],
) -> NDArray[np.intp]:
    large = moments.counts >= fewest
    for index in np.flatnonzero(~large):
        left_out[groups[index]] = f"{int(moments.counts[index])} complete answers, {fewest} needed"
    usable = np.flatnonzero(large)
    if not usable.size:
        return usable
    covariances = moments.select(usable).covariance()
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    varies = (variances > 0).all(axis=1)
    for index in np.flatnonzero(~varies):
        constant = [item for item, own in zip(items, variances[index], strict=True) if own <= 0]
        left_out[groups[usable[index]]] = f"everybody gave the same answer to {', '.join(constant)}"
    usable, covariances, variances = usable[varies], covariances[varies], variances[varies]
    sd = np.sqrt(variances)
    eigenvalues = np.linalg.eigvalsh(covariances / (sd[:, :, None] * sd[:, None, :]))
    sound = eigenvalues[:, 0] * LARGEST_CONDITION > eigenvalues[:, -1]
    for index in np.flatnonzero(~sound):
        left_out[groups[usable[index]]] = "its items repeat each other"
    return usable[sound]


def _left_out_in_words(left_out: Mapping[str, str]) -> str:
    """How many groups were left out, and the first of them with its reason."""
    if not left_out:
        return ""
    first = next(iter(left_out))
    return f"{len(left_out)} left out, such as {first}: {left_out[first]}"


def _configural(data: GroupMoments, pattern: NDArray[np.bool_]) -> tuple[Fit, ParameterLayout]:
    layout = ParameterLayout.of(pattern, data.groups, has_means=False)
    at = layout.slices
    layout.local[:, at["loadings"]] = True
    layout.local[:, at["residuals"]] = True
    layout.local[:, at["factor_covariances"]] = ~layout.is_variance
    return fit(data, starting_values(data, pattern), layout), layout


def _layout(
    pattern: NDArray[np.bool_], groups: int, reference: int, *, shares_intercepts: bool
) -> ParameterLayout:
    # Free intercepts reproduce the means exactly, so the metric model needs no mean structure.
    layout = ParameterLayout.of(pattern, groups, has_means=shares_intercepts)
    at = layout.slices
    others = np.arange(groups) != reference
    layout.shared[at["loadings"]] = True
    layout.local[:, at["residuals"]] = True
    layout.local[:, at["factor_covariances"]] = others[:, None] | ~layout.is_variance
    if shares_intercepts:
        layout.shared[at["intercepts"]] = True
        layout.local[:, at["factor_means"]] = others[:, None]
    return layout


def _shared_start(data: GroupMoments, pattern: NDArray[np.bool_], reference: int) -> Values:
    """Loadings from the pooled covariances, and factor variances from what each group makes of them."""
    n = data.respondents
    pooled = GroupMoments(
        (data.covariances * (n / n.sum())[:, None, None]).sum(axis=0)[None], data.means[:1], n.sum()[None]
    )
    common = _configural(pooled, pattern)[0].values
    loadings, between = common.loadings[0], common.factor_covariances[0]
    sizes = np.ones((data.groups, pattern.shape[1]))
    for factor in range(pattern.shape[1]):
        products = np.outer(loadings[:, factor], loadings[:, factor])
        np.fill_diagonal(products, 0.0)
        sizes[:, factor] = (data.covariances * products).sum(axis=(1, 2)) / (products**2).sum()
    sizes = np.clip(sizes, 0.05, 20.0)
    loadings = loadings * np.sqrt(sizes[reference])
    sizes = np.sqrt(sizes / sizes[reference])
    factor_covariances = between * sizes[:, :, None] * sizes[:, None, :]
    variances = np.diagonal(data.covariances, axis1=1, axis2=2)
    explained = np.einsum("if,gfh,ih->gi", loadings, factor_covariances, loadings)
    return Values(
        np.tile(loadings, (data.groups, 1, 1)),
        factor_covariances,
        np.maximum(variances - explained, 0.1 * variances),
        data.means.copy(),
        np.zeros((data.groups, pattern.shape[1])),
    )


def _scalar_start(data: GroupMoments, values: Values, reference: int) -> Values:
    loadings, intercepts = values.loadings[0], data.means[reference]
    weighted = loadings / np.maximum(values.residuals, 1e-3)[:, :, None]
    gaps = data.means - intercepts
    factor_means = np.linalg.solve(
        np.swapaxes(weighted, 1, 2) @ loadings, (np.swapaxes(weighted, 1, 2) @ gaps[:, :, None])
    )[:, :, 0]
    factor_means[reference] = 0.0
    return Values(
        values.loadings,
        values.factor_covariances,
        values.residuals,
        np.tile(intercepts, (data.groups, 1)),
        factor_means,
    )
