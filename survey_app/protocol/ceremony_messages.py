"""The messages of a key ceremony: their fields, sizes and signatures. docs/protocol.md, section 6, is their
prose.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import MessageIsMalformed
from survey_app.protocol.manifest_signing import canonical_json
from survey_app.protocol.p256 import POINT_BYTES, require_point
from survey_app.protocol.proofs import PROOF_BYTES

FORMAT = "gyeol key ceremony v1"
MOST_TRUSTEES = 7
SEALED_SHARE_BYTES = POINT_BYTES + 32 + 16
_NONCE_BYTES = 16
_LONGEST_HOLDER = 120


@dataclass(frozen=True)
class CeremonyTerms:
    """Whose key it will be and how many of them open: fixed before anybody does anything. Indices count from
    1.
    """

    wave: str
    threshold: int
    holders: tuple[str, ...]
    nonce: bytes

    @property
    def trustees(self) -> int:
        return len(self.holders)

    @cached_property
    def document(self) -> Mapping[str, object]:
        return {
            "format": FORMAT,
            "wave": self.wave,
            "threshold": self.threshold,
            "holders": list(self.holders),
            "nonce": to_base64url(self.nonce),
        }

    @cached_property
    def hash(self) -> bytes:
        """SHA-256 of the terms: what every message and every secret of this ceremony is bound to."""
        return hashlib.sha256(canonical_json(dict(self.document))).digest()


@dataclass(frozen=True)
class Hello:
    """A trustee's first message: two keys of this ceremony, and commitments to their part of the sealing
    key.
    """

    sender: int
    signing_key: bytes
    encryption_key: bytes
    commitments: tuple[bytes, ...]
    possession: bytes
    signature: bytes
    document: Mapping[str, object]


@dataclass(frozen=True)
class Dealing:
    """A part of another trustee's share, sealed to that trustee's ceremony key."""

    sender: int
    recipient: int
    recipient_key: bytes
    sealed: bytes
    signature: bytes
    document: Mapping[str, object]


@dataclass(frozen=True)
class Confirmation:
    """That a trustee opened their file again and knows their share, under the transcript that they saw."""

    sender: int
    transcript: str
    proof: bytes
    signature: bytes
    document: Mapping[str, object]


@dataclass(frozen=True)
class Complaint:
    """The point that opens a dealing which does not fit: it gives the dealing away and shows who cheated."""

    sender: int
    about: int
    point: bytes
    proof: bytes
    signature: bytes
    document: Mapping[str, object]


Message = Hello | Dealing | Confirmation | Complaint


def make_terms(
    wave: str, threshold: int, holders: tuple[str, ...], nonce: bytes | None = None
) -> CeremonyTerms:
    """Terms of a new ceremony. Raises ValueError unless 1 ≤ threshold ≤ trustees ≤ 7."""
    if not 1 <= threshold <= len(holders) <= MOST_TRUSTEES:
        raise ValueError("the threshold must lie between one and the number of trustees, at most 7")
    return CeremonyTerms(wave, threshold, holders, nonce or secrets.token_bytes(_NONCE_BYTES))


def read_terms(document: object) -> CeremonyTerms:
    """Read the terms of a ceremony. Raises MessageIsMalformed."""
    found = _fields(document, {"format", "wave", "threshold", "holders", "nonce"})
    holders, threshold = found["holders"], found["threshold"]
    if found["format"] != FORMAT or not isinstance(found["wave"], str) or type(threshold) is not int:
        raise MessageIsMalformed("these are no terms of a key ceremony")
    if not isinstance(holders, list) or not all(_is_name(holder) for holder in holders):
        raise MessageIsMalformed("the terms of a key ceremony name its trustees")
    nonce = from_base64url(found["nonce"], length=_NONCE_BYTES)
    try:
        return make_terms(found["wave"], threshold, tuple(holders), nonce)
    except ValueError as fault:
        raise MessageIsMalformed(str(fault)) from fault


def read_message(terms: CeremonyTerms, document: object) -> Message:
    """Read one message's shape; whether it holds is for the record to say. Raises MessageIsMalformed."""
    if not isinstance(document, dict):
        raise MessageIsMalformed("expected a message")
    reader = _READERS.get(str(document.get("kind")))
    if reader is None:
        raise MessageIsMalformed("a message of no known kind")
    return reader(terms, document)


