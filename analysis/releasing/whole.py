"""What a release says of the institution as a whole: how well measured, how shared, what matters."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.counted.document import Statistics
from analysis.counting.answers import Answers, answers_as_numbers
from analysis.counting.cells import REPLICATES, Cells, count
from analysis.counting.moments import CompleteMoments
from analysis.counting.replicates import replicates_of_rows
from analysis.counting.scales import ScaleSpec, Structure
from analysis.findings import drivers as drivers_of
from analysis.findings.quality import carelessness
from analysis.measurement.agreement import Null, agreement_of_points
from analysis.measurement.intra_class import intra_class
from analysis.measurement.reliability import alpha_jackknife, scale_reliability
from analysis.measurement.structure import omega_total, one_factor
from analysis.refusals import Refusal, TooFewRespondents
from analysis.released.digits import in_digits
from analysis.released.release import GroupKind, Release
from analysis.released.released_statistics import (
    Agreement,
    BetweenUnits,
    Driver,
    Drivers,
    Quality,
    Reliability,
)
from analysis.released.released_values import Hidden, Interval, Reason, Score, Shares
from analysis.releasing.groups import GroupCounts, GroupPlan, count_groups
from analysis.releasing.weighted_scores import weighting
from analysis.scores.scoring import area_score, item_shares, scores_by_respondent

FEWEST_PER_ITEM = 3
"""Blocks of p items leave an institution only with n ≥ 3p (the DataSHIELD rule)."""
SHARED = 0.70
FEWEST_FOR_ALPHA = 50
"""Of very skewed answers of fewer people, α's interval holds under 93 of 100 true ones."""


def whole_statistics(
    release: Release, structure: Structure, answers: Answers, plans: Sequence[GroupPlan], smallest: int
) -> Statistics:
    """Reliability, agreement, drivers, quality and weighted scores of a wave, or why there are none.

    release : the wave's, without comparisons: it says what may be spoken of. answers : columns in the
    structure's order.
    """
    replicated = count(
        structure, answers.codes, replicates_of_rows(answers.respondents), number_of_groups=REPLICATES
    )
    units = [plan for plan in plans if plan.kind in (GroupKind.UNIT, GroupKind.OTHER_UNITS)]
    counts = count_groups(structure, answers, units)
    made = Statistics(
        reliability={scale.key: _reliability(replicated, scale) for scale in structure.scales},
        agreement={scale.key: _agreement(release, counts, scale) for scale in structure.scales},
        between_units={scale.key: _between(release, counts, scale) for scale in structure.scales},
        drivers=_drivers(release, answers, structure),
        # Five like answers in a row are no sign of carelessness where only five items are asked.
        quality=Hidden(Reason.NOT_OFFERED) if release.is_pulse else _quality(answers, structure, smallest),
        weighting=weighting(release, plans, answers, structure),
    )
    return in_digits(made)


def _reliability(replicated: Cells, spec: ScaleSpec) -> Reliability | Hidden:
    if spec.length < 2:
        return Hidden(Reason.NOT_OFFERED)
    if int(replicated.respondents.sum()) < max(FEWEST_PER_ITEM * spec.length, FEWEST_FOR_ALPHA):
        return Hidden(Reason.TOO_FEW_FOR_STATISTIC)
    scale = replicated.scale(spec.key)
    try:
        found = scale_reliability(scale)
        bounds = alpha_jackknife(scale.pairwise)
    except Refusal:
        return Hidden(Reason.NOT_ESTIMABLE)
    return Reliability(
        alpha=found.pairwise,
        alpha_interval=Interval(bounds.lower, bounds.upper),
        omega=_omega(scale.complete.total(), spec.items),
        item_rest=dict(found.item_rest),
        alpha_if_deleted=dict(found.if_deleted),
        respondents=found.respondents,
    )


def _omega(moments: CompleteMoments, items: Sequence[str]) -> float | Hidden:
    try:
        solution = one_factor(moments, items)
    except Refusal:
        return Hidden(Reason.NOT_ESTIMABLE)
    # A Heywood case has a residual variance at its bound: its omega would flatter the scale.
    return Hidden(Reason.NOT_ESTIMABLE) if solution.heywood else omega_total(solution)


