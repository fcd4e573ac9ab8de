"""A difference is judged in one set of words and signs, with one legend, wherever it stands."""

import io
import re

import msgspec
import openpyxl
import pytest

from analysis.released.released_values import Against, Difference, Verdict
from survey_app.figures.area_table import area_table
from survey_app.figures.cells import difference_cell
from survey_app.figures.experiences import experience_table
from survey_app.figures.figure import Tone
from survey_app.figures.groups import heat_map
from survey_app.figures.item_table import item_table
from survey_app.reporting.making.institution import build_institution_report
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.unit import build_unit_report
from survey_app.reporting.workbooks.xlsx import write_xlsx
from survey_app.wording import numbers, verdicts
from tests.reporting.sample import QUESTIONNAIRE

FORMER_WORDS = re.compile(
    "가릴 수 없|실제 차이|실제로 (높|낮|다)|차이 없음|판단 불가|really|real difference|surely"
)


def test_every_verdict_has_a_sign_and_words_of_its_own():
    assert len(set(numbers.MARKS.values())) == len(Verdict)
    for language in ("ko", "en"):
        assert len({verdicts.word(one, None, language) for one in Verdict}) == len(Verdict)
    changes = [verdicts.word(one, Against.PREVIOUS, "ko") for one in Verdict]
    assert changes == ["높아짐", "낮아짐", "조금 높아짐", "조금 낮아짐", "비슷함", "판단하기 어려움"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_legend_explains_every_sign(language):
    for verdict, mark in numbers.MARKS.items():
        assert f"{mark} {verdicts.word(verdict, None, language)}" in verdicts.legend(language)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_cell_says_its_verdict_in_words_for_those_who_do_not_see_the_sign(labels, verdict):
    cell = difference_cell(Difference(Against.BENCHMARK, 3.0, verdict), labels)

    assert cell.text == f"+3 {numbers.MARKS[verdict]}"
    assert cell.word == verdicts.word(verdict, Against.BENCHMARK, "ko")


def test_seen_from_the_other_side_sign_number_word_and_colour_turn_together(labels):
    cell = difference_cell(
        Difference(Against.PREVIOUS, -6.0, Verdict.LOWER), labels, is_share=True, is_turned=True
    )

    assert (cell.text, cell.word, cell.tone) == ("+6%p ▲", "높아짐", Tone.HIGHER)


def test_a_table_with_differences_has_the_legend_beside_it(release, labels):
    whole, items = release.whole, list(labels.items)
    experiences = [i.id for i in QUESTIONNAIRE.items_outside_areas if i.id in whole.items]
    tables = [
        area_table(whole, labels),
        item_table(whole, items, labels),
        heat_map(release, release.units, labels).table,
        experience_table(whole, experiences, labels),
    ]
    for table in tables:
        assert any(cell.word for row in table.rows for cell in row), table.key
        assert verdicts.legend("ko") in table.note


def texts_of(report):
    for chapter in report.chapters:
        yield from re.findall(
            r"'([^']*)'|\"([^\"]*)\"", repr([b for b in chapter.blocks if not hasattr(b, "plotly")])
        )
        for block in chapter.blocks:
            if hasattr(block, "plotly"):
                yield (block.caption, block.alt)
    for slide in report.slides:
        yield (slide.title, slide.notes, *slide.points)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_report_speaks_in_the_former_words(release, language):
    unit = next(g for g in release.units if g.is_shown)
    for report in (
        build_institution_report(Materials(release, QUESTIONNAIRE), language, has_slides=True),
        build_unit_report(Materials(release, QUESTIONNAIRE), unit.key, language, has_slides=True),
    ):
        found = [text for texts in texts_of(report) for text in texts if FORMER_WORDS.search(text)]
        assert found == []


def test_the_workbook_has_the_same_words_and_the_legend(release):
    every = {
        area: msgspec.structs.replace(score, differences=(Difference(Against.PREVIOUS, 1.0, verdict),))
        for (area, score), verdict in zip(release.whole.scores.items(), [*Verdict, *Verdict], strict=True)
    }
    whole = msgspec.structs.replace(release.whole, scores=every)
    changed = msgspec.structs.replace(release, groups=(whole, *release.groups[1:]))
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(changed, QUESTIONNAIRE, "ko")), read_only=True)

    cells = {str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row}

    assert {verdicts.word(one, Against.PREVIOUS, "ko") for one in Verdict} <= cells
    assert any(verdicts.legend("ko") in text for text in cells)
