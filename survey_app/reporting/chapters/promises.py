"""What was promised after the previous wave, and what came of it."""

from analysis.released.release import Group
from analysis.released.released_values import Against, Difference, Hidden, Reason
from survey_app.figures.cells import difference_cell, hidden_cell
from survey_app.figures.figure import Cell, Column, Table
from survey_app.reporting.making.report import Block, Chapter, Heading, Paragraph, Promise
from survey_app.wording.differences import difference_against
from survey_app.wording.labels import HIDDEN_TEXT, Labels


def promises_chapter(
    group: Group, promises: tuple[Promise, ...], labels: Labels, starts_page: bool = True
) -> Chapter:
    """A chapter of its own, with which an institution's report opens."""
    return Chapter("promises", _title(labels), _told(group, promises, labels), starts_page)


def promises_blocks(group: Group, promises: tuple[Promise, ...], labels: Labels) -> tuple[Block, ...]:
    """The same under a heading of another chapter."""
    return (Heading(_title(labels)), *_told(group, promises, labels))


def _title(labels: Labels) -> str:
    return labels.say("지난번 약속과 그 결과", "What we promised last time, and what came of it")


def _told(group: Group, promises: tuple[Promise, ...], labels: Labels) -> tuple[Block, ...]:
    say = labels.say
    if not promises:
        text = say(
            "지난 회차 뒤에 기록된 약속이 없습니다. 이번 보고서의 제안에서 한 가지를 골라 담당과 기한을 "
            "정하면 다음 보고서는 그 결과를 알리는 것으로 시작합니다.",
            "No promise was recorded after the previous wave. Choose one of this report's proposals, with an "
            "owner and a date, and the next report will open with what came of it.",
        )
        return (Paragraph(text),)
    moved = [_moved(group, promise) for promise in promises]
    has_change = any(isinstance(change, Difference) for change in moved)
    columns = (
        Column(say("영역", "Area"), False, 0.15),
        Column(say("약속한 일(담당, 기한)", "Promised (owner, due)"), False, 0.35),
        Column(say("상태", "State"), False, 0.1),
        Column(say("한 일과 결과", "What came of it"), False, 0.26 if has_change else 0.4),
        *((Column(say("점수 변화", "Change in score"), True, 0.14),) if has_change else ()),
    )
    rows = tuple(
        (
            Cell(labels.areas.get(promise.area, promise.area)),
            Cell(f"{promise.action} ({promise.owner}, {promise.due})"),
            Cell(promise.state),
            Cell(promise.outcome or say("적힌 결과가 없습니다.", "Nothing recorded.")),
            *((_change_cell(change, labels),) if has_change else ()),
        )
        for promise, change in zip(promises, moved, strict=True)
    )
    note = say(
        "점수 변화는 지난 회차 대비 그 영역의 차이(점)입니다. 약속 때문에 바뀌었다는 뜻은 아닙니다.",
        "The change is the area's difference from the previous wave, in points; it does not say that the "
        "promise caused it.",
    )
    if not has_change:
        note = say(
            "약속한 영역의 점수를 지난 회차와 비교할 수 없어 점수 변화는 싣지 않습니다.",
            "The scores of these areas can't be compared with the previous wave, so no change is given.",
        )
    return (Table("promises", say("약속과 결과", "Promises and outcomes"), columns, rows, note),)


def _moved(group: Group, promise: Promise) -> Difference | Hidden | None:
    return difference_against(group.scores.get(promise.area), Against.PREVIOUS, says_why=True)


def _change_cell(change: Difference | Hidden | None, labels: Labels) -> Cell:
    if isinstance(change, Difference):
        return difference_cell(change, labels)
    if change is None:
        return Cell(HIDDEN_TEXT)
    if change.reason is Reason.NOT_ASKED_IN_FULL:
        return Cell(labels.say("일부만 물음", "asked in part"), reason=labels.reason(change))
    return hidden_cell(change, labels)
