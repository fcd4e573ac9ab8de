"""Writes a group's results as they may be shown: intervals, bands, whole percents, few digits."""

from collections.abc import Mapping

from analysis.released.release import Group
from analysis.released.released_values import (
    Difference,
    Hidden,
    Interval,
    Reason,
    Score,
    ScoreOrHidden,
    Shares,
    SharesOrHidden,
)
from analysis.released.showing import ShownShare, is_blurred, shown_count, shown_share
from analysis.releasing.comparisons import Place
from analysis.releasing.group_results import GroupResults
from analysis.releasing.groups import GroupPlan
from analysis.releasing.withholding import LARGE_FROM, Withheld
from analysis.scores.bounded_means import bounded_mean_interval
from analysis.scores.exact_shares import exact_share_interval, lowest_share
from analysis.scores.samples import Sample
from analysis.scores.scoring import AreaScore, ItemShares
from questionnaires.model import Item

Differences = Mapping[Place, tuple[Difference | Hidden, ...]]


def released_group(
    found_group: GroupResults,
    differences: Differences,
    items_by_id: Mapping[str, Item],
    smallest: int,
    withheld: Withheld,
) -> Group:
    """One group as it stands in the release; every number that may not be shown says why."""
    plan = found_group.plan
    scores: dict[str, ScoreOrHidden] = {}
    for area, found in found_group.areas.items():
        if isinstance(found, Reason):
            scores[area] = Hidden(found)
            continue
        has_favourable = plan.key not in withheld.without_favourable[area]
        scores[area] = _score(found, plan, has_favourable, differences.get((plan.key, area), ()))
    items: dict[str, SharesOrHidden] = {}
    for item, shares in found_group.items.items():
        if isinstance(shares, Reason):
            items[item] = Hidden(shares)
            continue
        has_detail = plan.key in withheld.detailed and shares.answered >= LARGE_FROM
        made = differences.get((plan.key, item), ())
        items[item] = _shares(shares, plan, items_by_id[item], smallest, has_detail, made)
    return Group(
        key=plan.key,
        kind=plan.kind,
        parent=plan.parent,
        respondents=Hidden(plan.hidden)
        if plan.hidden is not None
        else shown_count(plan.respondents, smallest),
        invited=plan.invited,
        scores=scores,
        items=items,
        depth=plan.depth,
    )


def _score(
    found: AreaScore, plan: GroupPlan, has_favourable: bool, differences: tuple[Difference | Hidden, ...]
) -> Score:
    population = plan.invited if plan.invited and plan.invited >= found.respondents else None
    interval = bounded_mean_interval(found.scores, population)
    percent = Sample(
        found.favourable.respondents, 100 * found.favourable.mean, 1e4 * found.favourable.squares
    )
    around = bounded_mean_interval(
        percent, population if population and population >= percent.respondents else None
    )
    withheld = Hidden(Reason.PROTECTED)
    return Score(
        value=found.mean,
        interval=_within_a_hundred(interval.lower, interval.upper),
        sd=found.scores.sd,
        favourable=percent.mean if has_favourable else withheld,
        favourable_interval=_within_a_hundred(around.lower, around.upper) if has_favourable else withheld,
        differences=differences,
    )


def _within_a_hundred(lower: float, upper: float) -> Interval:
    return Interval(max(lower, 0.0), min(upper, 100.0))


def _blurred(shown: ShownShare, respondents: int) -> Interval:
    """An interval around a bound that is the same whatever the share beyond it is."""
    if shown.bound == "≥":
        return Interval(100 * lowest_share(shown.percent / 100, respondents), 100.0)
    return Interval(0.0, 100 - 100 * lowest_share(1 - shown.percent / 100, respondents))


def _shares(
    found: ItemShares,
    plan: GroupPlan,
    item: Item,
    smallest: int,
    has_detail: bool,
    differences: tuple[Difference | Hidden, ...],
) -> Shares:
    population = plan.invited if plan.invited and plan.invited >= found.answered else None
    around = exact_share_interval(found.favourable, found.answered, population)
    favourable = shown_share(found.favourable, found.answered, smallest)
    assert isinstance(favourable, ShownShare), "a group of so few has a reason instead of shares"
    is_bounded = is_blurred(found.favourable, found.answered)
    detail = Hidden(Reason.NOT_IN_DETAIL)
    asked = found.answered + found.not_applicable
    # Of a sensitive experience both sides are told, each of ten and more; no answer that fewer gave is.
    has_points = has_detail and not item.is_sensitive
    has_boxes = has_points or (item.is_sensitive and found.neutral == 0)
    return Shares(
        favourable=favourable.percent,
        neutral=_percent(found.neutral, found.answered) if has_boxes else detail,
        unfavourable=_percent(found.unfavourable, found.answered) if has_boxes else detail,
        favourable_interval=_blurred(favourable, found.answered)
        if is_bounded
        else Interval(100 * around.lower, 100 * around.upper),
        points=_points(found, item) if has_points else (),
        not_applicable=detail
        if item.is_sensitive and item.scale.has_not_applicable
        else _percent(found.not_applicable, asked),
        is_bounded=is_bounded,
        differences=differences,
    )


def _points(found: ItemShares, item: Item) -> tuple[float, ...]:
    as_answered = found.points[::-1] if item.is_reversed else found.points
    return tuple(_percent(chosen, found.answered) for chosen in as_answered)


def _percent(chosen: int, of: int) -> float:
    """Whole percent, halves up."""
    return float((200 * chosen + of) // (2 * of))
