"""Letters of a wave: how the tests send them, who gets them, and what a mail server may answer."""

import email
from datetime import UTC, datetime, timedelta
from email.policy import default as policy

from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.reminders import proposed_reminder
from survey_app.ground import days, db, jobs
from survey_app.invitations import sending
from survey_app.invitations.models import Invitation

UNKNOWN = "550 5.1.1 user unknown"
PUT_OFF = "451 4.7.1 try again later"


def letters(config):
    files = sorted((config.data / "outbox").glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=policy) for file in files]


def let_a_reminder_be_due(reference, on_day=None):
    """The wave has a reminder of yesterday, or of that day, unless it has one already."""
    with db.work(db.databases().people) as session:
        wave = session.query(Wave).filter_by(reference=reference).one()
        day = on_day or days.today() - timedelta(days=1)
        if all(one.on_day != day for one in wave.reminders):
            wave.reminders.append(proposed_reminder(day))


def send(app, wave, is_reminder=False, progress=jobs.no_progress):
    with app.app_context():
        if is_reminder:
            let_a_reminder_be_due(wave.reference)
        return sending.send_letters(progress, wave=wave.reference, is_reminder=is_reminder)


def person(number):
    return f"person{number}@gaon.example"


def everybody():
    return sorted(person(number) for number in range(12))


def let_time_pass(databases):
    with db.work(databases.people) as session:
        for invitation in session.query(Invitation).filter(Invitation.next_try_at.is_not(None)):
            invitation.next_try_at = datetime.now(UTC) - timedelta(seconds=1)
