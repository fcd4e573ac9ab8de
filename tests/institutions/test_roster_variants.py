"""Tables of units as offices have them: each is read as the same tree, or named where it can't be.

A table is a workbook written by hand here: rows of cells, and what is merged. The tree that a plain roster of
these units gives is the one that every other way of writing them must give; a fault is named by its place.
"""

import csv
import datetime
import io
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

from survey_app.institutions.roster import Problem, RosterIsFaulty, RosterUnit, Said
from survey_app.institutions.roster_reading import read_roster
from survey_app.spreadsheets.refusals import FileIsRefused, Refusal

FILES = Path(__file__).parents[1] / "spreadsheets" / "files"
HEAD = ["부서코드", "부서명", "상위부서코드", "인원", "이메일"]
ROWS = [
    ["P", "기획조정실", "", 4],
    ["P1", "기획담당관", "P", 18],
    ["P2", "예산담당관", "P", 16],
    ["S", "감사과", "", 12],
]
# Name, parent's name, direct members.
TREE = [
    ("기획조정실", "", 4),
    ("기획담당관", "기획조정실", 18),
    ("예산담당관", "기획조정실", 16),
    ("감사과", "", 12),
]


@dataclass
class Table:
    """A sheet of a workbook: its rows, what is merged, and the other sheets."""

    rows: list
    merged: tuple = ()
    sheets: dict = field(default_factory=dict)
    hidden: tuple = ()
    name: str = "Sheet"

    def workbook(self):
        book = openpyxl.Workbook()
        book.active.title = self.name
        for name, rows in {self.name: self.rows, **self.sheets}.items():
            sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
            for row in rows:
                sheet.append([None if value == "" else value for value in row])
        for place in self.merged:
            book[self.name].merge_cells(place)
        for name in self.hidden:
            book[name].sheet_state = "hidden"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def text_file(rows, delimiter=",", encoding="utf-8-sig"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def tree(reading):
    names = {unit.code: unit.name_ko for unit in reading.units}
    return [(unit.name_ko, names.get(unit.parent, ""), unit.headcount) for unit in reading.units]


def said(reading):
    return {note.said for note in reading.notes}


def head(**others):
    """The usual header with some of its titles called otherwise."""
    called = dict(zip(("code", "name", "parent", "count", "emails"), HEAD, strict=True)) | others
    return list(called.values())


def with_counts(*counts):
    return [[*row[:3], count] for row, count in zip(ROWS, counts, strict=True)]


LEVELS = [
    ["기획조정실", "", 4],
    ["기획조정실", "기획담당관", 18],
    ["기획조정실", "예산담당관", 16],
    ["감사과", "", 12],
]
DOWN = [["기획조정실", "", 4], ["", "기획담당관", 18], ["", "예산담당관", 16], ["감사과", "", 12]]
BY_NAME = [
    ["기획조정실", "", 4],
    ["기획담당관", "기획조정실", 18],
    ["예산담당관", "기획조정실", 16],
    ["감사과", "", 12],
]
NFD = [[unicodedata.normalize("NFD", str(value)) for value in row] for row in [HEAD, *ROWS]]
INVISIBLE = [
    ["\ufeff부서\u200b코드", *HEAD[1:]],
    ["P\u200b", "기획\u200b조정실", "\u00a0", "4\u200b"],
    *ROWS[1:],
]

READ = {
    # What stands above and beside the table
    "plain": (Table([HEAD, *ROWS]), set()),
    "title line above": (Table([["○○부 부서별 현원 현황"], HEAD, *ROWS]), set()),
    "title, empty and unit line above": (
        Table([["2026년 조직 현황"], [], ["", "", "", "", "(단위: 명, 2026. 11. 1. 기준)"], HEAD, *ROWS]),
        set(),
    ),
    "title merged over the table": (Table([["조직 현황"], HEAD, *ROWS], ("A1:E1",)), set()),
    "empty columns on the left": (Table([["", "", *HEAD], *[["", "", *row] for row in ROWS]]), set()),
    "numbers and remarks beside": (
        Table([["연번", *HEAD, "비고"], *[[at, *row, "", "신설"] for at, row in enumerate(ROWS, 1)]]),
        set(),
    ),
    "footnotes below": (
        Table([HEAD, *ROWS, [], ["※ 휴직자 제외"], ["주) 파견자 포함"]]),
        {Said.LINES_LEFT_OUT},
    ),
    "header printed again": (Table([HEAD, *ROWS[:2], HEAD, *ROWS[2:]]), {Said.LINES_LEFT_OUT}),
    "columns in another order": (Table([HEAD[::-1], *[["", *row[::-1]] for row in ROWS]]), set()),
    # Sheets
    "instructions first": (
        Table(
            [HEAD, *ROWS],
            sheets={"작성요령": [["1. 부서마다 한 행을 적습니다."], ["2. 인원은 직속만 적습니다."]]},
        ),
        {Said.SHEETS_PASSED_OVER},
    ),
    "empty sheets": (Table([HEAD, *ROWS], sheets={"Sheet2": [], "Sheet3": []}), set()),
    "a hidden sheet of last year": (
        Table([HEAD, *ROWS], sheets={"2025": [HEAD, ["X", "옛과", "", 1]]}, hidden=("2025",)),
        set(),
    ),
    # Headers
    "two lines, merged": (
        Table(
            [["부서코드", "부서명", "상위부서코드", "인원", ""], ["", "", "", "정원", "현원"]]
            + [[*row[:3], 99, row[3]] for row in ROWS],
            ("A1:A2", "B1:B2", "C1:C2", "D1:E1"),
        ),
        {Said.COUNT_CHOSEN},
    ),
    "two lines, not merged": (
        Table(
            [["부서코드", "부서명", "상위부서코드", "인원", ""], ["", "", "", "정원", "현원"]]
            + [[*row[:3], 99, row[3]] for row in ROWS]
        ),
        {Said.COUNT_CHOSEN},
    ),
    "two lines, by sex": (
        Table(
            [["부서코드", "부서명", "상위부서코드", "현원", "", ""], ["", "", "", "계", "남", "여"]]
            + [[*row[:3], row[3], 1, row[3] - 1] for row in ROWS],
            ("A1:A2", "B1:B2", "C1:C2", "D1:F1"),
        ),
        set(),
    ),
    "spaces in titles": (
        Table([["부 서 코 드", "부 서 명", "상위 부서 코드", "인 원", "E - mail"], *ROWS]),
        set(),
    ),
    "brackets in titles": (Table([head(code="부서 코드(7자리)", count="인원(명)"), *ROWS]), set()),
    "정원": (Table([head(count="정원"), *ROWS]), set()),
    "현원수": (Table([head(count="현원수"), *ROWS]), set()),
    "정원 beside 현원": (
        Table([[*head(count="현원"), "정원"], *[[*row, "", 99] for row in ROWS]]),
        {Said.COUNT_CHOSEN},
    ),
    "조직명": (Table([head(name="조직명", count="현원"), *ROWS]), set()),
    "기관코드": (Table([head(code="기관코드", parent="차상위기관코드", name="최하위기관명"), *ROWS]), set()),
    "메일주소": (Table([head(emails="메일주소"), *ROWS]), set()),
    "소속": (Table([head(name="소속"), *ROWS]), set()),
    "English": (Table([["Unit Code", "Department", "Parent", "Headcount", "E-mail"], *ROWS]), set()),
    "line breaks in titles": (
        Table([["부서\n코드", "부서\n명", "상위\n부서코드", "인원\n(명)", "이메일"], *ROWS]),
        set(),
    ),
    "구분 for the unit": (
        Table([["구분", "상위부서", "현원"], *BY_NAME]),
        {Said.CODES_MADE, Said.PARENTS_BY_NAME},
    ),
    # Parents and codes
    "parent by name": (
        Table([HEAD, ROWS[0], *[[*row[:2], "기획조정실", row[3]] for row in ROWS[1:3]], ROWS[3]]),
        {Said.PARENTS_BY_NAME},
    ),
    "parent by name with a space": (
        Table([HEAD, ROWS[0], *[[*row[:2], "기획 조정실", row[3]] for row in ROWS[1:3]], ROWS[3]]),
        {Said.PARENTS_BY_NAME},
    ),
    "parent in other case": (
        Table([HEAD, ROWS[0], *[[*row[:2], "p", row[3]] for row in ROWS[1:3]], ROWS[3]]),
        set(),
    ),
    "no codes": (Table([["부서명", "상위부서", "인원"], *BY_NAME]), {Said.CODES_MADE, Said.PARENTS_BY_NAME}),
    "a dash for no parent": (Table([HEAD, *[[*row[:2], row[2] or "-", row[3]] for row in ROWS]]), set()),
    "the institution as parent": (
        Table([HEAD, *[[*row[:2], row[2] or "가온부", row[3]] for row in ROWS]]),
        {Said.PARENT_IS_THE_INSTITUTION},
    ),
    "merged parent": (
        Table([HEAD, ROWS[0], ROWS[1], ["P2", "예산담당관", "", 16], ROWS[3]], ("C3:C4",)),
        {Said.MERGED_CELLS_FILLED},
    ),
    "wide letters in codes": (
        Table(
            [
                HEAD,
                ["Ｐ", "기획조정실", "", 4],
                ["Ｐ１", "기획담당관", "P", 18],
                ["P2", "예산담당관", "Ｐ", 16],
                ROWS[3],
            ]
        ),
        set(),
    ),
    # Levels side by side
    "levels": (Table([["실국", "과", "인원"], *LEVELS]), {Said.LEVELS_READ, Said.CODES_MADE}),
    "levels, written once": (
        Table([["실국", "과", "인원"], *DOWN]),
        {Said.LEVELS_READ, Said.LEVELS_FILLED_DOWN, Said.CODES_MADE},
    ),
    "levels, merged": (
        Table([["실국", "과", "인원"], *DOWN], ("A2:A4",)),
        {Said.LEVELS_READ, Said.MERGED_CELLS_FILLED, Said.CODES_MADE},
    ),
    "levels under one merged title": (
        Table([["부서명", "", "인원"], *LEVELS], ("A1:B1",)),
        {Said.LEVELS_READ, Said.CODES_MADE},
    ),
    "levels, merged, and a dash": (
        Table([["실국", "과", "인원"], *DOWN[:3], ["-", "감사과", 12]], ("A2:A4",)),
        {Said.LEVELS_READ, Said.MERGED_CELLS_FILLED, Said.CODES_MADE},
    ),
    "levels, one of them empty": (
        Table([["실국", "과", "인원"], *LEVELS[:3], ["", "감사과", 12]]),
        {Said.LEVELS_READ, Said.LEVELS_LEFT_EMPTY, Said.CODES_MADE},
    ),
    "Korean and English titles": (
        Table([HEAD, ["Unit code", "Name", "Parent", "Headcount", "E-mail"], *ROWS]),
        set(),
    ),
    "levels called 본부 and 부서": (
        Table([["본부", "부서", "현원"], *LEVELS]),
        {Said.LEVELS_READ, Said.CODES_MADE},
    ),
    "levels from right to left": (
        Table([["인원", "과", "국"], *[row[::-1] for row in LEVELS]]),
        {Said.LEVELS_READ, Said.CODES_MADE},
    ),
    "levels with the name repeated": (
        Table(
            [["실국", "과", "인원"], ["기획조정실", "기획조정실", 4], *LEVELS[1:3], ["감사과", "감사과", 12]]
        ),
        {Said.LEVELS_READ, Said.CODES_MADE},
    ),
    "levels with codes": (
        Table(
            [
                ["부서코드", "실국", "과", "인원"],
                *[[code[0], *row] for code, row in zip(ROWS, LEVELS, strict=True)],
            ]
        ),
        {Said.LEVELS_READ},
    ),
    "the institution as the first level": (
        Table([["기관명", "실국", "과", "인원"], *[["가온부", *row] for row in LEVELS]]),
        {Said.LEVELS_READ, Said.PARENT_IS_THE_INSTITUTION, Said.CODES_MADE},
    ),
    "계 beside grades": (
        Table([["부서코드", "실과소", "상위부서", "계", "5급", "6급"], *[[*row, 1, 2] for row in ROWS]]),
        set(),
    ),
    "levels with a subtotal": (
        Table([["실국", "과", "인원"], ["기획조정실", "소계", 38], *LEVELS]),
        {Said.LEVELS_READ, Said.TOTAL_LEFT_OUT, Said.CODES_MADE},
    ),
    # Numbers
    "12.0": (Table([HEAD, *with_counts("4.0", "18.0", 16.0, "12.00")]), set()),
    "wide digits": (Table([HEAD, *with_counts("４", "１８", "１６", "１２")]), set()),
    "32명": (Table([HEAD, *with_counts("4명", "18 명", "16인", "12명")]), set()),
    "numbers as text": (Table([HEAD, *with_counts("4", " 18", "16 ", "12")]), set()),
    # Letters
    "NFD": (Table(NFD), set()),
    "invisible signs": (Table(INVISIBLE), set()),
    # Totals
    "합계 with a code": (Table([HEAD, *ROWS, ["T", "합계", "", 50]]), {Said.TOTAL_LEFT_OUT}),
    "합계 without a code": (Table([HEAD, *ROWS, ["", "합 계", "", 50]]), {Said.TOTAL_LEFT_OUT}),
    "계 in the first column": (
        Table([["연번", *HEAD], ["계", "", "", "", 50], *[[at, *row] for at, row in enumerate(ROWS, 1)]]),
        {Said.TOTAL_LEFT_OUT},
    ),
    "총계 merged": (Table([HEAD, *ROWS, ["총계", "", "", 50]], ("A6:C6",)), {Said.TOTAL_LEFT_OUT}),
    "subtotal by name": (
        Table([HEAD, *ROWS[:3], ["", "기획조정실 소계", "P", 38], ROWS[3], ["", "누계", "", 50]]),
        {Said.TOTAL_LEFT_OUT},
    ),
    "a bureau's 계": (
        Table([HEAD, *ROWS[:3], ["", "기획조정실 계", "", 38], ROWS[3]]),
        {Said.TOTAL_LEFT_OUT},
    ),
    "a total that is wrong": (
        Table([HEAD, *ROWS, ["", "[합계]", "", 51]]),
        {Said.TOTAL_LEFT_OUT, Said.TOTAL_DIFFERS},
    ),
    "Total": (Table([HEAD, *ROWS, ["", "Grand Total", "", 50]]), {Said.TOTAL_LEFT_OUT}),
    "전체": (Table([HEAD, ["", "전체", "", 50], *ROWS]), {Said.TOTAL_LEFT_OUT}),
}


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


def people(*rows, header=("부서명", "성명", "직급", "이메일")):
    return read_roster("명단.xlsx", Table([list(header), *rows]).workbook())


def test_a_list_of_people_is_counted_into_units_with_their_addresses_and_without_their_names():
    reading = people(
        ["기획과", "홍길동", "5급", "hong@x.kr"],
        ["총무과", "김철수", "6급", "-"],
        ["기획과", "이영희", "7급", "이영희 <lee@x.kr>"],
        ["합계", "", "", "3"],
    )

    assert tree(reading) == [("기획과", "", 2), ("총무과", "", 1)]
    assert [unit.emails for unit in reading.units] == [("hong@x.kr", "lee@x.kr"), ()]
    assert Said.PEOPLE_COUNTED in said(reading)
    assert "홍길동" not in repr(reading)


def test_a_list_of_people_may_have_levels_or_codes_and_merged_units():
    levels = people(
        ["기획실", "기획과", "홍", "h@x.kr"],
        ["기획실", "기획과", "김", "k@x.kr"],
        ["기획실", "예산과", "이", "l@x.kr"],
        header=("본부", "부서", "성명", "메일"),
    )
    merged = read_roster(
        "명단.xlsx", Table([["부서", "성명"], ["기획과", "홍"], ["", "김"]], ("A2:A3",)).workbook()
    )
    addresses = read_roster(
        "명단.csv", text_file([["부서", "이메일"], ["가", "a@x.kr"], ["나", "b@x.kr"], ["가", "c@x.kr"]])
    )

    assert tree(levels) == [("기획실", "", 0), ("기획과", "기획실", 2), ("예산과", "기획실", 1)]
    assert tree(merged) == [("기획과", "", 2)]
    assert tree(addresses) == [("가", "", 2), ("나", "", 1)]


def test_people_of_one_code_under_two_names_are_named():
    with pytest.raises(RosterIsFaulty) as faulty:
        people(["A", "기획과", "홍"], ["A", "예산과", "김"], header=("부서코드", "부서명", "성명"))

    assert [(fault.row, fault.problem, fault.other_row) for fault in faulty.value.faults] == [
        (3, Problem.UNIT_DIFFERS, 2)
    ]


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


@pytest.mark.parametrize(
    "cell",
    [
        "hong gil dong @x.kr",
        "홍길동",
        "a@@x.kr",
        "a..b@x.kr",
        "hong@한국",
        "홍@x.kr",
        "a@x.kr b",
        "a@x.kr; 전화 1234",
    ],
)
def test_one_bad_cell_gives_one_fault(cell):
    with pytest.raises(RosterIsFaulty) as faulty:
        read_roster("a.csv", text_file([HEAD, ["A", "가", "", 9, cell]]))

    assert [(fault.row, fault.letters, fault.problem) for fault in faulty.value.faults] == [
        (2, "E", Problem.EMAIL_WRONG)
    ]
    assert faulty.value.faults[0].detail


def one(*row, header=HEAD, more=()):
    return Table([header, list(row), *more])


NAMED = {
    "formula": (one("A", "가", "", "=1+1"), (2, "D", Problem.FORMULA)),
    "formula as name": (one("A", "=B1", "", 3), (2, "B", Problem.FORMULA)),
    "error": (one("A", "가", "", "#REF!"), (2, "D", Problem.ERROR_CELL)),
    "error as name": (one("A", "#N/A", "", 3), (2, "B", Problem.ERROR_CELL)),
    "code that became a date": (one(datetime.date(2026, 1, 2), "가", "", 3), (2, "A", Problem.DATE_CELL)),
    "merged headcount": (
        Table([HEAD, ["A", "가", "", 9], ["B", "나", "", ""]], ("D2:D3",)),
        (3, "D", Problem.MERGED_COUNT),
    ),
    "Cyrillic А": (one("\u0410", "가", "", 3), (2, "A", Problem.CODE_OF_ANOTHER_ALPHABET)),
    "Greek Α": (one("A\u0391", "가", "", 3), (2, "A", Problem.CODE_OF_ANOTHER_ALPHABET)),
    "..": (one("..", "가", "", 3), (2, "A", Problem.CODE_HAS_WRONG_SIGNS)),
    "code that begins a formula": (one("-2", "가", "", 3), (2, "A", Problem.CODE_HAS_WRONG_SIGNS)),
    "codes of two widths": (one("A", "가", "", 3, more=[["Ａ", "나", "", 3]]), (3, "A", Problem.CODE_TWICE)),
    "codes of two cases": (one("A", "가", "", 3, more=[["a", "나", "", 3]]), (3, "A", Problem.CODE_TWICE)),
    "약 10": (one("A", "가", "", "약 10"), (2, "D", Problem.HEADCOUNT_NOT_WHOLE)),
    "1,5": (one("A", "가", "", "1,5"), (2, "D", Problem.HEADCOUNT_NOT_WHOLE)),
    "12(3)": (one("A", "가", "", "12(3)"), (2, "D", Problem.HEADCOUNT_NOT_WHOLE)),
    "parent of two": (
        one("A", "총무과", "", 3, more=[["B", "총무과", "", 3], ["C", "팀", "총무과", 3]]),
        (4, "C", Problem.PARENT_AMBIGUOUS),
    ),
    "name twice": (
        one("가", 3, header=["부서명", "인원"], more=[["나", 3], ["가", 4]]),
        (4, "A", Problem.NAME_TWICE),
    ),
    "bureau that counts its units": (
        one("P", "실", "", 34, more=[["P1", "가", "P", 18], ["P2", "나", "P", 16]]),
        (2, "D", Problem.SUM_OF_BELOW),
    ),
    "total without its name": (
        one("P1", "가", "", 18, more=[["P2", "나", "", 16], ["Z", "가온부 인원", "", 34]]),
        (4, "D", Problem.SUM_OF_OTHERS),
    ),
    "two headcounts": (Table([["부서명", "인원", "직원수"], ["가", 3, 4]]), (1, "C", Problem.COLUMN_TWICE)),
    "no headcount": (Table([["부서코드", "부서명"], ["A", "가"]]), (1, "", Problem.COLUMN_MISSING)),
    "no headcount under a title": (
        Table([["현황"], [], ["부서코드", "부서명", "상위부서"], ["A", "가"]]),
        (3, "", Problem.COLUMN_MISSING),
    ),
    "two tables": (Table([HEAD, *ROWS], sheets={"2025": [HEAD, *ROWS]}), (None, "", Problem.SEVERAL_TABLES)),
    "table on a hidden sheet": (
        Table([["작성요령"]], sheets={"부서": [HEAD, *ROWS]}, hidden=("부서",)),
        (None, "", Problem.TABLE_IS_HIDDEN),
    ),
    "no table": (Table([["안녕하십니까"], ["아래를 봐 주십시오"]]), (None, "", Problem.NO_TABLE)),
    "only totals": (Table([HEAD, ["", "합계", "", 50]]), (None, "", Problem.NO_UNITS)),
    "level that may be empty or go on": (
        Table([["실국", "과", "인원"], *DOWN, ["", "법무과", 3]], ("A2:A4",)),
        (6, "A", Problem.LEVEL_EMPTY),
    ),
    "level without a name": (
        Table([["실국", "과", "인원"], *LEVELS, ["", "", 3]]),
        (6, "B", Problem.VALUE_MISSING),
    ),
}


@pytest.mark.parametrize("variant", NAMED)
def test_what_cannot_be_read_is_named_by_row_and_column(variant):
    table, place = NAMED[variant]

    with pytest.raises(RosterIsFaulty) as faulty:
        read_roster("부서.xlsx", table.workbook())

    assert place in [(fault.row, fault.letters, fault.problem) for fault in faulty.value.faults]
    assert all(fault.sheet or fault.row is None for fault in faulty.value.faults)


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


def test_a_file_with_more_rows_than_people_is_refused():
    with pytest.raises(FileIsRefused) as refused:
        read_roster("a.csv", text_file([HEAD, *[[f"U{n}", "가", "", 1] for n in range(50_100)]]))

    assert refused.value.reason is Refusal.TOO_MANY_ROWS


def test_there_are_at_least_as_many_variants_as_were_tried_by_hand():
    assert len(READ) + len(NAMED) >= 73
