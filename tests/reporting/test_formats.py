"""All formats carry the same numbers, and those are the release's."""

import io
import re
import zipfile
from collections.abc import Mapping

import msgspec
import openpyxl
import pytest
from hwpx import HwpxDocument
from pptx import Presentation

from analysis.released.released_values import Count, Score, Shares
from survey_app.figures.figure import FigureTable
from survey_app.reporting.workbooks.xlsx import write_xlsx
from survey_app.reporting.writers.hwpx import write_hwpx
from survey_app.reporting.writers.pptx import write_pptx
from survey_app.wording import numbers
from tests.reporting.sample import QUESTIONNAIRE, sample_release


@pytest.fixture(scope="module")
def workbook(release):
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(release, QUESTIONNAIRE, "ko")))


@pytest.fixture(scope="module")
def hwpx_bytes(report, drawer):
    return write_hwpx(report, drawer)


@pytest.fixture(scope="module")
def show(report, drawer):
    return Presentation(io.BytesIO(write_pptx(report, drawer)))


def rows_of(sheet):
    titles = [cell.value for cell in sheet[1]]
    return [
        dict(zip(titles, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)
    ]


def test_every_released_score_stands_in_the_workbook_unrounded(workbook, release, labels):
    rows = {(row["집단 키"], row["영역"]): row for row in rows_of(workbook["영역 점수"])}
    for group in release.groups:
        for area, result in group.scores.items():
            row = rows[group.key, labels.areas[area]]
            if isinstance(result, Score):
                assert row["점수"] == pytest.approx(result.value, rel=1e-12)
                assert row["긍정 응답률(%)"] == pytest.approx(result.favourable, rel=1e-12)
                assert row["표시하지 않는 이유"] is None
            else:
                assert row["점수"] is None
                assert row["표시하지 않는 이유"] == labels.reason(result)


def test_every_released_item_stands_in_the_workbook(workbook, release, labels):
    rows = {(row["집단 키"], row["문항 번호"]): row for row in rows_of(workbook["문항"])}
    for group in release.groups:
        for item, result in group.items.items():
            row = rows[group.key, item]
            if isinstance(result, Shares):
                assert row["긍정(%)"] == pytest.approx(result.favourable, rel=1e-12)
            else:
                assert row["긍정(%)"] is None
                assert row["표시하지 않는 이유"] == labels.reason(result)


def test_weighted_scores_stand_beside_the_unweighted_in_the_workbook(workbook, release, labels):
    rows = {row["영역"]: row for row in rows_of(workbook["가중"])}
    for area, weighted in release.weighting.scores.items():
        row = rows[labels.areas[area]]
        assert row["가중 전 점수"] == pytest.approx(release.whole.scores[area].value, rel=1e-12)
        assert (row["가중 후 점수"], row["차이"]) == (weighted.value, weighted.difference)
    assert rows["설계효과(Kish)"]["가중 전 점수"] == release.weighting.design_effect
    assert rows["유효 응답자"]["가중 전 점수"] == release.weighting.effective_respondents


def test_numbers_are_numbers_and_nothing_is_a_formula(workbook):
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
    assert workbook["영역 점수"]["D2"].data_type == "n"


def test_text_that_looks_like_a_formula_stays_text():
    release = sample_release()
    names = {**release.names, "unit:SVC": type(release.names["all"])(ko="=HYPERLINK(1)", en="@SUM(1)")}
    import msgspec

    changed = msgspec.structs.replace(release, names=names)
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(changed, QUESTIONNAIRE, "ko")))
    cell = next(row[0] for row in book["참여"].iter_rows(min_row=2) if row[1].value == "unit:SVC")
    assert cell.value == "=HYPERLINK(1)"
    assert cell.data_type == "s"


def test_a_unit_s_workbook_holds_no_other_unit(release):
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(release, QUESTIONNAIRE, "ko", "unit:SVC")))
    keys = {row["집단 키"] for row in rows_of(book["영역 점수"])}
    assert keys == {"all", "unit:SVC", "unit:SVC|gender:women", "unit:SVC|gender:men"}


def test_the_pdf_says_the_release_s_scores(pdf_text, release, labels):
    for area, score in release.whole.scores.items():
        row = f"{labels.areas[area]} {numbers.score(score.value)} {numbers.interval(score.interval)} "
        assert row + numbers.percent(score.favourable) in pdf_text


