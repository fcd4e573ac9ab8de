"""Letters of a wave: how the tests send them, who gets them, and what a mail server may answer."""

import email
from datetime import UTC, datetime, timedelta
from email.policy import default as policy

from survey_app.ground import db, jobs
from survey_app.invitations import sending
from survey_app.invitations.models import Invitation

UNKNOWN = "550 5.1.1 user unknown"
PUT_OFF = "451 4.7.1 try again later"


def letters(config):
    files = sorted((config.data / "outbox").glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=policy) for file in files]


def send(app, wave, is_reminder=False, progress=jobs.no_progress):
    with app.app_context():
        return sending.send_letters(progress, wave=wave.reference, is_reminder=is_reminder)


def person(number):
    return f"person{number}@gaon.example"


def everybody():
    return sorted(person(number) for number in range(12))


def let_time_pass(databases):
    with db.work(databases.people) as session:
        for invitation in session.query(Invitation).filter(Invitation.next_try_at.is_not(None)):
            invitation.next_try_at = datetime.now(UTC) - timedelta(seconds=1)
