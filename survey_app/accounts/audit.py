"""The audit trail: what was done, by whom and when, in a chain that shows any later change."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.accounts.models import AuditEntry, AuditHead

BEGINNING = "0" * 64
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What checking the whole chain found. `first_broken` is the number of the first faulty entry."""

    entries: int
    is_whole: bool
    first_broken: int | None


def record(
    session: Session, actor: str, action: str, subject: str, details: Mapping[str, Any] | None = None
) -> AuditEntry:
    """Afterwards the act stands at the end of the trail. Details are JSON, never an answer or a secret."""
    head = _locked_head(session)
    entry = AuditEntry(
        at=datetime.now(UTC),
        actor=actor,
        action=action,
        subject=subject,
        details=json.dumps(details, ensure_ascii=False, sort_keys=True) if details else "",
        previous_hash=head.hash,
    )
    entry.hash = _hash_of(entry)
    session.add(entry)
    head.entries, head.hash = head.entries + 1, entry.hash
    session.flush()
    return entry


def verify_audit_trail(session: Session) -> AuditVerdict:
    """Whether every entry is the one that was written, in its place, and none is missing at the end."""
    previous, count = BEGINNING, 0
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        count += 1
        if entry.previous_hash != previous or entry.hash != _hash_of(entry):
            return AuditVerdict(count, False, count)
        previous = entry.hash
    head = session.get(AuditHead, 1)
    is_whole = count == 0 if head is None else (head.entries, head.hash) == (count, previous)
    return AuditVerdict(count, is_whole, None if is_whole else count + 1)


def newest_entries(session: Session, page: int, on_a_page: int = 50) -> Sequence[AuditEntry]:
    """One page of the trail, the newest first; pages count from 1."""
    newest = select(AuditEntry).order_by(AuditEntry.id.desc())
    return session.scalars(newest.offset((page - 1) * on_a_page).limit(on_a_page)).all()


def _locked_head(session: Session) -> AuditHead:
    # Writing first takes the lock in both databases, so that two acts can't follow the same one.
    session.execute(update(AuditHead).where(AuditHead.id == 1).values(entries=AuditHead.entries))
    head = session.get(AuditHead, 1, populate_existing=True)
    if head is None:
        head = AuditHead(id=1, entries=0, hash=BEGINNING)
        session.add(head)
        session.flush()
    return head


def _hash_of(entry: AuditEntry) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [entry.previous_hash, at, entry.actor, entry.action, entry.subject, entry.details]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
