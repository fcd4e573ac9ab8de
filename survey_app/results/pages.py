"""What each page of the results shows, made from one release, so that templates hold no logic."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.released.release import Group, GroupKind
from analysis.released.released_statistics import Agreement, BetweenUnits, Drivers, Reliability, Standing
from analysis.released.released_values import Against, Difference, Hidden, Score, Shares
from survey_app.figures.areas import area_dots
from survey_app.figures.drivers import driver_bars, driver_quadrant
from survey_app.figures.experiences import experience_bars
from survey_app.figures.figure import Figure, Table
from survey_app.figures.groups import heat_map
from survey_app.figures.items import item_bars
from survey_app.figures.standing import area_standing
from survey_app.figures.trends import trend_lines
from survey_app.figures.weighting import weighting_sentences, weighting_table
from survey_app.results import words
from survey_app.results.services import AreaIsUnknown, Reading
from survey_app.wording import numbers, verdicts
from survey_app.wording.differences import difference_against, interval_text, why_not_compared
from survey_app.wording.findings import Finding, opportunities, strengths
from survey_app.wording.labels import HIDDEN_TEXT
from survey_app.wording.release_sentences import group_differences_sentence, participation_sentence
from survey_app.wording.sentences import changes_sentence, extremes_sentence

INSTITUTION_COMPARISONS = (Against.PREVIOUS, Against.BENCHMARK, Against.UPPER_QUARTILE)
GROUP_COMPARISONS = (Against.REST, Against.PREVIOUS)
MOST_ITEMS_AT_A_GLANCE = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison of one score: what is said of it, or why nothing is."""

    label: str
    text: str
    mark: str
    word: str
    direction: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area of one group on the headline. Numbers are those of the release; `reason` when hidden."""

    key: str
    name: str
    is_index: bool
    score: str = ""
    value: float = 0.0
    lower: float = 0.0
    upper: float = 0.0
    interval: str = ""
    favourable: str = ""
    median: float | None = None
    comparisons: tuple[Compared, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of the overview; None where there is nothing to draw, and then `why` says why not."""

    areas: Figure
    strongest: Figure
    weakest: Figure
    drivers: Figure | None
    why_no_drivers: str
    groups: Figure | None
    experiences: Figure | None


def area_rows(reading: Reading, group: Group) -> tuple[AreaRow, ...]:
    """Every area of a group, culture areas first, then indices."""
    is_whole = group.kind is GroupKind.INSTITUTION
    compared = comparisons_of(group)
    areas = [area for area in reading.labels.areas if area in group.scores]
    return tuple(_area_row(reading, area, group.scores[area], compared, is_whole) for area in areas)


def comparisons_of(group: Group) -> tuple[Against, ...]:
    """What the areas of a group are compared with; what nothing is compared with has no column."""
    offered = INSTITUTION_COMPARISONS if group.kind is GroupKind.INSTITUTION else GROUP_COMPARISONS
    scores = [score for score in group.scores.values() if isinstance(score, Score)]
    return tuple(
        against
        for against in offered
        if any(difference_against(score, against, says_why=True) is not None for score in scores)
    )


def comparison_notes(reading: Reading, group: Group) -> tuple[str, ...]:
    """Why a comparison is not there at all, said once."""
    there = comparisons_of(group)
    missing = [Against.PREVIOUS] if Against.PREVIOUS not in there else []
    if group.kind is GroupKind.INSTITUTION and Against.BENCHMARK not in there:
        missing.append(Against.BENCHMARK)
    is_joined = reading.release.programme is not None
    return tuple(words.nothing_to_compare(against, is_joined) for against in missing)


def _area_row(
    reading: Reading, area: str, result: Score | Hidden, compared: Sequence[Against], is_whole: bool
) -> AreaRow:
    name, is_index = reading.labels.areas[area], area in reading.labels.index_areas
    if isinstance(result, Hidden):
        return AreaRow(area, name, is_index, reason=why(reading, result))
    standing = reading.release.standings.get(area) if is_whole else None
    return AreaRow(
        key=area,
        name=name,
        is_index=is_index,
        score=numbers.score(result.value),
        value=result.value,
        lower=result.interval.lower,
        upper=result.interval.upper,
        interval=interval_text(result.interval, reading.labels),
        favourable=HIDDEN_TEXT
        if isinstance(result.favourable, Hidden)
        else numbers.percent(result.favourable),
        median=standing.median if isinstance(standing, Standing) else None,
        comparisons=tuple(_compared(reading, result, against) for against in compared),
    )


def _compared(reading: Reading, result: Score, against: Against) -> Compared:
    label = reading.labels.against(against)
    found = difference_against(result, against)
    if isinstance(found, Difference):
        return Compared(
            label,
            words.difference_text(found, reading.labels),
            numbers.MARKS[found.verdict],
            verdicts.word(found.verdict, against, reading.labels.language),
            words.DIRECTIONS[found.verdict],
        )
    hidden = why_not_compared(result, against)
    is_joined = reading.release.programme is not None
    reason = why(reading, hidden) if hidden else words.nothing_to_compare(against, is_joined)
    return Compared(label, "", "", "", "same", reason)


def overview_figures(reading: Reading) -> Figures:
    """What the one screen draws, in the order in which it is read."""
    release, labels, whole = reading.release, reading.labels, reading.release.whole
    strongest, weakest = _extreme_items(reading, whole)
    drivers = release.drivers
    shown = tuple(g for g in reading.unit_groups if g.depth <= 1) or reading.unit_groups
    return Figures(
        areas=area_dots(release, labels),
        strongest=item_bars(whole, strongest, labels, "strongest"),
        weakest=item_bars(whole, weakest, labels, "weakest"),
        drivers=driver_quadrant(drivers, labels) if isinstance(drivers, Drivers) else None,
        why_no_drivers=why(reading, drivers) if isinstance(drivers, Hidden) else "",
        groups=heat_map(release, shown, labels) if shown else None,
        experiences=experience_bars(whole, reading.experiences, labels) if reading.experiences else None,
    )


