"""What witnesses send: a cosignature of a checkpoint that this log signed, taken in only when it verifies."""

import time
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from survey_app.log import services
from survey_app.log.keys import witnesses
from survey_app.log.models import LogCosignature
from survey_app.protocol.checkpoints import read_checkpoint, verify_cosignature
from survey_app.protocol.errors import CheckpointIsForged, LogIsInconsistent
from survey_app.protocol.log_tree import root_of
from survey_app.protocol.notes import NoteSignature, SignedNote, read_note

CLOCKS_DIFFER_SECONDS = 300


class NoWitnessSigned(Exception):
    """Nobody whom this installation names as a witness has signed."""


def take_in(session: Session, config: Config, content: bytes) -> str:
    """The cosignature of a named witness is kept, once for each size; returns the witness's name.

    `content` is a note: the text of one of our checkpoints and the witness's line. Raises MessageIsMalformed,
    NoWitnessSigned, CheckpointIsForged, and LogIsInconsistent when we never signed that checkpoint.
    """
    note = read_note(content)
    checkpoint = read_checkpoint(note.text)
    by = [(key, one) for key in witnesses(config).keys for one in note.of(key)]
    if len(by) != 1 or len(note.signatures) > 2:
        raise NoWitnessSigned
    key, line = by[0]
    at = verify_cosignature(note.text, line, key)
    if at > time.time() + CLOCKS_DIFFER_SECONDS:
        raise CheckpointIsForged("a witness's clock is ahead of ours")
    known = services.leaves(session, checkpoint.size)
    origin = services.first(session, config).key.name
    is_ours = checkpoint.origin == origin and len(known) == checkpoint.size
    if not is_ours or root_of(known) != checkpoint.root:
        raise LogIsInconsistent("this log never signed that checkpoint")
    found = session.get(LogCosignature, (key.name, checkpoint.size))
    if found is None:
        session.add(LogCosignature(witness=key.name, size=checkpoint.size, line=line.line))
    else:
        found.line = line.line
    session.flush()
    return key.name


def lines_of(session: Session, size: int) -> Sequence[NoteSignature]:
    """The cosignatures kept of the log at a size, by the witnesses' names."""
    chosen = select(LogCosignature.line).where(LogCosignature.size == size).order_by(LogCosignature.witness)
    return [read_note(f"-\n\n{line}").signatures[0] for line in session.scalars(chosen)]


def cosigned_sizes(session: Session, names: Sequence[str], beyond: int) -> dict[int, set[str]]:
    """Sizes above `beyond` at which some witnesses cosigned the log, each with their names."""
    chosen = select(LogCosignature.size, LogCosignature.witness).where(
        LogCosignature.size > beyond, LogCosignature.witness.in_(names)
    )
    found: dict[int, set[str]] = {}
    for size, witness in session.execute(chosen):
        found.setdefault(size, set()).add(witness)
    return found


def with_cosignatures(session: Session, note: SignedNote) -> SignedNote:
    """A checkpoint of ours with the cosignatures that are kept of it."""
    size = read_checkpoint(note.text).size
    return SignedNote(note.text, (*note.signatures, *lines_of(session, size)))
