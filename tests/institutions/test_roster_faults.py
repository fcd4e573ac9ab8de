"""What can't be read of a roster is named by its place."""

import datetime

import pytest

from survey_app.institutions.roster import Problem, RosterIsFaulty
from survey_app.institutions.roster_reading import read_roster
from survey_app.spreadsheets.refusals import FileIsRefused, FileRefusal
from tests.institutions.tables import DOWN, HEAD, LEVELS, ROWS, Table, text_file
from tests.institutions.variants import READ


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


def test_a_file_with_more_rows_than_people_is_refused():
    with pytest.raises(FileIsRefused) as refused:
        read_roster("a.csv", text_file([HEAD, *[[f"U{n}", "가", "", 1] for n in range(50_100)]]))

    assert refused.value.reason is FileRefusal.TOO_MANY_ROWS


def test_there_are_at_least_as_many_variants_as_were_tried_by_hand():
    assert len(READ) + len(NAMED) >= 73
