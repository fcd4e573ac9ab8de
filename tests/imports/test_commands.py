"""What `gyeol wave` says to a person: what it read, what it made, and what it can't do."""

import json

import pytest
import yaml
from sqlalchemy import select

from survey_app.diagnosis.models import Wave
from survey_app.programmes.services import open_programme

NEW = ("--create-institution", "다라청/Dara Agency")


@pytest.fixture
def told(run, tmp_path, table, write, mapping):
    """Imports the invented survey, by its own mapping or another, and returns what is said."""

    def bring(*more, changed=mapping, institution="dala", wave="2024"):
        (tmp_path / "answers.csv").write_text(write(table), "utf-8")
        (tmp_path / "mapping.yaml").write_text(changed, "utf-8")
        files = (tmp_path / "answers.csv", "--mapping", tmp_path / "mapping.yaml")
        place = ("--institution", institution, "--wave", wave)
        return run("wave", "import", *files, *place, "--language", "en", *more)

    return bring


def test_what_was_read_and_made_is_said_in_lines(told, run, people):
    preview = told(*NEW, "--preview").output
    done = told(*NEW, "--opens", "2024-05-01", "--closes", "2024-05-20")

    assert done.exit_code == 0, done.output
    for said in (preview, done.output):
        assert "Questionnaire team-survey 1 (new)" in said
        assert "header read from row 1" in said
        assert "300 rows, 300 respondents, 0 rows without any answer left out" in said
        assert "  CARE01 ← CARE01  1..5  300 · 0 · 0" in said
        assert "6 units (6 new), 0 respondents without a unit" in said
        assert "gender: women 150, men 150" in said
        assert "30 comments" in said
        assert "Columns not used: NOTE" in said
    assert preview.endswith("Nothing was changed (preview).\n")
    assert "Wave dala.2024: 300 respondents, recorded as a closed wave." in done.output
    assert "Release 1: " in done.output
    assert "  CARE                     score " in done.output
    assert "α 0." in done.output
    wave = people.scalars(select(Wave)).one()
    assert (wave.title_ko, wave.title_en) == ("팀 조사", "Team survey")
    listed = run("wave", "list", "--institution", "dala").output
    assert listed.startswith("dala         2024       released  2024-05-20  팀 조사")
    assert run("wave", "list", "--institution", "mada").output == ""


STANDARD = """\
questionnaire: public-culture 2026.1
items: {CARE01: CULT01, CARE02: -CULT02, PACE01: CULT03}
units: {column: TEAM, register: true}
"""


def test_turned_columns_and_what_was_not_asked_are_said(told):
    said = told(*NEW, "--preview", changed=STANDARD).output

    assert "Questionnaire public-culture 2026.1\n" in said
    assert "  CULT02 ← CARE02 (turned)  " in said
    assert "Items not asked: CULT04, " in said


def test_what_a_questionnaire_does_not_know_is_named(told):
    wrong = STANDARD + (
        "missing: {no_answer: [5]}\n"
        "background: {gender: {column: SEX, values: {F: nobody}}, height: {column: NOTE}}\n"
        "comments: {praise: WISH}\n"
    )

    def refused(changed):
        said = told(*NEW, "--json", changed=changed)
        assert said.exit_code == 1
        return {(fault["column"], fault["problem"]) for fault in json.loads(said.stdout)["faults"]}

    assert refused(wrong) >= {
        ("missing", "missing_is_a_point"),
        ("SEX", "class_unknown"),
        ("NOTE", "question_unknown"),
        ("WISH", "question_unknown"),
    }
    assert {problem for _column, problem in refused(STANDARD.replace("2026.1", "1999.1"))} == {
        "in_questionnaire"
    }
    assert ("CARE01", "item_unknown") in refused(STANDARD.replace("CULT0", "CARE0"))
    assert ("items", "no_items") in refused("questionnaire: public-culture 2026.1\n")
    assert refused("items: {CARE01: CULT01}\n") == {("questionnaire", "questionnaire_named_twice")}


def test_a_mapping_is_drafted_for_a_questionnaire_that_is_here(run, told, tmp_path):
    (tmp_path / "given.csv").write_text("부서코드,cult01,CULT02,성별,비고\nA,1,5,F,x\nB,99,4,M,y\n", "utf-8")

    drafted = run("wave", "mapping", tmp_path / "given.csv", "--questionnaire", "public-culture 2026.1")
    kept = run("wave", "mapping", tmp_path / "given.csv", "--output", tmp_path / "draft.yaml")
    unknown = run("wave", "mapping", tmp_path / "given.csv", "--questionnaire", "nobody's")

    asked = yaml.safe_load(drafted.stdout)
    assert asked["items"] == {"cult01": "CULT01", "CULT02": "CULT02"}
    assert asked["units"] == {"column": "부서코드", "register": True}
    assert asked["missing"] == {"no_answer": ["99"]}
    assert "# Not used: " in drafted.stdout
    assert kept.output == f"{tmp_path / 'draft.yaml'}\n"
    assert "own" in yaml.safe_load((tmp_path / "draft.yaml").read_text("utf-8"))
    assert (unknown.exit_code, "public-culture 2026.1" in unknown.output) == (2, True)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "There is no institution dala. Add it with --create-institution"),
        ((*NEW, "--programme", "2031"), "There is no programme 2031."),
        ((*NEW, "--opens", "2024-05-02", "--closes", "2024-05-01"), "the last day is before the first"),
    ],
)
def test_what_can_not_be_done_is_said(told, people, more, said):
    refused = told(*more)

    assert refused.exit_code == 2
    assert said in refused.output
    assert people.scalars(select(Wave)).all() == []


def test_names_that_stand_in_addresses_are_plain(told):
    assert "use up to 40 letters, digits and hyphens" in told(*NEW, wave="2024/1").output
    assert "use 2 to 40 small letters" in told(*NEW, institution="Dala!").output


def test_a_wave_that_exists_and_a_programme_that_asks_otherwise_are_refused(told, people):
    open_programme(
        people,
        key="2026",
        name_ko="사업",
        name_en="P",
        questionnaire=("public-culture", "2026.1"),
        smallest_group=10,
    )
    people.commit()
    joined = told(*NEW, "--programme", "2026")
    first, again = (told(*NEW) for _ in range(2))

    assert (joined.exit_code, first.exit_code, again.exit_code) == (2, 0, 2)
    assert "The programme 2026 asks another questionnaire." in joined.output
    assert "dala has a wave 2024 already. Choose another --wave." in again.output
