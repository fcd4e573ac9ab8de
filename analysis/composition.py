"""From counted answers to a release: every number that may be shown, with its interval and its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.answers import Answers
from analysis.cells import Cells
from analysis.comparisons import Grid, MeasureBenchmark, Place
from analysis.differences import (
    Level,
    against_fixed,
    share_against_fixed,
    share_difference,
    unit_against_rest,
    welch,
)
from analysis.disclosure.showing import EXACT_FROM, Share, shown_count, shown_shares
from analysis.groups import GroupCounts, GroupPlan, count_groups
from analysis.intervals import margin_of_error, mean_interval, share_interval
from analysis.refusals import Refusal, TooFewRespondents
from analysis.release import (
    Against,
    Certificate,
    Difference,
    Group,
    GroupKind,
    Hidden,
    Interval,
    Name,
    Participation,
    Reason,
    Release,
    Score,
    ScoreOrHidden,
    Shares,
    SharesOrHidden,
    Standing,
)
from analysis.samples import Sample
from analysis.scales import Structure
from analysis.scoring import AreaScore, ItemShares, area_score, item_shares
from analysis.sensitive import hidden_experiences
from questionnaires.model import Area, Item, Questionnaire

Differences = Mapping[Place, tuple[Difference | Hidden, ...]]
QUARTERS = ("lowest", "lower", "upper", "highest")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a release takes over from the wave's manifest."""

    institution: str
    wave: str
    programme: str | None
    manifest_fingerprint: str
    held_from: str
    held_until: str
    is_fictional: bool
    smallest_group: int
    invited: int | None
    spoiled: int = 0
    by_weaker_mode: int = 0


@dataclass(frozen=True, eq=False)
class Earlier:
    """The wave before: its answers, and its groups with the masks under which they were released."""

    wave: str
    questionnaire: Questionnaire
    answers: Answers
    plans: Sequence[GroupPlan]


@dataclass(frozen=True, eq=False)
class Composition:
    """Everything that goes into a release; `compose` turns it into one."""

    terms: Terms
    questionnaire: Questionnaire
    answers: Answers
    plans: Sequence[GroupPlan]
    names: Mapping[str, Name]
    certificate: Certificate
    earlier: Earlier | None = None
    benchmark: Mapping[str, MeasureBenchmark] = field(default_factory=dict)


def compose(given: Composition) -> Release:
    """The release of one wave, before the statistics that speak of the institution as a whole."""
    questionnaire, terms = given.questionnaire, given.terms
    structure = Structure.of_questionnaire(questionnaire)
    counts = count_groups(structure, given.answers, given.plans)
    before = _count_earlier(structure, given)
    grid = Grid()
    sensitive = hidden_experiences(questionnaire, given.plans, counts, terms.smallest_group)
    drafts = [_draft(plan, questionnaire, counts, terms.smallest_group, sensitive) for plan in given.plans]
    for draft in drafts:
        _compare(grid, draft, given, counts, before)
    differences = grid.judged()
    reversed_items = frozenset(item.id for item in questionnaire.items if item.is_reversed)
    groups = tuple(_group(draft, differences, reversed_items, terms.smallest_group) for draft in drafts)
    return Release(
        format=1,
        institution=terms.institution,
        wave=terms.wave,
        programme=terms.programme,
        questionnaire_key=questionnaire.key,
        questionnaire_version=questionnaire.version,
        questionnaire_hash=questionnaire.content_hash,
        manifest_fingerprint=terms.manifest_fingerprint,
        held_from=terms.held_from,
        held_until=terms.held_until,
        is_fictional=terms.is_fictional,
        names=given.names,
        participation=_participation(terms, given.answers.respondents),
        groups=groups,
        certificate=given.certificate,
        previous_wave=given.earlier.wave if given.earlier else None,
        standings=_standings(drafts[0], given.benchmark),
        benchmark_institutions=max((b.institutions for b in given.benchmark.values()), default=0),
    )


@dataclass(frozen=True, eq=False)
class _Draft:
    """One group's results before they are compared."""

    plan: GroupPlan
    areas: Mapping[str, AreaScore | Reason]
    items: Mapping[str, ItemShares | Reason]


def _draft(
    plan: GroupPlan,
    questionnaire: Questionnaire,
    counts: GroupCounts,
    smallest: int,
    sensitive: Mapping[str, frozenset[str]],
) -> _Draft:
    if plan.hidden is not None:
        return _Draft(
            plan,
            {area.key: plan.hidden for area in questionnaire.areas},
            {item.id: plan.hidden for item in questionnaire.items},
        )
    cells, index = counts.cells, counts.index[plan.key]
    return _Draft(
        plan,
        {area.key: _area(cells, area, index, smallest) for area in questionnaire.areas},
        {
            item.id: Reason.PROTECTED
            if plan.key in sensitive.get(item.id, ())
            else _item(cells, item, index, smallest)
            for item in questionnaire.items
        },
    )


