"""The report of a pulse: five items with a verdict in words, no score of half an area, one kind of report."""

import msgspec
import pytest

from analysis.released.released_values import Against, Difference, Hidden, Interval, Reason, Shares, Verdict
from questionnaires.pulse import pulse_of
from survey_app.figures.pulses import pulse_sentence, pulse_table
from survey_app.reporting.chapters.promises import promises_chapter
from survey_app.reporting.making.making import build_report
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.report import Note, ReportedAction, ReportKind
from survey_app.wording.labels import labels_of
from tests.reporting.sample import QUESTIONNAIRE

ITEMS = ("CULT01", "LIFE01", "LIFE02", "LIFE03", "LIFE04")
PULSE = pulse_of(QUESTIONNAIRE, ITEMS)
MOVED = {
    "CULT01": Verdict.HIGHER,
    "LIFE01": Verdict.LOWER,
    "LIFE02": Verdict.ABOUT_THE_SAME,
    "LIFE03": Verdict.CANNOT_TELL,
}


def _item(item: str) -> Shares | Hidden:
    if item not in MOVED:
        return Hidden(Reason.TOO_FEW)
    difference = Difference(Against.PREVIOUS, 12.4, MOVED[item])
    points = (10.0, 9.4, 20.0, 40.0, 20.6)
    return Shares(60.6, 20.0, 19.4, Interval(55, 66), points, 0.0, differences=(difference,))


@pytest.fixture(scope="module")
def pulse(release):
    whole = msgspec.structs.replace(
        release.whole,
        items={item: _item(item) for item in ITEMS},
        scores={
            "culture": Hidden(Reason.NOT_ASKED_IN_FULL),
            "work_life": release.whole.scores["work_life"],
        },
    )
    return msgspec.structs.replace(
        release,
        groups=(whole, *release.groups[1:]),
        drivers=Hidden(Reason.NOT_ESTIMABLE),
        trend={},
        is_pulse=True,
    )


@pytest.fixture(scope="module")
def table(pulse):
    return pulse_table(pulse, labels_of(pulse, PULSE, "ko"))


def test_each_item_says_before_now_change_and_verdict(table):
    assert [[cell.text for cell in row[1:]] for row in table.rows[:4]] == [
        ["48%", "61%", "+12%p ▲", "높아짐"],
        ["48%", "61%", "+12%p ▼", "낮아짐"],
        ["48%", "61%", "+12%p ≈", "비슷함"],
        ["48%", "61%", "+12%p ?", "판단하기 어려움"],
    ]


def test_an_item_that_is_hidden_says_why_instead_of_a_number(table):
    hidden = table.rows[4][1:]

    assert {cell.reason for cell in hidden} == {"응답자가 너무 적음"}
    assert all(cell.value is None for cell in hidden)


@pytest.mark.parametrize(("language", "counted"), [("ko", "높아짐 1개"), ("en", "lower 1")])
def test_the_sentence_counts_verdicts(pulse, language, counted):
    assert counted in pulse_sentence(pulse, labels_of(pulse, PULSE, language))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_report_has_a_page_for_the_area_asked_in_full_alone(pulse, language):
    report = build_report(Materials(pulse, PULSE), ReportKind.INSTITUTION, None, language)

    keys = [chapter.key for chapter in report.chapters]
    assert keys[:2] == ["pulse", "promises"]
    assert [key for key in keys if key.startswith("area-")] == ["area-work_life"]
    (note,) = [block for block in report.chapters[0].blocks if isinstance(block, Note)]
    assert PULSE.texts[language].areas["culture"] in note.text


@pytest.mark.parametrize("kind", [ReportKind.SUMMARY, ReportKind.UNIT])
def test_a_pulse_has_no_other_report(pulse, kind):
    with pytest.raises(ValueError, match="pulse"):
        build_report(Materials(pulse, PULSE), kind, "unit:SVC", "ko")


@pytest.mark.parametrize(("language", "words"), [("ko", "일부만 물음"), ("en", "asked in part")])
def test_a_promise_of_an_area_asked_in_part_says_so(pulse, language, words):
    promises = tuple(
        ReportedAction(area, "일", "과", "2026-10-30", "합의함") for area in ("work_life", "culture")
    )
    labels = labels_of(pulse, PULSE, language)
    [table] = promises_chapter(pulse.whole, promises, labels).blocks
    assert [row[-1].text for row in table.rows][1] == words
    assert table.rows[0][-1].value is not None


def test_promises_without_any_change_have_no_column_for_it_and_say_why(pulse):
    promise = ReportedAction("culture", "일", "과", "2026-10-30", "합의함")
    [table] = promises_chapter(pulse.whole, (promise,), labels_of(pulse, PULSE, "ko")).blocks
    assert len(table.columns) == len(table.rows[0]) == 4
    assert "비교할 수 없어" in table.note
