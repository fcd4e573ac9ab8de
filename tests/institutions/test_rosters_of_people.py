"""Lists of people are counted into units, without their names."""

import pytest

from survey_app.institutions.roster import Problem, RosterIsFaulty, Said
from survey_app.institutions.roster_reading import read_roster
from tests.institutions.tables import Table, said, text_file, tree


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