def _area(cells: Cells, area: Area, index: int, smallest: int) -> AreaScore | Reason:
    try:
        found = area_score(cells, area.key, index)
    except TooFewRespondents:
        return Reason.NOT_ASKED
    # Those who left an area out must not shrink its base under the smallest group either.
    return found if min(found.respondents, found.favourable.respondents) >= smallest else Reason.TOO_FEW


def _item(cells: Cells, item: Item, index: int, smallest: int) -> ItemShares | Reason:
    found = item_shares(cells, item.id, index)
    if found.not_asked == int(cells.respondents[index]):
        return Reason.NOT_ASKED
    return found if found.answered >= smallest else Reason.TOO_FEW


def _count_earlier(structure: Structure, given: Composition) -> GroupCounts | None:
    """The earlier wave's counts of the groups that were shown then, for the items both waves share."""
    earlier = given.earlier
    if earlier is None:
        return None
    shown_now = {plan.key for plan in given.plans if plan.hidden is None}
    plans = [plan for plan in earlier.plans if plan.key in shown_now]
    known = set(earlier.answers.items)
    missing = [item for item in structure.item_ids if item not in known]
    answers = earlier.answers
    if missing:
        absent = np.full((answers.respondents, len(missing)), 255, np.uint8)
        answers = replace(answers, items=(*answers.items, *missing), codes=np.hstack([answers.codes, absent]))
    return count_groups(structure, answers, plans)


def _compare(
    grid: Grid, draft: _Draft, given: Composition, counts: GroupCounts, before: GroupCounts | None
) -> None:
    if draft.plan.hidden is not None:
        return
    for area in given.questionnaire.areas:
        found = draft.areas[area.key]
        if isinstance(found, AreaScore):
            _compare_area(grid, draft, area, found, given, counts, before)
    if draft.plan.kind is GroupKind.BACKGROUND and draft.plan.parent != "all":
        return  # a background class within a unit: its items are shown, not compared one by one
    for item in given.questionnaire.items:
        shares = draft.items[item.id]
        if isinstance(shares, ItemShares):
            _compare_item(grid, draft, item, shares, given, counts, before)


def _compare_area(
    grid: Grid,
    draft: _Draft,
    area: Area,
    found: AreaScore,
    given: Composition,
    counts: GroupCounts,
    before: GroupCounts | None,
) -> None:
    place, key, family = (draft.plan.key, area.key), draft.plan.key, ("areas", draft.plan.key)
    level = Level.INDEX if area.is_index else Level.AREA
    if before is not None and given.earlier is not None:
        if not _is_comparable(area.items, given.questionnaire, given.earlier.questionnaire):
            grid.refuse(place, Against.PREVIOUS, Reason.NOT_COMPARABLE)
        elif key in before:
            past = _area(before.cells, area, before.index[key], given.terms.smallest_group)
            if isinstance(past, AreaScore):
                grid.add(place, Against.PREVIOUS, level, family, lambda: welch(found.scores, past.scores))
    standing = given.benchmark.get(area.key)
    if standing is not None:
        grid.add(
            place, Against.BENCHMARK, level, family, lambda: against_fixed(found.scores, standing.median)
        )
        if draft.plan.kind is GroupKind.INSTITUTION:
            grid.add(
                place,
                Against.UPPER_QUARTILE,
                level,
                family,
                lambda: against_fixed(found.scores, standing.upper_quartile),
            )
    if draft.plan.kind is not GroupKind.INSTITUTION:
        whole = area_score(counts.cells, area.key, counts.index["all"])
        heat_map = ("heat map", draft.plan.kind, draft.plan.key.partition(":")[0])
        grid.add(place, Against.REST, level, heat_map, lambda: unit_against_rest(found.scores, whole.scores))


