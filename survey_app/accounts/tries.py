"""Wrong tries at an account, counted apart for strangers and for those who were here before.

Whoever knows an address can try passwords at it. They slow themselves down, and nobody else: a browser in
which the account was signed in before is counted by itself, and so is whoever is signed in.
Whoever counts holds audit.lock, so that of tries side by side each is counted.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from survey_app.accounts.models import SignInFailures, WrongTries

NOBODY = 0
"""Counts wrong tries at addresses that nobody has, so that they take as long as the others."""
TRIES_BEFORE_LOCK = 5
LONGEST_LOCK = timedelta(minutes=30)
FORGOTTEN_AFTER = timedelta(hours=24)
TRIES_FROM_ONE_SOURCE = 30
TRIES_HEARD_FROM_ONE_SOURCE = 300
SOURCE_WINDOW = timedelta(minutes=15)


class Lane(StrEnum):
    """Who is trying what. Each is slowed down by its own wrong tries alone."""

    STRANGER = "stranger"
    KNOWN_DEVICE = "known_device"
    STRANGERS_CODE = "strangers_code"
    KNOWN_DEVICES_CODE = "known_devices_code"
    SIGNED_IN = "signed_in"


def locked_until(session: Session, account_id: int, lane: Lane) -> datetime | None:
    """When the next try in this lane is heard; None when it is heard now."""
    found = session.get(WrongTries, (account_id, lane.value))
    until = found.locked_until if found else None
    return until if until is not None and until > datetime.now(UTC) else None


def count(session: Session, account_id: int, lane: Lane) -> datetime | None:
    """One wrong try more; when it locked the lane, until when."""
    now = datetime.now(UTC)
    found = session.get(WrongTries, (account_id, lane.value), populate_existing=True)
    if found is None:
        found = WrongTries(account_id=account_id, lane=lane.value, failures=0, last=now)
        session.add(found)
        session.flush()
    elif found.last < now - FORGOTTEN_AFTER:
        found.failures = 0
    found.failures, found.last = found.failures + 1, now
    session.flush()
    beyond = found.failures - TRIES_BEFORE_LOCK
    if beyond < 0:
        return None
    found.locked_until = now + min(timedelta(minutes=2 ** min(beyond, 10)), LONGEST_LOCK)
    return found.locked_until


def forget(session: Session, account_id: int, *lanes: Lane) -> None:
    """The wrong tries of these lanes are forgotten; of all when none is named."""
    gone = delete(WrongTries).where(WrongTries.account_id == account_id)
    session.execute(gone.where(WrongTries.lane.in_([lane.value for lane in lanes])) if lanes else gone)


def failures_from(session: Session, source: str) -> tuple[int, datetime]:
    """How often tries from a network failed in the last quarter of an hour, and until when that counts."""
    now = datetime.now(UTC)
    found = session.get(SignInFailures, source)
    if found is None or found.since + SOURCE_WINDOW < now:
        return 0, now
    return found.failures, found.since + SOURCE_WINDOW


def count_from(session: Session, source: str) -> None:
    """One failed try more from a network. What is older than a day is forgotten, for all of them."""
    now = datetime.now(UTC)
    session.execute(delete(SignInFailures).where(SignInFailures.since < now - FORGOTTEN_AFTER))
    found = session.get(SignInFailures, source, populate_existing=True)
    if found is None:
        found = SignInFailures(source=source, failures=0, since=now)
        session.add(found)
    elif found.since + SOURCE_WINDOW < now:
        found.failures, found.since = 0, now
    found.failures += 1
    session.flush()
