"""What was promised after the previous wave, and what came of it."""

from analysis.release import Against, Difference, Group
from survey_app.figures.cells import difference_against, difference_cell
from survey_app.figures.figure import Cell, Column, Table
from survey_app.figures.labels import HIDDEN_TEXT, Labels
from survey_app.reporting.report import Block, Chapter, Heading, Paragraph, Promise


def promises_chapter(group: Group, promises: tuple[Promise, ...], labels: Labels) -> Chapter:
    """A chapter of its own, with which an institution's report opens."""
    return Chapter("promises", _title(labels), _told(group, promises, labels))


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
    columns = (
        Column(say("영역", "Area"), False, 0.15),
        Column(say("약속한 일(담당, 기한)", "Promised (owner, due)"), False, 0.35),
        Column(say("상태", "State"), False, 0.1),
        Column(say("한 일과 결과", "What came of it"), False, 0.26),
        Column(say("점수 변화", "Change in score"), True, 0.14),
    )
    rows = []
    for promise in promises:
        change = difference_against(group.scores.get(promise.area), Against.PREVIOUS)
        rows.append(
            (
                Cell(labels.areas.get(promise.area, promise.area)),
                Cell(f"{promise.action} ({promise.owner}, {promise.due})"),
                Cell(promise.state),
                Cell(promise.outcome or say("적힌 결과가 없습니다.", "Nothing recorded.")),
                difference_cell(change, labels) if isinstance(change, Difference) else Cell(HIDDEN_TEXT),
            )
        )
    note = say(
        "점수 변화는 지난 회차 대비 그 영역의 차이(점)입니다. 약속 때문에 바뀌었다는 뜻은 아닙니다.",
        "The change is the area's difference from the previous wave, in points; it does not say that the "
        "promise caused it.",
    )
    return (Table("promises", say("약속과 결과", "Promises and outcomes"), columns, tuple(rows), note),)
