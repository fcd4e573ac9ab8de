"""What the trustees' machines opened comes back: compared, checked against what is held, taken over."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.counted.document import decode, encode
from analysis.released.release import Machine
from survey_app.manifest import publication
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.opened import OpenedStatement
from survey_app.protocol.receipts import ReceiptTree
from survey_app.vault.counting.ballots import CountedBallots
from survey_app.vault.differing import OpenedFilesDiffer, differing
from survey_app.vault.errors import OpenedFileDoesNotFit, Unfit
from survey_app.vault.exporting import OPENED_FORMAT, OpenedFile
from survey_app.vault.machines import read_machines, verify_machine, write_machines
from survey_app.vault.models import Opening, StoredComment, StoredCount
from survey_app.vault.opening import lock_and_read, write


@dataclass(frozen=True, slots=True)
class OpenedElsewhere:
    """A file of opened ballots that was read: what was counted, and the machine that stands for it."""

    statement: OpenedStatement
    counted: CountedBallots
    machine: Machine


def accept(session: Session, wave: str, contents: Sequence[bytes]) -> Opening:
    """What the trustees opened stands in the vault, each machine with it, and the sealed ballots are gone.

    Safe to repeat. A machine that comes later is added if it came to the same. Raises OpenedFilesDiffer, or
    OpenedFileDoesNotFit unless every file is of this wave and of exactly the ballots held here, signed by a
    machine of its own.
    """
    found = [read_opened(content) for content in contents]
    if not found:
        raise OpenedFileDoesNotFit(Unfit.NONE_GIVEN)
    for other in found[1:]:
        _require_alike(found[0].counted, other.counted)
    _require_machines_of_their_own([one.machine for one in found])
    known = session.get(Opening, wave)
    if known is not None:
        return _joined(session, known, found)
    held = lock_and_read(session, wave)
    root = ReceiptTree(one.leaf for one in held).root.hex()
    signed = publication.read_signed(session, wave)
    for one in found:
        if (one.statement.wave, one.statement.manifest) != (wave, signed.fingerprint):
            raise OpenedFileDoesNotFit(Unfit.OTHER_WAVE)
        if one.statement.root != root:
            raise OpenedFileDoesNotFit(Unfit.OTHER_BALLOTS)
    return write(session, wave, found[0].counted, machines=write_machines([one.machine for one in found]))


def read_opened(content: bytes) -> OpenedElsewhere:
    """A file of opened ballots, whose parts fit together and its signature. Raises OpenedFileDoesNotFit."""
    try:
        found = msgspec.json.decode(content, type=OpenedFile)
        if found.format != OPENED_FORMAT:
            raise OpenedFileDoesNotFit(Unfit.OTHER_VERSION)
        counted = decode(bytes(found.counted))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise OpenedFileDoesNotFit(Unfit.NOT_A_FILE) from fault
    made = CountedBallots(
        encode(counted), counted.respondents, tuple(found.comments), found.spoiled, found.sealed_by_server
    )
    try:
        statement = OpenedStatement(
            wave=found.wave,
            manifest=found.manifest,
            root=from_base64url(found.root, length=32).hex(),
            digest=from_base64url(found.digest, length=32).hex(),
            counted=made.respondents,
            spoiled=made.spoiled,
            sealed_by_server=made.sealed_by_server,
        )
        verify_machine(statement, found.opened_by)
    except ProtocolFault as fault:
        raise OpenedFileDoesNotFit(Unfit.CHANGED) from fault
    if counted.manifest != found.manifest or made.digest.hex() != statement.digest:
        raise OpenedFileDoesNotFit(Unfit.CHANGED)
    return OpenedElsewhere(statement, made, found.opened_by)


def _joined(session: Session, known: Opening, found: Sequence[OpenedElsewhere]) -> Opening:
    """An opening that stands already, with the machines that were not there yet."""
    root = {one.statement.root for one in found}
    if root != {known.root.hex()}:
        raise OpenedFileDoesNotFit(Unfit.OTHER_BALLOTS)
    if known.digest != found[0].counted.digest:
        kept = _kept(session, known)
        raise OpenedFilesDiffer(differing(kept, found[0].counted) if kept else ())
    machines = read_machines(known.machines)
    if machines:
        # Where the server opened, no machine that comes later makes up for it.
        there = {machine.key for machine in machines}
        machines += tuple(one.machine for one in found if one.machine.key not in there)
        known.machines = write_machines(machines)
        session.flush()
    return known


def _kept(session: Session, known: Opening) -> CountedBallots | None:
    document = session.scalar(select(StoredCount.document).where(StoredCount.wave == known.wave))
    if document is None:
        return None
    columns = (StoredComment.question, StoredComment.text)
    comments = session.execute(select(*columns).where(StoredComment.wave == known.wave)).all()
    words = tuple((question, text) for question, text in comments)
    return CountedBallots(document, known.counted, words, known.spoiled, known.sealed_by_server)


def _require_alike(first: CountedBallots, second: CountedBallots) -> None:
    if parts := differing(first, second):
        raise OpenedFilesDiffer(parts)


def _require_machines_of_their_own(machines: Sequence[Machine]) -> None:
    if len({machine.key for machine in machines}) < len(machines):
        raise OpenedFileDoesNotFit(Unfit.ONE_MACHINE)
