"""Checkpoints: how long a log is and its root, signed by the log and cosigned by its witnesses.

C2SP tlog-checkpoint and tlog-cosignature (`cosignature/v1`, Ed25519 with a moment).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from survey_app.protocol.errors import CheckpointIsForged, MessageIsMalformed
from survey_app.protocol.log_tree import HASH_BYTES
from survey_app.protocol.notes import (
    SIGNATURE_BYTES,
    NoteKey,
    NoteKeyKind,
    NoteSignature,
    SignedNote,
    from_base64,
    public_note_key,
    read_note,
    to_base64,
)

LARGEST_SIZE = 2**53 - 1  # beyond it a browser would round
_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's origin, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed and cosigned: three lines."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint out of a note's text. Extension lines are refused, since nobody could audit them.

    Raises MessageIsMalformed.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not all(lines[:3]):
        raise MessageIsMalformed("a checkpoint has three lines")
    origin, size, root = lines[:3]
    is_number = size.isascii() and size.isdecimal() and len(size) <= 16 and str(int(size)) == size
    if not is_number or int(size) > LARGEST_SIZE:
        raise MessageIsMalformed("a log's size is a whole number")
    return Checkpoint(origin, int(size), from_base64(root, length=HASH_BYTES))


def sign_checkpoint(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> NoteSignature:
    """The log's own signature; its key has the name of the origin."""
    public = public_note_key(checkpoint.origin, NoteKeyKind.ED25519, key)
    return NoteSignature(public.name, public.id, key.sign(checkpoint.text.encode()))


def verify_checkpoint(content: str | bytes, key: NoteKey) -> tuple[Checkpoint, SignedNote]:
    """The checkpoint of a note that the log's key signed, and the note.

    Raises MessageIsMalformed, or CheckpointIsForged when the key did not sign it or it is another log's.
    """
    note = read_note(content)
    checkpoint = read_checkpoint(note.text)
    signatures = list(note.of(key))
    if key.kind is not NoteKeyKind.ED25519 or checkpoint.origin != key.name or not signatures:
        raise CheckpointIsForged("the checkpoint is not signed with the key of this log")
    for one in signatures:
        _verify(key.public, one.signature, note.text.encode())
    return checkpoint, note


def cosign(text: str, name: str, key: Ed25519PrivateKey, at: int) -> NoteSignature:
    """A witness's cosignature of a checkpoint's text at a moment (seconds since 1970)."""
    public = public_note_key(name, NoteKeyKind.COSIGNATURE, key)
    signed = at.to_bytes(_TIME_BYTES, "big") + key.sign(_cosigned(text, at))
    return NoteSignature(public.name, public.id, signed)


def verify_cosignature(text: str, one: NoteSignature, key: NoteKey) -> int:
    """When a witness cosigned this text, in seconds since 1970. Raises CheckpointIsForged."""
    if key.kind is not NoteKeyKind.COSIGNATURE or not one.is_of(key):
        raise CheckpointIsForged("this is no cosignature of that witness")
    if len(one.signature) != _TIME_BYTES + SIGNATURE_BYTES:
        raise CheckpointIsForged("a cosignature is a moment and a signature")
    at = int.from_bytes(one.signature[:_TIME_BYTES], "big")
    _verify(key.public, one.signature[_TIME_BYTES:], _cosigned(text, at))
    return at


def witnesses_of(note: SignedNote, keys: Iterable[NoteKey]) -> tuple[NoteKey, ...]:
    """Those of some witnesses who have cosigned a note. Raises CheckpointIsForged for a wrong signature."""
    found = []
    for key in keys:
        signatures = list(note.of(key))
        for one in signatures:
            verify_cosignature(note.text, one, key)
        if signatures:
            found.append(key)
    return tuple(found)


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _verify(public: bytes, signature: bytes, content: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError) as fault:
        raise CheckpointIsForged("a signature of the checkpoint does not verify") from fault
