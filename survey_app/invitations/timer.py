"""What happens by the clock: waves close after their last day, and reminders go out."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app import days, jobs
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.invitations import opening, sending

ACTOR = "system"


@jobs.hourly
def close_overdue_waves(session: Session) -> None:
    """The closing of every wave whose last day is over is queued afterwards."""
    today = days.today()
    overdue = select(Wave).where(Wave.state == WaveState.OPEN, Wave.closes_on < today)
    for wave in session.scalars(overdue.order_by(Wave.id)).all():
        subject = f"wave:{wave.reference}"
        jobs.start(session, opening.CLOSE, subject, None, wave=wave.reference, actor=ACTOR)


@jobs.hourly
def send_due_reminders(session: Session) -> None:
    """The reminders that are due are queued afterwards; each goes out once."""
    today = days.today()
    for reference in sending.reminders_due(session, today):
        subject = f"wave:{reference}"
        jobs.start(session, sending.SEND, subject, None, wave=reference, is_reminder=True)
