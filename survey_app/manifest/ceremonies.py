"""The public record of each wave's key ceremony, published with its terms: with their files it gives
trustees their shares.

The signed terms name it by its transcript, so that nobody has to believe what stands here. Parts of shares
in it are sealed to keys that follow from the trustees' files.
"""

import msgspec
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey_app.ground.db import VaultBase
from survey_app.manifest.documents import Manifest, SealingTerms, TrusteeTerms
from survey_app.protocol.ceremony import SCHEME, Record, read_record
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import CeremonyDoesNotFit


class PublishedCeremony(VaultBase):
    """All messages of a complete key ceremony. All of it is public, and none of it says when."""

    __tablename__ = "ceremonies"
    __table_args__ = {"sqlite_with_rowid": False}

    wave: Mapped[str] = mapped_column(String(120), primary_key=True, comment="the wave's public reference")
    record: Mapped[str] = mapped_column(Text, comment="terms and messages of the key ceremony, JSON")


def publish(session: Session, wave: str, record: Record) -> None:
    """The record stands beside the wave's terms afterwards. Safe to repeat."""
    text = msgspec.json.encode(record.document()).decode()
    session.merge(PublishedCeremony(wave=wave, record=text))
    session.flush()


def find_text(session: Session, wave: str) -> str | None:
    """The record of a wave as JSON, or None where its key was made otherwise."""
    found = session.get(PublishedCeremony, wave)
    return None if found is None else found.record


def read_for(manifest: Manifest, text: str) -> Record:
    """The record of a wave, checked against its signed terms. Raises CeremonyDoesNotFit, and what
    read_record raises.
    """
    record = read_record(msgspec.json.decode(text))
    if (
        record.terms.wave != manifest.wave
        or sealing_of(record, manifest.sealing.padded_size) != manifest.sealing
    ):
        raise CeremonyDoesNotFit("the record of the key ceremony is not the one that the signed terms name")
    return record


def sealing_of(record: Record, padded_size: int) -> SealingTerms:
    """What signed terms say of a key that trustees made in parts. Raises CeremonyIsNotReady."""
    return SealingTerms(
        public_key=to_base64url(record.public_key),
        threshold=record.terms.threshold,
        trustees=tuple(
            TrusteeTerms(index, holder, "", point=to_base64url(record.verification_point(index)))
            for index, holder in enumerate(record.terms.holders, 1)
        ),
        padded_size=padded_size,
        scheme=SCHEME,
        transcript=record.transcript,
    )


def verification_points(manifest: Manifest) -> dict[int, bytes]:
    """The trustees' verification points in signed terms, by index."""
    return {trustee.index: from_base64url(trustee.point) for trustee in manifest.sealing.trustees}
