"""Inviting from the command line: codes, slips, letters and reminders."""

import base64
from datetime import timedelta

import pikepdf
import pytest
from click.testing import CliRunner

from benchmarks.open_wave import close_wave, open_wave
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.reminders import proposed_reminder
from survey_app.ground import db
from survey_app.ground.mail import WORDS, ServerProblem
from survey_app.invitations.cli import invitation as command
from survey_app.invitations.inviting import Recipient, invite_recipients
from survey_app.invitations.models import Invitation
from tests.letters import letters


@pytest.fixture
def run(config):
    """Runs `gyeol invitation …` with the settings of the fresh installation."""
    environment = {
        "GYEOL_DATA": str(config.data),
        "GYEOL_BASE_URL": "https://gyeol.example.kr",
        "GYEOL_SECRET_KEY": base64.urlsafe_b64encode(config.secret_key).decode(),
        "GYEOL_SIGNING_KEY": base64.urlsafe_b64encode(config.signing_key).decode(),
    }
    return lambda *arguments: CliRunner().invoke(command, list(map(str, arguments)), env=environment)


@pytest.fixture
def written_to(config, databases):
    """A wave of which three people of the first unit are written to and nobody else was invited."""
    wave = open_wave(config, databases, [12, 30])
    with db.work(databases.people) as session:
        session.query(Invitation).delete()
        people = [Recipient("u1", f"person{number}@gaon.example") for number in range(3)]
        invite_recipients(session, wave.wave_id, wave.manifest.units, people, config.secret_key)
    return wave


def test_codes_are_printed_by_unit_with_the_link_that_they_stand_in(run, wave):
    said = run("codes", "--wave", wave.reference, "--channel", "slip")

    assert said.exit_code == 0, said.output
    rows = [line.split("\t") for line in said.output.splitlines()]
    assert sorted(rows) == sorted(
        [
            one.unit_code,
            one.code,
            one.link.replace(one.link.partition("/take/")[0], "https://gyeol.example.kr"),
        ]
        for one in wave.codes
    )
    assert run("codes", "--wave", wave.reference, "--channel", "link").output == ""


def test_codes_are_made_for_those_who_have_none_and_for_nobody_twice(run, written_to):
    of_links = ("codes", "--wave", written_to.reference, "--channel", "link")

    first, again = (run(*of_links, "--make").output for _ in range(2))

    units = [line.partition("\t")[0] for line in first.splitlines()]
    assert (units.count("u1"), units.count("u2")) == (9, 30)
    assert (
        sorted(again.splitlines()) == sorted(first.splitlines()) == sorted(run(*of_links).output.splitlines())
    )


def test_slips_are_written_for_everybody_who_gets_one(run, wave, tmp_path):
    said = run("slips", "--wave", wave.reference, "--output", tmp_path / "slips.pdf")

    assert said.exit_code == 0, said.output
    assert said.output == f"{tmp_path / 'slips.pdf'}: 40 slips\n"
    with pikepdf.open(tmp_path / "slips.pdf") as paper:
        assert len(paper.pages) >= 2


def test_letters_go_out_once_and_are_counted(run, written_to, config):
    first, again = (run("send", "--wave", written_to.reference) for _ in range(2))

    assert first.output == "3 sent, 0 put off by the mail server, 0 came back.\n"
    assert again.output == "0 sent, 0 put off by the mail server, 0 came back.\n"
    assert sorted(str(letter["To"]) for letter in letters(config)) == [
        f"person{number}@gaon.example" for number in range(3)
    ]


def test_how_many_are_reminded_is_not_said_for_it_is_who_has_not_answered(run, written_to, config):
    run("send", "--wave", written_to.reference)

    said = run("send", "--wave", written_to.reference, "--reminder")

    assert said.output == "Sent.\n"
    assert len(letters(config)) == 6


def test_reminders_go_out_on_their_day_and_once(run, written_to, config, databases):
    run("send", "--wave", written_to.reference)
    early = run("remind").output
    with db.work(databases.people) as people:
        found = people.get_one(Wave, written_to.wave_id)
        found.reminders.append(proposed_reminder(found.opens_on - timedelta(days=1)))

    due, again = (run("remind").output for _ in range(2))

    assert (early, due, again) == ("0 waves were due.\n", "1 waves were due.\n", "0 waves were due.\n")
    assert len(letters(config)) == 6


def test_nobody_is_written_to_after_the_last_day(run, written_to, config, databases):
    close_wave(config, databases, written_to)

    said = run("send", "--wave", written_to.reference)

    assert (said.exit_code, said.output) == (1, "Error: The wave is not open.\n")
    assert letters(config) == []


def test_a_mail_server_that_is_away_is_named_in_words(run, written_to, monkeypatch):
    monkeypatch.setenv("GYEOL_MAIL_URL", "smtp://127.0.0.1:1")

    said = run("send", "--wave", written_to.reference)

    assert (said.exit_code, said.output) == (1, f"Error: {WORDS[ServerProblem.AWAY]}\n")
