"""The numbers of all tables and figures, for those who look something up."""

from collections.abc import Sequence

from analysis.released.release import Group, Release
from analysis.released.released_statistics import Drivers
from analysis.released.released_values import Hidden, Reason, Shares
from questionnaires.model import Questionnaire
from survey_app.figures.cells import difference_cell, score_cell
from survey_app.figures.drivers import driver_table
from survey_app.figures.figure import FigureCell, FigureColumn, FigureTable
from survey_app.figures.participation import participation_table
from survey_app.figures.trends import trend_lines
from survey_app.reporting.making.report import Block, Chapter
from survey_app.wording import numbers, verdicts
from survey_app.wording.differences import compared_with, difference_against
from survey_app.wording.items import item_text, reversed_note, rounding_note
from survey_app.wording.labels import HIDDEN_TEXT, Labels

POINTS = 5


def appendix_chapter(release: Release, questionnaire: Questionnaire, labels: Labels) -> Chapter:
    """The numbers of items, waves, drivers, groups and participation."""
    blocks: list[Block] = [all_items_table(release, questionnaire, labels)]
    if release.trend:
        areas = [a for a in labels.areas if a in release.trend]
        blocks.append(trend_lines(release, areas, labels).table)
    if isinstance(release.drivers, Drivers):
        blocks.append(driver_table(release.drivers, labels, "drivers-table"))
    groups = [g for g in release.groups if g.key != "all" and "|" not in g.key]
    if not release.is_pulse:
        blocks.append(group_scores_table(groups, labels))
    blocks.append(participation_table(release, [release.whole, *release.units], labels, "rates-table"))
    return Chapter(
        "appendix",
        labels.say("Appendix: all numbers"),
        tuple(blocks),
        starts_page=False,
        is_appendix=True,
    )


def whole_cell(value: float | Hidden) -> FigureCell:
    """A whole number, or a dot where it is not told."""
    return (
        FigureCell(HIDDEN_TEXT)
        if isinstance(value, Hidden)
        else FigureCell(str(numbers.rounded(value)), value, "0")
    )


def all_items_table(release: Release, questionnaire: Questionnaire, labels: Labels) -> FigureTable:
    """Five shares, the favourable share and its differences for each item of an area."""
    say = labels.say
    items = [item for area in questionnaire.areas for item in area.items]
    results = {item: release.whole.items.get(item) for item in items}
    compared = compared_with(r for r in results.values() if r is not None)
    rows = []
    for item, result in results.items():
        name = FigureCell(item_text(item, labels, in_words=False))
        if not isinstance(result, Shares):
            reason = labels.reason(result) if isinstance(result, Hidden) else ""
            rows.append((name, *[FigureCell(HIDDEN_TEXT, reason=reason)] * (POINTS + 2 + len(compared))))
            continue
        points = result.points if len(result.points) == POINTS else (Hidden(Reason.NOT_IN_DETAIL),) * POINTS
        rows.append(
            (
                name,
                *(whole_cell(point) for point in points),
                FigureCell(
                    numbers.share(result).rstrip("%"), None if result.is_bounded else result.favourable, "0"
                ),
                whole_cell(result.not_applicable),
                *(
                    difference_cell(difference_against(result, against, says_why=True), labels)
                    for against in compared
                ),
            )
        )
    columns = (
        FigureColumn(say("Item"), False, 0.62 - 0.09 * len(compared)),
        *(FigureColumn(str(point), True, 0.042) for point in range(1, POINTS + 1)),
        FigureColumn(say("Fav."), True, 0.06),
        FigureColumn(say("N/A"), True, 0.085),
        *(FigureColumn(labels.against(against), True, 0.09) for against in compared),
    )
    caption = say(
        "Answers by item (%%, 1 strongly disagree to 5 strongly agree) and differences of the "
        "favourable share (percentage points)"
    )
    known = [result for result in results.values() if isinstance(result, Shares)]
    notes = (
        verdicts.legend(labels.language) if compared else "",
        reversed_note(items, labels),
        rounding_note(known, labels),
    )
    return FigureTable("all-items", caption, columns, tuple(rows), " ".join(note for note in notes if note))


def group_scores_table(groups: Sequence[Group], labels: Labels) -> FigureTable:
    """The score of each group in each area."""
    say = labels.say
    areas = list(labels.areas)
    rows = tuple(
        (
            FigureCell(labels.groups[g.key]),
            *(score_cell(r, labels) if (r := g.scores.get(a)) is not None else FigureCell("") for a in areas),
        )
        for g in groups
    )
    columns = (FigureColumn(say("Group"), False, 0.2), *(FigureColumn(labels.areas[a]) for a in areas))
    return FigureTable("group-scores", say("Area scores by group"), columns, rows)
