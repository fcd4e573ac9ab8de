"""A survey done elsewhere comes in whole, or not at all and with every fault named."""

import csv
import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from sqlalchemy import func, select

from analysis.released.release import decode
from analysis.released.released_statistics import Agreement
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.ground import db
from survey_app.institutions.models import Institution, Unit
from survey_app.programmes.services import open_programme
from survey_app.releases.models import StoredRelease
from survey_app.trail.models import AuditEntry

ITEMS = ("CARE01", "CARE02", "CARE03", "CARE04", "PACE01", "PACE02", "PACE03")
FILES = Path(__file__).parents[1] / "spreadsheets" / "files"
HUNDREDTHS = 0.0051
REFERENCE = "data/multilevel/reference_values.csv"
LQ2002 = """\
own:
  key: lq2002
  version: "1"
  title: 리더십 조사
  areas:
    LEAD: {{items: [{lead}], points: [1, 2, 3, 4, 5], minimum_answered: 8}}
    TSIG: {{items: [{tsig}], points: [1, 2, 3, 4, 5]}}
    HOSTIL: {{items: [{hostil}], points: [0, 1, 2, 3, 4], reversed: [{hostil}]}}
units: {{column: COMPID, register: true}}
"""


@pytest.fixture
def people(databases):
    """A session on the people database. Commands need no application, so neither do their tests."""
    with db.Session(databases.people, expire_on_commit=False) as session:
        yield session


def alpha(answers: np.ndarray) -> float:
    """Cronbach (1951) from the covariance matrix, by hand."""
    covariance = np.cov(answers, rowvar=False)
    items = answers.shape[1]
    return items / (items - 1) * (1 - np.trace(covariance) / covariance.sum())


def problems(found: dict) -> list[tuple[int | None, str, str]]:
    return [(fault["row"], fault["column"], fault["problem"]) for fault in found["faults"]]


def as_workbook(text: str, **cells: object) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "응답"
    for row in csv.reader(io.StringIO(text)):
        sheet.append([int(value) if value.isdecimal() else value for value in row])
    for place, value in cells.items():
        sheet[place] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_an_imported_survey_is_a_released_wave_with_the_numbers_of_its_answers(
    import_wave, table, write, people
):
    status, found = import_wave(write(table))

    assert status == 0
    release = decode(people.scalars(select(StoredRelease)).one().document)
    wave = people.scalars(select(Wave)).one()
    assert (wave.state, wave.is_imported, wave.reference) == (WaveState.RELEASED, True, "dala.2024")
    assert release.participation.respondents == found["respondents"] == 300
    turned = table[:, :7].copy()
    turned[:, 6] = 6 - turned[:, 6]
    for area, columns in (("CARE", slice(0, 4)), ("PACE", slice(4, 7))):
        # A release has the digits that its readers need: tenths of a point, hundredths of a coefficient.
        assert release.whole.scores[area].value == pytest.approx(
            25 * (turned[:, columns].mean() - 1), abs=0.051
        )
        assert release.reliability[area].alpha == pytest.approx(alpha(turned[:, columns]), abs=0.0051)
        assert found["release"]["areas"][area]["alpha"] == release.reliability[area].alpha


def test_units_are_registered_without_a_headcount_and_their_results_are_theirs(
    import_wave, table, write, people
):
    import_wave(write(table))

    units = people.scalars(select(Unit).order_by(Unit.position)).all()
    release = decode(people.scalars(select(StoredRelease)).one().document)
    assert [(unit.code, unit.headcount) for unit in units] == [(f"T{n}", 0) for n in range(6)]
    assert release.participation.invited is None
    care = table[table[:, 7] == 2][:, :4]
    assert release.group("unit:T2").scores["CARE"].value == pytest.approx(25 * (care.mean() - 1), abs=0.051)


