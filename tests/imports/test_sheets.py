"""Answers are found where a file holds them, and what no cell can mean is named."""

import io
import re
import unicodedata
import zipfile

import openpyxl
import pytest
from sqlalchemy import select

from analysis.released.release import decode
from survey_app.releases.models import StoredRelease
from tests.imports.surveys import as_workbook, problems


def test_a_workbook_gives_the_same_release_as_text(import_wave, table, write, mapping, people):
    import_wave(write(table), mapping)

    status, found = import_wave(as_workbook(write(table)), mapping, name="answers.xlsx", wave="2025")

    first, second = (decode(one.document) for one in people.scalars(select(StoredRelease)))
    assert status == 0, found
    assert first.whole.items == second.whole.items
    assert first.reliability["CARE"].alpha == second.reliability["CARE"].alpha


def test_formulas_of_a_workbook_are_named_with_sheet_row_and_column(import_wave, table, write, mapping):
    content = as_workbook(write(table), B5="=1+2", H9="=SUM(B2:B4)")

    status, found = import_wave(content, mapping, name="answers.xlsx")

    assert status == 1
    assert sorted(problems(found)) == [(5, "CARE01", "formula"), (9, "PACE03", "formula")]
    assert {fault["sheet"] for fault in found["faults"]} == {"응답"}


def test_a_respondent_of_formulas_that_were_never_computed_is_named(import_wave, table, write, mapping):
    cells = {f"{column}302": "=1" for column in "ABCDEFGH"}

    status, found = import_wave(as_workbook(write(table), **cells), mapping, name="answers.xlsx")

    assert status == 1
    assert {(row, problem) for row, _column, problem in problems(found)} == {(302, "formula")}


def test_formulas_on_another_sheet_do_not_matter(import_wave, table, write, mapping):
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(write(table))))
    book.create_sheet("요약")["B5"] = "=1+2"
    file = io.BytesIO()
    book.save(file)

    status, _found = import_wave(file.getvalue(), mapping, "--preview", name="answers.xlsx")

    assert status == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("answers.csv", b""),
        ("answers.csv", "부서,문항\n가,1\n".encode("utf-16-le")),
        ("answers.xlsx", b"PK\x03\x04 broken"),
        ("answers.xls", b"\xd0\xcf\x11\xe0 old"),
        ("answers.pdf", b"%PDF-1.7"),
        ("answers.csv", b'A,B\n1,"2\n'),
    ],
)
def test_a_file_that_is_no_table_is_refused_kindly(import_wave, name, content):
    status, found = import_wave(content, name=name)

    assert status == 1
    assert [fault["problem"] for fault in found["faults"]] == ["file_refused"]
    assert found["faults"][0]["remedy"]


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(import_wave):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (16 * 1024 * 1024))

    status, found = import_wave(file.getvalue(), name="answers.xlsx")

    assert status == 1
    assert [fault["problem"] for fault in found["faults"]] == ["file_refused"]


def test_the_table_is_found_under_lines_of_title_and_behind_other_sheets(
    import_wave, table, write, mapping, people
):
    import_wave(write(table), mapping)
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(write(table))))
    answers = book["응답"]
    answers.insert_rows(1, 3)
    answers["A1"], answers["D2"] = "2026 조직문화 설문 원자료", "(단위: 점)"
    notes = book.create_sheet("작성요령", 0)
    for row in (["열", "뜻"], ["CARE01", "1 전혀 … 5 매우"], ["TEAM", "부서", "비고"]):
        notes.append(row)
    file = io.BytesIO()
    book.save(file)

    status, found = import_wave(file.getvalue(), mapping, name="answers.xlsx", wave="2025")

    first, second = (decode(one.document) for one in people.scalars(select(StoredRelease)))
    assert status == 0, found
    assert (found["sheet"], found["header_row"], found["sheets_passed_over"]) == ("응답", 4, ["작성요령"])
    assert first.whole.items == second.whole.items


def test_two_sheets_with_the_same_columns_are_named_and_one_can_be_chosen(import_wave, table, write, mapping):
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(write(table))))
    book.copy_worksheet(book["응답"]).title = "지난해"
    file = io.BytesIO()
    book.save(file)

    refused, found = import_wave(file.getvalue(), mapping, "--preview", name="answers.xlsx")
    chosen, preview = import_wave(
        file.getvalue(), mapping, "--preview", "--sheet", "지난해", name="answers.xlsx"
    )

    assert (refused, chosen) == (1, 0)
    assert problems(found) == [(None, "", "several_sheets")]
    assert "응답, 지난해" in found["faults"][0]["message"]
    assert preview["sheet"] == "지난해"


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
def test_a_cell_that_could_not_be_computed_is_named_and_never_no_answer(
    import_wave, table, write, mapping, error
):
    content = as_workbook(write(table), B5=error)

    status, found = import_wave(content, mapping, name="answers.xlsx")
    text = re.sub(r"\n(T\d),\d,", rf"\n\1,{error},", write(table), count=1)
    in_text, named = import_wave(text)
    meant, _found = import_wave(
        content, mapping.replace("[99]", f'[99, "{error}"]'), "--preview", name="answers.xlsx"
    )

    assert (status, in_text, meant) == (1, 1, 0)
    assert [*problems(found)] == [(5, "CARE01", "error_cell")]
    assert found["faults"][0]["sheet"] == "응답"
    assert "error_cell" in {fault["problem"] for fault in named["faults"]}


def test_answers_given_by_one_merged_cell_are_named_and_a_merged_unit_is_each_ones(
    import_wave, table, write, mapping
):
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(write(table))))
    sheet = book["응답"]
    for row in range(2, 8):
        sheet[f"A{row}"] = "T1"
    sheet.merge_cells("A2:A7")
    units = io.BytesIO()
    book.save(units)
    sheet.merge_cells("C3:C4")
    answers = io.BytesIO()
    book.save(answers)

    status, found = import_wave(units.getvalue(), mapping, "--preview", name="answers.xlsx")
    refused, faults = import_wave(answers.getvalue(), mapping, "--preview", name="answers.xlsx")

    assert (status, refused) == (0, 1)
    assert found["respondents_without_unit"] == 0
    assert problems(faults) == [(4, "CARE02", "merged_cell")]


def test_answers_are_read_however_their_digits_and_letters_are_written(import_wave, table, write, mapping):
    text = unicodedata.normalize("NFD", write(table).replace("\nT1,", "\n\u200bT1,"))
    wide = text.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    wide = wide.replace("Ｔ", "T")

    plainly, first = import_wave(write(table), mapping, "--preview")
    status, second = import_wave(header_kept(text, wide), mapping, "--preview")

    assert (plainly, status) == (0, 0), second
    assert first["items"] == second["items"]
    assert sum(unit["respondents"] for unit in second["units"]) == 300


def header_kept(text, wide):
    """The wide digits below the header: names of columns are compared as they are written."""
    return "\n".join(
        [
            text.split("\n")[0],
            *(_unit_kept(line) for line in zip(text.split("\n")[1:], wide.split("\n")[1:], strict=True)),
        ]
    )


def _unit_kept(lines):
    plainly, wide = (line.split(",") for line in lines)
    return ",".join([plainly[0], *wide[1:8], *plainly[8:]])


def test_korean_of_the_older_encoding_is_read(import_wave, table, write, mapping):
    korean = write(table).replace("TEAM", "부서")

    status, _found = import_wave(
        korean.encode("cp949"), mapping.replace("column: TEAM", "column: 부서"), "--preview"
    )

    assert status == 0
