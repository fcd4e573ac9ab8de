"""A trustee's share as a file: JSON text, its secret locked with scrypt and AES-256-GCM."""

import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass
from typing import cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import (
    MessageIsMalformed,
    PassphraseIsTooShort,
    PassphraseIsWrong,
    ProtocolFault,
    ShareIsDamaged,
)
from survey_app.protocol.manifest_signing import canonical_json

FORMAT = "gyeol trustee share v1"
SHORTEST_PASSPHRASE = 12
SHARE_BYTES = 32
_SCRYPT_COST = 2**16  # with r = 8: 64 MiB and about a quarter of a second for each try
_SCRYPT_COST_LIMITS = (2**10, 2**20)
_NUMBERS = ("index", "threshold", "trustees", "scrypt_cost")
_TEXTS = ("format", "wave", "sealing_key", "salt", "nonce", "locked", "checksum")


@dataclass(frozen=True, slots=True)
class Share:
    """One trustee's share of a wave's opening key: `value` is 32 bytes, `index` counts from 1.

    `sealing_key_id` is the hexadecimal SHA-256 of the public sealing key.
    """

    wave: str
    sealing_key_id: str
    index: int
    threshold: int
    trustees: int
    value: bytes

    def __repr__(self) -> str:  # a traceback must not print a share
        return f"Share(wave={self.wave!r}, index={self.index}, threshold={self.threshold})"


@dataclass(frozen=True, slots=True)
class LockedShare:
    """A share file that was read and found whole, but not opened yet."""

    wave: str
    sealing_key_id: str
    index: int
    threshold: int
    trustees: int
    scrypt_cost: int
    salt: bytes
    nonce: bytes
    locked: bytes
    header: bytes

    def open(self, passphrase: str) -> Share:
        """Return the share. Raises PassphraseIsWrong."""
        key = _derive(passphrase, self.salt, self.scrypt_cost)
        try:
            value = AESGCM(key).decrypt(self.nonce, self.locked, self.header)
        except InvalidTag as fault:
            raise PassphraseIsWrong("the passphrase does not open this share") from fault
        return Share(self.wave, self.sealing_key_id, self.index, self.threshold, self.trustees, value)


def write_share_file(share: Share, passphrase: str, *, scrypt_cost: int = _SCRYPT_COST) -> str:
    """Return the text of a share file (file name extension .json). Raises PassphraseIsTooShort.

    `scrypt_cost` is scrypt's N; lower it in tests only.
    """
    if len(_normalized(passphrase)) < SHORTEST_PASSPHRASE:
        raise PassphraseIsTooShort(f"a passphrase needs at least {SHORTEST_PASSPHRASE} characters")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    header: dict[str, object] = {
        "format": FORMAT,
        "wave": share.wave,
        "sealing_key": share.sealing_key_id,
        "index": share.index,
        "threshold": share.threshold,
        "trustees": share.trustees,
        "scrypt_cost": scrypt_cost,
        "salt": to_base64url(salt),
    }
    locked = AESGCM(_derive(passphrase, salt, scrypt_cost)).encrypt(
        nonce, share.value, canonical_json(header)
    )
    document = header | {"nonce": to_base64url(nonce), "locked": to_base64url(locked)}
    document["checksum"] = _checksum(document)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read_share_file(text: str) -> LockedShare:
    """Read a share file without opening it. Raises ShareIsDamaged.

    The checksum tells a damaged file from a mistyped passphrase; it proves nothing against a forger,
    who is stopped by the commitment in the manifest.
    """
    try:
        document = json.loads(text)
        if not isinstance(document, dict) or set(document) != {*_NUMBERS, *_TEXTS}:
            raise ShareIsDamaged("this is not a share file")
        if any(type(document[name]) is not int for name in _NUMBERS):
            raise ShareIsDamaged("a number of the share file is not a number")
        if any(not isinstance(document[name], str) for name in _TEXTS) or document["format"] != FORMAT:
            raise ShareIsDamaged("this is not a share file of a known format")
        checksum = document.pop("checksum")
        if checksum != _checksum(document):
            raise ShareIsDamaged("the share file changed since it was written")
        low, high = _SCRYPT_COST_LIMITS
        cost = cast("int", document["scrypt_cost"])
        if not low <= cost <= high or cost & (cost - 1):
            raise ShareIsDamaged("the share file asks for an unreasonable effort")
        if not 1 <= document["threshold"] <= document["trustees"] or document["index"] < 1:
            raise ShareIsDamaged("the share file's numbers do not fit together")
        nonce, locked = document.pop("nonce"), document.pop("locked")
        return LockedShare(
            wave=document["wave"],
            sealing_key_id=document["sealing_key"],
            index=document["index"],
            threshold=document["threshold"],
            trustees=document["trustees"],
            scrypt_cost=cost,
            salt=from_base64url(document["salt"], length=16),
            nonce=from_base64url(nonce, length=12),
            locked=from_base64url(locked, length=SHARE_BYTES + 16),
            header=canonical_json(document),
        )
    except (ValueError, RecursionError, MessageIsMalformed) as fault:
        raise ShareIsDamaged("the share file cannot be read") from fault


def open_share_file(text: str, passphrase: str) -> Share:
    """Read and open a share file. Raises ShareIsDamaged or PassphraseIsWrong."""
    return read_share_file(text).open(passphrase)


def _checksum(document: dict[str, object]) -> str:
    try:
        return hashlib.sha256(canonical_json(document)).hexdigest()
    except ProtocolFault as fault:
        raise ShareIsDamaged("the share file holds what no share file holds") from fault


def _normalized(passphrase: str) -> str:
    # A Korean passphrase typed on another system may arrive decomposed; both spellings must open the file.
    return unicodedata.normalize("NFKC", passphrase).strip()


def _derive(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(_normalized(passphrase).encode("utf-8"))
