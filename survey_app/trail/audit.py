"""The audit trail: what was done, by whom and when, in a keyed chain that shows any later change.

Each entry carries a code (HMAC-SHA256) over itself and the code of the entry before, under a key derived
from the installation's secret; the end of the chain is sealed the same way. Who can write the table and
has not the secret can't make another trail that verifies. Entries from before the trail had a key carry a
plain hash; the first keyed entry fixes them as they were then. docs/signing-in.md says what this proves
and what it does not.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.ground.keyring import Keyring, Purpose, keyring_of
from survey_app.trail.models import AuditEntry, AuditHead

BEGINNING = "0" * 64
SYSTEM = "system"
READ_AT_A_TIME = 1000
SHORTEST_CODE = 8


class Flaw(StrEnum):
    """What is wrong with a trail."""

    ENTRY = "entry"
    END = "end"
    OTHER_KEY = "other_key"


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What checking the whole chain found.

    `first_broken` is the number of the first faulty entry, `keyed_from` that of the first keyed one, `last`
    the code of the last: whoever notes number and code elsewhere can tell later that none was taken away.
    """

    entries: int
    flaw: Flaw | None
    first_broken: int | None
    keyed_from: int | None
    last: str

    @property
    def is_whole(self) -> bool:
        return self.flaw is None


def record(
    session: Session, actor: str, action: str, subject: str, details: Mapping[str, Any] | None = None
) -> AuditEntry:
    """Afterwards the act stands at the end of the trail. Details are JSON, never an answer or a secret."""
    keys, head = keyring_of(session), _locked_head(session)
    entry = AuditEntry(
        at=datetime.now(UTC),
        actor=actor,
        action=action,
        subject=subject,
        details=json.dumps(details, ensure_ascii=False, sort_keys=True) if details else "",
        previous_hash=head.hash,
        key_mark=keys.mark(Purpose.AUDIT_TRAIL),
    )
    entry.hash = _code_of(keys, entry)
    session.add(entry)
    head.entries, head.hash = head.entries + 1, entry.hash
    head.seal = _seal_of(keys, head.entries, head.hash)
    session.flush()
    return entry


def begin_to_key(session: Session) -> bool:
    """A trail from before it had a key goes on under one, which an entry says. False: it had one."""
    head = session.get(AuditHead, 1)
    if head is None or head.seal:
        return False
    record(session, SYSTEM, "key_audit_trail", "audit", {"entries_before": head.entries})
    return True


def lock(session: Session) -> None:
    """Until the transaction ends nobody else adds to the trail."""
    _locked_head(session)


def verify_audit_trail(session: Session) -> AuditVerdict:
    """Whether every entry is the one that was written, in its place, and none is missing at the end."""
    keys = keyring_of(session)
    own_mark = keys.mark(Purpose.AUDIT_TRAIL)
    previous, count, keyed_from, flaw = BEGINNING, 0, None, None
    entries = select(AuditEntry).order_by(AuditEntry.id)
    for entry in session.scalars(entries.execution_options(yield_per=READ_AT_A_TIME)):
        count += 1
        if entry.key_mark and keyed_from is None:
            keyed_from = count
        # Once the trail has a key, an entry without one was not written by us.
        is_linked = entry.previous_hash == previous and bool(entry.key_mark) == (keyed_from is not None)
        if not is_linked:
            flaw = Flaw.ENTRY
        elif entry.key_mark not in ("", own_mark):
            flaw = Flaw.OTHER_KEY
        elif entry.hash != _code_of(keys, entry):
            flaw = Flaw.ENTRY
        if flaw is not None:
            return AuditVerdict(count, flaw, count, keyed_from, entry.hash)
        previous = entry.hash
    head = session.get(AuditHead, 1)
    if not _is_the_end(keys, head, count, previous):
        return AuditVerdict(count, Flaw.END, count + 1, keyed_from, previous)
    return AuditVerdict(count, None, None, keyed_from, previous)


def holds(session: Session, number: int, code: str) -> bool:
    """Whether the trail still has the entry of that number, with a code that begins so."""
    found = session.scalars(
        select(AuditEntry.hash).order_by(AuditEntry.id).offset(number - 1).limit(1)
    ).first()
    return found is not None and len(code) >= SHORTEST_CODE and found.startswith(code)


def newest_entries(session: Session, page: int, on_a_page: int = 50) -> Sequence[AuditEntry]:
    """One page of the trail, the newest first; pages count from 1."""
    newest = select(AuditEntry).order_by(AuditEntry.id.desc())
    return session.scalars(newest.offset((page - 1) * on_a_page).limit(on_a_page)).all()


def _locked_head(session: Session) -> AuditHead:
    # Writing first takes the lock in both databases, so that two acts can't follow the same one.
    session.execute(update(AuditHead).where(AuditHead.id == 1).values(entries=AuditHead.entries))
    head = session.get(AuditHead, 1, populate_existing=True)
    if head is None:
        head = AuditHead(id=1, entries=0, hash=BEGINNING, seal="")
        session.add(head)
        session.flush()
    return head


def _is_the_end(keys: Keyring, head: AuditHead | None, entries: int, last: str) -> bool:
    if head is None:
        return entries == 0
    return (head.entries, head.hash) == (entries, last) and head.seal == _seal_of(keys, entries, last)


def _seal_of(keys: Keyring, entries: int, last: str) -> str:
    return keys.mac(Purpose.AUDIT_TRAIL, json.dumps(["end", entries, last]).encode())


def _code_of(keys: Keyring, entry: AuditEntry) -> str:
    """An entry's code under the installation's key; a plain hash for one from before there was a key."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [entry.previous_hash, at, entry.actor, entry.action, entry.subject, entry.details]
    written = json.dumps(fields, ensure_ascii=False).encode()
    return keys.mac(Purpose.AUDIT_TRAIL, written) if entry.key_mark else hashlib.sha256(written).hexdigest()
