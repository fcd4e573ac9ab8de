"""What the pages of groups show: lists, heat maps, one group by itself, and what is hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.released.release import Group, GroupKind
from analysis.released.released_values import Against, Hidden
from survey_app.figures.figure import Figure, FigureTable
from survey_app.figures.groups import heat_map
from survey_app.figures.participation import participation_bars
from survey_app.figures.people import respondents_of
from survey_app.figures.reorganised import reorganised_table
from survey_app.results import words
from survey_app.results.area_rows import AreaRow, area_rows, comparison_notes, why
from survey_app.results.pages import experience_figure, group_dots, items_by_area
from survey_app.results.services import GroupIsUnknown, Reading
from survey_app.wording import numbers
from survey_app.wording import reorganised as reorganised_words
from survey_app.wording.counted_in import counted_in_sentence, unit_name


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group in a list: its name, how many took part, and whether its page has anything to show."""

    key: str
    name: str
    depth: int
    respondents: str
    is_shown: bool
    reason: str = ""


def group_rows(reading: Reading, groups: Sequence[Group]) -> tuple[GroupRow, ...]:
    """Groups as a list of links, hidden ones with the reason."""
    rows = []
    for group in groups:
        respondents, reason = "", ""
        people = respondents_of(reading.release, group)
        if isinstance(people, Hidden):
            reason = why(reading, people)
        else:
            respondents = numbers.count(people, reading.labels.language)
        name = reading.labels.groups[group.key]
        rows.append(GroupRow(group.key, name, group.depth, respondents, group.is_shown, reason))
    return tuple(rows)


def group_figure(reading: Reading, groups: Sequence[Group], against: Against = Against.REST) -> Figure | None:
    """The heat map of some groups, None when there are none."""
    return heat_map(reading.release, groups, reading.labels, against=against) if groups else None


def participation_figure(reading: Reading, groups: Sequence[Group]) -> Figure | None:
    """Response rates of some groups, None when no headcount is known."""
    known = [group for group in groups if group.invited is not None]
    return participation_bars(reading.release, known, reading.labels) if known else None


@dataclass(frozen=True, slots=True)
class CountedIn:
    """A unit that is no group of its own: its name, the group in which its people count, and why."""

    name: str
    inside: tuple[str, str]
    sentence: str


@dataclass(frozen=True, slots=True)
class GroupPage:
    """One group: its areas against the rest, its items, and the groups below it.

    compared_with : what it is compared with after a reorganisation, or why with nothing; else empty.
    """

    key: str
    name: str
    parent: tuple[str, str] | None
    row: GroupRow
    compared_with: str
    areas: tuple[AreaRow, ...]
    notes: tuple[str, ...]
    dots: Figure | None
    heat: Figure | None
    below: tuple[GroupRow, ...]
    counted_in: tuple[CountedIn, ...]
    items: tuple[tuple[str, str, Figure], ...]
    experiences: Figure | None

    @property
    def unit_code(self) -> str:
        """The code of the unit that it is, empty where it is none."""
        kind, _colon, code = self.key.partition(":")
        return code if kind == "unit" and "|" not in code else ""


def group_page(reading: Reading, group: Group) -> GroupPage:
    """Everything about one group; nothing but the reason when it is hidden."""
    parent = None
    if group.parent is not None:
        parent = (group.parent, reading.labels.groups[group.parent])
    below = reading.within(group.key)
    units = [g for g in below if g.kind is not GroupKind.BACKGROUND]
    is_shown = group.is_shown
    return GroupPage(
        key=group.key,
        name=reading.labels.groups[group.key],
        parent=parent,
        row=group_rows(reading, [group])[0],
        compared_with=reorganised_words.group_sentence(reading.release, group, reading.labels),
        areas=area_rows(reading, group) if is_shown else (),
        notes=comparison_notes(reading, group) if is_shown else (),
        dots=group_dots(reading, group) if is_shown else None,
        heat=group_figure(reading, units) if is_shown and units else None,
        below=group_rows(reading, below),
        counted_in=counted_in(reading, group.key),
        items=items_by_area(reading, group) if is_shown and group.items else (),
        experiences=experience_figure(reading, group) if is_shown and group.items else None,
    )


def counted_in(reading: Reading, inside: str | None = None) -> tuple[CountedIn, ...]:
    """The units that are counted in another group, or in this one."""
    return tuple(
        one_counted_in(reading, key)
        for key, group in reading.release.counted_in.items()
        if inside in (None, group)
    )


def one_counted_in(reading: Reading, key: str) -> CountedIn:
    """One such unit. Raises GroupIsUnknown."""
    release, labels = reading.release, reading.labels
    if key not in release.counted_in:
        raise GroupIsUnknown(key)
    inside = release.counted_in[key]
    return CountedIn(
        unit_name(release, key, labels),
        (inside, labels.groups[inside]),
        counted_in_sentence(release, key, labels),
    )


@dataclass(frozen=True, slots=True)
class ReorganisedUnits:
    """What became of units since the previous wave: a heading, where it comes from, and the table."""

    heading: str
    explanation: str
    table: FigureTable


def reorganised(reading: Reading) -> ReorganisedUnits | None:
    """What became of the units of the previous wave; None where the terms say nothing of it."""
    release, labels = reading.release, reading.labels
    if not release.reorganisation:
        return None
    heading, explanation = reorganised_words.heading(labels), reorganised_words.explanation(labels)
    return ReorganisedUnits(heading, explanation, reorganised_table(release, labels))


def group_choices(reading: Reading) -> tuple[tuple[str, str], ...]:
    """(key, name) of what groups may be shown by: units first, then the background questions."""
    questions = reading.background_questions
    return (("", words.units()), *((question, reading.background_name(question)) for question in questions))


def background_tables(reading: Reading) -> tuple[tuple[str, tuple[GroupRow, ...]], ...]:
    """(question, its classes) with how many of each took part."""
    return tuple(
        (reading.background_name(question), group_rows(reading, reading.release.background(question)))
        for question in reading.background_questions
    )


def hidden_counts(reading: Reading) -> tuple[tuple[str, int], ...]:
    """(reason, how many groups) of this release."""
    reasons = [
        why(reading, g.respondents) for g in reading.release.groups if isinstance(g.respondents, Hidden)
    ]
    return tuple((reason, reasons.count(reason)) for reason in dict.fromkeys(reasons))
