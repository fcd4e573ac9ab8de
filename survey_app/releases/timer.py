"""What releases do by the clock: counted waves have their results prepared, and the public log is whole."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave, WaveState
from survey_app.ground import db, jobs
from survey_app.ground.settings import current_config
from survey_app.releases import logged, services
from survey_app.releases.comments.reading import forget_readings
from survey_app.releases.jobs import RELEASE
from survey_app.releases.models import CommentReading
from survey_app.vault import services as vault_services


@jobs.hourly
def release_what_was_counted(session: Session) -> None:
    """The release of each counted wave that nobody ever ordered is ordered afterwards.

    The opening stands in the vault, the order in the other database: a site that is killed between the two
    has opened the ballots and ordered nothing.
    """
    waiting = select(Wave).where(Wave.state.in_([WaveState.CLOSED, WaveState.COUNTED]), ~Wave.is_imported)
    waves = session.scalars(waiting.order_by(Wave.id)).all()
    with db.look(db.databases().vault) as vault:
        opened = [wave for wave in waves if services.may_be_made(vault, wave)]
    for wave in opened:
        subject = f"wave:{wave.reference}"
        if jobs.latest(session, RELEASE, subject) is None:
            jobs.start(session, RELEASE, subject, None, wave=wave.reference)


@jobs.hourly
def forget_what_is_gone(session: Session) -> None:
    """Nothing is known of comments whose time is over."""
    waves = session.execute(
        select(Wave.id, Wave.reference).where(Wave.id.in_(select(CommentReading.wave_id)))
    ).all()
    with db.look(db.databases().vault) as vault:
        for wave_id, reference in waves:
            if not vault_services.has_comments(vault, reference):
                forget_readings(session, wave_id)


@jobs.hourly
def log_what_is_published(session: Session) -> None:
    """Whatever is published stands in the public log afterwards, also what a cut off moment left out."""
    with db.look(db.databases().vault) as vault:
        logged.record_all(session, vault, current_config())
