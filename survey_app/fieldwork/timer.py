"""What happens by the clock: waves close after their last day, letters and reminders go out."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.diagnosis import reminders
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.fieldwork import services
from survey_app.ground import days, db, job_words, jobs
from survey_app.ground.mail import outbox_is_emptied
from survey_app.ground.settings import current_config
from survey_app.invitations import sending, slip_files
from survey_app.manifest import publication

ACTOR = "system"


@jobs.hourly
def close_overdue_waves(session: Session) -> None:
    """The closing of every wave whose last day is over is queued afterwards."""
    today = days.today()
    overdue = select(Wave).where(Wave.state == WaveState.OPEN, Wave.closes_on < today)
    for wave in session.scalars(overdue.order_by(Wave.id)).all():
        subject = f"wave:{wave.reference}"
        jobs.start(session, services.CLOSE, subject, None, wave=wave.reference, actor=ACTOR)


@jobs.hourly
def finish_what_was_cut_off(session: Session) -> None:
    """Waves whose terms are published open, and closed waves whose close is not published close to the end.

    Both stand in two databases: where an error ended the work between them, it goes on from there.
    """
    half_way = select(Wave).where(Wave.state.in_([WaveState.PLANNED, WaveState.CLOSED]), ~Wave.is_imported)
    waves = session.scalars(half_way.order_by(Wave.id)).all()
    with db.look(db.databases().vault) as vault:
        unfinished = [(wave, work) for wave in waves if (work := _unfinished(vault, wave)) is not None]
    for wave, work in unfinished:
        subject = f"wave:{wave.reference}"
        last = jobs.latest(session, work, subject)
        if (
            last is None or last.problem not in job_words.PROBLEMS
        ):  # what people must mend first waits for them
            jobs.start(session, work, subject, None, wave=wave.reference, actor=ACTOR)


def _unfinished(vault: Session, wave: Wave) -> str | None:
    is_published = vault.get(publication.Published, wave.reference) is not None
    if wave.state == WaveState.PLANNED:
        return services.OPEN if is_published else None
    is_closed = is_published and publication.read_closing(vault, wave.reference) is not None
    return services.CLOSE if is_published and not is_closed else None


@jobs.hourly
def send_letters_again(session: Session) -> None:
    """Letters that were put off, or cut off by the end of a worker, are queued when they are due."""
    for reference in sending.letters_asked_for(session):
        jobs.start(session, sending.SEND_AGAIN, f"wave:{reference}", None, wave=reference)


@jobs.hourly
def empty_the_outbox(_session: Session) -> None:
    """Letters that nobody fetched from the outbox for a week are gone afterwards."""
    outbox_is_emptied(current_config())


@jobs.hourly
def delete_old_slips(_session: Session) -> None:
    """Sheets of slips that nobody took away within a day are gone afterwards: they hold codes."""
    slip_files.delete_old(current_config(), datetime.now(UTC))


@jobs.hourly
def send_due_reminders(session: Session) -> None:
    """The reminders that are due and have not gone out to the end are queued afterwards.

    Whoever is invited after one had their first letter lately, and gets no reminder before the next.
    """
    for reminder in reminders.due_reminders(session):
        reference = reminder.wave.reference
        jobs.start(session, sending.SEND, f"wave:{reference}", None, wave=reference, is_reminder=True)
