"""Scores had every part of the institution answered alike: weighted to headcounts, beside the unweighted.

Units are what the roster knows of everybody, so units are what is weighted by. The parts are units that
the release shows, and what is left of a shown group beside them: a weighted score is then a sum of scores
that are shown, or follow from them, times headcounts that are known, and tells nothing besides.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import Answers
from analysis.counting.scales import Structure
from analysis.findings.weighting import SMALLEST_CLASS, Margin, Weights, weigh, weighted_sample
from analysis.refusals import Refusal, TooFewRespondents
from analysis.released.release import Group, GroupKind, Release
from analysis.released.released_statistics import WeightedScore, Weighting
from analysis.released.released_values import Hidden, Interval, Reason, Score
from analysis.releasing.groups import GroupPlan
from analysis.scores.bounded_means import bounded_mean_interval
from analysis.scores.scoring import scores_by_respondent

FEWEST_PARTS = 2
OF_UNITS = (GroupKind.UNIT, GroupKind.OTHER_UNITS)


def weighting(
    release: Release, plans: Sequence[GroupPlan], answers: Answers, structure: Structure
) -> Weighting | Hidden:
    """Every area's score weighted to the headcounts of the institution's parts, or why there is none.

    answers : columns in the structure's order. What is left of a unit beside its parts is joined with a
    neighbour of the tree where fewer than twenty answered. Not estimable without headcounts, or where more
    answered than there are.
    """
    if release.participation.invited is None:
        return Hidden(Reason.NOT_ESTIMABLE)
    parts = headcount_parts(release, plans)
    if parts is None:
        return Hidden(Reason.NOT_ESTIMABLE)
    try:
        weights = weigh([parts])
    except Refusal:
        return Hidden(Reason.NOT_ESTIMABLE)
    if weights.classes[parts.name] < FEWEST_PARTS:
        return Hidden(Reason.TOO_FEW_FOR_STATISTIC)
    scores = {
        scale.key: _weighted(release, scale.key, scores_by_respondent(answers, structure, scale), weights)
        for scale in structure.scales
    }
    return Weighting(
        scores=scores,
        parts=weights.classes[parts.name],
        design_effect=round(weights.kish_effect, 2),
        effective_respondents=int(weights.effective_respondents),
        is_trimmed=weights.trimmed > 0,
    )


def headcount_parts(release: Release, plans: Sequence[GroupPlan]) -> Margin | None:
    """Each respondent's lowest unit of twenty that shows every area, and its headcount without lower ones.

    Smaller units stay with what is left of the unit above, whose people they are more like than those of
    a neighbour. None where headcounts are unknown or fewer than those who answered.
    """
    areas = [area for area, score in release.whole.scores.items() if isinstance(score, Score)]
    by_key = {group.key: group for group in release.groups}
    shown = [
        plan
        for plan in plans
        if plan.kind is GroupKind.INSTITUTION
        or (plan.kind in OF_UNITS and plan.respondents >= SMALLEST_CLASS and _shows(by_key[plan.key], areas))
    ]
    place = {plan.key: at for at, plan in enumerate(shown)}
    parent_of = {plan.key: plan.parent for plan in plans}
    headcounts = [float(plan.invited or 0) for plan in shown]
    for plan in shown:
        above = plan.parent
        while above is not None and above not in place:
            above = parent_of[above]
        if above is not None:
            headcounts[place[above]] -= float(plan.invited or 0)
    part_of = np.full(plans[0].respondents, -1, np.int64)
    for plan in sorted(shown, key=lambda plan: plan.depth):
        part_of[plan.rows] = place[plan.key]
    answered = np.bincount(part_of[part_of >= 0], minlength=len(shown))
    if (part_of < 0).any() or (answered > np.array(headcounts)).any():
        return None
    return Margin("units", part_of, tuple(headcounts), tuple(place))


def _shows(group: Group, areas: Sequence[str]) -> bool:
    return group.is_shown and all(isinstance(group.scores[area], Score) for area in areas)


def _weighted(
    release: Release, area: str, scores: NDArray[np.float64], weights: Weights
) -> WeightedScore | Hidden:
    """In tenths of a point: with all its digits a score would tell counts that are shown as bands."""
    unweighted = release.whole.scores[area]
    if isinstance(unweighted, Hidden):
        return unweighted
    answered = ~np.isnan(scores)
    invited = release.participation.invited
    try:
        sample = weighted_sample(scores[answered], weights.weights[answered])
        around = bounded_mean_interval(sample, invited if invited and invited >= sample.respondents else None)
    except TooFewRespondents:
        return Hidden(Reason.TOO_FEW_FOR_STATISTIC)
    return WeightedScore(
        round(sample.mean, 1),
        Interval(round(max(around.lower, 0.0), 1), round(min(around.upper, 100.0), 1)),
        round(sample.mean - float(scores[answered].mean()), 1),
    )
