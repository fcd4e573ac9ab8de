"""A wave whose letters go through a mail server of the tests' own."""

from dataclasses import replace

import pytest

from benchmarks.open_wave import open_wave
from survey_app import create_app
from survey_app.ground import db, jobs
from survey_app.invitations import sending
from survey_app.invitations.inviting import Recipient, invite_recipients
from survey_app.invitations.models import Invitation
from tests.letters import let_a_reminder_be_due
from tests.mail_server import MailServer, listening


@pytest.fixture
def wave(config, databases):
    opened = open_wave(config, databases, [12, 30])
    with db.work(databases.people) as session:
        session.query(Invitation).delete()
        people = [Recipient("u1", f"Person{number}@Gaon.example") for number in range(12)]
        invite_recipients(session, opened.wave_id, opened.manifest.units, people, config.secret_key)
    return opened


@pytest.fixture
def server():
    return MailServer()


@pytest.fixture
def office(server, config, databases, wave):
    """An installation that sends through the mail server."""
    with listening(server) as address:
        connected = replace(config, mail_url=address, mail_per_minute=60_000)
        yield create_app(connected, databases, runs_jobs_at_once=True)


@pytest.fixture
def post(office, wave):
    """Sends letters or reminders, as the worker does."""

    def send(is_reminder=False, progress=jobs.no_progress):
        with office.app_context():
            if is_reminder:
                let_a_reminder_be_due(wave.reference)
            return sending.send_letters(progress, wave=wave.reference, is_reminder=is_reminder)

    return send


@pytest.fixture
def again(office, wave):
    """Sends what was asked for before, as the worker does by the clock."""

    def send():
        with office.app_context():
            sending.send_letters_again(jobs.no_progress, wave=wave.reference)

    return send
