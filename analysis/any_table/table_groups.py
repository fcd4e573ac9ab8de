"""A scale over the groups of one column: scores, agreement, ranks and invariance."""

import numpy as np
from numpy.typing import NDArray

from analysis.any_table.table_results import ColumnResults
from analysis.any_table.tables import Grouping, ScaleAnswers
from analysis.counting.moments import CompleteMoments
from analysis.institutions.pooling import Pooled, pool
from analysis.institutions.ranks import ranking
from analysis.measurement.agreement import ScaleAgreement, agreement, average_deviations_of
from analysis.measurement.intra_class import IntraClass, intra_class
from analysis.measurement.invariance import invariance
from analysis.refusals import Refusal, TooFewGroups, attempt
from analysis.scores.samples import Sample

FloatArray = NDArray[np.float64]


def group_samples(scores: FloatArray, groups: NDArray[np.int64], names: tuple[str, ...]) -> dict[str, Sample]:
    """A sample for each group that has a score, in the order of the names; −1 belongs to no group."""
    kept = groups >= 0
    scores, groups = scores[kept], groups[kept]
    counts = np.bincount(groups, minlength=len(names))
    with np.errstate(invalid="ignore"):
        means = np.bincount(groups, scores, minlength=len(names)) / counts
    squares = np.bincount(groups, (scores - means[groups]) ** 2, minlength=len(names))
    return {
        names[index]: Sample(int(counts[index]), float(means[index]), float(squares[index]))
        for index in np.flatnonzero(counts).tolist()
    }


def groups_of_scale(
    answers: ScaleAnswers, grouping: Grouping, scores: FloatArray, enough: NDArray[np.bool_]
) -> ColumnResults:
    """What the groups say on one scale; a statistic that can't be told is a Refusal in its place."""
    scale, names, number = answers.scale, grouping.names, len(grouping.names)
    found = group_samples(scores, grouping.groups[enough], names)
    samples = list(found.values())
    icc = attempt(lambda: intra_class(samples))
    pooled = icc if isinstance(icc, Refusal) else attempt(lambda: _pooled(samples, icc))
    in_group = grouping.groups >= 0
    keyed, groups = answers.keyed[in_group] - scale.middle, grouping.groups[in_group]
    complete = ~np.isnan(keyed).any(axis=1)
    stacked = CompleteMoments.of_groups(keyed, groups, number)

    def agree() -> ScaleAgreement:
        if not number:
            raise TooFewGroups(0, 1, "agreement within groups")
        deviations = average_deviations_of(keyed[complete], groups[complete], number)
        return agreement(stacked, deviations, names, scale.points)

    return ColumnResults(
        grouping.column,
        found,
        tuple(name for name in names if name not in found),
        grouping.without,
        icc,
        pooled,
        pooled if isinstance(pooled, Refusal) else ranking(pooled),
        attempt(agree),
        attempt(lambda: invariance(stacked, scale.items, names)),
    )


def _pooled(samples: list[Sample], icc: IntraClass) -> Pooled:
    """Best linear prediction of the mixed model whose variances the REML intra-class correlation has."""
    sizes = np.array([sample.respondents for sample in samples], np.float64)
    means = np.array([sample.mean for sample in samples])
    return pool(means, icc.within_variance / sizes, icc.between_variance)
