"""The opening on a machine of the trustees' own: ballots go out in a file, and what was in them comes back.

So the operator's machine never holds the ballots and the key together. Neither file says who or when.
"""

from dataclasses import dataclass

import msgspec
from sqlalchemy.orm import Session

from analysis.counted.document import decode as document_of_counts
from analysis.counted.document import encode
from questionnaires.content import document, from_document
from questionnaires.languages import as_stored
from questionnaires.model import Questionnaire
from survey_app.manifest import ceremonies, publication
from survey_app.manifest import documents as manifests
from survey_app.manifest.documents import Manifest
from survey_app.manifest.opening_in_parts import AskedOfTrustees
from survey_app.protocol.ceremony import Record
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.partials import points_of
from survey_app.protocol.receipts import ReceiptTree
from survey_app.protocol.sealing import OpeningKey
from survey_app.protocol.terms import read_terms
from survey_app.vault.counting.ballots import CountedBallots, count_opened
from survey_app.vault.errors import OpenedFileDoesNotFit
from survey_app.vault.models import Opening
from survey_app.vault.opening import HeldBallot, lock_and_read, open_held, write
from survey_app.vault.shuffling import shuffled

SEALED_FORMAT = "gyeol sealed ballots v1"
NO_CEREMONY = msgspec.Raw(b"null")
OPENED_FORMAT = "gyeol opened ballots v2"
"""Version 1 carried one record for each ballot."""


class SealedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A closed wave's sealed ballots and signed terms: everything that an opening needs but the key."""

    format: str
    manifest: msgspec.Raw
    questionnaire: msgspec.Raw
    ballots: list[tuple[str, str, str]]
    ceremony: msgspec.Raw = NO_CEREMONY


class OpenedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was counted of the ballots, the comments apart and shuffled, and the root of the receipts.

    counted : the document that the vault will keep (`analysis.counted`); no ballot's answers are in the file.
    """

    format: str
    manifest: str
    root: str
    counted: msgspec.Raw
    comments: list[tuple[str, str]]
    spoiled: int
    sealed_by_server: int
    digest: str


@dataclass(frozen=True, slots=True)
class Exported:
    """A sealed file that was read and checked."""

    manifest: Manifest
    fingerprint: str
    questionnaire: Questionnaire
    held: tuple[HeldBallot, ...]
    ceremony: Record | None = None

    @property
    def asked(self) -> AskedOfTrustees:
        """What trustees are asked of these ballots where they made the key in parts."""
        return AskedOfTrustees(self.manifest, self.fingerprint, points_of(one.ballot for one in self.held))


def write_sealed_file(session: Session, wave: str, questionnaire: Questionnaire) -> bytes:
    """The ballots of a closed wave as a file. They stay in the vault. Raises WaveIsNotClosed."""
    held = lock_and_read(session, wave)
    ceremony = ceremonies.find_text(session, wave)
    return msgspec.json.encode(
        SealedFile(
            format=SEALED_FORMAT,
            manifest=msgspec.Raw(manifests.public_message(publication.read_signed(session, wave))),
            questionnaire=msgspec.Raw(msgspec.json.encode(document(questionnaire))),
            ballots=[
                (to_base64url(one.nullifier), one.pool, to_base64url(one.ballot)) for one in shuffled(held)
            ],
            ceremony=NO_CEREMONY if ceremony is None else msgspec.Raw(ceremony.encode()),
        )
    )


def read_sealed_file(content: bytes, pinned: str | None = None) -> Exported:
    """Reads a sealed file and checks its terms; `pinned` is the fingerprint from a letter.

    Raises OpenedFileDoesNotFit, ManifestIsNotTheOnePinned, SignatureIsInvalid, CeremonyDoesNotFit or
    ContentDoesNotMatchItsHash.
    """
    try:
        found = msgspec.json.decode(content, type=SealedFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise OpenedFileDoesNotFit("this is no file of sealed ballots") from fault
    if found.format != SEALED_FORMAT:
        raise OpenedFileDoesNotFit("this is no file of sealed ballots")
    terms = read_terms(msgspec.json.decode(found.manifest), pinned=pinned)
    manifest = msgspec.convert(dict(terms.document), Manifest, dec_hook=as_stored)
    questionnaire = from_document(msgspec.json.decode(found.questionnaire))
    if questionnaire.content_hash != manifest.questionnaire.content_hash:
        raise OpenedFileDoesNotFit("the questionnaire is not the one that the terms name")
    held = tuple(
        HeldBallot(from_base64url(nullifier), pool, from_base64url(ballot))
        for nullifier, pool, ballot in found.ballots
    )
    ceremony = None
    if bytes(found.ceremony) != bytes(NO_CEREMONY):
        ceremony = ceremonies.read_for(manifest, bytes(found.ceremony).decode())
    return Exported(manifest, terms.fingerprint, questionnaire, held, ceremony)


def open_exported(exported: Exported, key: OpeningKey) -> bytes:
    """Opens and counts a sealed file with what the trustees brought; returns the file for the operator."""
    terms = (exported.fingerprint, exported.manifest, exported.questionnaire)
    opened = open_held(exported.held, key, *terms)
    counted = count_opened(opened, exported.manifest, exported.fingerprint, exported.questionnaire)
    return msgspec.json.encode(
        OpenedFile(
            format=OPENED_FORMAT,
            manifest=exported.fingerprint,
            root=to_base64url(ReceiptTree(one.leaf for one in exported.held).root),
            counted=msgspec.Raw(counted.document),
            comments=list(counted.comments),
            spoiled=counted.spoiled,
            sealed_by_server=counted.sealed_by_server,
            digest=to_base64url(counted.digest),
        )
    )


def accept(session: Session, wave: str, content: bytes) -> Opening:
    """What the trustees opened stands in the vault and the sealed ballots are gone. Safe to repeat.

    Raises OpenedFileDoesNotFit unless the file is of this wave and of exactly the ballots held here.
    """
    known = session.get(Opening, wave)
    if known is not None:
        return known
    try:
        found = msgspec.json.decode(content, type=OpenedFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise OpenedFileDoesNotFit("this is no file of opened ballots") from fault
    if found.format != OPENED_FORMAT:
        raise OpenedFileDoesNotFit("another version made the file: open the ballots again with this one")
    held = lock_and_read(session, wave)
    signed = publication.read_signed(session, wave)
    if found.manifest != signed.fingerprint:
        raise OpenedFileDoesNotFit("the file belongs to another wave")
    if found.root != to_base64url(ReceiptTree(one.leaf for one in held).root):
        raise OpenedFileDoesNotFit("the file was made from other ballots than those held here")
    return write(session, wave, _counted(found))


def _counted(found: OpenedFile) -> CountedBallots:
    try:
        counted = document_of_counts(bytes(found.counted))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise OpenedFileDoesNotFit("this is no file of opened ballots") from fault
    made = CountedBallots(
        encode(counted),
        counted.respondents,
        tuple(found.comments),
        found.spoiled,
        found.sealed_by_server,
    )
    if counted.manifest != found.manifest or to_base64url(made.digest) != found.digest:
        raise OpenedFileDoesNotFit("the file was changed on its way")
    return made
