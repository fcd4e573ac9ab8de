"""The command line carries a release to the ministry and the benchmark back."""

import base64
import json

import pytest
from click.testing import CliRunner

from survey_app.cli import gyeol
from survey_app.protocol.encoding import to_base64url


@pytest.fixture
def run(monkeypatch):
    """Runs `gyeol` on one of the installations."""

    def command(site, *arguments):
        monkeypatch.setenv("GYEOL_DATA", str(site.config.data))
        for name, value in (("SECRET", site.config.secret_key), ("SIGNING", site.config.signing_key)):
            monkeypatch.setenv(f"GYEOL_{name}_KEY", base64.urlsafe_b64encode(value).decode())
        result = CliRunner().invoke(gyeol, ["bundle", *(str(argument) for argument in arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return command


def test_a_bundle_travels_by_command(run, home, ministry, tmp_path):
    bundle = tmp_path / "dara.gyeol"
    exported = run(home, "export", "--institution", "dara", "--wave", "2026", "--output", bundle)
    refused = run(ministry, "import", bundle, "--json")

    key = run(home, "key").stdout.strip()
    run(ministry, "trust", key, "--institution", "dara")
    taken = run(ministry, "import", bundle, "--json")
    again = run(ministry, "import", bundle)

    assert exported.exit_code == 0
    assert (refused.exit_code, json.loads(refused.stdout)["refused"]) == (1, "key_is_unknown")
    assert json.loads(taken.stdout) == {
        "institution": "dara",
        "wave": "2026",
        "programme": "2026",
        "number": 1,
    }
    assert again.exit_code == 1
    assert "taken in before" in again.stderr


def test_the_former_name_of_the_commands_works_and_says_so():
    called = CliRunner().invoke(gyeol, ["exchange", "key", "--help"])

    assert called.exit_code == 0
    assert "`gyeol exchange` is called `gyeol bundle` now" in called.stderr
    assert "exchange" not in CliRunner().invoke(gyeol, ["--help"]).output


def test_a_benchmark_travels_back_by_command(run, home, ministry, tmp_path):
    bundle = tmp_path / "2026.gyeol"
    run(ministry, "export-benchmark", "--programme", "2026", "--output", bundle)
    run(home, "trust", run(ministry, "key").stdout.strip(), "--ministry")

    taken = run(home, "import-benchmark", bundle, "--json")

    assert json.loads(taken.stdout) == {"programme": "2026", "released_again": ["dara.2026"]}


def test_trusting_an_institution_that_is_not_here_adds_it_when_named(run, home, ministry):
    key = run(home, "key").stdout.strip()

    unnamed = run(ministry, "trust", key, "--institution", "sada")
    named = run(ministry, "trust", key, "--institution", "sada", "--name", "사다청/Sada", "--kind", "local")

    assert (unnamed.exit_code, named.exit_code) == (2, 0)
    assert json.loads(run(ministry, "trusted", "--json").stdout) == [
        {"key": key, "of": "sada", "is_withdrawn": False}
    ]


def test_a_key_that_begins_with_a_dash_is_a_key_all_the_same(run, ministry):
    key = to_base64url(b"\xf8" + 31 * b"h")
    assert key.startswith("-")
    assert "h" in key

    trusted = run(ministry, "trust", key, "--institution", "tada", "--name", "타다청/Tada")
    withdrawn = run(ministry, "withdraw", key)

    assert (trusted.exit_code, withdrawn.exit_code) == (0, 0)
    assert json.loads(run(ministry, "trusted", "--json").stdout)[-1] == {
        "key": key,
        "of": "tada",
        "is_withdrawn": True,
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("trust", "abc", "--ministry"),
        ("trust", "abc"),
        ("withdraw", "abc"),
        ("export", "--institution", "dara", "--wave", "1999", "--output", "x.gyeol"),
        ("export-benchmark", "--programme", "1999", "--output", "x.gyeol"),
    ],
)
def test_what_can_not_be_done_is_said(run, home, arguments):
    said = run(home, *arguments)

    assert said.exit_code == 2
    assert "Error:" in said.stderr
