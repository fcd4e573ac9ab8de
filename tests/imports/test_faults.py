"""Every fault of a table and of its mapping is named with its place, and nothing is changed."""

import pytest
from sqlalchemy import func, select

from survey_app.diagnosis.models import Wave
from survey_app.institutions.models import Institution
from tests.imports.surveys import problems


def test_every_fault_is_named_with_its_place_and_nothing_is_changed(
    import_wave, table, write, mapping, people
):
    lines = write(table).splitlines()
    lines[3] = lines[3].replace(",", ",7", 1)
    lines[5] = ",".join(["T1", "2.5", "x", "=1+1", *lines[5].split(",")[4:]])
    lines[7] = "not a code!" + lines[7][2:]
    lines[8] = lines[8].replace(",F,", ",X,").replace(",M,", ",X,")

    status, found = import_wave("\n".join(lines), mapping)

    assert status == 1
    assert sorted(problems(found)) == [
        (4, "CARE01", "outside_scale"),
        (6, "CARE01", "not_whole"),
        (6, "CARE02", "not_whole"),
        (6, "CARE03", "formula"),
        (8, "TEAM", "unit_code_wrong"),
        (9, "SEX", "value_has_no_class"),
    ]
    assert found["total_faults"] == 6
    assert all(fault["remedy"] and fault["message"] for fault in found["faults"])
    assert people.scalar(select(func.count()).select_from(Wave)) == 0
    assert people.scalar(select(func.count()).select_from(Institution)) == 0


def test_faults_beyond_the_list_are_counted(import_wave, table, write, mapping):
    table[:, 0] = 7

    status, found = import_wave(write(table), mapping)

    assert (status, found["total_faults"], len(found["faults"])) == (1, 301, 21)


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("items: {CARE01: CARE01, NOTHERE: CARE02}\n", "column_unknown"),
        ("items: {CARE01: CARE01, CARE02: CARE01}\n", "item_twice"),
        ("items: {CARE01: NOSUCH}\n", "item_unknown"),
        ("items: {TEAM: CARE01}\n", "column_used_twice"),
        ("values: {AGREE: {yes: 1}}\n", "value_labels_unknown"),
        ("values: {CARE: {yes: 9}}\n", "point_outside"),
        ("respondent: SEX\n", "column_used_twice"),
        ("respondent: NOTE\n", "respondent_twice"),
        ("questionnaire: public-culture 2026.1\n", "questionnaire_named_twice"),
        ("colour: red\n", "in_questionnaire"),
        ("items: &a {CARE01: CARE01}\n", "in_questionnaire"),
    ],
)
def test_a_faulty_mapping_says_what_to_do(import_wave, table, write, mapping, added, expected):
    status, found = import_wave(write(table), mapping + added)

    assert status == 1
    assert expected in {fault["problem"] for fault in found["faults"]}
    assert all(fault["file"] in ("mapping.yaml", "answers.csv") for fault in found["faults"])


def test_a_questionnaire_of_ones_own_keeps_the_rules_of_questionnaires(import_wave, table, write, mapping):
    wrong = mapping.replace("reversed: [PACE03]", "minimum_answered: 9")

    status, found = import_wave(write(table), wrong)

    assert status == 1
    assert "9" in found["faults"][0]["message"]


def test_units_of_the_roster_are_found_by_code_or_name_and_others_refused(import_wave, table, write, mapping):
    import_wave(write(table), mapping)
    strict = mapping.replace(", register: true", "")

    status, _found = import_wave(write(table), strict, wave="2025")
    refused, found = import_wave(write(table).replace("\nT5", "\nT9"), strict, wave="2026")

    assert (status, refused) == (0, 1)
    assert {fault["problem"] for fault in found["faults"]} == {"unit_unknown"}


@pytest.mark.parametrize(
    ("text", "row", "problem"),
    [
        ("TEAM,CARE01\nT1,1,1\n", 2, "cells_differ"),
        ("TEAM,CARE01\nT1\n", 2, "cells_differ"),
        ("TEAM,CARE01,CARE01\nT1,1,1\n", 1, "header_twice"),
        ("TEAM,CARE01,,X\nT1,1,1,1\n", 1, "header_empty"),
        ("TEAM,CARE01\n\n", None, "no_rows"),
    ],
)
def test_a_misshapen_table_is_named_by_row(import_wave, text, row, problem):
    status, found = import_wave(text)

    assert status == 1
    assert (row, problem) in [(place, kind) for place, _column, kind in problems(found)]


def test_the_message_for_a_person_is_in_their_language(run, tmp_path, table, write, mapping):
    table[0, 0] = 7
    (tmp_path / "answers.csv").write_text(write(table), "utf-8")
    (tmp_path / "mapping.yaml").write_text(mapping, "utf-8")
    arguments = ["--mapping", tmp_path / "mapping.yaml", "--institution", "dala", "--wave", "2024"]
    new = ["--create-institution", "다라청/Dara"]

    said = [
        run("wave", "import", tmp_path / "answers.csv", *arguments, *new, "--language", language).stderr
        for language in ("ko", "en")
    ]

    assert said[0].startswith("answers.csv:2: CARE01 “7” 척도에 없는 점수입니다.")
    assert said[1].startswith("answers.csv:2: CARE01 “7” the scale does not have this point")
