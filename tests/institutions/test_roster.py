"""A roster: every fault with its place, or all units with parents before children."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.institutions.column_words import Column
from survey_app.institutions.roster import Problem, RosterFault, RosterIsFaulty
from survey_app.institutions.roster_reading import read_roster

HEADER = ["부서코드", "부서명", "부서명(영문)", "상위부서코드", "인원", "이메일"]


def roster(*rows, header=HEADER):
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return read_roster("부서.csv", out.getvalue().encode())


def faults(*rows, header=HEADER):
    with pytest.raises(RosterIsFaulty) as faulty:
        roster(*rows, header=header)
    return [(fault.row, fault.column, fault.problem) for fault in faulty.value.faults]


def test_units_come_in_the_order_of_their_tree_whatever_the_order_of_the_rows():
    found = roster(["B1", "나과", "", "B", 3], ["A", "가실", "Office A", "", 5], ["B", "나실", "", "", "2명"])

    assert [unit.code for unit in found.units] == ["A", "B", "B1"]
    assert [unit.headcount for unit in found.units] == [5, 2, 3]
    assert (found.units[0].name_en, found.units[1].name_en) == ("Office A", "나실")
    assert found.headcount == 10


@pytest.mark.parametrize(
    "header",
    [
        ["Unit code", "Name", "Name (en)", "Parent code", "Headcount", "Emails"],
        ["code", "unit_name", "NAME-EN", "parent", "people", "e-mail"],
        ["조직 코드", "부서명(국문)", "영문명", "상위 부서", "현원", "전자우편"],
    ],
)
def test_headers_may_be_korean_or_english_in_any_dress(header):
    assert roster(["A", "가", "Ga", "", 1, "a@example.kr"], header=header).units[0].emails == (
        "a@example.kr",
    )


def test_columns_may_stand_in_any_order_among_others():
    found = roster(["x", "7", "가", "A"], header=["비고", "인원", "부서명", "코드"])

    assert (found.units[0].code, found.units[0].headcount) == ("A", 7)


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        (["", "가", "", "", 1], Column.CODE, Problem.VALUE_MISSING),
        (["A", "", "", "", 1], Column.NAME_KO, Problem.VALUE_MISSING),
        (["A", "가", "", "", ""], Column.HEADCOUNT, Problem.VALUE_MISSING),
        (["A b", "가", "", "", 1], Column.CODE, Problem.CODE_HAS_WRONG_SIGNS),
        (["unit:A|x", "가", "", "", 1], Column.CODE, Problem.CODE_HAS_WRONG_SIGNS),
        (["A" * 41, "가", "", "", 1], Column.CODE, Problem.TOO_LONG),
        (["A", "가" * 121, "", "", 1], Column.NAME_KO, Problem.TOO_LONG),
        (["A", "=HYPERLINK(1)", "", "", 1], Column.NAME_KO, Problem.FORMULA),
        (["A", "가", "@cmd", "", 1], Column.NAME_EN, Problem.FORMULA),
        (["A", "가", "", "", "=1+1"], Column.HEADCOUNT, Problem.FORMULA),
        (["A", "가", "", "", -1], Column.HEADCOUNT, Problem.HEADCOUNT_NEGATIVE),
        (["A", "가", "", "", 1.5], Column.HEADCOUNT, Problem.HEADCOUNT_NOT_WHOLE),
        (["A", "가", "", "", "약 10"], Column.HEADCOUNT, Problem.HEADCOUNT_NOT_WHOLE),
        (["A", "가", "", "", "٣"], Column.HEADCOUNT, Problem.HEADCOUNT_NOT_WHOLE),
        (["A", "가", "", "", 100_001], Column.HEADCOUNT, Problem.HEADCOUNT_TOO_LARGE),
        (["A", "가", "", "A", 1], Column.PARENT, Problem.PARENT_IS_ITSELF),
        (["A", "가", "", "Z", 1], Column.PARENT, Problem.PARENT_UNKNOWN),
        (["A", "가", "", "", 1, "not-an-address"], Column.EMAILS, Problem.EMAIL_WRONG),
        (["A", "가", "", "", 1, "a@x.kr; b@x.kr"], Column.EMAILS, Problem.MORE_EMAILS_THAN_PEOPLE),
        (["A", "가", "", "", 2, "a@x.kr; A@X.kr"], Column.EMAILS, Problem.EMAIL_TWICE),
    ],
)
def test_a_fault_is_named_with_its_row_and_column(row, column, problem):
    assert (2, column, problem) in faults(row)


def test_all_faults_are_told_in_one_go():
    found = faults(["A", "", "", "", -1], ["A", "나", "", "Q", "x"], ["B", "다", "", "Q", 1])

    assert [(row, problem) for row, _column, problem in found] == [
        (2, Problem.VALUE_MISSING),
        (2, Problem.HEADCOUNT_NEGATIVE),
        (3, Problem.HEADCOUNT_NOT_WHOLE),
        (3, Problem.CODE_TWICE),
        (3, Problem.PARENT_UNKNOWN),
        (4, Problem.PARENT_UNKNOWN),
    ]


def test_a_code_that_stands_twice_names_the_other_row():
    with pytest.raises(RosterIsFaulty) as faulty:
        roster(["A", "가", "", "", 1], ["A", "나", "", "", 1])

    (fault,) = faulty.value.faults
    assert (fault.row, fault.problem, fault.value, fault.other_row) == (3, Problem.CODE_TWICE, "A", 2)


def test_a_circle_of_parents_is_found_and_what_hangs_on_it_is_not_blamed():
    found = faults(["A", "가", "", "B", 1], ["B", "나", "", "A", 1], ["C", "다", "", "A", 1])

    assert [(row, problem) for row, _column, problem in found] == [
        (2, Problem.PARENT_IN_A_CIRCLE),
        (3, Problem.PARENT_IN_A_CIRCLE),
    ]


def test_a_tree_may_have_twelve_levels_and_no_more():
    deep = [[f"U{level}", "가", "", f"U{level - 1}" if level else "", 1] for level in range(13)]

    assert len(roster(*deep[:12]).units) == 12
    assert [problem for _row, _column, problem in faults(*deep)] == [Problem.TREE_TOO_DEEP]


def test_missing_and_doubled_columns_are_named():
    assert faults(["A", "1"], header=["code", "headcount"]) == [(1, Column.NAME_KO, Problem.COLUMN_MISSING)]
    assert (1, Column.CODE, Problem.COLUMN_TWICE) in faults(
        ["A"] * 4, header=["코드", "code", "부서명", "인원"]
    )


def test_a_roster_without_units_or_without_people_is_refused():
    assert faults() == [(None, None, Problem.NO_UNITS)]
    assert faults(["A", "가", "", "", 0]) == [(None, Column.HEADCOUNT, Problem.NOBODY)]


codes = st.sampled_from(["A", "B", "C", "D", "E", "", "A b", "=x"])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            codes,
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5),
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5),
            codes,
            st.integers(-2, 40)
            | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=4),
        ),
        max_size=6,
    )
)
def test_whatever_the_rows_hold_the_result_is_a_sound_tree_or_faults_with_places(rows):
    found = _units_or_faults(rows)
    if all(isinstance(one, RosterFault) for one in found):
        assert found
        assert all(fault.row is None or 1 <= fault.row <= 100 for fault in found)
        return
    seen = set()
    for unit in found:
        assert unit.code
        assert unit.name_ko
        assert unit.headcount >= 0
        assert unit.parent is None or unit.parent in seen
        assert unit.code not in seen
        seen.add(unit.code)
    assert sum(unit.headcount for unit in found) > 0


def _units_or_faults(rows):
    try:
        return roster(*rows).units
    except RosterIsFaulty as faulty:
        return faulty.faults
