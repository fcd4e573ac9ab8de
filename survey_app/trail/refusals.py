"""What was refused - wrong passwords and codes, pages that were not somebody's to see - counted by the hour.

A flood of tries must not fill the disk: within an hour the same refusal of the same account from the same
network is one row with a number, and there are at most MOST_AN_HOUR rows. When the hour is over its rows
become entries of the audit trail.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.ground import days
from survey_app.trail import audit
from survey_app.trail.models import RefusalCount

MOST_AN_HOUR = 60
UNKNOWN = "unknown address"
OTHERS = "others"
SOURCE_LETTERS = 12
"""Of the keyed hash of a network address: enough to tell two of them apart."""


class Refusal(StrEnum):
    """What was refused. The words stand in words.REFUSALS."""

    WRONG_PASSWORD = "refused_password"  # noqa: S105 - the name of an event
    WRONG_CODE = "refused_code"
    WRONG_AGAIN = "refused_confirmation"
    TOO_MANY_TRIES = "refused_too_many"
    NOT_ALLOWED = "refused_page"


def count(session: Session, what: Refusal, who: str, source: str, about: str = "") -> None:
    """The refusal is counted in this hour; what was counted in hours before stands in the trail."""
    audit.lock(session)
    tally(session)
    hour = _this_hour()
    key = {"what": what.value, "who": who, "source": source[:SOURCE_LETTERS], "about": about}
    found = session.scalars(select(RefusalCount).filter_by(hour=hour, **key)).first()
    if found is None:
        rows = session.scalar(select(func.count()).select_from(RefusalCount).filter_by(hour=hour)) or 0
        if rows >= MOST_AN_HOUR:
            key = {"what": what.value, "who": OTHERS, "source": "", "about": ""}
            found = session.scalars(select(RefusalCount).filter_by(hour=hour, **key)).first()
    if found is None:
        found = RefusalCount(hour=hour, times=0, **key)
        session.add(found)
    found.times += 1
    session.flush()


def tally(session: Session) -> int:
    """Hours that are over stand in the audit trail afterwards. How many entries that made."""
    over = session.scalars(
        select(RefusalCount).where(RefusalCount.hour < _this_hour()).order_by(RefusalCount.id)
    ).all()
    for one in over:
        details = {"hour": days.spoken(one.hour), "times": one.times, "from": one.source}
        audit.record(session, one.who, one.what, one.about or "sign_in", details)
        session.delete(one)
    session.flush()
    return len(over)


def of_this_hour(session: Session) -> Sequence[RefusalCount]:
    """What was counted and does not stand in the trail yet, the most frequent first."""
    return session.scalars(select(RefusalCount).order_by(RefusalCount.times.desc(), RefusalCount.id)).all()


def _this_hour() -> datetime:
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