def signed_bytes(terms: CeremonyTerms, document: Mapping[str, object]) -> bytes:
    """What a message's signature is over: the hash of the terms, then the message without its signature."""
    return terms.hash + canonical_json({key: document[key] for key in document if key != "signature"})


def canonical_hash(document: Mapping[str, object]) -> str:
    """SHA-256, hexadecimal, of a document's canonical bytes."""
    return hashlib.sha256(canonical_json(dict(document))).hexdigest()


def _hello(terms: CeremonyTerms, document: Mapping[str, object]) -> Hello:
    found = _fields(document, {"signing_key", "encryption_key", "commitments", "possession"}, _COMMON)
    commitments = found["commitments"]
    if not isinstance(commitments, list) or len(commitments) != terms.threshold:
        raise MessageIsMalformed("a first message has as many commitments as trustees are needed")
    return Hello(
        _index(terms, found["from"]),
        _point(found["signing_key"]),
        _point(found["encryption_key"]),
        tuple(_point(one) for one in commitments),
        _proof(found["possession"]),
        _proof(found["signature"]),
        document,
    )


def _dealing(terms: CeremonyTerms, document: Mapping[str, object]) -> Dealing:
    found = _fields(document, {"to", "recipient_key", "sealed"}, _COMMON)
    sender, recipient = _index(terms, found["from"]), _index(terms, found["to"])
    if sender == recipient:
        raise MessageIsMalformed("nobody sends themselves a part")
    return Dealing(
        sender,
        recipient,
        _point(found["recipient_key"]),
        from_base64url(found["sealed"], length=SEALED_SHARE_BYTES),
        _proof(found["signature"]),
        document,
    )


def _confirmation(terms: CeremonyTerms, document: Mapping[str, object]) -> Confirmation:
    found = _fields(document, {"transcript", "proof"}, _COMMON)
    transcript = found["transcript"]
    if not isinstance(transcript, str) or len(transcript) != 64 or set(transcript) - set("0123456789abcdef"):
        raise MessageIsMalformed("a transcript is named by its SHA-256")
    sender = _index(terms, found["from"])
    return Confirmation(sender, transcript, _proof(found["proof"]), _proof(found["signature"]), document)


def _complaint(terms: CeremonyTerms, document: Mapping[str, object]) -> Complaint:
    found = _fields(document, {"about", "point", "proof"}, _COMMON)
    sender, about = _index(terms, found["from"]), _index(terms, found["about"])
    point, proof = _point(found["point"]), _proof(found["proof"])
    return Complaint(sender, about, point, proof, _proof(found["signature"]), document)


_COMMON = frozenset({"kind", "from", "signature"})
_READERS: Mapping[str, Callable[[CeremonyTerms, Mapping[str, object]], Message]] = {
    "hello": _hello,
    "dealing": _dealing,
    "confirmation": _confirmation,
    "complaint": _complaint,
}


def _fields(document: object, names: set[str], common: frozenset[str] = frozenset()) -> Mapping[str, object]:
    if not isinstance(document, dict) or set(document) != names | common:
        raise MessageIsMalformed("a message of a ceremony lacks a field, or has one too many")
    return cast("dict[str, object]", document)


def _index(terms: CeremonyTerms, value: object) -> int:
    if type(value) is not int or not 1 <= value <= terms.trustees:
        raise MessageIsMalformed("the ceremony has no trustee of this number")
    return value


def _point(value: object) -> bytes:
    return require_point(from_base64url(value, length=POINT_BYTES))


def _proof(value: object) -> bytes:
    return from_base64url(value, length=PROOF_BYTES)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_HOLDER