def test_the_release_of_lq2002_agrees_with_r(shared, import_wave, people):
    data = shared / "data/multilevel/lq2002.csv"
    names = {
        stem: [f"{stem}{n:02}" for n in range(1, length + 1)]
        for stem, length in (("LEAD", 11), ("TSIG", 3), ("HOSTIL", 5))
    }
    mapping = LQ2002.format(**{stem.lower(): ", ".join(items) for stem, items in names.items()})

    status, found = import_wave(data.read_bytes(), mapping)

    release = decode(people.scalars(select(StoredRelease)).one().document)
    with (shared / REFERENCE).open() as file:
        expected = {
            (row["statistic"], row["target"]): float(row["value"])
            for row in csv.DictReader(file)
            if row["dataset"] == "lq2002"
        }
    assert status == 0
    assert (found["respondents"], len(found["units"])) == (2042, 49)
    for area, items in names.items():
        reliability = release.reliability[area]
        assert reliability.alpha == pytest.approx(expected["cronbach_alpha_raw", area], abs=HUNDREDTHS)
        for item in items:
            assert reliability.item_rest[item] == pytest.approx(
                expected["item_rest_correlation_r.drop", item], abs=HUNDREDTHS
            )
            assert reliability.alpha_if_deleted[item] == pytest.approx(
                expected["alpha_if_dropped_raw", item], abs=HUNDREDTHS
            )
    for area in ("LEAD", "TSIG"):
        omega = release.reliability[area].omega
        assert omega == pytest.approx(expected["omega_total_1factor_ML", area], abs=HUNDREDTHS)
        # Where one of a unit's items reads as a bound, its agreement would tell what it is, and is hidden.
        shown = {
            unit: found
            for unit in (2, 3, 4, 5, 6)
            if isinstance(found := release.agreement[area][f"unit:{unit}"], Agreement)
        }
        assert len(shown) >= 3
        for unit, agreed in shown.items():
            r = expected["rwg.j_group", f"{area}:{unit}"]
            assert agreed.rwg_uniform == pytest.approx(r, abs=HUNDREDTHS)
    between = release.between_units["LEAD"]
    assert between.units == 49
    assert between.icc1 == pytest.approx(expected["ICC1_lme_REML", "LEAD"], abs=HUNDREDTHS)


def test_a_preview_says_what_is_there_and_changes_nothing(import_wave, table, write, mapping, people, config):
    status, found = import_wave(write(table), mapping, "--preview")

    assert status == 0
    assert found["items"][0] == {
        "item": "CARE01",
        "column": "CARE01",
        "is_turned": False,
        "lowest": 1,
        "highest": 5,
        "answered": 300,
        "no_answer": 0,
        "not_applicable": 0,
    }
    assert found["background"] == {"gender": {"women": 150, "men": 150}}
    assert sum(unit["respondents"] for unit in found["units"]) == 300
    assert (found["comments"], found["unused_columns"]) == (30, ["NOTE"])
    assert people.scalar(select(func.count()).select_from(Institution)) == 0
    assert not config.own_questionnaires.exists()


def test_kinds_of_missing_are_kept_apart_and_empty_rows_left_out(import_wave, table, write, mapping):
    table[:4, 0], table[4:6, 1], table[9, :7] = 99, 98, 99

    _status, found = import_wave(write(table).replace("99", "", 1), mapping, "--preview")

    items = {item["item"]: item for item in found["items"]}
    assert (items["CARE01"]["no_answer"], items["CARE02"]["not_applicable"]) == (5, 2)
    assert (found["rows"], found["respondents"], found["rows_without_answers"]) == (300, 299, 1)


def test_a_minus_turns_a_column_that_was_reverse_coded_by_others(import_wave, table, write, mapping, people):
    import_wave(write(table))
    table[:, 6] = 6 - table[:, 6]
    turning = "items: {" + ", ".join(f"{item}: {item}" for item in ITEMS[:6]) + ", PACE03: -PACE03}\n"

    status, found = import_wave(write(table), mapping + turning, wave="2025")

    first, second = people.scalars(select(StoredRelease).order_by(StoredRelease.id))
    assert status == 0, found
    assert decode(first.document).whole.scores["PACE"].value == pytest.approx(
        decode(second.document).whole.scores["PACE"].value
    )


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


def test_a_version_that_exists_keeps_its_content(import_wave, table, write, mapping):
    import_wave(write(table), mapping)

    same, _found = import_wave(write(table), mapping, wave="2025")
    other, found = import_wave(write(table), mapping.replace("Pace", "Tempo"), wave="2026")

    assert (same, other) == (0, 1)
    assert problems(found) == [(None, "own", "version_exists")]


