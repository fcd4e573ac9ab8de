"""Canonical JSON, fingerprints and signatures of the documents that both sides of the wall read."""

import hashlib
import json
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from survey_app.protocol.errors import ManifestIsNotCanonical, ManifestIsNotTheOnePinned
from survey_app.protocol.signatures import Context, sign, verify

_LARGEST_INTEGER = 2**53 - 1  # beyond it a browser would round
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U to misread
_PINNED_BYTES = 20


def canonical_json(document: object) -> bytes:
    """Write a document as RFC 8785 does: keys sorted by UTF-16 units, no white space, UTF-8.

    Values may be mappings with text keys, lists or tuples, text, bool, None and integers up to ±(2^53 - 1).
    Raises ManifestIsNotCanonical for anything else; floats are refused, not rounded.
    """
    try:
        text = json.dumps(_ordered(document), ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise ManifestIsNotCanonical("text holds half of a surrogate pair") from fault


def _ordered(value: object) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        if abs(value) > _LARGEST_INTEGER:
            raise ManifestIsNotCanonical("an integer is larger than a browser can hold")
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ManifestIsNotCanonical("a key is not text")
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_ordered(element) for element in value]
    raise ManifestIsNotCanonical(f"a {type(value).__name__} cannot be written canonically")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def fingerprint(content: bytes) -> str:
    """Return the lower-case hexadecimal SHA-256 of a document's canonical bytes.

    >>> fingerprint(canonical_json({"b": 1, "a": "결"}))[:16]
    '725590a99f743b13'
    """
    return hashlib.sha256(content).hexdigest()


def spoken_fingerprint(fingerprint_hex: str) -> str:
    """Return the first 160 bits of a fingerprint for paper and telephone, in eight groups of four.

    >>> spoken_fingerprint("00ff" * 16)
    '03ZG-1ZR0-ZW0F-Y07Z-03ZG-1ZR0-ZW0F-Y07Z'
    """
    number = int.from_bytes(bytes.fromhex(fingerprint_hex)[:_PINNED_BYTES], "big")
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(155, -1, -5))
    return "-".join(letters[start : start + 4] for start in range(0, 32, 4))


def is_pinned(fingerprint_hex: str, pinned: str) -> bool:
    """Say whether `pinned`, in full hexadecimal or in the spoken form as typed, names this fingerprint."""
    typed = pinned.strip().lower()
    if typed == fingerprint_hex:
        return True
    letters = typed.upper().replace("-", "").replace(" ", "").replace("O", "0")
    letters = letters.replace("I", "1").replace("L", "1")
    return letters == spoken_fingerprint(fingerprint_hex).replace("-", "")


def require_pinned(fingerprint_hex: str, pinned: str) -> None:
    """Raise ManifestIsNotTheOnePinned unless `pinned` names this fingerprint."""
    if not is_pinned(fingerprint_hex, pinned):
        raise ManifestIsNotTheOnePinned("the wave's terms are not the ones named in the letter")


def sign_document(document: Mapping[str, object], key: Ed25519PrivateKey) -> bytes:
    """Return the signature of a document's canonical bytes."""
    return sign(Context.DOCUMENT, canonical_json(document), key)


def verify_document(document: Mapping[str, object], signature: bytes, public_key: bytes) -> str:
    """Check a signature over a document as it was received, and return the document's fingerprint.

    Raises SignatureIsInvalid. Which key to trust is the caller's decision.
    """
    content = canonical_json(document)
    verify(Context.DOCUMENT, content, signature, public_key)
    return fingerprint(content)
