"""Writes a group's results as they may be shown: intervals, bands, whole percents, few digits."""

from collections.abc import Mapping, Sequence

from analysis.bounded_means import bounded_mean_interval
from analysis.comparisons import Place
from analysis.disclosure.showing import (
    AT_LEAST,
    AT_MOST,
    EXACT_FROM,
    UNANIMOUS_UNDER,
    Share,
    is_blurred,
    shown_count,
    shown_shares,
)
from analysis.exact_shares import exact_share_interval, lowest_share
from analysis.group_results import GroupResults
from analysis.groups import GroupPlan
from analysis.intervals import Interval as Estimate
from analysis.release import (
    Difference,
    Group,
    Hidden,
    Interval,
    Reason,
    Score,
    ScoreOrHidden,
    Shares,
    SharesOrHidden,
)
from analysis.samples import Sample
from analysis.scoring import AreaScore, ItemShares

Bounds = tuple[float, float]
ROUNDED_UP = 0.5
"""So much under a bound in percent still reads as the bound."""
Differences = Mapping[Place, tuple[Difference | Hidden, ...]]


def released_group(
    found_group: GroupResults, differences: Differences, reversed_items: frozenset[str], smallest: int
) -> Group:
    """One group as it stands in the release; every number that may not be shown says why."""
    plan = found_group.plan
    scores: dict[str, ScoreOrHidden] = {}
    for area, found in found_group.areas.items():
        made = differences.get((plan.key, area), ())
        scores[area] = Hidden(found) if isinstance(found, Reason) else _score(found, plan, made)
    items: dict[str, SharesOrHidden] = {}
    for item, shares in found_group.items.items():
        made = differences.get((plan.key, item), ())
        items[item] = (
            Hidden(shares)
            if isinstance(shares, Reason)
            else _shares(shares, plan, item in reversed_items, smallest, made)
        )
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


def _score(found: AreaScore, plan: GroupPlan, differences: tuple[Difference | Hidden, ...]) -> Score:
    population = plan.invited if plan.invited and plan.invited >= found.respondents else None
    # A mean with all its digits would tell how many there are where only a band is shown.
    digits = None if plan.respondents >= EXACT_FROM else 1
    interval = bounded_mean_interval(found.scores, population)
    percent = Sample(
        found.favourable.respondents, 100 * found.favourable.mean, 1e4 * found.favourable.squares
    )
    around = bounded_mean_interval(
        percent, population if population and population >= percent.respondents else None
    )
    favourable, (lower, upper) = _favourable(percent, around)
    return Score(
        value=_rounded(found.mean, digits),
        interval=Interval(
            _rounded(max(interval.lower, 0.0), digits), _rounded(min(interval.upper, 100.0), digits)
        ),
        sd=_rounded(found.scores.sd, digits),
        favourable=_rounded(favourable, digits),
        favourable_interval=Interval(_rounded(lower, digits), _rounded(upper, digits)),
        differences=tuple(_rounded_difference(difference, digits) for difference in differences),
    )


def _favourable(percent: Sample, around: Estimate) -> tuple[float, Bounds]:
    """The favourable share of an area; of a small group it stays within its bounds."""
    lower, upper = max(around.lower, 0.0), min(around.upper, 100.0)
    if percent.respondents >= UNANIMOUS_UNDER or AT_MOST < percent.mean < AT_LEAST:
        return percent.mean, (lower, upper)
    at = AT_LEAST if percent.mean >= AT_LEAST else AT_MOST
    return float(at), _blurred(at, percent.respondents)


def _blurred(percent: int, respondents: int) -> Bounds:
    """An interval around a bound that is the same whatever the share beyond it is."""
    fewest = 100 * lowest_share((AT_LEAST - ROUNDED_UP) / 100, respondents)
    return (fewest, 100.0) if percent == AT_LEAST else (0.0, 100 - fewest)


def _rounded_difference(difference: Difference | Hidden, digits: int | None) -> Difference | Hidden:
    """A difference of a small group with its digits cut as those of the score, from the exact one."""
    if digits is None or isinstance(difference, Hidden):
        return difference
    around = difference.interval
    return Difference(
        difference.against,
        round(difference.value, digits),
        difference.verdict,
        Interval(round(around.lower, digits), round(around.upper, digits)) if around else None,
        None if difference.g is None else round(difference.g, 2),
    )


def _shares(
    found: ItemShares,
    plan: GroupPlan,
    is_reversed: bool,
    smallest: int,
    differences: tuple[Difference | Hidden, ...],
) -> Shares:
    population = plan.invited if plan.invited and plan.invited >= found.answered else None
    around = exact_share_interval(found.favourable, found.answered, population)
    lower, upper = 100 * around.lower, 100 * around.upper
    if is_blurred(found.favourable, found.answered):
        lower, upper = _blurred(AT_LEAST if found.favourable_share > 0.5 else AT_MOST, found.answered)
    parts = (found.favourable, found.neutral, found.unfavourable)
    shown, is_bounded = _percents(parts, smallest)
    points, is_point_bounded = _percents(found.points[::-1] if is_reversed else found.points, smallest)
    asked = found.answered + found.not_applicable
    return Shares(
        favourable=shown[0],
        neutral=shown[1],
        unfavourable=shown[2],
        favourable_interval=Interval(float(round(lower)), float(round(upper))),
        points=points,
        not_applicable=_percent(found.not_applicable / asked),
        is_bounded=is_bounded or is_point_bounded,
        differences=differences,
    )


def _rounded(value: float, digits: int | None) -> float:
    return value if digits is None else round(value, digits)


def _percent(share: float) -> float:
    return float(round(100 * share))


def _percents(chosen: Sequence[int], smallest: int) -> tuple[tuple[float, ...], bool]:
    """Whole percents of one row of answers, and whether a unanimous small group was blurred in it."""
    shares = [share for share in shown_shares(chosen, smallest) if isinstance(share, Share)]
    return tuple(float(share.percent) for share in shares), any(share.bound for share in shares)
