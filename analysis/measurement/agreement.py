"""Whether people of a group see an area alike: rwg(j) under two nulls, and average deviations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.counting.moments import CompleteMoments
from analysis.refusals import NoVariance, TooFewGroups

FloatArray = NDArray[np.float64]
SHARED_CLIMATE = 0.70
PUBLISHED_SLIGHT_SKEW = {5: 1.34, 7: 2.90}
SLIGHT_SKEW_RATIO = 0.67


class Null(StrEnum):
    """How people would answer who agree on nothing."""

    UNIFORM = "uniform"
    SLIGHT_SKEW = "slight_skew"


def null_variance(null: Null, points: int) -> float:
    """Variance of one item under a null distribution over `points` answers.

    Uniform: (A² − 1)/12. Slight skew: 1.34 for five points (.05, .15, .20, .35, .25) and 2.90 for
    seven, from LeBreton and Senter (2008); for other numbers of points the uniform variance times
    .67, which is what the published five-point null has.

    >>> null_variance(Null.UNIFORM, 5), null_variance(Null.SLIGHT_SKEW, 5)
    (2.0, 1.34)
    """
    if points < 2:
        raise NoVariance("an item with one possible answer has no variance to compare with")
    uniform = (points**2 - 1) / 12
    if null is Null.UNIFORM:
        return uniform
    return PUBLISHED_SLIGHT_SKEW.get(points, SLIGHT_SKEW_RATIO * uniform)


def rwg_j(mean_item_variance: float, items: int, expected_variance: float) -> float:
    """Agreement on J items: J(1 − s̄²/σ²) / (J(1 − s̄²/σ²) + s̄²/σ²), with 0 when s̄² exceeds σ².

    s̄² is the mean of the items' variances (n − 1) over those who answered all of them. With one
    item it is rwg. Source: James, Demaree and Wolf (1984); checked against multilevel::rwg.j to 1e-9.

    >>> round(rwg_j(0.6, 5, 2.0), 6)
    0.921053
    """
    ratio = min(mean_item_variance / expected_variance, 1.0)
    agreement = items * (1 - ratio)
    return agreement / (agreement + ratio)


@dataclass(frozen=True)
class GroupAgreement:
    """Agreement in one group. respondents : those who answered every item of the scale."""

    group: str
    respondents: int
    rwg_j: Mapping[Null, float]
    average_deviation: float


@dataclass(frozen=True, slots=True)
class RwgSummary:
    """rwg(j) over groups under one null. share_shared : part of the groups that reach .70."""

    mean: float
    median: float
    share_shared: float
    expected_variance: float


@dataclass(frozen=True)
class ScaleAgreement:
    """Agreement over the groups of one scale.

    summaries : by null. average_deviation : mean over groups; practical_limit : A/6, below which a
    group agrees in practice. left_out : groups of fewer than two complete answers.
    """

    groups: tuple[GroupAgreement, ...]
    summaries: Mapping[Null, RwgSummary]
    average_deviation: float
    practical_limit: float
    left_out: Mapping[str, str]


def average_deviations(points: NDArray[np.int64]) -> FloatArray:
    """AD around the mean, averaged over items, from counts (groups, items, points); shape (groups,).

    Σ|x − x̄|/n of each item. Source: Burke, Finkelstein and Dusig (1999); checked against
    multilevel::ad.m to 1e-9. Every group must have somebody.
    """
    values = np.arange(points.shape[2])
    n = points.sum(axis=2)
    means = (points * values).sum(axis=2) / n
    deviations = np.abs(values - means[:, :, None])
    return np.asarray(((points * deviations).sum(axis=2) / n).mean(axis=1))


def average_deviations_of(values: FloatArray, groups: NDArray[np.int64], number: int) -> FloatArray:
    """As `average_deviations`, of complete rows of real values (rows, items); NaN where nobody is."""
    n = np.bincount(groups, minlength=number).astype(np.float64)
    result = np.zeros(number)
    for column in values.T:
        with np.errstate(invalid="ignore"):
            means = np.bincount(groups, column, minlength=number) / n
        result += np.bincount(groups, np.abs(column - means[groups]), minlength=number)
    with np.errstate(invalid="ignore"):
        return np.asarray(result / n / values.shape[1])


@dataclass(frozen=True)
class PointsAgreement:
    """Agreement in one group, from how many gave each answer to each item."""

    rwg_j: Mapping[Null, float]
    average_deviation: float


def agreement_of_points(points: NDArray[np.int64]) -> PointsAgreement:
    """As `agreement`, of one group's answers item by item: (items, possible answers) respondents.

    Each item's variance and deviation rest on all who answered it, so that no number sets those apart who
    left one out; where everybody answered everything it is the same number. Every item needs two answers.

    >>> made = agreement_of_points(np.array([[0, 0, 2, 6, 4], [0, 1, 2, 6, 3]]))
    >>> round(made.rwg_j[Null.UNIFORM], 3), round(made.average_deviation, 3)
    (0.801, 0.59)
    """
    items, answers = points.shape
    values = np.arange(answers)
    n = points.sum(axis=1)
    means = (points * values).sum(axis=1) / n
    apart = values - means[:, None]
    variance = float(((points * apart**2).sum(axis=1) / (n - 1)).mean())
    deviation = float(((points * np.abs(apart)).sum(axis=1) / n).mean())
    rwg = {null: rwg_j(variance, items, null_variance(null, answers)) for null in Null}
    return PointsAgreement(rwg, deviation)


def agreement(
    moments: CompleteMoments, deviations: FloatArray, groups: Sequence[str], points: int
) -> ScaleAgreement:
    """Agreement within each of some groups.

    moments : complete answers of the scale's items, stacked over the groups. deviations : (groups,)
    average deviations of the same answers. points : possible answers of an item (A).
    Raises TooFewGroups when no group has two complete answers.
    """
    usable = np.flatnonzero(moments.counts >= 2)
    left_out = {
        groups[index]: "1 complete answer" if moments.counts[index] else "no complete answer"
        for index in np.flatnonzero(moments.counts < 2).tolist()
    }
    if not usable.size:
        raise TooFewGroups(0, 1, "agreement within groups")
    items = moments.variables
    variances = np.diagonal(moments.select(usable).covariance(), axis1=1, axis2=2).mean(axis=1)
    expected = {null: null_variance(null, points) for null in Null}
    found = tuple(
        GroupAgreement(
            groups[index],
            int(moments.counts[index]),
            {null: rwg_j(float(variance), items, expected[null]) for null in Null},
            float(deviations[index]),
        )
        for index, variance in zip(usable.tolist(), variances, strict=True)
    )
    summaries = {}
    for null in Null:
        values = np.array([group.rwg_j[null] for group in found])
        summaries[null] = RwgSummary(
            float(values.mean()),
            float(np.median(values)),
            float((values >= SHARED_CLIMATE).mean()),
            expected[null],
        )
    return ScaleAgreement(found, summaries, float(np.mean(deviations[usable])), points / 6, left_out)
