"""Work on invitations that fails names nobody: in no log, no job, no line of the trail."""

import smtplib
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from survey_app.fieldwork import services as fieldwork
from survey_app.ground import db, jobs
from survey_app.invitations import sending, slip_files
from survey_app.invitations.models import Channel, Invitation
from survey_app.invitations.secrets import hash_of
from survey_app.trail.models import AuditEntry
from tests.failures import RECIPIENT, written
from tests.letters import let_a_reminder_be_due

__all__ = ["written"]


@pytest.fixture
def by_mail(databases, wave):
    """Everybody is invited by letter, at an address that names them."""
    with db.work(databases.people) as people:
        for number, invitation in enumerate(people.query(Invitation)):
            invitation.channel = Channel.MAIL.value
            invitation.recipient = f"{RECIPIENT}.{number}@gaon.example.kr"
    return wave


def refusing(_config):
    def send(letter):
        raise smtplib.SMTPRecipientsRefused({letter["To"]: (550, f"no {letter['To']} here".encode())})

    yield send


def quoting(_config):
    def send(letter):
        raise ValueError(f"{letter['To']} {letter.get_content()}")

    yield send


class Unwritable(Exception):
    """A database that quotes what it was given."""


@pytest.mark.parametrize("how", [refusing, quoting, "a database that quotes"])
@pytest.mark.parametrize("is_reminder", [False, True])
def test_work_on_invitations_that_fails_names_no_recipient(
    app, databases, by_mail, monkeypatch, written, how, is_reminder
):
    if is_reminder:
        with db.work(databases.people) as people:
            people.execute(text("UPDATE invitations SET letters = 1"))
        with app.app_context():
            let_a_reminder_be_due(by_mail.reference)
    if callable(how):
        monkeypatch.setattr(sending, "sending", contextmanager(how))
    else:

        def quote(_connection, _cursor, statement, parameters, _context, _many):
            if statement.startswith("UPDATE invitations"):
                raise Unwritable(f"{RECIPIENT} {parameters}")

        event.listen(databases.people, "before_cursor_execute", quote)
    written()

    with app.app_context(), db.work(databases.people) as people:
        jobs.start(
            people,
            sending.SEND,
            f"wave:{by_mail.reference}",
            None,
            wave=by_mail.reference,
            is_reminder=is_reminder,
        )
    said = written()
    with db.work(databases.people) as people:
        tables = (jobs.Job.__tablename__, AuditEntry.__tablename__)
        kept = str([people.execute(text(f"SELECT * FROM {table}")).all() for table in tables])

    assert RECIPIENT not in said
    assert RECIPIENT not in kept
    for code in by_mail.codes:
        assert code.code not in said + kept
        assert hash_of(code.code) not in said + kept


@pytest.mark.parametrize(
    ("work", "about"),
    [
        (fieldwork.OPEN, {"actor": "system"}),
        (fieldwork.CLOSE, {"actor": "system"}),
        (slip_files.MAKE_SLIPS, {"unit": "", "language": "ko"}),
        (sending.SEND_AGAIN, {}),
    ],
)
def test_other_work_on_invitations_names_nobody_either(app, databases, by_mail, written, work, about):
    def quote(_connection, _cursor, statement, parameters, _context, _many):
        if "invitations" in statement:
            raise Unwritable(f"{RECIPIENT} {by_mail.codes[0].code} {parameters}")

    if work == fieldwork.OPEN:
        with db.work(databases.people) as people:
            people.execute(text("UPDATE waves SET state = 'planned', fingerprint = NULL"))
    event.listen(databases.people, "before_cursor_execute", quote)
    written()

    with app.app_context(), db.work(databases.people) as people:
        jobs.start(people, work, f"wave:{by_mail.reference}", None, wave=by_mail.reference, **about)
    said = written()
    event.remove(databases.people, "before_cursor_execute", quote)
    with db.work(databases.people) as people:
        tables = (jobs.Job.__tablename__, AuditEntry.__tablename__)
        kept = str([people.execute(text(f"SELECT * FROM {table}")).all() for table in tables])

    assert "Unwritable" in said
    assert RECIPIENT not in said + kept
    for code in by_mail.codes:
        assert code.code not in said + kept
        assert hash_of(code.code) not in said + kept