def _compare_item(
    grid: Grid,
    draft: _Draft,
    item: Item,
    shares: ItemShares,
    given: Composition,
    counts: GroupCounts,
    before: GroupCounts | None,
) -> None:
    place, key, family = (draft.plan.key, item.id), draft.plan.key, ("items", draft.plan.key)
    yes, n = shares.favourable, shares.answered
    if before is not None and given.earlier is not None:
        if not _is_comparable((item.id,), given.questionnaire, given.earlier.questionnaire):
            grid.refuse(place, Against.PREVIOUS, Reason.NOT_COMPARABLE)
        elif key in before:
            past = _item(before.cells, item, before.index[key], given.terms.smallest_group)
            if isinstance(past, ItemShares):
                grid.add(
                    place,
                    Against.PREVIOUS,
                    Level.ITEM,
                    family,
                    lambda: share_difference((yes, past.favourable), (n, past.answered)),
                )
    standing = given.benchmark.get(item.id)
    if standing is not None:
        grid.add(
            place, Against.BENCHMARK, Level.ITEM, family, lambda: share_against_fixed(yes, n, standing.median)
        )
    if draft.plan.kind is not GroupKind.INSTITUTION:
        whole = item_shares(counts.cells, item.id, counts.index["all"])
        rest_yes, rest_n = whole.favourable - yes, whole.answered - n
        grid.add(
            place, Against.REST, Level.ITEM, family, lambda: share_difference((yes, rest_yes), (n, rest_n))
        )


def _is_comparable(items: Sequence[str], now: Questionnaire, then: Questionnaire) -> bool:
    """Whether all these items were asked then in the same words and over the same period."""
    return all(
        item in then.item_by_id
        and then.item_by_id[item].comparability == now.item_by_id[item].comparability
        and then.item_by_id[item].recall_months == now.item_by_id[item].recall_months
        for item in items
    )


def _group(draft: _Draft, differences: Differences, reversed_items: frozenset[str], smallest: int) -> Group:
    plan = draft.plan
    scores: dict[str, ScoreOrHidden] = {}
    for area, found in draft.areas.items():
        made = differences.get((plan.key, area), ())
        scores[area] = Hidden(found) if isinstance(found, Reason) else _score(found, plan, made)
    items: dict[str, SharesOrHidden] = {}
    for item, shares in draft.items.items():
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
    interval = mean_interval(found.scores, population)
    percent = Sample(
        found.favourable.respondents, 100 * found.favourable.mean, 1e4 * found.favourable.squares
    )
    around = mean_interval(percent, population if population and population >= percent.respondents else None)
    return Score(
        value=_rounded(found.mean, digits),
        interval=Interval(
            _rounded(max(interval.lower, 0.0), digits), _rounded(min(interval.upper, 100.0), digits)
        ),
        sd=_rounded(found.scores.sd, digits),
        favourable=_rounded(percent.mean, digits),
        favourable_interval=Interval(
            _rounded(max(around.lower, 0.0), digits), _rounded(min(around.upper, 100.0), digits)
        ),
        differences=differences,
    )


def _shares(
    found: ItemShares,
    plan: GroupPlan,
    is_reversed: bool,
    smallest: int,
    differences: tuple[Difference | Hidden, ...],
) -> Shares:
    population = plan.invited if plan.invited and plan.invited >= found.answered else None
    around = share_interval(found.favourable_share, found.answered, population)
    parts = (found.favourable, found.neutral, found.unfavourable)
    shown, is_bounded = _percents(parts, smallest)
    points, is_point_bounded = _percents(found.points[::-1] if is_reversed else found.points, smallest)
    asked = found.answered + found.not_applicable
    return Shares(
        favourable=shown[0],
        neutral=shown[1],
        unfavourable=shown[2],
        favourable_interval=Interval(_percent(around.lower), _percent(around.upper)),
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


def _participation(terms: Terms, respondents: int) -> Participation:
    if terms.invited is None:
        none = Hidden(Reason.NOT_ESTIMABLE)
        return Participation(None, respondents, none, none, terms.spoiled, terms.by_weaker_mode)
    invited = max(terms.invited, respondents)
    try:
        margin: float | Hidden = 100 * margin_of_error(0.5, respondents, invited)
    except Refusal:
        margin = Hidden(Reason.NOT_ESTIMABLE)
    rate = 100 * respondents / invited if invited else Hidden(Reason.NOT_ESTIMABLE)
    return Participation(terms.invited, respondents, rate, margin, terms.spoiled, terms.by_weaker_mode)


def _standings(whole: _Draft, benchmark: Mapping[str, MeasureBenchmark]) -> Mapping[str, Standing | Hidden]:
    found: dict[str, Standing | Hidden] = {}
    for area, score in whole.areas.items():
        measure = benchmark.get(area)
        if measure is None:
            continue
        if not isinstance(score, AreaScore):
            found[area] = Hidden(Reason.TOO_FEW)
            continue
        bounds = (measure.lower_quartile, measure.median, measure.upper_quartile)
        quarter = sum(score.mean > bound for bound in bounds)
        found[area] = Standing(
            measure.median,
            measure.lower_quartile,
            measure.upper_quartile,
            measure.lowest,
            measure.highest,
            measure.institutions,
            QUARTERS[quarter],
        )
    return found
