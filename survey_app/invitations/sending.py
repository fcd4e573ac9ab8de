"""Sends letters and reminders, each once, to those who have an address; says of nobody that they got one.

Each letter has an outcome of its own, so that one address, one connection or one reply of the mail server
stops nobody else's. A first letter that can't be delivered is told to the HR lead, since whoever did not get
one can't have taken part. Of a reminder nothing is told, delivered or not: it goes to those who have not.
Once a reminder is over, whoever had it and whoever did not need it any more are noted alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from survey_app.diagnosis import reminders
from survey_app.diagnosis.models import Reminder, Wave, WaveState
from survey_app.ground import days, db
from survey_app.ground.jobs import JobFailed, Progress, job
from survey_app.ground.mail import LetterDelayed, LetterRefused, MailServerFails, Send, ServerProblem, sending
from survey_app.ground.settings import current_config
from survey_app.invitations.models import Channel, Invitation
from survey_app.invitations.writing import Writer

SEND, SEND_AGAIN = "send_letters", "send_letters_again"
UNREACHABLE = "unreachable"
# Longer than one letter can take at a server that answers each step at the last moment.
BEING_SENT = timedelta(minutes=5)
PUT_OFF = tuple(timedelta(hours=hours) for hours in (0.25, 1, 3, 8, 24))
IN_A_ROW = 20


@dataclass(frozen=True, slots=True)
class Post:
    """How the first letters stand, and how many invitations by mail were sent one.

    `reminders` counts letters sent, used or not: what is left to remind is nobody's business.
    """

    waiting: int
    put_off: int
    undelivered: int
    reminders: int


@job(SEND)
def send_letters(progress: Progress, *, wave: str, is_reminder: bool) -> Mapping[str, Any]:
    """Every invitation by mail that is due has had its letter, or the due reminder if it was not used.

    All are asked for at once and taken up one by one, so that the clock finds what is left when this ends
    early. A letter is noted once the mail server has it; where a worker dies in between, the same letter is
    sent again with the same Message-ID. Raises JobFailed, with a `mail.ServerProblem` where that is at fault.
    """
    with db.work(db.databases().people) as session:
        found = _open_wave(session, wave)
        now = datetime.now(UTC)
        reminder = reminders.due_reminder(session, found) if is_reminder else None
        if is_reminder and reminder is None:
            return {}
        if reminder is not None:
            reminder.begun_at = reminder.begun_at or now
            _pass_by(session, reminder)
        session.execute(update(Invitation).where(*_due(found.id, _day(reminder))).values(next_try_at=now))
        number = None if reminder is None else reminder.id
    outcomes = _send_asked_for(progress, wave, number)
    if number is not None:
        _end(number)
        return {}
    return {"sent": outcomes.sent, "put_off": outcomes.put_off, "refused": outcomes.refused}


@job(SEND_AGAIN)
def send_letters_again(progress: Progress, *, wave: str) -> Mapping[str, Any]:
    """Letters that were put off, or cut off by the end of a worker, have gone out where they are due."""
    with db.work(db.databases().people) as session:
        reminder = reminders.begun_reminder(session, _open_wave(session, wave))
        begun = None if reminder is None else reminder.id
    _send_asked_for(progress, wave, None)
    if begun is not None:
        _send_asked_for(progress, wave, begun)
    return {}


def _send_asked_for(progress: Progress, wave: str, number: int | None) -> "_Outcomes":
    """The letters that were asked for have gone out: those of the numbered reminder, or the first ones."""
    engine, config = db.databases().people, current_config()
    with db.work(engine) as session:
        found = _open_wave(session, wave)
        reminder = None if number is None else session.get_one(Reminder, number)
        day = _day(reminder)
        asked_for = select(Invitation.id).where(*_due(found.id, day), Invitation.next_try_at.is_not(None))
        due = list(session.scalars(asked_for.order_by(Invitation.id)))
        writer = Writer.of(found, config, reminder)
    outcomes = _Outcomes()
    with sending(config) as send:
        for sent, invitation_id in enumerate(due, 1):
            if _is_taken_up(engine, invitation_id, day):
                outcomes.note(_send_one(engine, invitation_id, writer, send))
            # How many are reminded is how many have not taken part.
            progress(*((sent, len(due)) if day is None else (0, 0)))
    return outcomes


def _day(reminder: Reminder | None) -> date | None:
    return None if reminder is None else reminder.on_day


def _end(number: int) -> None:
    with db.work(db.databases().people) as session:
        reminder = session.get_one(Reminder, number)
        _pass_by(session, reminder)
        reminders.mark_ended(session, reminder)


def _pass_by(session: Session, reminder: Reminder) -> None:
    """Who has taken part needs no reminder and looks like those who had it."""
    took_part = (*_by_mail(reminder.wave_id), Invitation.blinded_hash.is_not(None))
    session.execute(update(Invitation).where(*took_part).values(reminded_on=reminder.on_day))


def _open_wave(session: Session, reference: str) -> Wave:
    found = session.scalars(select(Wave).where(Wave.reference == reference)).one()
    if not found.takes_answers(days.today()):
        raise JobFailed("WaveIsNotOpen")
    return found


def post_of(session: Session, wave_id: int) -> Post:
    """How many first letters wait, were put off or can't be delivered, and how many were sent."""
    first = (*_by_mail(wave_id), Invitation.letters == 0)

    def count(*conditions: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(Invitation).where(*conditions)) or 0

    return Post(
        waiting=count(*first, Invitation.refusal.is_(None), Invitation.tries == 0),
        put_off=count(*first, Invitation.refusal.is_(None), Invitation.tries > 0),
        undelivered=count(*first, Invitation.refusal.is_not(None)),
        reminders=count(*_by_mail(wave_id), Invitation.letters > 0),
    )


