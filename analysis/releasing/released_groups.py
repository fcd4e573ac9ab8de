"""Writes a group's counts as they may be shown: intervals, bands, whole percents, few digits."""

from collections.abc import Mapping

from analysis.counted.document import CountedArea, CountedGroup, CountedItem
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
from analysis.released.showing import ShownShare, largest_blurred, shown_count, shown_share
from analysis.releasing.comparisons import Place
from analysis.scores.bounded_means import bounded_mean_interval
from analysis.scores.exact_shares import exact_share_interval, lowest_share
from questionnaires.model import Item

Differences = Mapping[Place, tuple[Difference | Hidden, ...]]


def released_group(
    found: CountedGroup, differences: Differences, items_by_id: Mapping[str, Item], smallest: int
) -> Group:
    """One group as it stands in the release; every number that may not be shown says why."""
    scores: dict[str, ScoreOrHidden] = {
        area: one if isinstance(one, Hidden) else _score(one, found, differences.get((found.key, area), ()))
        for area, one in found.areas.items()
    }
    items: dict[str, SharesOrHidden] = {}
    for item, one in found.items.items():
        if isinstance(one, Hidden):
            items[item] = one
            continue
        made = differences.get((found.key, item), ())
        items[item] = _shares(one, found, items_by_id[item], smallest, made)
    return Group(
        key=found.key,
        kind=found.kind,
        parent=found.parent,
        respondents=found.respondents
        if isinstance(found.respondents, Hidden)
        else shown_count(found.respondents, smallest),
        invited=found.invited,
        scores=scores,
        items=items,
        depth=found.depth,
    )


def _score(found: CountedArea, group: CountedGroup, differences: tuple[Difference | Hidden, ...]) -> Score:
    scores = found.scores.sample
    interval = bounded_mean_interval(scores, _population(group, scores.respondents))
    favourable: float | Hidden = Hidden(Reason.PROTECTED)
    favourable_interval: Interval | Hidden = Hidden(Reason.PROTECTED)
    if not isinstance(found.favourable, Hidden):
        percent = found.favourable.sample
        around = bounded_mean_interval(percent, _population(group, percent.respondents))
        favourable, favourable_interval = percent.mean, _within_a_hundred(around.lower, around.upper)
    return Score(
        value=scores.mean,
        interval=_within_a_hundred(interval.lower, interval.upper),
        sd=scores.sd,
        favourable=favourable,
        favourable_interval=favourable_interval,
        differences=differences,
    )


def _population(group: CountedGroup, respondents: int) -> int | None:
    return group.invited if group.invited and group.invited >= respondents else None


def _within_a_hundred(lower: float, upper: float) -> Interval:
    return Interval(max(lower, 0.0), min(upper, 100.0))


def _bounded(bound: str, answered: int) -> tuple[ShownShare, Interval]:
    """A bound, and an interval around it that is the same whatever the share beyond it is."""
    most = largest_blurred(answered)
    if bound == "≥":
        return ShownShare(100 - most, bound), Interval(
            100 * lowest_share((100 - most) / 100, answered), 100.0
        )
    return ShownShare(most, bound), Interval(0.0, 100 - 100 * lowest_share(1 - most / 100, answered))


def _favourable(found: CountedItem, group: CountedGroup, smallest: int) -> tuple[ShownShare, Interval]:
    if isinstance(found.favourable, Hidden):
        return _bounded(found.bound, found.answered)
    shown = shown_share(found.favourable, found.answered, smallest)
    assert isinstance(shown, ShownShare), "a group of so few has a reason instead of shares"
    around = exact_share_interval(found.favourable, found.answered, _population(group, found.answered))
    return shown, Interval(100 * around.lower, 100 * around.upper)


def _shares(
    found: CountedItem,
    group: CountedGroup,
    item: Item,
    smallest: int,
    differences: tuple[Difference | Hidden, ...],
) -> Shares:
    favourable, interval = _favourable(found, group, smallest)
    not_applicable = found.not_applicable
    return Shares(
        favourable=favourable.percent,
        neutral=_of_answered(found.neutral, found.answered),
        unfavourable=_of_answered(found.unfavourable, found.answered),
        favourable_interval=interval,
        points=_points(found, item),
        not_applicable=not_applicable
        if isinstance(not_applicable, Hidden)
        else _percent(not_applicable, found.answered + not_applicable),
        is_bounded=found.is_blurred,
        differences=differences,
    )


def _points(found: CountedItem, item: Item) -> tuple[float, ...]:
    as_answered = found.points[::-1] if item.is_reversed else found.points
    return tuple(_percent(chosen, found.answered) for chosen in as_answered)


def _of_answered(chosen: int | Hidden, answered: int) -> float | Hidden:
    return chosen if isinstance(chosen, Hidden) else _percent(chosen, answered)


def _percent(chosen: int, of: int) -> float:
    """Whole percent, halves up."""
    return float((200 * chosen + of) // (2 * of))
