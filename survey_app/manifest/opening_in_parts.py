"""What a wave's trustees are asked when its ballots are opened in parts, and what comes of their answers.

They get the signed terms and the signed closing, the public record of their key ceremony, and the ballots'
encapsulated points, sorted: no ballot, no nullifier, nothing that says who or when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from questionnaires.languages import as_stored
from survey_app.manifest import ceremonies, documents
from survey_app.manifest.documents import Closing, Manifest, Signed
from survey_app.protocol.ceremony import Record
from survey_app.protocol.ceremony_part import TrusteePart
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import CeremonyDoesNotFit, MessageIsMalformed, SignatureIsInvalid
from survey_app.protocol.p256 import multiply_base
from survey_app.protocol.partials import Partials, SharedPoints, combine, make_partials, read_partials
from survey_app.protocol.signatures import Context, verify
from survey_app.protocol.terms import read_terms

FORMAT = "gyeol opening v1"


class SurveyIsNotOver(Exception):
    """The terms say that the survey is not closed yet: nobody should open anything."""


class OpeningFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked, as it travels: to the trustees' pages, and as a file to machines without a network."""

    format: str
    manifest: msgspec.Raw
    closing: dict[str, str]
    ceremony: msgspec.Raw
    points: list[str]


@dataclass(frozen=True, slots=True)
class AskedOfTrustees:
    """What trustees multiply, under which terms."""

    manifest: Manifest
    fingerprint: str
    points: tuple[bytes, ...]

    def read(self, document: object) -> Partials:
        """A trustee's part, checked. Raises what read_partials raises."""
        known = ceremonies.verification_points(self.manifest)
        return read_partials(document, self.points, fingerprint=self.fingerprint, verification_points=known)

    def combine(self, given: Sequence[Partials]) -> SharedPoints:
        """What opens the ballots. Raises TooFewShares."""
        sealing = self.manifest.sealing
        key = from_base64url(sealing.public_key)
        return combine(given, self.points, threshold=sealing.threshold, recipient=key)

    def part_of(self, trustee: TrusteePart, record: Record) -> dict[str, object]:
        """A trustee's part, made here. Raises CeremonyDoesNotFit where the file belongs to another key."""
        share = trustee.share(record)
        known = ceremonies.verification_points(self.manifest)
        if multiply_base(share) != known.get(trustee.index):
            raise CeremonyDoesNotFit("the file's share is not the one that the signed terms name")
        return make_partials(
            share, trustee.index, self.points, wave=self.manifest.wave, fingerprint=self.fingerprint
        )


def write(signed: Signed, closing: Signed, record: str, points: Sequence[bytes]) -> bytes:
    """What is asked, as JSON; `record` is the record's own JSON."""
    return msgspec.json.encode(
        OpeningFile(
            format=FORMAT,
            manifest=msgspec.Raw(documents.public_message(signed)),
            closing={
                "document": closing.document.decode(),
                "signature": to_base64url(closing.signature),
                "key": to_base64url(closing.public_key),
            },
            ceremony=msgspec.Raw(record.encode()),
            points=[to_base64url(point) for point in points],
        )
    )


def read(content: bytes, today: date, pinned: str | None = None) -> tuple[AskedOfTrustees, Record]:
    """Read and check what is asked; `pinned` is the fingerprint from a letter, `today` the trustee's own day.

    Raises MessageIsMalformed, ManifestIsNotTheOnePinned, SignatureIsInvalid, CeremonyDoesNotFit or
    SurveyIsNotOver.
    """
    try:
        found = msgspec.json.decode(content, type=OpeningFile)
        if found.format != FORMAT:
            raise MessageIsMalformed("this is nothing that trustees are asked")
        terms = read_terms(msgspec.json.decode(found.manifest), pinned=pinned)
        manifest = msgspec.convert(dict(terms.document), Manifest, dec_hook=as_stored)
        closing = documents.decode(_signed_closing(found.closing, terms.signer), Closing)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise MessageIsMalformed("what trustees are asked can't be read") from fault
    if closing.wave != manifest.wave:
        raise CeremonyDoesNotFit("the closing is of another wave")
    if closing.closed_at > today.isoformat():
        raise SurveyIsNotOver(f"closed on {closing.closed_at}")
    record = ceremonies.read_for(manifest, bytes(found.ceremony).decode())
    points = tuple(from_base64url(point) for point in found.points)
    return AskedOfTrustees(manifest, terms.fingerprint, points), record


def _signed_closing(closing: dict[str, str], signer: bytes) -> bytes:
    """The closing's bytes, signed by whoever signed the terms."""
    document = closing.get("document", "").encode()
    if from_base64url(closing.get("key"), length=32) != signer:
        raise SignatureIsInvalid("terms and closing are signed by different keys")
    verify(Context.DOCUMENT, document, from_base64url(closing.get("signature"), length=64), signer)
    return document
