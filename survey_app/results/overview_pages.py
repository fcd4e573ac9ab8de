"""What the one screen of a diagnosis shows: its figures, and what it says in words."""

from dataclasses import dataclass

from analysis.released.release import Group
from analysis.released.released_statistics import Drivers
from analysis.released.released_values import Against, Hidden, Shares
from survey_app.figures.areas import area_dots
from survey_app.figures.drivers import driver_quadrant
from survey_app.figures.experiences import experience_bars
from survey_app.figures.figure import Figure
from survey_app.figures.groups import heat_map
from survey_app.figures.items import item_bars
from survey_app.results.area_rows import why
from survey_app.results.services import Reading
from survey_app.wording.changes import changes_sentence
from survey_app.wording.findings import Finding, opportunities, strengths
from survey_app.wording.release_sentences import group_differences_sentence, participation_sentence
from survey_app.wording.sentences import extremes_sentence

MOST_ITEMS_AT_A_GLANCE = 5


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