def test_a_wave_that_exists_is_not_imported_again(import_wave, table, write, mapping):
    import_wave(write(table), mapping)

    status, found = import_wave(write(table), mapping)

    assert status == 2
    assert "Choose another --wave" in found["said"]


def test_units_of_the_roster_are_found_by_code_or_name_and_others_refused(import_wave, table, write, mapping):
    import_wave(write(table), mapping)
    strict = mapping.replace(", register: true", "")

    status, _found = import_wave(write(table), strict, wave="2025")
    refused, found = import_wave(write(table).replace("\nT5", "\nT9"), strict, wave="2026")

    assert (status, refused) == (0, 1)
    assert {fault["problem"] for fault in found["faults"]} == {"unit_unknown"}


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


def test_the_draft_is_made_from_the_sheet_that_looks_like_answers(run, tmp_path):
    file = FILES / "codebook_before_answers.xlsx"

    drafted = run("wave", "mapping", file, "--language", "en")
    codebook = run("wave", "mapping", file, "--sheet", "코드북", "--language", "en")
    none = run("wave", "mapping", file, "--sheet", "없음", "--language", "en")

    assert "Q4" in drafted.output
    assert "- Q1\n" in drafted.output
    assert "delimiter" not in codebook.output
    assert "choose one of: 코드북, 자료" in none.output


def test_the_draft_finds_the_header_under_a_title(run):
    drafted = run("wave", "mapping", FILES / "answers_under_a_title.xlsx")

    assert drafted.exit_code == 0, drafted.output
    assert "- Q1\n" in drafted.output


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


def test_korean_of_the_older_encoding_is_read(import_wave, table, write, mapping):
    korean = write(table).replace("TEAM", "부서")

    status, _found = import_wave(
        korean.encode("cp949"), mapping.replace("column: TEAM", "column: 부서"), "--preview"
    )

    assert status == 0


def test_words_can_stand_for_points(import_wave, table, write, mapping):
    words = {1: "전혀", 2: "아니", 3: "보통", 4: "그렇", 5: "매우"}
    lines = write(table).splitlines()
    turned = [lines[0]]
    for line, row in zip(lines[1:], table, strict=True):
        cells = line.split(",")
        cells[1] = words[int(row[0])]
        turned.append(",".join(cells))
    labels = "values: {CARE: {전혀: 1, 아니: 2, 보통: 3, 그렇: 4, 매우: 5}}\n"

    status, found = import_wave("\n".join(turned), mapping + labels, "--preview")

    assert status == 0
    assert (found["items"][0]["lowest"], found["items"][0]["highest"]) == (1, 5)


def test_a_programme_that_asks_other_questions_is_not_joined(import_wave, table, write, mapping, people):
    open_programme(
        people, key="2024", name_ko="진단", name_en="Diagnosis", questionnaire=("public-culture", "2026.1")
    )
    people.commit()

    status, found = import_wave(write(table), mapping, "--programme", "2024")

    assert status == 2
    assert "another questionnaire" in found["said"]


def test_an_import_is_in_the_audit_trail(import_wave, table, write, mapping, people):
    import_wave(write(table), mapping)

    entry = people.scalars(select(AuditEntry).where(AuditEntry.action == "import_wave")).one()
    assert (entry.subject, json.loads(entry.details)) == (
        "wave:dala.2024",
        {"new_units": 6, "respondents": 300},
    )


def test_a_drafted_mapping_reads_the_file_it_was_drafted_from(run, import_wave, table, write, tmp_path):
    path = tmp_path / "drafted.csv"
    path.write_text(write(table), "utf-8")

    drafted = run("wave", "mapping", path)
    status, found = import_wave(write(table), drafted.stdout, "--preview")

    assert drafted.exit_code == 0
    assert status == 0, found
    assert [item["item"] for item in found["items"]] == list(ITEMS)
    assert len(found["units"]) == 6


def test_waves_are_listed(run, import_wave, table, write, mapping):
    import_wave(write(table), mapping, "--closes", "2024-05-31", "--opens", "2024-05-01")

    listed = json.loads(run("wave", "list", "--json").stdout)

    assert [(one["institution"], one["key"], one["state"], one["closes_on"]) for one in listed] == [
        ("dala", "2024", "released", "2024-05-31")
    ]


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
