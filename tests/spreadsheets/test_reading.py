"""Uploaded tables: what is refused before it is read, and what is read as plain cells."""

import datetime
import io
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.spreadsheets.cells import CellKind
from survey_app.spreadsheets.reading import read_sheets
from survey_app.spreadsheets.refusals import OF_A_ROSTER, FileIsRefused, FileRefusal, Limits

FILES = Path(__file__).parent / "files"
SMALL = Limits(1 << 20, 8 << 20, 100_000, 100, 40)


def read_sheet(name, content, limits=OF_A_ROSTER):
    return next(sheet for sheet in read_sheets(name, content, limits) if not sheet.is_hidden)


def texts(sheet):
    return [[cell.text for cell in row.cells] for row in sheet.rows]


def workbook(rows, **sheets):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, content in sheets.items():
        other = book.create_sheet(name)
        for row in content:
            other.append(row)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def changed(content, part, before, after):
    """A workbook of which one part says something else."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert before in parts[part]
    return archive({**parts, part: parts[part].replace(before, after)})


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", FileRefusal.EMPTY),
        ("a.csv", b" \n , \n", FileRefusal.EMPTY),
        ("a.csv", b"x" * (SMALL.file_bytes + 1), FileRefusal.TOO_LARGE),
        ("a.pdf", b"%PDF-1.7", FileRefusal.WRONG_TYPE),
        ("a.xlsx", b"code,name", FileRefusal.WRONG_TYPE),
        ("a.csv", archive({"x": b"y"}), FileRefusal.WRONG_TYPE),
        ("a.xlsx", archive({"x": b"y"}), FileRefusal.WRONG_TYPE),
        ("a.xls", b"anything", FileRefusal.PROTECTED_OR_OLD),
        ("a.xlsx", b"\xd0\xcf\x11\xe0rest", FileRefusal.PROTECTED_OR_OLD),
        ("a.xlsb", archive({"xl/workbook.bin": b"y"}), FileRefusal.BINARY_WORKBOOK),
        ("a.xlsx", archive({"xl/workbook.bin": b"y"}), FileRefusal.BINARY_WORKBOOK),
        ("a.xlsx", archive({"xl/workbook.xml": b"<not closed"}), FileRefusal.DAMAGED),
        ("a.ods", archive({"content.xml": b"<not closed"}), FileRefusal.DAMAGED),
        ("a.xlsx", workbook([["a"]])[:-40], FileRefusal.DAMAGED),
        ("a.csv", b"\xff\x81\x00", FileRefusal.UNKNOWN_ENCODING),
        ("a.csv", b"a\n" * (SMALL.rows + 60), FileRefusal.TOO_MANY_ROWS),
    ],
)
def test_a_file_that_cannot_be_a_table_is_refused_with_its_reason(name, content, reason):
    with pytest.raises(FileIsRefused) as refusal:
        read_sheet(name, content, SMALL)

    assert refusal.value.reason == reason


def test_a_value_far_away_is_named_before_the_sheet_is_laid_out():
    with pytest.raises(FileIsRefused) as refusal:
        read_sheet("far.xlsx", (FILES / "sparse.xlsx").read_bytes())

    assert (refusal.value.reason, refusal.value.place) == (FileRefusal.FAR_CELL, "Sheet!XFD1048576")


def test_cells_that_are_only_coloured_make_no_sheet_large():
    book = openpyxl.Workbook()
    book.active.append(["code", "name"])
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)

    assert texts(read_sheet("ghost.xlsx", saved(book))) == [["code", "name"]]


def test_dimensions_that_are_written_wrongly_do_not_matter():
    content = changed(workbook([["a", "b"], ["c", "d"]]), SHEET, b'ref="A1:B2"', b'ref="A1"')

    assert texts(read_sheet("wps.xlsx", content)) == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_is_read_in_the_usual_encodings_with_the_usual_delimiters(encoding, delimiter):
    sheet = read_sheet("부서.csv", f"부서코드{delimiter}부서명\nA{delimiter}기획".encode(encoding))

    assert texts(sheet) == [["부서코드", "부서명"], ["A", "기획"]]


def test_addresses_and_lines_above_a_table_do_not_decide_its_delimiter():
    rows = "현황; 2026; 11\n부서,인원,이메일\n가,2,a@x.kr;b@x.kr;c@x.kr\n나,3,d@x.kr;e@x.kr;f@x.kr\n"

    assert texts(read_sheet("a.csv", rows.encode()))[2][2] == "a@x.kr;b@x.kr;c@x.kr"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm"])
def test_a_workbook_with_macros_is_read_without_them(name):
    assert texts(read_sheet(name, workbook([["code"]]))) == [["code"]]


def test_strict_open_xml_is_read():
    sheet = read_sheet("strict.xlsx", (FILES / "roster_strict.xlsx").read_bytes())

    assert texts(sheet)[0][:2] == ["부서코드", "부서명"]


def test_elements_with_a_prefix_are_marked_like_others():
    plainly = workbook([["a", "b"], [1, "=1+1"]])
    with zipfile.ZipFile(io.BytesIO(plainly)) as packed:
        body = packed.read(SHEET)
    prefixed = body.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x=")

    found = read_sheet("a.xlsx", changed(plainly, SHEET, body, prefixed))

    assert found.rows[1].cells[1].kind is CellKind.FORMULA


def test_a_formula_an_error_a_date_and_a_covered_cell_are_told_apart():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["x", "y", "z"],
        ["=1+1", 12.0, datetime.date(2026, 1, 2)],
        ["#N/A", "m", "3"],
        [None, None, 4],
    ):
        sheet.append(row)
    sheet.merge_cells("B3:B4")

    rows = read_sheet("a.xlsx", saved(book)).rows

    assert [cell.kind for cell in rows[1].cells] == [CellKind.FORMULA, CellKind.VALUE, CellKind.DATE]
    assert [cell.text for cell in rows[1].cells[1:]] == ["12", "2026-01-02"]
    assert (rows[2].cells[0].kind, rows[2].cells[0].text) == (CellKind.ERROR, "#N/A")
    assert (rows[3].cells[1].kind, rows[3].cells[1].text) == (CellKind.MERGED, "m")


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "worksheets/sheet1.xml"])
def test_formulas_are_seen_however_a_workbook_names_its_parts(target):
    content = changed(
        workbook([["a"], ["=1+1"]]),
        "xl/_rels/workbook.xml.rels",
        b"/xl/worksheets/sheet1.xml",
        target.encode(),
    )

    assert read_sheet("a.xlsx", content).rows[1].cells[0].kind is CellKind.FORMULA


def test_formulas_that_were_never_computed_stand_on_the_rows_where_they_are():
    rows = read_sheet("a.xlsx", workbook([["a", "b"], ["c", "=1+1"], ["=A1", "=B1"]])).rows

    assert [(row.number, [cell.kind for cell in row.cells]) for row in rows[1:]] == [
        (2, [CellKind.VALUE, CellKind.FORMULA]),
        (3, [CellKind.FORMULA, CellKind.FORMULA]),
    ]


def test_rows_and_columns_that_merge_everything_end_with_the_table():
    book = openpyxl.Workbook()
    book.active.append(["title"])
    book.active.append(["code", "name"])
    book.active.merge_cells("A1:XFD1")

    assert texts(read_sheet("a.xlsx", saved(book))) == [["title", "title"], ["code", "name"]]


ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet><table:table table:name="부서">
<table:table-row><table:table-cell office:value-type="string"><text:p>코드</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>인원</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="2"
 table:number-columns-spanned="1"><text:p>A</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>
</table:table-row><table:table-row><table:covered-table-cell/>
<table:table-cell office:value-type="float" office:value="4"
 table:formula="of:=1+3"><text:p>4</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048573">
<table:table-cell table:number-columns-repeated="16384"/>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def test_an_open_document_is_read_with_its_formulas_and_merged_cells():
    kind, manifest = b"application/vnd.oasis.opendocument.spreadsheet", b"<manifest/>"
    content = archive(
        {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": ODS.replace(">\n", ">")}
    )

    rows = read_sheet("부서.ods", content).rows

    assert [[cell.text for cell in row.cells] for row in rows] == [["코드", "인원"], ["A", "3"], ["A", "4"]]
    assert [cell.kind for cell in rows[2].cells] == [CellKind.MERGED, CellKind.FORMULA]


def test_every_sheet_that_holds_anything_is_read_with_its_rows_numbers():
    book = openpyxl.load_workbook(
        io.BytesIO(workbook([], 부서=[[None], ["code"], [None], ["A"]], 숨김=[["x"]]))
    )
    book["숨김"].sheet_state = "hidden"

    sheets = read_sheets("a.xlsx", saved(book), OF_A_ROSTER)

    assert [(sheet.name, sheet.is_hidden) for sheet in sheets] == [("부서", False), ("숨김", True)]
    assert [row.number for row in sheets[0].rows] == [2, 4]


@pytest.mark.parametrize(
    "text",
    [
        unicodedata.normalize("NFD", "기획 과"),
        "  기획\x07 과 ",
        "기\u200b획\ufeff\u00a0과",
        "기획\u3000과\u3164",
        "기획\r\n과",
        "\u202e기획 과",
    ],
)
def test_what_nobody_sees_is_not_read(text):
    assert texts(read_sheet("a.csv", f'"{text}",x'.encode()))[0][0] == "기획 과"
    assert texts(read_sheet("a.xlsx", workbook([[text.replace("\x07", ""), "x"]])))[0][0] == "기획 과"


def test_the_apostrophe_of_an_export_is_taken_off_again():
    sheet = read_sheet("a.csv", "code,'=1+1,'90년대".encode())

    assert [(cell.text, cell.kind) for cell in sheet.rows[0].cells[1:]] == [
        ("=1+1", CellKind.VALUE),
        ("'90년대", CellKind.VALUE),
    ]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a.ods", "a", ""]))
def test_no_content_at_all_does_anything_but_read_or_refuse(content, name):
    try:
        sheets = read_sheets(name, content, OF_A_ROSTER)
    except FileIsRefused:
        return
    assert all(sheet.rows for sheet in sheets)
