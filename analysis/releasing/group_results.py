"""What was found of one group: each area's score and each item's answers, or why it may not be shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.counting.cells import Cells
from analysis.refusals import TooFewRespondents
from analysis.released.released_values import Reason
from analysis.released.showing import UNANIMOUS_UNDER
from analysis.releasing.groups import GroupCounts, GroupPlan
from analysis.scores.scoring import AreaScore, ItemShares, area_score, item_shares
from questionnaires.model import Area, Item, Questionnaire

NO_SPREAD = 0.05
"""Points of 0-100; a standard deviation under this is written as 0.0."""


@dataclass(frozen=True, eq=False)
class GroupResults:
    """One group's results before they are compared and rounded."""

    plan: GroupPlan
    areas: Mapping[str, AreaScore | Reason]
    items: Mapping[str, ItemShares | Reason]


def results_of_group(
    plan: GroupPlan,
    questionnaire: Questionnaire,
    counts: GroupCounts,
    smallest: int,
    protected: Mapping[str, frozenset[str]],
) -> GroupResults:
    """What the counts say of a group. `protected` has, by item and area, groups in which it stays hidden."""
    if plan.hidden is not None:
        return GroupResults(
            plan,
            {area.key: plan.hidden for area in questionnaire.areas},
            {item.id: plan.hidden for item in questionnaire.items},
        )
    cells, index = counts.cells, counts.index[plan.key]
    return GroupResults(
        plan,
        {
            area.key: Reason.PROTECTED
            if plan.key in protected.get(area.key, ())
            else area_or_reason(cells, area, index, smallest)
            for area in questionnaire.areas
        },
        {
            item.id: Reason.PROTECTED
            if plan.key in protected.get(item.id, ())
            else item_or_reason(cells, item, index, smallest)
            for item in questionnaire.items
        },
    )


def area_or_reason(cells: Cells, area: Area, index: int, smallest: int) -> AreaScore | Reason:
    """An area's score in one group, or why it may not be shown."""
    if not area.is_in_full:
        return Reason.NOT_ASKED_IN_FULL
    try:
        found = area_score(cells, area.key, index)
    except TooFewRespondents:
        return Reason.NOT_ASKED
    # Those who left an area out must not shrink its base under the smallest group either.
    if min(found.respondents, found.favourable.respondents) < smallest:
        return Reason.TOO_FEW
    # A few who all have the same score: its mean would be each one's own.
    if found.respondents < UNANIMOUS_UNDER and found.scores.sd < NO_SPREAD:
        return Reason.PROTECTED
    return found


def item_or_reason(cells: Cells, item: Item, index: int, smallest: int) -> ItemShares | Reason:
    """An item's answers in one group, or why they may not be shown."""
    found = item_shares(cells, item.id, index)
    if found.not_asked == int(cells.respondents[index]):
        return Reason.NOT_ASKED
    return found if found.answered >= smallest else Reason.TOO_FEW
