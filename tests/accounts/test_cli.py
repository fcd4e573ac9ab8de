"""Accounts from the command line: the first operator, and whoever is locked out."""

import re

import pytest
from click.testing import CliRunner

from survey_app import db
from survey_app.accounts import cli, services


@pytest.fixture
def run(config, monkeypatch):
    """Runs `gyeol account …` on the fresh installation."""
    monkeypatch.setattr(cli.settings, "read", lambda: config)
    return lambda *words: CliRunner().invoke(cli.account, words)


def test_an_account_is_created_listed_and_reset(run, databases):
    created = run("create", "--email", "Op@example.kr", "--name", "운영", "--role", "operator")
    reset = run("reset", "op@example.kr")

    assert created.exit_code == reset.exit_code == 0
    assert "operator" in run("list").output
    starting = re.search(r"password is (\S+)", reset.output)[1]
    with db.work(databases.people) as session:
        assert services.check_password(session, "op@example.kr", starting, "s" * 64).role == "operator"


@pytest.mark.parametrize(
    "words",
    [
        ("create", "--email", "a@example.kr", "--name", "x", "--role", "hr"),
        ("create", "--email", "a@example.kr", "--name", "x", "--role", "hr", "--institution", "none"),
        ("reset", "nobody@example.kr"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_remedy(run, words):
    refused = run(*words)

    assert refused.exit_code == 1
    assert "Error: " in refused.output


def test_an_address_is_not_given_two_accounts(run):
    words = ("create", "--email", "a@example.kr", "--name", "x", "--role", "analyst")
    run(*words)

    assert "gyeol account reset" in run(*words).output
