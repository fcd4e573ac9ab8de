"""Reminders of a wave: planned with day and text, sent one after the other, or made at once by hand."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from survey_app.diagnosis.letter import REMINDER_SUBJECTS, REMINDERS, LetterFacts, fill_letter
from survey_app.diagnosis.models import Reminder, Wave, WaveState
from survey_app.ground import days
from survey_app.wording.last_days import last_day_said

# Nobody is written to in the night: a reminder goes out from nine in the morning of its day.
FROM_HOUR = 9


class ReminderIsToday(Exception):
    """A reminder of today went out or is still to come: nobody is reminded twice on one day."""


def proposed_reminder(on_day: date) -> Reminder:
    """A reminder in the proposed words."""
    return Reminder(
        on_day=on_day,
        subject_ko=REMINDER_SUBJECTS["ko"],
        subject_en=REMINDER_SUBJECTS["en"],
        text_ko=REMINDERS["ko"],
        text_en=REMINDERS["en"],
    )


def subject_of(reminder: Reminder, language: str) -> str:
    """A reminder's subject as it is read."""
    wave = reminder.wave
    facts = LetterFacts(
        institution=wave.institution.name(language),
        title=wave.title(language),
        closes_on=last_day_said(wave.closes_on.isoformat(), wave.latest_day, language),
        minutes="",
        link="",
        contact="",
        fingerprint="",
    )
    return fill_letter(reminder.subjects.in_language(language), facts)


def set_days(wave: Wave, on_days: Sequence[date]) -> None:
    """The wave has a reminder on each of these days: the first says what the first said, and so on."""
    on_days = sorted(on_days)
    del wave.reminders[len(on_days) :]
    for reminder, day in zip(wave.reminders, on_days, strict=False):
        reminder.on_day = day
    wave.reminders.extend(proposed_reminder(day) for day in on_days[len(wave.reminders) :])


def remind_now(session: Session, wave: Wave, today: date) -> Reminder:
    """One more reminder, of today, which says what the next planned one would, or else the last one.

    Raises ReminderIsToday.
    """
    if any(one.on_day == today for one in wave.reminders):
        raise ReminderIsToday
    later = [one for one in wave.reminders if one.on_day > today]
    likeness = next(iter([*later[:1], *wave.reminders[-1:]]), None) or proposed_reminder(today)
    reminder = Reminder(
        on_day=today,
        subject_ko=likeness.subject_ko,
        subject_en=likeness.subject_en,
        text_ko=likeness.text_ko,
        text_en=likeness.text_en,
        is_by_hand=True,
    )
    wave.reminders.append(reminder)
    session.flush()
    session.refresh(wave, ["reminders"])
    return reminder


def due_reminders(session: Session) -> Sequence[Reminder]:
    """The reminders that are due and have not gone out to the end: the newest of each wave that is open.

    An older one that nobody sent in time is passed over, so that nobody gets two letters at once.
    """
    found = session.scalars(
        select(Reminder)
        .join(Wave)
        .where(
            Wave.state == WaveState.OPEN,
            Wave.closes_on >= days.today(),
            Reminder.ended_at.is_(None),
            _has_come(),
        )
        .order_by(Reminder.wave_id, Reminder.on_day)
    )
    return tuple({one.wave_id: one for one in found}.values())


def due_reminder(session: Session, wave: Wave) -> Reminder | None:
    """The wave's reminder that is due, or None."""
    return next((one for one in due_reminders(session) if one.wave_id == wave.id), None)


def begun_reminder(session: Session, wave: Wave) -> Reminder | None:
    """The newest reminder of a wave that was begun, to its end or not."""
    begun = select(Reminder).where(Reminder.wave_id == wave.id, Reminder.begun_at.is_not(None))
    return session.scalars(begun.order_by(Reminder.on_day.desc()).limit(1)).first()


def mark_ended(session: Session, reminder: Reminder) -> None:
    """The reminder has gone out to the end, and those before it that did not are passed over."""
    older = (
        Reminder.wave_id == reminder.wave_id,
        Reminder.on_day <= reminder.on_day,
        Reminder.ended_at.is_(None),
    )
    session.execute(update(Reminder).where(*older).values(ended_at=datetime.now(UTC)))


def _has_come() -> ColumnElement[bool]:
    return or_(Reminder.on_day <= days.day_begun_at(FROM_HOUR), Reminder.is_by_hand)
