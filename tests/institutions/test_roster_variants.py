"""Tables of units as offices have them are read as the same tree, and what was made of them is said."""

import io
from pathlib import Path

import openpyxl
import pytest

from survey_app.institutions.roster import RosterUnit, Said
from survey_app.institutions.roster_reading import read_roster
from tests.institutions.tables import HEAD, LEVELS, ROWS, TREE, Table, head, said, text_file, tree
from tests.institutions.variants import BY_NAME, READ

FILES = Path(__file__).parents[1] / "spreadsheets" / "files"


@pytest.mark.parametrize("variant", READ)
def test_a_table_is_read_as_the_tree_that_it_means_and_what_was_made_of_it_is_said(variant):
    table, notes = READ[variant]

    reading = read_roster("부서.xlsx", table.workbook(), (), ("가온부",))

    assert tree(reading) == TREE
    assert said(reading) == notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_is_read_as_the_same_tree(encoding, delimiter):
    assert tree(read_roster("부서.txt", text_file([HEAD, *ROWS], delimiter, encoding))) == TREE
    assert tree(read_roster("부서.tsv", text_file([["현황, 2026"], HEAD, *ROWS], "\t", encoding))) == TREE


@pytest.mark.parametrize("file", sorted(FILES.glob("roster_*.xlsx")), ids=lambda path: path.stem)
def test_files_that_once_failed_are_read(file):
    reading = read_roster(file.name, file.read_bytes())

    assert reading.headcount > 0
    if "merged" in file.stem:
        assert [unit.parent for unit in reading.units] == [None, "0100", "0100"]


def test_hidden_rows_are_read_and_said():
    book = openpyxl.load_workbook(io.BytesIO(Table([HEAD, *ROWS]).workbook()))
    book.active.row_dimensions[4].hidden = True
    out = io.BytesIO()
    book.save(out)

    reading = read_roster("a.xlsx", out.getvalue())

    assert tree(reading) == TREE
    assert [note.rows for note in reading.notes if note.said is Said.HIDDEN_ROWS_READ] == [(4,)]


def test_a_total_is_named_by_its_word_and_its_number():
    table = Table([["실국", "과", "인원"], *LEVELS[:3], ["기획조정실", "소계", 38], LEVELS[3]])

    notes = read_roster("a.xlsx", table.workbook()).notes

    assert [(note.rows, note.text, note.number) for note in notes if note.said is Said.TOTAL_LEFT_OUT] == [
        ((5,), "소계", 38)
    ]


def test_a_subtotal_of_a_table_of_levels_counts_nobody_twice():
    reading = read_roster(
        "부서.xlsx",
        Table(
            [["실국", "과", "인원"], ["기획실", "", 34], ["", "기획과", 18], ["", "예산과", 16]]
        ).workbook(),
    )

    assert reading.headcount == 34
    assert Said.SUBTOTAL_LEFT_OUT in said(reading)


@pytest.mark.parametrize(
    ("cell", "emails"),
    [
        ("-", ()),
        ("없음", ()),
        ("홍길동 <a@x.kr>", ("a@x.kr",)),
        ("홍길동(a@x.kr)", ("a@x.kr",)),
        ("홍길동 a@x.kr", ("a@x.kr",)),
        ("mailto:a@x.kr", ("a@x.kr",)),
        ("A@X.kr; b@x.kr", ("a@x.kr", "b@x.kr")),
        ("a@x.kr, b@x.kr / c@x.kr", ("a@x.kr", "b@x.kr", "c@x.kr")),
        ("a@x.kr\nb@x.kr", ("a@x.kr", "b@x.kr")),
        ("ａ@ｘ.ｋｒ", ("a@x.kr",)),
    ],
)
def test_addresses_are_read_however_they_are_written(cell, emails):
    assert read_roster("a.csv", text_file([HEAD, ["A", "가", "", 9, cell]])).units[0].emails == emails


def test_a_number_that_is_said_to_count_directly_is_believed():
    rows = [["P", "실", "", 34], ["P1", "가", "P", 18], ["P2", "나", "P", 16]]

    assert read_roster("a.xlsx", Table([head(count="직속 인원"), *rows]).workbook()).headcount == 68


def test_an_institution_of_one_unit_may_call_it_the_whole():
    assert tree(read_roster("a.csv", text_file([HEAD, ["A", "전체", "", 120]]))) == [("전체", "", 120)]


def test_units_keep_their_codes_by_name_and_new_ones_get_one_of_their_name():
    rows = [["부서명", "상위부서", "인원"], *BY_NAME, ["총무과", "기획조정실", 3], ["총무과", "감사과", 2]]
    first = read_roster("a.csv", text_file(rows))
    known = [RosterUnit("0100", "기획조정실", "", None, 1), RosterUnit("0110", "기획 담당관", "", "0100", 1)]
    again = read_roster("a.csv", text_file([rows[0], *rows[:0:-1]]), first.units)
    kept = read_roster("a.csv", text_file(rows), known)

    assert {unit.name_ko: unit.code for unit in first.units if unit.name_ko != "총무과"} == {
        "기획조정실": "기획조정실",
        "기획담당관": "기획담당관",
        "예산담당관": "예산담당관",
        "감사과": "감사과",
    }
    assert {unit.code for unit in first.units} >= {"기획조정실-총무과", "감사과-총무과"}
    assert {(unit.code, unit.parent) for unit in again.units} == {
        (unit.code, unit.parent) for unit in first.units
    }
    assert [unit.code for unit in kept.units][:2] == ["0100", "0110"]


def test_a_missing_optional_column_changes_nothing():
    known = [
        RosterUnit("P", "기획조정실", "Planning", None, 4, ("a@x.kr",)),
        RosterUnit("P1", "기획담당관", "Planning Division", "P", 18, ()),
    ]
    reading = read_roster(
        "a.csv", text_file([["부서코드", "부서명", "인원"], *[[*r[:2], r[3]] for r in ROWS[:2]]]), known
    )

    assert list(reading.units) == known
    assert {(note.said, note.text) for note in reading.notes} == {
        (Said.COLUMN_KEPT, "name_en"),
        (Said.COLUMN_KEPT, "parent"),
        (Said.COLUMN_KEPT, "emails"),
    }


def test_where_the_file_was_read_is_said():
    table = Table(
        [["현황"], ["연번", *HEAD], *[[at, *row] for at, row in enumerate(ROWS, 1)]],
        sheets={"작성요령": [["인원만 적습니다"]]},
        name="조직",
    )

    reading = read_roster("a.xlsx", table.workbook())

    assert (reading.sheet, reading.header_rows, reading.unused) == ("조직", (2,), ("연번",))
    assert [(one.column.value, one.letters, one.title) for one in reading.columns][:2] == [
        ("code", "B", "부서코드"),
        ("name_ko", "C", "부서명"),
    ]