def letters_asked_for(session: Session) -> list[str]:
    """References of waves that take answers, with letters that were put off, or cut off, until now."""
    found = []
    for wave in session.scalars(_open_waves()):
        begun = reminders.begun_reminder(session, wave)
        due = and_(*_due(wave.id, None))
        if begun is not None:
            due = or_(due, and_(*_due(wave.id, begun.on_day)))
        asked_for = select(Invitation.id).where(due, Invitation.next_try_at.is_not(None))
        if session.scalar(asked_for.limit(1)) is not None:
            found.append(wave.reference)
    return found


def _open_waves() -> Select[Wave]:
    return select(Wave).where(Wave.state == WaveState.OPEN, Wave.closes_on >= days.today())


def _due(wave_id: int, day: date | None) -> tuple[ColumnElement[bool], ...]:
    now = datetime.now(UTC)
    is_time = or_(Invitation.next_try_at.is_(None), Invitation.next_try_at <= now)
    return (*_by_mail(wave_id), *_stage(day), is_time)


def _by_mail(wave_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.wave_id == wave_id, Invitation.channel == Channel.MAIL)


def _stage(day: date | None) -> tuple[ColumnElement[bool], ...]:
    """Who waits for the reminder of a day, or for the first letter where there is none."""
    if day is None:
        return (Invitation.letters == 0, Invitation.refusal.is_(None))
    had_it_not = or_(Invitation.reminded_on.is_(None), Invitation.reminded_on < day)
    return (Invitation.letters > 0, Invitation.blinded_hash.is_(None), had_it_not)


def _is_taken_up(engine: Engine, invitation_id: str, day: date | None) -> bool:
    """Whether this worker is the one who sends it; nobody else does for as long as that may take."""
    now = datetime.now(UTC)
    is_time = or_(Invitation.next_try_at.is_(None), Invitation.next_try_at <= now)
    one = update(Invitation).where(Invitation.id == invitation_id, *_stage(day), is_time)
    taking_up = one.values(next_try_at=now + BEING_SENT).returning(Invitation.id)
    with db.work(engine) as session:
        return session.scalar(taking_up) is not None


def _send_one(engine: Engine, invitation_id: str, writer: Writer, send: Send) -> str:
    with db.work(engine) as session:
        letter = writer.letter(session.get_one(Invitation, invitation_id))
    try:
        send(letter)
    except LetterRefused as refused:
        return _note_refused(engine, invitation_id, writer.day, refused.reason.value)
    except LetterDelayed:
        return _note_put_off(engine, invitation_id, writer.day)
    except MailServerFails as failing:
        with db.work(engine) as session:
            # Nobody's letter is at fault: it is due as soon as the server is well.
            session.get_one(Invitation, invitation_id).next_try_at = datetime.now(UTC)
        raise JobFailed(failing.problem.value) from None
    return _note_done(engine, invitation_id, writer.day, "sent")


def _note_done(engine: Engine, invitation_id: str, day: date | None, outcome: str) -> str:
    with db.work(engine) as session:
        invitation = session.get_one(Invitation, invitation_id)
        invitation.tries, invitation.next_try_at = 0, None
        if day is None:
            invitation.letters = 1
        else:
            invitation.reminded_on = day
    return outcome


def _note_refused(engine: Engine, invitation_id: str, day: date | None, reason: str) -> str:
    if day is not None:
        return _note_done(engine, invitation_id, day, "refused")
    with db.work(engine) as session:
        invitation = session.get_one(Invitation, invitation_id)
        invitation.refusal, invitation.next_try_at = reason, None
    return "refused"


def _note_put_off(engine: Engine, invitation_id: str, day: date | None) -> str:
    with db.work(engine) as session:
        invitation = session.get_one(Invitation, invitation_id)
        if invitation.tries < len(PUT_OFF):
            invitation.next_try_at = datetime.now(UTC) + PUT_OFF[invitation.tries]
            invitation.tries += 1
            return "put_off"
    return _note_refused(engine, invitation_id, day, UNREACHABLE)


@dataclass(slots=True)
class _Outcomes:
    """How a round goes. A server that refuses many in a row for good has a fault of its own."""

    sent: int = 0
    put_off: int = 0
    refused: int = 0
    refused_in_a_row: int = 0

    def note(self, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)
        self.refused_in_a_row = self.refused_in_a_row + 1 if outcome == "refused" else 0
        if self.refused_in_a_row >= IN_A_ROW:
            raise JobFailed(ServerProblem.REFUSES_ALL.value)
