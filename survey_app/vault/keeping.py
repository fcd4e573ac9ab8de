"""Deletes what is kept of answers when the time that their signed terms name is over."""

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.manifest import publication
from survey_app.manifest.documents import Manifest
from survey_app.vault.models import Opening, StoredComment, StoredCount


def delete_expired(session: Session, today: date) -> tuple[str, ...]:
    """Counts and comments past their time are gone; releases, the public count and the receipts stay.

    Returns the references of the waves whose counts were deleted now.
    """
    expired = []
    for wave in session.scalars(select(Opening.wave)).all():
        manifest = publication.read(session, wave)
        if today <= kept_until(manifest):
            continue
        gone = session.execute(delete(StoredCount).where(StoredCount.wave == wave))
        session.execute(delete(StoredComment).where(StoredComment.wave == wave))
        if gone.rowcount:  # type: ignore[attr-defined]
            expired.append(wave)
    return tuple(expired)


def kept_until(manifest: Manifest) -> date:
    """The last day on which a wave's counts and comments are kept: its closing day, so many years later."""
    closes_on = date.fromisoformat(manifest.closes_on)
    year = closes_on.year + manifest.policy.keeps_responses_years
    is_leap_day = (closes_on.month, closes_on.day) == (2, 29)
    return closes_on.replace(year=year, day=28) if is_leap_day else closes_on.replace(year=year)
