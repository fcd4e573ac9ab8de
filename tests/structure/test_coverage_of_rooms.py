"""The gates of coverage count what coverage measured, and no line is exempt without a reason."""

import json
import os
import subprocess
import sys
import tomllib

import pytest

from config import ROOT
from tests.structure import coverage_of_rooms as coverage

HALF = "def sign(number):\n    if number < 0:\n        return -1\n    return 1\n\n\nassert sign(2) == 1\n"
WHOLE = HALF + "assert sign(-2) == -1\n"
EXEMPT = HALF.replace("0:", "0:  # pragma: no cover - numbers here are positive")
UNEXPLAINED = HALF.replace("0:", "0:  # pragma: no cover")


@pytest.fixture
def measure(tmp_path):
    """Runs files of one small house with our settings, and returns what coverage wrote of them."""

    def run(**rooms):
        for name in (*coverage.OURS, *(f"survey_app/{room}" for room in rooms)):
            (tmp_path / name).mkdir()
            (tmp_path / name / "__init__.py").touch()
        for room, text in rooms.items():
            (tmp_path / "survey_app" / room / "signs.py").write_text(text, "utf-8")
        (tmp_path / "all.py").write_text("".join(f"import survey_app.{room}.signs\n" for room in rooms))
        (tmp_path / ".coverage").mkdir()
        # A run that is measured itself must not measure these.
        plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
        settings = f"--rcfile={ROOT / 'pyproject.toml'}"
        command = (sys.executable, "-m", "coverage")
        for words in (("run", settings, "all.py"), ("combine", settings), ("json", settings, "-o", "said")):
            subprocess.run([*command, *words], cwd=tmp_path, env=plain, check=True, capture_output=True)
        report = json.loads((tmp_path / "said").read_text("utf-8"))
        return {room.name: room for room in coverage.measured_rooms(report)}

    return run


def test_a_branch_nobody_took_fails_the_vault_and_its_place_is_told(measure):
    rooms = measure(vault=HALF, home=WHOLE, taking=EXEMPT, doctor=UNEXPLAINED)

    assert not rooms["survey_app/vault"].is_held
    assert rooms["survey_app/home"].is_held
    # An exempt line leaves the count; without a reason it is none.
    assert (rooms["survey_app/taking"].lines, rooms["survey_app/taking"].branches) == (3, 0)
    assert (rooms["survey_app/doctor"].lines_run, rooms["survey_app/doctor"].lines) == (4, 5)
    assert "    survey_app/vault/signs.py: 3, 2->3\n" in coverage.table(list(rooms.values()))


def room(name, **counted):
    return coverage.Room(name, lines=1000, branches=100, **counted)


def test_gates_are_not_rounded():
    assert room("survey_app/home", lines_run=900, branches_run=0).is_held
    assert not room("survey_app/home", lines_run=899, branches_run=100).is_held
    assert room("survey_app/vault", lines_run=1000, branches_run=100).is_held
    assert not room("survey_app/vault", lines_run=1000, branches_run=99).is_held
    assert not room("survey_app/vault", lines_run=999, branches_run=100).is_held
    assert "99.9 %" in coverage.table([room("survey_app/home", lines_run=999)])


def test_files_that_lie_in_no_folder_of_a_room_are_told_by_where_they_lie():
    assert coverage.room_of("survey_app/cli.py") == "survey_app"
    assert coverage.room_of("questionnaires/words/units.py") == "questionnaires"
    assert coverage.room_of("analysis/disclosure/cube/masks.py") == "analysis/disclosure"


def test_a_file_that_was_not_measured_is_told():
    everything = {"files": dict.fromkeys(coverage.not_measured({"files": {}}))}
    assert coverage.not_measured(everything) == []

    del everything["files"]["survey_app/vault/opening.py"]

    assert coverage.not_measured(everything) == ["survey_app/vault/opening.py"]


def test_what_is_measured_is_what_is_ours():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["coverage"]

    assert settings["run"]["source_dirs"] == list(coverage.OURS)


def test_no_line_is_exempt_without_a_reason():
    assert coverage.pragmas_without_a_reason() == {}
