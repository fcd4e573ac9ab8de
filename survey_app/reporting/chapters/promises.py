"""What was promised after the previous wave, and what came of it."""

from analysis.released.release import Group
from analysis.released.released_values import Against, Difference, Hidden, Reason
from survey_app.figures.cells import difference_cell, hidden_cell
from survey_app.figures.figure import FigureCell, FigureColumn, FigureTable
from survey_app.reporting.making.report import Block, Chapter, Heading, Paragraph, ReportedAction
from survey_app.wording.differences import difference_against
from survey_app.wording.labels import HIDDEN_TEXT, Labels


def promises_chapter(
    group: Group, promises: tuple[ReportedAction, ...], labels: Labels, starts_page: bool = True
) -> Chapter:
    """A chapter of its own, with which an institution's report opens."""
    return Chapter("promises", _title(labels), _told(group, promises, labels), starts_page)


def promises_blocks(group: Group, promises: tuple[ReportedAction, ...], labels: Labels) -> tuple[Block, ...]:
    """The same under a heading of another chapter."""
    return (Heading(_title(labels)), *_told(group, promises, labels))


def _title(labels: Labels) -> str:
    return labels.say("What we promised last time, and what came of it")


def _told(group: Group, promises: tuple[ReportedAction, ...], labels: Labels) -> tuple[Block, ...]:
    say = labels.say
    if not promises:
        text = say(
            "No promise was recorded after the previous wave. Choose one of this report's proposals, "
            "with an owner and a date, and the next report will open with what came of it."
        )
        return (Paragraph(text),)
    moved = [_moved(group, promise) for promise in promises]
    has_change = any(isinstance(change, Difference) for change in moved)
    columns = (
        FigureColumn(say("Area"), False, 0.15),
        FigureColumn(say("Promised (owner, due)"), False, 0.35),
        FigureColumn(say("State"), False, 0.1),
        FigureColumn(labels.say_as("of a promise", "What came of it"), False, 0.26 if has_change else 0.4),
        *((FigureColumn(say("Change in score"), True, 0.14),) if has_change else ()),
    )
    rows = tuple(
        (
            FigureCell(labels.areas.get(promise.area, promise.area)),
            FigureCell(f"{promise.action} ({promise.owner}, {promise.due})"),
            FigureCell(promise.state),
            FigureCell(promise.outcome or say("Nothing recorded.")),
            *((_change_cell(change, labels),) if has_change else ()),
        )
        for promise, change in zip(promises, moved, strict=True)
    )
    note = say(
        "The change is the area's difference from the previous wave, in points; it does not say that "
        "the promise caused it."
    )
    if not has_change:
        note = say(
            "The scores of these areas can't be compared with the previous wave, so no change is given."
        )
    return (FigureTable("promises", say("Promises and outcomes"), columns, rows, note),)


def _moved(group: Group, promise: ReportedAction) -> Difference | Hidden | None:
    return difference_against(group.scores.get(promise.area), Against.PREVIOUS, says_why=True)


def _change_cell(change: Difference | Hidden | None, labels: Labels) -> FigureCell:
    if isinstance(change, Difference):
        return difference_cell(change, labels)
    if change is None:
        return FigureCell(HIDDEN_TEXT)
    if change.reason is Reason.NOT_ASKED_IN_FULL:
        return FigureCell(labels.say("asked in part"), reason=labels.reason(change))
    return hidden_cell(change, labels)
