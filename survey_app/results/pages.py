"""What several pages of the results share: items, experiences, drivers, trend and weighting."""

from dataclasses import dataclass

from analysis.released.release import Group
from analysis.released.released_values import Hidden
from survey_app.figures.areas import area_dots
from survey_app.figures.drivers import driver_bars, driver_quadrant
from survey_app.figures.experiences import experience_bars
from survey_app.figures.figure import Figure, FigureTable
from survey_app.figures.items import item_bars
from survey_app.figures.modules import module_figures
from survey_app.figures.trends import trend_lines
from survey_app.figures.weighting import weighting_sentences, weighting_table
from survey_app.results import words
from survey_app.results.area_rows import why
from survey_app.results.services import Reading


@dataclass(frozen=True, slots=True)
class Weighted:
    """What weighting to headcounts changes: in words, and area by area where there is anything to show."""

    sentences: tuple[str, ...]
    table: FigureTable | None


def weighted(reading: Reading) -> Weighted:
    """The scores of the whole institution before and after weighting."""
    release, labels = reading.release, reading.labels
    return Weighted(weighting_sentences(release, labels), weighting_table(release, labels))


def trend_figure(reading: Reading) -> Figure | None:
    """Scores over the waves, None when there is one wave only."""
    areas = [a for a in reading.labels.areas if len(reading.release.trend.get(a, {})) > 1]
    return trend_lines(reading.release, areas, reading.labels) if areas else None


def items_by_area(reading: Reading, group: Group) -> tuple[tuple[str, str, Figure], ...]:
    """(area, name, bars) for each area; then modules and the institution's own items, if there are any."""
    labels = reading.labels
    found = [
        (area, labels.areas[area], item_bars(group, labels.area_items[area], labels, f"items-{area}"))
        for area in labels.areas
        if area in group.scores
    ]
    for module in reading.questionnaire.modules:
        found += module_figures(group, module, labels)
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