def test_the_pdf_says_every_item_s_favourable_share(pdf_text, release, labels):
    for items in labels.area_items.values():
        for item in items:
            shares = release.whole.items[item]
            points = " ".join(str(numbers.rounded(p)) for p in shares.points)
            assert f"{points} {numbers.rounded(shares.favourable)}" in pdf_text


def test_the_hwpx_passes_validation_and_has_real_headings_tables_and_pictures(hwpx_bytes, report):
    document = HwpxDocument.open(io.BytesIO(hwpx_bytes))
    assert document.validate().issues == ()
    with zipfile.ZipFile(io.BytesIO(hwpx_bytes)) as archive:
        section = archive.read("Contents/section0.xml").decode()
        pictures = [name for name in archive.namelist() if name.startswith("BinData/")]
    figures = list(report.figures)
    tables = [b for chapter in report.chapters for b in chapter.blocks if isinstance(b, FigureTable)]
    assert len(pictures) == len(figures)
    assert section.count("<hp:tbl ") == len(tables)
    for chapter in report.chapters:
        assert f"<hp:t>{chapter.title}</hp:t>" in section
    assert figures[0].alt in section


def test_the_hwpx_holds_every_cell_of_every_table(hwpx_bytes, report):
    with zipfile.ZipFile(io.BytesIO(hwpx_bytes)) as archive:
        section = archive.read("Contents/section0.xml").decode()
    for chapter in report.chapters:
        for block in chapter.blocks:
            if isinstance(block, FigureTable):
                for row in block.rows:
                    for cell in row:
                        assert cell.text in section.replace("&amp;", "&").replace("&lt;", "<")


def test_the_presentation_has_ten_slides_with_notes_and_the_scores(show, report, release, labels):
    assert len(show.slides) == 10
    for slide, planned in zip(show.slides, report.slides, strict=True):
        assert slide.shapes.title.text_frame.text == planned.title
        assert slide.notes_slide.notes_text_frame.text == planned.notes
        assert len(planned.notes) > 20
    words = " ".join(
        shape.text_frame.text for slide in show.slides for shape in slide.shapes if shape.has_text_frame
    )
    assert "인권·윤리의식(71점)" in words
    described = [
        shape._element.nvPicPr.cNvPr.get("descr")
        for slide in show.slides
        for shape in slide.shapes
        if shape.shape_type == 13
    ]
    assert described
    assert all(described)


def test_the_same_report_gives_the_same_presentation(unit_report, drawer):
    assert write_pptx(unit_report, drawer) == write_pptx(unit_report, drawer)


def _numbers_in(value):
    """All fractions in a value of a release, however deep."""
    if isinstance(value, bool | str | None):
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, msgspec.Struct):
        yield from (one for name in value.__struct_fields__ for one in _numbers_in(getattr(value, name)))
    elif isinstance(value, Mapping):
        yield from (one for each in value.values() for one in _numbers_in(each))
    elif isinstance(value, tuple):
        yield from (one for each in value for one in _numbers_in(each))


def test_every_number_of_the_workbook_is_one_of_the_release_with_its_digits(workbook, release):
    known = set(_numbers_in(release))
    for sheet in workbook:
        titles = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            for title, cell in zip(titles, row, strict=True):
                if isinstance(cell.value, float) and "응답률" not in str(title):
                    assert cell.value in known, (sheet.title, title, cell.value)
                if isinstance(cell.value, float):
                    assert round(cell.value, 2) == cell.value, (sheet.title, title, cell.value)


def test_no_number_leaves_with_more_than_two_decimals(report, hwpx_bytes, show, pdf_text):
    document = zipfile.ZipFile(io.BytesIO(hwpx_bytes))
    texts = [
        pdf_text,
        *(
            re.sub("<[^>]+>", " ", document.read(name).decode())
            for name in document.namelist()
            if "section" in name
        ),
        *(shape.text_frame.text for slide in show.slides for shape in slide.shapes if shape.has_text_frame),
    ]
    for text in texts:
        assert not re.findall(r"\d\.\d{3,}", text)


def test_single_answers_of_few_people_and_of_sensitive_experiences_stand_in_no_sheet(workbook, release):
    few = {
        group.key
        for group in release.groups
        if isinstance(group.respondents, Count) and group.respondents.upper < 30
    }
    sensitive = {item.id for item in QUESTIONNAIRE.items if item.is_sensitive}
    rows = rows_of(workbook["응답 분포"])
    assert rows
    assert not {row["집단 키"] for row in rows} & few
    assert not {row["문항 번호"] for row in rows} & sensitive
