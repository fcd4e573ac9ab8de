"""Appends to the log, and reads it: its entries, its tiles, and its checkpoint at any size."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Config
from survey_app.log.keys import log_key, origin_of, public_key_of_log, witnesses
from survey_app.log.models import LogEntry, LogHead
from survey_app.manifest import documents as manifests
from survey_app.manifest.documents import LogTerms
from survey_app.protocol.checkpoints import Checkpoint, sign_checkpoint
from survey_app.protocol.log_entries import first_entry
from survey_app.protocol.log_tree import leaf_hash, root_of
from survey_app.protocol.notes import NoteKey, SignedNote


class LogIsOfAnotherKey(Exception):
    """The log was begun with another GYEOL_SIGNING_KEY: what it says can't be continued with this one."""


class LogIsEmpty(Exception):
    """Nothing was ever published here."""


@dataclass(frozen=True, slots=True)
class FirstEntry:
    """What a log says of itself: its bytes, its origin and its key."""

    content: bytes
    key: NoteKey


def append(session: Session, config: Config, entry: bytes) -> int:
    """The entry stands in the log once the session commits; returns its place. Again, it changes nothing.

    In one transaction with what it records, and after any act of the audit trail in it: whoever holds both
    locks took the trail's first. Raises LogIsOfAnotherKey.
    """
    known = find(session, entry)
    if known is not None:
        return known
    head = _locked_head(session)
    if head.size == 0:
        key = public_key_of_log(config, origin_of(config))
        _add(session, head, first_entry(key, _signer(config)))
    else:
        first(session, config)
    known = find(session, entry)  # somebody else may have appended it while we waited
    return _add(session, head, entry) if known is None else known


def begin(session: Session, config: Config) -> None:
    """There is a log afterwards, if only with its first entry. Raises LogIsOfAnotherKey."""
    if session.get(LogEntry, 0) is None:
        append(session, config, first_entry(public_key_of_log(config, origin_of(config)), _signer(config)))


def find(session: Session, entry: bytes) -> int | None:
    """Where an entry stands in the log, or None."""
    return session.scalars(select(LogEntry.position).where(LogEntry.leaf == leaf_hash(entry))).first()


def first(session: Session, config: Config) -> FirstEntry:
    """What the log says of itself. Raises LogIsEmpty and LogIsOfAnotherKey."""
    entry = session.get(LogEntry, 0)
    if entry is None:
        raise LogIsEmpty
    key = public_key_of_log(config, msgspec.json.decode(entry.content)["origin"])
    if entry.content != first_entry(key, _signer(config)):
        raise LogIsOfAnotherKey("GYEOL_SIGNING_KEY is not the one with which the public log was begun")
    return FirstEntry(entry.content, key)


def terms_of_log(session: Session, config: Config) -> LogTerms:
    """What new terms say of the log and of who watches over it. Begins the log where there is none."""
    begin(session, config)
    key = first(session, config).key
    named = witnesses(config)
    return LogTerms(key.name, key.text, tuple(witness.text for witness in named.keys), named.required)


def leaves(session: Session, size: int | None = None) -> Sequence[bytes]:
    """The leaf hashes of the first `size` entries, or of all."""
    chosen = select(LogEntry.leaf).order_by(LogEntry.position)
    return session.scalars(chosen if size is None else chosen.where(LogEntry.position < size)).all()


def entries(session: Session, start: int, count: int) -> Sequence[bytes]:
    """Entries from `start` on."""
    chosen = select(LogEntry.content).where(LogEntry.position >= start, LogEntry.position < start + count)
    return session.scalars(chosen.order_by(LogEntry.position)).all()


def size_of(session: Session) -> int:
    """How many entries there are."""
    head = session.get(LogHead, 1)
    return 0 if head is None else head.size


def signed_checkpoint(session: Session, config: Config, known: Sequence[bytes]) -> SignedNote:
    """The checkpoint over these first leaves, signed by the log. Raises LogIsEmpty, LogIsOfAnotherKey."""
    origin = first(session, config).key.name
    checkpoint = Checkpoint(origin, len(known), root_of(known))
    return SignedNote(checkpoint.text, (sign_checkpoint(checkpoint, log_key(config)),))


def _signer(config: Config) -> bytes:
    return manifests.public_key(manifests.signing_key(config.signing_key))


def _add(session: Session, head: LogHead, entry: bytes) -> int:
    position = head.size
    session.add(LogEntry(position=position, leaf=leaf_hash(entry), content=entry))
    head.size = position + 1
    session.flush()
    return position


def _locked_head(session: Session) -> LogHead:
    # Writing first takes the lock in both databases, so that two entries can't have one place.
    session.execute(update(LogHead).where(LogHead.id == 1).values(size=LogHead.size))
    head = session.get(LogHead, 1, populate_existing=True)
    if head is None:
        head = LogHead(id=1, size=0)
        session.add(head)
        session.flush()
    return head