def _agreement(release: Release, counts: GroupCounts, spec: ScaleSpec) -> Mapping[str, Agreement | Hidden]:
    """From shown units' answers to each item: nobody is set apart for having left one out."""
    found: dict[str, Agreement | Hidden] = {}
    for key, index in counts.index.items():
        group = release.group(key)
        # Of an area that is hidden in a unit it is hidden, too, how far its people are of one mind.
        score = group.scores[spec.key]
        shown = [shares for item in spec.items if isinstance(shares := group.items[item], Shares)]
        if isinstance(score, Hidden):
            found[key] = score
        elif spec.length < 2:
            continue
        elif len(shown) < spec.length or any(shares.is_bounded for shares in shown):
            found[key] = Hidden(Reason.PROTECTED)
        else:
            points = [item_shares(counts.cells, item, index).points for item in spec.items]
            made = agreement_of_points(np.array(points, np.int64))
            uniform, slight = made.rwg_j[Null.UNIFORM], made.rwg_j[Null.SLIGHT_SKEW]
            is_shared = min(uniform, slight) >= SHARED
            found[key] = Agreement(uniform, slight, made.average_deviation, is_shared)
    return found


def _between(release: Release, counts: GroupCounts, spec: ScaleSpec) -> BetweenUnits | Hidden:
    """Over the lowest units that show the area: each has its size, mean and standard deviation shown."""
    shown = [group for group in release.units if isinstance(group.scores[spec.key], Score)]
    parents = {group.parent for group in shown}
    leaves = [group.key for group in shown if group.key not in parents]
    try:
        samples = [area_score(counts.cells, spec.key, counts.index[key]).scores for key in leaves]
        found = intra_class(samples)
    except Refusal:
        return Hidden(Reason.NOT_ESTIMABLE)
    return BetweenUnits(found.reml, found.icc2_reml, found.groups)


def _drivers(release: Release, answers: Answers, structure: Structure) -> Drivers | Hidden:
    specs = [scale for scale in structure.scales if not scale.is_index]
    outcome = next((scale for scale in structure.scales if scale.is_index), None)
    scores = release.whole.scores
    specs = [scale for scale in specs if isinstance(scores[scale.key], Score)]
    if outcome is None or not specs:
        return Hidden(Reason.NOT_OFFERED)
    table = np.column_stack([scores_by_respondent(answers, structure, scale) for scale in (*specs, outcome)])
    complete = ~np.isnan(table).any(axis=1)
    try:
        found = drivers_of.drivers(
            _replicated_moments(table[complete]), [scale.key for scale in specs], outcome.key
        )
    except TooFewRespondents:
        return Hidden(Reason.TOO_FEW_FOR_STATISTIC)
    except Refusal:
        return Hidden(Reason.NOT_ESTIMABLE)
    return Drivers(
        outcome=outcome.key,
        drivers=tuple(
            Driver(
                driver.area,
                100 * driver.share,
                Interval(100 * driver.share_bounds.lower, 100 * driver.share_bounds.upper),
                _value(scores[driver.area]),
                driver.correlation,
                driver.places,
            )
            for driver in found.drivers
        ),
        r_squared=found.r_squared,
        respondents=found.respondents,
    )


def _value(score: Score | Hidden) -> float:
    assert isinstance(score, Score)
    return score.value


def _replicated_moments(table: NDArray[np.float64]) -> list[CompleteMoments]:
    groups = replicates_of_rows(table.shape[0])
    one_group = np.zeros(table.shape[0], np.int64)
    return [
        CompleteMoments.of_groups(table[groups == group], one_group[groups == group], 1)
        for group in range(REPLICATES)
    ]


def _quality(answers: Answers, structure: Structure, smallest: int) -> Quality | Hidden:
    """Hidden where the flagged are too few: all less the others would give their result."""
    try:
        signs = carelessness(
            answers_as_numbers(answers.codes),
            np.array([item.steps for item in structure.items], np.float64),
        )
    except Refusal:
        return Hidden(Reason.NOT_ESTIMABLE)
    if not smallest <= signs.flagged <= answers.respondents - smallest:
        return Hidden(Reason.TOO_FEW)
    unflagged = count(structure, answers.codes[~signs.is_flagged])
    everybody = count(structure, answers.codes)
    without = {}
    for scale in structure.scales:
        try:
            left, all_of_them = area_score(unflagged, scale.key), area_score(everybody, scale.key)
        except Refusal:
            continue
        # The flagged may be many while few of them have a score in this area: then it would be theirs.
        if not 0 < all_of_them.respondents - left.respondents < smallest:
            without[scale.key] = left.mean
    return Quality(100 * signs.flagged / answers.respondents, without)
