"""What the page of one area shows: its score, its items, how well it is measured, where units differ."""

from dataclasses import dataclass

from analysis.released.released_statistics import Agreement, BetweenUnits, Reliability
from analysis.released.released_values import Hidden
from survey_app.diagnosis.waves import AreaIsUnknown
from survey_app.figures.figure import Figure
from survey_app.figures.groups import heat_map
from survey_app.figures.items import item_bars
from survey_app.figures.standing import area_standing
from survey_app.results import words
from survey_app.results.area_rows import AreaRow, area_row, comparisons_of, why
from survey_app.results.services import Reading
from survey_app.wording import numbers


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
        row=area_row(reading, area, whole.scores[area], comparisons_of(whole), is_whole=True),
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
