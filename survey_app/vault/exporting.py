"""The opening on a machine of the trustees' own: ballots go out in a file, and what was in them comes back.

So the operator's machine never holds the ballots and the key together. Neither file says who or when.
"""

from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from analysis.released.release import Machine
from questionnaires.content import document, from_document
from questionnaires.languages import as_stored
from questionnaires.model import Questionnaire
from survey_app.manifest import ceremonies, publication
from survey_app.manifest import documents as manifests
from survey_app.manifest.documents import Manifest
from survey_app.manifest.opening_in_parts import AskedOfTrustees
from survey_app.protocol.ceremony import Record
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.opened import OpenedStatement
from survey_app.protocol.partials import points_of
from survey_app.protocol.receipts import ReceiptTree
from survey_app.protocol.sealing import OpeningKey
from survey_app.protocol.terms import read_terms
from survey_app.vault.counting.ballots import count_opened
from survey_app.vault.errors import OpenedFileDoesNotFit
from survey_app.vault.machines import signed_by
from survey_app.vault.opening import HeldBallot, lock_and_read, open_held
from survey_app.vault.shuffling import shuffled

SEALED_FORMAT = "gyeol sealed ballots v1"
NO_CEREMONY = msgspec.Raw(b"null")
OPENED_FORMAT = "gyeol opened ballots v3"
"""Version 1 carried one record for each ballot, version 2 no signature."""


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
    opened_by : the machine that signed all of it.
    """

    format: str
    wave: str
    manifest: str
    root: str
    counted: msgspec.Raw
    comments: list[tuple[str, str]]
    spoiled: int
    sealed_by_server: int
    digest: str
    opened_by: Machine


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


def open_exported(
    exported: Exported, key: OpeningKey, name: str, signer: Ed25519PrivateKey
) -> tuple[bytes, OpenedStatement]:
    """Opens and counts a sealed file with what the trustees brought: a file for the operator, and what it
    says.

    name : of whoever opens. signer : the key of this machine.
    """
    terms = (exported.fingerprint, exported.manifest, exported.questionnaire)
    opened = open_held(exported.held, key, *terms)
    counted = count_opened(opened, exported.manifest, exported.fingerprint, exported.questionnaire)
    root = ReceiptTree(one.leaf for one in exported.held).root
    statement = OpenedStatement(
        wave=exported.manifest.wave,
        manifest=exported.fingerprint,
        root=root.hex(),
        digest=counted.digest.hex(),
        counted=counted.respondents,
        spoiled=counted.spoiled,
        sealed_by_server=counted.sealed_by_server,
    )
    content = msgspec.json.encode(
        OpenedFile(
            format=OPENED_FORMAT,
            wave=exported.manifest.wave,
            manifest=exported.fingerprint,
            root=to_base64url(root),
            counted=msgspec.Raw(counted.document),
            comments=list(counted.comments),
            spoiled=counted.spoiled,
            sealed_by_server=counted.sealed_by_server,
            digest=to_base64url(counted.digest),
            opened_by=signed_by(statement, name, signer),
        )
    )
    return content, statement
