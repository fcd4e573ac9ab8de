"""Where terms and closings are published: one row a wave in the vault's database, read by both sides."""

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey_app.ground.db import VaultBase
from survey_app.ground.rehearsal_names import is_rehearsal
from survey_app.manifest.documents import Closing, Extension, Manifest, RehearsalTerms, Signed, decode, sign
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.manifest_signing import fingerprint


class Published(VaultBase):
    """A wave's signed terms and, after the close, its signed closing. All of it is public."""

    __tablename__ = "manifests"
    __table_args__ = {"sqlite_with_rowid": False}

    wave: Mapped[str] = mapped_column(String(120), primary_key=True, comment="the wave's public reference")
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True, comment="SHA-256 of the document")
    document: Mapped[bytes] = mapped_column(LargeBinary, comment="canonical JSON")
    signature: Mapped[bytes] = mapped_column(LargeBinary, comment="Ed25519")
    public_key: Mapped[bytes] = mapped_column(LargeBinary, comment="Ed25519, raw")
    closing: Mapped[str | None] = mapped_column(Text, comment="signed closing, JSON; null while open")
    # Read when it is asked for: waves of an earlier version are counted before their table has it.
    extension: Mapped[str | None] = mapped_column(
        Text, deferred=True, comment="signed extension of the last day, JSON; null: there is none"
    )


class ManifestIsUnknown(Exception):
    """No wave of that reference has been opened here."""


class ManifestExists(Exception):
    """The wave's terms are published already and can't be changed."""


class RehearsalIsNotSaid(Exception):
    """Terms call a wave a rehearsal and its name does not, or the other way round."""


class ExtensionIsRefused(Exception):
    """The terms announce no extension to that day, the wave is closed, or it was extended already."""


def publish(session: Session, manifest: Manifest, key: Ed25519PrivateKey) -> Signed:
    """Freezes the wave's terms; afterwards both sides read them.

    Raises ManifestExists and RehearsalIsNotSaid.
    """
    if is_rehearsal(manifest.wave) is not isinstance(manifest.rehearsal, RehearsalTerms):
        raise RehearsalIsNotSaid(manifest.wave)
    if session.get(Published, manifest.wave) is not None:
        raise ManifestExists(manifest.wave)
    signed = sign(manifest, key)
    session.add(
        Published(
            wave=manifest.wave,
            fingerprint=signed.fingerprint,
            document=signed.document,
            signature=signed.signature,
            public_key=signed.public_key,
        )
    )
    session.flush()
    return signed


def publish_closing(session: Session, closing: Closing, key: Ed25519PrivateKey) -> None:
    """From now on no ballot is accepted. Publishing again changes nothing."""
    published = _published(session, closing.wave)
    if published.closing is None:
        published.closing = msgspec.json.encode(_packed(sign(closing, key))).decode()
        session.flush()


def publish_extension(session: Session, extension: Extension, key: Ed25519PrivateKey) -> None:
    """From now on the wave's last day is that one. Publishing the same again changes nothing.

    Raises ExtensionIsRefused, ManifestIsUnknown.
    """
    published = _published(session, extension.wave)
    before = read_extension(session, extension.wave)
    if before == extension:
        return
    manifest = decode(published.document, Manifest)
    is_later = manifest.closes_on < extension.closes_on <= manifest.latest_day
    if before is not None or published.closing is not None or not is_later:
        raise ExtensionIsRefused(extension.wave)
    published.extension = msgspec.json.encode(_packed(sign(extension, key))).decode()
    session.flush()


def read_extension(session: Session, wave: str) -> Extension | None:
    """The extension of a wave's last day, or None; raises ManifestIsUnknown."""
    text = _published(session, wave).extension
    return None if text is None else decode(_unpacked(text, "document"), Extension)


def last_day(session: Session, wave: str) -> str:
    """The day after which no answer is taken: as the terms say, or as it was put off under them."""
    extension = read_extension(session, wave)
    return read(session, wave).closes_on if extension is None else extension.closes_on


def read_signed_extension(session: Session, wave: str) -> Signed | None:
    """The extension as it was signed, or None; raises ManifestIsUnknown."""
    text = _published(session, wave).extension
    return None if text is None else _signed(text)


def is_published(session: Session, wave: str) -> bool:
    """Whether the wave's terms are signed and published."""
    return session.get(Published, wave) is not None


def read(session: Session, wave: str) -> Manifest:
    """The terms of a wave; raises ManifestIsUnknown."""
    return decode(_published(session, wave).document, Manifest)


def read_signed(session: Session, wave: str) -> Signed:
    """The terms as they were signed; raises ManifestIsUnknown."""
    found = _published(session, wave)
    return Signed(found.document, found.fingerprint, found.signature, found.public_key)


def read_closing(session: Session, wave: str) -> Closing | None:
    """The closing of a wave, or None while it is open; raises ManifestIsUnknown."""
    text = _published(session, wave).closing
    if text is None:
        return None
    return decode(_unpacked(text, "document"), Closing)


def read_signed_closing(session: Session, wave: str) -> Signed | None:
    """The closing as it was signed, or None while the wave is open; raises ManifestIsUnknown."""
    text = _published(session, wave).closing
    if text is None:
        return None
    return _signed(text)


def withdraw(session: Session, wave: str) -> None:
    """The terms of a wave that was never asked here, or only rehearsed, are not published any more."""
    if (found := session.get(Published, wave)) is not None:
        session.delete(found)
        session.flush()


def keys_that_signed(published: Published) -> tuple[bytes, ...]:
    """The public keys under a wave's terms and, after the close, under its closing."""
    if published.closing is None:
        return (published.public_key,)
    return (published.public_key, _unpacked(published.closing, "public_key"))


def _signed(text: str) -> Signed:
    document = _unpacked(text, "document")
    return Signed(
        document, fingerprint(document), _unpacked(text, "signature"), _unpacked(text, "public_key")
    )


def _packed(signed: Signed) -> dict[str, str]:
    return {
        "document": to_base64url(signed.document),
        "signature": to_base64url(signed.signature),
        "public_key": to_base64url(signed.public_key),
    }


def _unpacked(closing: str, field: str) -> bytes:
    packed = msgspec.json.decode(closing, type=dict[str, str])
    # Closings of older versions were stored with padding.
    return from_base64url(packed[field].rstrip("="))


def _published(session: Session, wave: str) -> Published:
    found = session.get(Published, wave)
    if found is None:
        raise ManifestIsUnknown(wave)
    return found
