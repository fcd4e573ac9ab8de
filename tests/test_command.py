"""The command `gyeol` itself: what it says instead of a traceback, and how the site that it serves speaks."""

import base64
import importlib
import sys

import pytest
from click.testing import CliRunner
from gunicorn.config import Config as GunicornConfig
from sqlalchemy.exc import IntegrityError

from survey_app import cli
from survey_app.doctor.finding import Examined


@pytest.fixture
def installed(config, monkeypatch):
    """The environment describes the fresh installation."""
    monkeypatch.setenv("GYEOL_DATA", str(config.data))
    for name, value in (("SECRET", config.secret_key), ("SIGNING", config.signing_key)):
        monkeypatch.setenv(f"GYEOL_{name}_KEY", base64.urlsafe_b64encode(value).decode())


def ended(monkeypatch, capsys, *words):
    monkeypatch.setattr(sys, "argv", ["gyeol", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code, capsys.readouterr().err


def test_a_wrong_setting_and_a_database_that_can_not_be_used_are_sentences(
    installed, config, monkeypatch, capsys
):
    monkeypatch.setenv("GYEOL_PORT", "eighty")
    code, said = ended(monkeypatch, capsys, "wave", "list")
    assert (code, said.startswith("gyeol: "), "GYEOL_PORT" in said) == (2, True, True)
    monkeypatch.delenv("GYEOL_PORT")

    (config.data / "people.sqlite").write_bytes(b"not a database" * 99)
    code, said = ended(monkeypatch, capsys, "wave", "list")

    assert code == 1
    assert said.startswith("gyeol: a database can't be used: ")
    assert "`gyeol doctor` says which" in said


def test_a_fault_of_the_program_is_shown_as_it_is(installed, monkeypatch):
    for fault in (RuntimeError("broken"), IntegrityError("insert", {}, Exception("twice"))):

        def fail(fault=fault, **_options):
            raise fault

        monkeypatch.setattr(cli, "gyeol", fail)
        with pytest.raises(type(fault)):
            cli.main()


def test_a_misspelt_setting_is_named_before_anything_is_done(installed, monkeypatch):
    monkeypatch.setenv("GYEOL_BASE_ULR", "https://gyeol.example.kr")

    said = CliRunner().invoke(cli.gyeol, ["wave", "list"])

    assert said.exit_code == 0
    assert "GYEOL_BASE_ULR is no setting, and nothing reads it. Did you mean GYEOL_BASE_URL?" in said.stderr


def test_the_doctor_leaves_with_one_when_something_is_to_be_mended(monkeypatch):
    well, ill = Examined("Fonts", True, "there", ""), Examined("Queue", False, "away", "Start it.")
    runs = []
    for findings in ([well], [well, ill]):
        monkeypatch.setattr("survey_app.doctor.examination.examine", lambda found=findings: found)
        runs.append(CliRunner().invoke(cli.gyeol, ["doctor"]))

    assert [(run.exit_code, run.output) for run in runs] == [
        (0, "ok   Fonts: there\n"),
        (1, "ok   Fonts: there\nFIX  Queue: away\n     Start it.\n"),
    ]


def test_what_is_served_answers_and_says_what_ails_it_in_lines(installed, monkeypatch, capsys):
    monkeypatch.delitem(sys.modules, "survey_app.serving", raising=False)
    serving = importlib.import_module("survey_app.serving")
    monkeypatch.delitem(sys.modules, "survey_app.serving")
    assert serving.application().test_client().get("/sign-in").status_code == 200

    log = serving.WebLogger(GunicornConfig())
    for speak in (log.critical, log.error, log.warning):
        speak("worker %s is away", speak.__name__)
    try:
        raise ConnectionError("gone")
    except ConnectionError:
        log.exception("a connection")

    said = capsys.readouterr().err
    assert all(f"worker {name} is away" in said for name in ("critical", "error", "warning"))
    assert "a connection" in said
    assert "ConnectionError" in said
