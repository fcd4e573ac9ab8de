"""Uploaded tables: what is refused before it is read, and what is read as plain text."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.institutions import tables
from survey_app.institutions.tables import FileIsRefused, Refusal, read_sheet


def workbook(rows, **sheets):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, content in sheets.items():
        other = book.create_sheet(name)
        for row in content:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", Refusal.EMPTY),
        ("a.csv", b" \n , \n", Refusal.EMPTY),
        ("a.csv", b"x" * (tables.OF_A_ROSTER.file_bytes + 1), Refusal.TOO_LARGE),
        ("a.pdf", b"%PDF-1.7", Refusal.WRONG_TYPE),
        ("a.xlsx", b"code,name", Refusal.WRONG_TYPE),
        ("a.csv", archive({"x": b"y"}), Refusal.WRONG_TYPE),
        ("a.xlsx", archive({"x": b"y"}), Refusal.WRONG_TYPE),
        ("a.xls", b"anything", Refusal.PROTECTED_OR_OLD),
        ("a.xlsx", b"\xd0\xcf\x11\xe0rest", Refusal.PROTECTED_OR_OLD),
        ("a.xlsx", archive({"xl/workbook.xml": b"<not closed"}), Refusal.DAMAGED),
        ("a.xlsx", workbook([["a"]])[:-40], Refusal.DAMAGED),
        ("a.csv", b"\xff\xfe\x81\x00", Refusal.UNKNOWN_ENCODING),
        ("a.csv", b"a\n" * (tables.MOST_ROWS + 2), Refusal.TOO_MANY_ROWS),
    ],
)
def test_a_file_that_cannot_be_a_table_is_refused_with_its_reason(name, content, reason):
    with pytest.raises(FileIsRefused) as refusal:
        read_sheet(name, content)

    assert refusal.value.reason == reason


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = archive({"xl/workbook.xml": b"<a/>", "xl/sharedStrings.xml": bytes(50 * 1024 * 1024)})

    with pytest.raises(FileIsRefused) as refusal:
        read_sheet("bomb.xlsx", bomb)

    assert refusal.value.reason == Refusal.UNPACKS_TOO_LARGE


def test_too_many_parts_are_refused():
    many = archive({f"part{number}": b"" for number in range(tables.MOST_PARTS + 1)})

    with pytest.raises(FileIsRefused) as refusal:
        read_sheet("many.xlsx", many)

    assert refusal.value.reason == Refusal.UNPACKS_TOO_LARGE


def test_a_cell_far_away_does_not_make_the_sheet_long():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "code", "x"
    out = io.BytesIO()
    book.save(out)

    assert len(read_sheet("far.xlsx", out.getvalue()).rows) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_the_usual_encodings_with_the_usual_delimiters(encoding, delimiter):
    sheet = read_sheet("부서.csv", f"부서코드{delimiter}부서명\nA{delimiter}기획".encode(encoding))

    assert [[cell.text for cell in row.cells] for row in sheet.rows] == [
        ["부서코드", "부서명"],
        ["A", "기획"],
    ]


def test_a_formula_is_marked_and_a_whole_number_is_a_whole_number():
    sheet = read_sheet("a.xlsx", workbook([["x", "y", "z"], ["=1+1", 12.0, 3]]))

    row = sheet.rows[1]
    assert [cell.is_formula for cell in row.cells[:3]] == [True, False, False]
    assert [cell.text for cell in row.cells[1:3]] == ["12", "3"]


def test_the_first_visible_sheet_that_holds_anything_is_read_with_its_rows_numbers():
    sheet = read_sheet("a.xlsx", workbook([], 부서=[[None], ["code"], [None], ["A"]]))

    assert sheet.name == "부서"
    assert [row.number for row in sheet.rows] == [2, 4]


def test_korean_in_separate_letters_and_control_characters_are_put_in_order():
    decomposed = "\u1100\u1175\u1112\u116c\u11a8"

    assert read_sheet("a.csv", f"  {decomposed}\x07 과 ".encode()).rows[0].cells[0].text == "기획 과"


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a", ""]))
def test_no_content_at_all_does_anything_but_read_or_refuse(content, name):
    try:
        sheet = read_sheet(name, content)
    except FileIsRefused:
        return
    assert sheet.rows
