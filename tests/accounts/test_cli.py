"""Accounts from the command line: the first operator, and whoever is locked out."""

import re

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from survey_app.accounts import cli, signing_in
from survey_app.accounts.signing_in import Visitor, find_account
from survey_app.ground import db


@pytest.fixture
def run(config, monkeypatch):
    """Runs `gyeol account …` on the fresh installation."""
    monkeypatch.setattr(cli.settings, "read", lambda: config)
    return lambda *words: CliRunner().invoke(cli.account, words)


@pytest.fixture
def verify(run):
    """Runs `gyeol audit verify …` on it."""
    return lambda *words: CliRunner().invoke(cli.audit, ("verify", *words))


def test_an_account_is_created_listed_and_reset(run, databases):
    created = run("create", "--email", "Op@example.kr", "--name", "운영", "--role", "operator")
    reset = run("reset", "op@example.kr")

    assert created.exit_code == reset.exit_code == 0
    assert "operator" in run("list").output
    starting = re.search(r"password is (\S+)", reset.output)[1]
    with db.work(databases.people) as session:
        assert (
            signing_in.check_password(session, "op@example.kr", starting, Visitor("s" * 64)).role
            == "operator"
        )


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


def test_the_trail_is_verified_and_what_was_noted_is_still_there(run, verify):
    run("create", "--email", "a@example.kr", "--name", "x", "--role", "analyst")
    noted = verify().output.split()[-1]
    run("reset", "a@example.kr")

    assert verify("--noted", noted).exit_code == 0
    assert verify("--noted", f"2:{noted.partition(':')[2]}").exit_code == 1
    assert "NUMBER:CODE" in verify("--noted", "yesterday").output


def test_a_trail_that_was_changed_is_not_verified(run, verify, databases):
    run("create", "--email", "a@example.kr", "--name", "x", "--role", "analyst")
    with db.work(databases.people) as session:
        session.execute(text("DROP TRIGGER audit_entries_are_never_changed"))
        session.execute(text("UPDATE audit_entries SET actor = 'nobody'"))

    assert verify().exit_code == 1
    assert "Entry 1 is not the one" in verify().output


def test_an_operator_who_lost_everything_is_let_in_again(run, databases):
    run("create", "--email", "a@example.kr", "--name", "x", "--role", "operator")
    with db.work(databases.people) as session:
        find_account(session, "a@example.kr").second_factor = "v1:lost"

    assert run("disconnect", "a@example.kr").exit_code == 0
    with db.work(databases.people) as session:
        assert find_account(session, "a@example.kr").second_factor is None
    assert run("disconnect", "nobody@example.kr").exit_code == 1
