"""What the head of a unit may read: the unit's own released results and nothing of any other unit.

No other unit, no class within the unit and no comment is on it. Where the unit is not shown, it holds what
everybody above may read anyway, and the sentence that says why.
"""

from dataclasses import dataclass

from analysis.released.release import Group, GroupKind
from analysis.released.released_values import Against, Hidden
from survey_app.figures.figure import Figure, FigureTable
from survey_app.figures.item_table import item_table
from survey_app.figures.participation import participation_table
from survey_app.results.area_rows import AreaRow, area_rows, comparison_notes, comparisons_of, why
from survey_app.results.pages import experience_figure, group_dots, items_by_area
from survey_app.results.services import GroupIsUnknown, Reading
from survey_app.wording.changes import changes_sentence
from survey_app.wording.counted_in import unit_name
from survey_app.wording.findings import Finding, opportunities, strengths
from survey_app.wording.sentences import extremes_sentence


@dataclass(frozen=True, slots=True)
class ShownAreas:
    """The areas of one group with their differences, and what is said of them."""

    name: str
    sentences: tuple[str, ...]
    areas: tuple[AreaRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitResults:
    """What is shown of a unit itself."""

    values: ShownAreas
    participation: FigureTable
    dots: Figure
    strengths: tuple[Finding, ...]
    opportunities: tuple[Finding, ...]
    items: tuple[tuple[str, str, Figure], ...]
    item_differences: FigureTable | None
    experiences: Figure | None
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit's page: its own results, or why they are not shown and those of the group above it."""

    code: str
    name: str
    own: UnitResults | None
    why_not: str
    above: ShownAreas | None


def unit_page(reading: Reading, code: str) -> UnitPage:
    """What the head of one unit may read. Raises GroupIsUnknown."""
    key, release, labels = f"unit:{code}", reading.release, reading.labels
    if key in release.counted_in:
        name = unit_name(release, key, labels)
        why_not = labels.say(
            "It is not shown by itself, because fewer than %(smallest)s people answered here or in a unit "
            "beside it.",
            smallest=release.certificate.smallest_group,
        )
        above = reading.group(release.counted_in[key])
        if above.kind is GroupKind.OTHER_UNITS:
            above = _above(reading, above)
    else:
        group = reading.group(key)
        name = labels.groups[key]
        if not isinstance(group.respondents, Hidden):
            return UnitPage(code, name, _results(reading, group), "", None)
        why_not, above = why(reading, group.respondents), _above(reading, group)
    while not above.is_shown and above.parent is not None:
        above = _above(reading, above)
    return UnitPage(code, name, None, why_not, _values(reading, above) if above.is_shown else None)


def unit_choices(reading: Reading) -> tuple[tuple[str, str], ...]:
    """(code, name) of every unit that has a page, those included that are counted in another group."""
    release, labels = reading.release, reading.labels
    shown = [(g.key, labels.groups[g.key]) for g in release.groups if g.kind is GroupKind.UNIT]
    others = [(key, unit_name(release, key, labels)) for key in release.counted_in]
    return tuple((key.removeprefix("unit:"), name) for key, name in (*shown, *others))


def _above(reading: Reading, group: Group) -> Group:
    if group.parent is None:
        raise GroupIsUnknown(group.key)
    return reading.group(group.parent)


def _results(reading: Reading, group: Group) -> UnitResults:
    release, labels = reading.release, reading.labels
    asked = tuple(item.id for item in reading.area_items if item.id in group.items)
    return UnitResults(
        values=_values(reading, group),
        participation=participation_table(release, (group, release.whole), labels, "unit-participation"),
        dots=group_dots(reading, group),
        strengths=strengths(group, labels),
        opportunities=opportunities(group, labels),
        items=items_by_area(reading, group) if group.items else (),
        item_differences=item_table(group, asked, labels, "unit-item-differences") if asked else None,
        experiences=experience_figure(reading, group) if group.items else None,
        hidden=_hidden(reading, group),
    )


def _values(reading: Reading, group: Group) -> ShownAreas:
    labels = reading.labels
    compared = (against for against in comparisons_of(group) if against is not Against.UPPER_QUARTILE)
    changes = (changes_sentence(group, against, labels) for against in compared)
    return ShownAreas(
        labels.groups[group.key],
        (extremes_sentence(group, labels), *changes),
        area_rows(reading, group),
        comparison_notes(reading, group),
    )


def _hidden(reading: Reading, group: Group) -> tuple[tuple[str, str], ...]:
    """(area or item, why) of whatever of the unit is not shown."""
    labels = reading.labels
    names = {**labels.items, **labels.areas}
    results = (*group.scores.items(), *group.items.items())
    return tuple((names.get(key, key), why(reading, one)) for key, one in results if isinstance(one, Hidden))
