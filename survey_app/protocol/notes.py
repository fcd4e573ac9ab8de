"""Signed notes and the keys that check them (C2SP signed-note): a text, and lines that sign it.

Two kinds of signature are known: Ed25519 over the text, and a witness's cosignature with its moment
(C2SP tlog-cosignature). What each signs begins otherwise than anything else that is signed here: a note with
a line of text, a cosignature with `cosignature/v1`, and signatures of `signatures.py` with their context and
a zero byte, which no note may hold.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from survey_app.protocol.errors import MessageIsMalformed

KEY_BYTES, KEY_ID_BYTES, SIGNATURE_BYTES = 32, 4, 64
LONGEST_NAME = 120
LONGEST_NOTE_BYTES = 16_384
MOST_SIGNATURES = 32
_DASH = "— "


class NoteKeyKind(IntEnum):
    """The signature type of a key, as it stands in its text and goes into its id."""

    ED25519 = 1
    COSIGNATURE = 4


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key that checks notes: who has it, what its signatures are, and its raw 32 bytes."""

    name: str
    kind: NoteKeyKind
    public: bytes

    @property
    def id(self) -> bytes:
        """SHA-256(name ‖ newline ‖ kind ‖ key), the first four bytes."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    @property
    def text(self) -> str:
        """The key as people hand it on: name+id+key."""
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: whose it says it is, the id of the key, and what follows the id."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.signature)}\n"

    def is_of(self, key: NoteKey) -> bool:
        """Whether name and id are that key's; whether it verifies is another question."""
        return self.name == key.name and self.key_id == key.id


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text that ends with a newline, and its signatures in their order."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(one.line for one in self.signatures)

    def of(self, key: NoteKey) -> Iterator[NoteSignature]:
        """The signatures that name a key."""
        return (one for one in self.signatures if one.is_of(key))


def require_name(name: str) -> str:
    """A key's name, which holds neither spaces nor plus. Raises MessageIsMalformed."""
    is_sound = 0 < len(name) <= LONGEST_NAME and name.isprintable() and "+" not in name
    if not is_sound or any(letter.isspace() for letter in name):
        raise MessageIsMalformed("a key's name is 1 to 120 letters without spaces and plus")
    return name


def public_note_key(name: str, kind: NoteKeyKind, key: Ed25519PrivateKey) -> NoteKey:
    """What others check the signatures of a key with."""
    return NoteKey(require_name(name), kind, key.public_key().public_bytes_raw())


def read_note_key(text: str) -> NoteKey:
    """A key out of its text, name+id+key. Raises MessageIsMalformed."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise MessageIsMalformed("a key is name+id+key")
    packed = from_base64(parts[2])
    if len(packed) != 1 + KEY_BYTES or packed[0] not in list(NoteKeyKind):
        raise MessageIsMalformed("this kind of key is not known here")
    key = NoteKey(require_name(parts[0]), NoteKeyKind(packed[0]), packed[1:])
    if key.id.hex() != parts[1]:
        raise MessageIsMalformed("the key's id is not that of its name and key")
    return key


def read_note(content: str | bytes) -> SignedNote:
    """A note out of its text; nothing of it is verified. Raises MessageIsMalformed."""
    try:
        text = content.decode() if isinstance(content, bytes) else content
        is_long = len(text.encode()) > LONGEST_NOTE_BYTES
    except UnicodeError as fault:
        raise MessageIsMalformed("a note is UTF-8") from fault
    if is_long or any(ord(letter) < 0x20 and letter != "\n" for letter in text):
        raise MessageIsMalformed("a note is a short text without control characters")
    body, blank, lines = text.rpartition("\n\n")
    if not blank or not body or not lines.endswith("\n"):
        raise MessageIsMalformed("a note is a text, an empty line and signatures")
    signed = lines[:-1].split("\n")
    if len(signed) > MOST_SIGNATURES:
        raise MessageIsMalformed("a note with too many signatures")
    return SignedNote(body + "\n", tuple(_read_line(line) for line in signed))


def _read_line(line: str) -> NoteSignature:
    name, _space, packed = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not name or not packed:
        raise MessageIsMalformed("a signature is a dash, a name and base64")
    content = from_base64(packed)
    if len(content) <= KEY_ID_BYTES:
        raise MessageIsMalformed("a signature line without a signature")
    return NoteSignature(name, content[:KEY_ID_BYTES], content[KEY_ID_BYTES:])


def to_base64(content: bytes) -> str:
    """RFC 4648 base64 with padding, as notes have it."""
    return base64.b64encode(content).decode("ascii")


def from_base64(text: str, *, length: int | None = None) -> bytes:
    """Read base64 in its canonical form only; `length` bytes must come out. Raises MessageIsMalformed."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise MessageIsMalformed("not base64") from fault
    if to_base64(content) != text or length not in (None, len(content)):
        raise MessageIsMalformed("not canonical base64 of the right length")
    return content
