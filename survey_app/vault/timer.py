"""What the vault does by the clock: it deletes answers whose time, as promised, is over."""

from sqlalchemy.orm import Session

from survey_app import days, db, jobs
from survey_app.vault.keeping import delete_expired


@jobs.hourly
def delete_what_has_expired(_people: Session) -> None:
    """Answers past the time that their signed terms name are gone afterwards."""
    with db.work(db.databases().vault) as session:
        delete_expired(session, days.today())