@dataclass(frozen=True, slots=True)
class Findings:
    """What the one screen says in words, part by part."""

    participation: str
    areas: tuple[str, ...]
    groups: str
    strengths: tuple[Finding, ...]
    opportunities: tuple[Finding, ...]


def findings(reading: Reading) -> Findings:
    """The sentences of the overview."""
    release, labels, whole = reading.release, reading.labels, reading.release.whole
    compared = (Against.PREVIOUS, Against.BENCHMARK)
    return Findings(
        participation=participation_sentence(release, labels),
        areas=(extremes_sentence(whole, labels), *(changes_sentence(whole, a, labels) for a in compared)),
        groups=group_differences_sentence(reading.unit_groups, labels),
        strengths=strengths(whole, labels),
        opportunities=opportunities(whole, labels),
    )


def _extreme_items(reading: Reading, group: Group) -> tuple[list[str], list[str]]:
    """The items with the highest and the lowest favourable share, each item in one list at most."""
    shares = {
        item.id: found.favourable
        for item in reading.area_items
        if isinstance(found := group.items.get(item.id), Shares)
    }
    ordered = sorted(shares, key=lambda item: (-shares[item], item))
    most = min(MOST_ITEMS_AT_A_GLANCE, len(ordered) // 2)
    return ordered[:most], ordered[len(ordered) - most :][::-1]


@dataclass(frozen=True, slots=True)
class Weighted:
    """What weighting to headcounts changes: in words, and area by area where there is anything to show."""

    sentences: tuple[str, ...]
    table: Table | None


def weighted(reading: Reading) -> Weighted:
    """The scores of the whole institution before and after weighting."""
    release, labels = reading.release, reading.labels
    return Weighted(weighting_sentences(release, labels), weighting_table(release, labels))


def trend_figure(reading: Reading) -> Figure | None:
    """Scores over the waves, None when there is one wave only."""
    areas = [a for a in reading.labels.areas if len(reading.release.trend.get(a, {})) > 1]
    return trend_lines(reading.release, areas, reading.labels) if areas else None


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area: its score, its items, how well it is measured, and where it differs between units."""

    key: str
    name: str
    description: str
    row: AreaRow
    standing: Figure
    items: Figure
    alpha: str
    reliability: str
    between: str
    shared_units: str
    units: Figure | None


def area_page(reading: Reading, area: str) -> AreaPage:
    """Everything about one area. Raises AreaIsUnknown."""
    labels, release, whole = reading.labels, reading.release, reading.release.whole
    if area not in labels.areas or area not in whole.scores:
        raise AreaIsUnknown(area)
    alpha, reliability = _reliability(reading, area)
    units = [group for group in reading.unit_groups if area in group.scores]
    return AreaPage(
        key=area,
        name=labels.areas[area],
        description=reading.questionnaire.texts[labels.language].area_descriptions.get(area, ""),
        row=_area_row(reading, area, whole.scores[area], comparisons_of(whole), is_whole=True),
        standing=area_standing(release, area, labels),
        items=item_bars(whole, labels.area_items[area], labels),
        alpha=alpha,
        reliability=reliability,
        between=_between(reading, area),
        shared_units=_shared_units(reading, area),
        units=heat_map(release, units, labels, "units") if units else None,
    )


def _reliability(reading: Reading, area: str) -> tuple[str, str]:
    found = reading.release.reliability.get(area)
    if isinstance(found, Reliability):
        return numbers.decimal(found.alpha), words.reliability_in_words(found.alpha)
    return "", why(reading, found) if isinstance(found, Hidden) else ""


def _between(reading: Reading, area: str) -> str:
    found = reading.release.between_units.get(area)
    if isinstance(found, BetweenUnits):
        return words.share_in_words(found.icc1)
    return why(reading, found) if isinstance(found, Hidden) else ""


def _shared_units(reading: Reading, area: str) -> str:
    known = [a for a in reading.release.agreement.get(area, {}).values() if isinstance(a, Agreement)]
    return words.shared_in_words(sum(a.is_shared for a in known), len(known)) if known else ""


def items_by_area(reading: Reading, group: Group) -> tuple[tuple[str, str, Figure], ...]:
    """(area, name, bars) for each area; then the institution's own items, if there are any."""
    labels = reading.labels
    found = [
        (area, labels.areas[area], item_bars(group, labels.area_items[area], labels, f"items-{area}"))
        for area in labels.areas
        if area in group.scores
    ]
    if reading.other_items:
        own = item_bars(group, reading.other_items, labels, "items-own")
        found.append(("own", words.own_items(), own))
    return tuple(found)


def experience_figure(reading: Reading, group: Group) -> Figure | None:
    """Experiences of a group, None when none was asked."""
    return experience_bars(group, reading.experiences, reading.labels) if reading.experiences else None


def driver_figures(reading: Reading) -> tuple[tuple[Figure, ...], str]:
    """Quadrant and bars; or none, and why."""
    drivers = reading.release.drivers
    if isinstance(drivers, Hidden):
        return (), why(reading, drivers)
    return (driver_quadrant(drivers, reading.labels), driver_bars(drivers, reading.labels)), ""


def group_dots(reading: Reading, group: Group) -> Figure:
    """The areas of one group."""
    return area_dots(reading.release, reading.labels, group)


def why(reading: Reading, hidden: Hidden) -> str:
    return words.why_hidden(hidden, reading.release.certificate.smallest_group)
