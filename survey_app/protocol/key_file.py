"""A trustee's file: JSON text with the seed of their part, locked with PBKDF2 and AES-256-GCM.

It is written in the browser as often as here, so it is locked as browsers can without a library of their own.
"""

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from survey_app.protocol.ceremony_messages import CeremonyTerms, read_terms
from survey_app.protocol.ceremony_part import SEED_BYTES, TrusteePart
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import (
    MessageIsMalformed,
    PassphraseIsTooShort,
    PassphraseIsWrong,
    ProtocolFault,
    ShareIsDamaged,
)
from survey_app.protocol.manifest_signing import canonical_json
from survey_app.protocol.share_file import SHORTEST_PASSPHRASE

FORMAT = "gyeol trustee key v1"
KDF = "PBKDF2-HMAC-SHA-256"
_ROUNDS = 600_000
_ROUNDS_LIMITS = (1_000, 10_000_000)
_FIELDS = {"format", "ceremony", "index", "seen", "lock", "checksum"}


@dataclass(frozen=True, slots=True)
class LockedPart:
    """A trustee's file that was read and found whole, but not opened yet."""

    terms: CeremonyTerms
    index: int
    seen: Mapping[int, str]
    rounds: int
    salt: bytes
    nonce: bytes
    locked: bytes
    header: bytes

    def open(self, passphrase: str) -> TrusteePart:
        """Return the trustee's part. Raises PassphraseIsWrong."""
        key = _derive(passphrase, self.salt, self.rounds)
        try:
            seed = AESGCM(key).decrypt(self.nonce, self.locked, self.header)
        except InvalidTag as fault:
            raise PassphraseIsWrong("the passphrase does not open this file") from fault
        return TrusteePart(self.terms, self.index, seed, self.seen)


def write_key_file(part: TrusteePart, passphrase: str, *, rounds: int = _ROUNDS) -> str:
    """Return the text of a trustee's file (.json). Raises PassphraseIsTooShort. Lower `rounds` in tests
    only.
    """
    if len(_normalized(passphrase)) < SHORTEST_PASSPHRASE:
        raise PassphraseIsTooShort(f"a passphrase needs at least {SHORTEST_PASSPHRASE} characters")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    header: dict[str, object] = {
        "format": FORMAT,
        "ceremony": dict(part.terms.document),
        "index": part.index,
        "seen": {str(index): part.seen[index] for index in sorted(part.seen)},
    }
    locked = AESGCM(_derive(passphrase, salt, rounds)).encrypt(nonce, part.seed, canonical_json(header))
    lock = {"kdf": KDF, "rounds": rounds, "salt": to_base64url(salt), "nonce": to_base64url(nonce)}
    document = header | {"lock": lock | {"locked": to_base64url(locked)}}
    document["checksum"] = _checksum(document)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def is_key_file(text: str) -> bool:
    """Whether a file is of this kind, whole or not: shares of older waves are of another."""
    return f'"{FORMAT}"' in text


def read_key_file(text: str) -> LockedPart:
    """Read a trustee's file without opening it. Raises ShareIsDamaged; the checksum proves nothing more."""
    try:
        document = json.loads(text)
        if not isinstance(document, dict) or set(document) != _FIELDS or document["format"] != FORMAT:
            raise ShareIsDamaged("this is not a trustee's file of a known format")
        if document.pop("checksum") != _checksum(document):
            raise ShareIsDamaged("the file changed since it was written")
        lock, seen = document.pop("lock"), document["seen"]
        low, high = _ROUNDS_LIMITS
        rounds = lock["rounds"]
        if lock["kdf"] != KDF or type(rounds) is not int or not low <= rounds <= high:
            raise ShareIsDamaged("the file is locked in no known way")
        terms = read_terms(document["ceremony"])
        index = document["index"]
        if type(index) is not int or not 1 <= index <= terms.trustees:
            raise ShareIsDamaged("the file's numbers do not fit together")
        return LockedPart(
            terms,
            index,
            {int(one): cast("str", seen[one]) for one in seen},
            rounds,
            from_base64url(lock["salt"], length=16),
            from_base64url(lock["nonce"], length=12),
            from_base64url(lock["locked"], length=SEED_BYTES + 16),
            canonical_json(document),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, MessageIsMalformed) as fault:
        raise ShareIsDamaged("the file cannot be read") from fault


def _checksum(document: Mapping[str, object]) -> str:
    try:
        return hashlib.sha256(canonical_json(dict(document))).hexdigest()
    except ProtocolFault as fault:
        raise ShareIsDamaged("the file holds what no trustee's file holds") from fault


def _normalized(passphrase: str) -> str:
    # A Korean passphrase typed on another system may arrive decomposed; both spellings must open the file.
    return unicodedata.normalize("NFKC", passphrase).strip()


def _derive(passphrase: str, salt: bytes, rounds: int) -> bytes:
    key = PBKDF2HMAC(hashes.SHA256(), length=32, salt=salt, iterations=rounds)
    return key.derive(_normalized(passphrase).encode("utf-8"))
