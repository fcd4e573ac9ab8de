"""What stands in an installation's public log: canonical JSON, each entry with its kind, all of it public.

A client that knows a wave and its terms' fingerprint writes the entry itself and looks for that.
"""

from enum import StrEnum

from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.manifest_signing import canonical_json
from survey_app.protocol.notes import NoteKey

FORMAT = 1


class EntryKind(StrEnum):
    """What an entry records."""

    LOG = "log"
    TERMS = "terms"
    EXTENSION = "extension"
    CLOSING = "closing"
    RECEIPTS = "receipts"
    RELEASE = "release"
    SCRIPT = "script"


def first_entry(key: NoteKey, signer: bytes) -> bytes:
    """The first entry of every log: its origin (the key's name), its key, and the installation's key."""
    return _written(EntryKind.LOG, format=FORMAT, origin=key.name, key=key.text, signer=to_base64url(signer))


def terms_entry(wave: str, fingerprint: str) -> bytes:
    """That a wave has these terms. Two of one wave are two sets of terms, for everybody to see."""
    return _written(EntryKind.TERMS, wave=wave, fingerprint=fingerprint)


def extension_entry(wave: str, closes_on: str) -> bytes:
    """That a wave's last day was put off, once, as its terms allow, and to which day."""
    return _written(EntryKind.EXTENSION, wave=wave, closes_on=closes_on)


def closing_entry(wave: str, closed_on: str) -> bytes:
    """That a wave takes no more answers, and since which day."""
    return _written(EntryKind.CLOSING, wave=wave, closed_on=closed_on)


def receipts_entry(wave: str, root: str, counted: int, spoiled: int) -> bytes:
    """The root over a wave's receipts (hexadecimal) and how many ballots were counted, once it is opened."""
    return _written(EntryKind.RECEIPTS, wave=wave, root=root, counted=counted, spoiled=spoiled)


def release_entry(wave: str, number: int, content_hash: str) -> bytes:
    """That a wave has a release of this content: its results are these and no others."""
    return _written(EntryKind.RELEASE, wave=wave, number=number, content_hash=content_hash)


def script_entry(name: str, integrity: str) -> bytes:
    """That respondents' pages load a script of this digest (`sha384-…`)."""
    return _written(EntryKind.SCRIPT, name=name, integrity=integrity)


def _written(kind: EntryKind, **fields: str | int) -> bytes:
    return canonical_json({"kind": kind.value, **fields})
