"""The commands tell every fault with its place, and sum up what is sound."""

from click.testing import CliRunner

from questionnaires.cli import questionnaire_commands
from questionnaires.loader import BUNDLED, load


def run(*arguments, **settings):
    return CliRunner().invoke(questionnaire_commands, [str(argument) for argument in arguments], **settings)


def test_check_sums_up_a_sound_questionnaire():
    result = run("check", BUNDLED / "public-culture" / "2026.1")
    assert result.exit_code == 0
    assert "문항 61개(경험 6개), 배경 질문 5개, 의견 질문 2개" in result.stdout
    assert "거꾸로 묻는 문항: CUST02, WORK04, GROW04" in result.stdout
    assert result.stderr == ""


def test_check_sums_up_in_english():
    result = run("check", BUNDLED / "csps-core" / "2024", "--language", "en")
    assert result.exit_code == 0
    assert "63 items (2 experiences)" in result.stdout
    assert "licence: OGL-UK-3.0" in result.stdout


def test_check_lists_every_fault_and_fails(draft):
    structure = draft.edit("questionnaire.yaml", ", recall_months: 3", "")
    korean = draft.edit("ko.yaml", "나는 혼자 일한다.", '""')
    result = run("check", draft.folder, "--language", "en")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert (
        f"questionnaire.yaml:{structure}: EXPE01 an experience item needs a recall period — " in result.stderr
    )
    assert f"ko.yaml:{korean}: HELP02 [ko] the text of 'HELP02' is empty — " in result.stderr
    assert result.stderr.endswith("2 to be corrected.\n")


def test_list_shows_bundled_and_added_questionnaires(draft):
    extra = draft.folder.parent.parent
    assert "small 1" not in run("list").stdout
    assert "small 1\n" in run("list", "--also", extra).stdout
    assert "small 1\n" in run("list", env={"GYEOL_QUESTIONNAIRES": str(extra)}).stdout


def test_hash_prints_the_line_of_the_record(draft):
    result = run("hash", draft.folder)
    assert result.stdout == f"small 1 {load(draft.folder).content_hash}\n"


def test_hash_refuses_a_faulty_questionnaire(draft):
    draft.edit("questionnaire.yaml", ", recall_months: 3", "")
    result = run("hash", draft.folder)
    assert result.exit_code == 1
    assert "EXPE01" in result.stderr


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    assert run("check", tmp_path / "none").exit_code == 2
