"""What the vault does by the clock: it deletes answers, and keys, whose time is over."""

from sqlalchemy.orm import Session

from survey_app.ground import days, db, jobs
from survey_app.manifest import kept_shares
from survey_app.vault import parts, services
from survey_app.vault.keeping import delete_expired


@jobs.hourly
def delete_what_has_expired(_people: Session) -> None:
    """Answers past the time that their signed terms name are gone afterwards."""
    with db.work(db.databases().vault) as session:
        delete_expired(session, days.today())
        parts.forget_parts_of_counted_waves(session)


@jobs.hourly
def destroy_keys_that_have_done_their_work(people: Session) -> None:
    """The platform keeps no share of a counted wave, even where the opening was killed before its end."""
    with db.look(db.databases().vault) as session:
        for wave in kept_shares.waves(people):
            if services.find_opening(session, wave) is not None:
                kept_shares.destroy(people, wave)
