"""Keys derived from the installation's secret, one for each purpose, so that none serves two.

GYEOL_SECRET_KEY itself is a key of nothing: each use has a key of its own (HKDF-SHA256, RFC 5869), and
whoever learns one learns no other. Invitation codes are derived from it under a label of their own
(invitations/secrets.py), which is the same thing. The public log's key alone is derived, in the same way,
from GYEOL_SIGNING_KEY, whose public half vouches for it (log/keys.py).
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import Session

OPTION = "gyeol_keyring"
KEY_BYTES = 32


class Purpose(StrEnum):
    """What a key is for. The text is part of the derivation: what was locked before needs it as it is."""

    COOKIES = "gyeol cookies v1"
    KNOWN_DEVICES = "gyeol known devices v1"
    NETWORK_ADDRESSES = "gyeol network addresses v1"
    AUDIT_TRAIL = "gyeol audit trail v1"
    SECOND_FACTORS = "gyeol second factors v1"
    LETTERS = "gyeol letters v1"
    POOL_KEYS = "gyeol pool keys v1"
    KEPT_SHARES = "gyeol kept share v1"
    SLIPS = "gyeol slips v1"
    PUBLIC_LOG = "gyeol public log v1"
    RELAYED = "gyeol relayed messages v1"
    TRUSTEES = "gyeol trustees v1"


class KeyringIsMissing(Exception):
    """The session's engine was not made by db.connect, which alone knows the installation's secret."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one installation. It says nothing of the secret when it is printed."""

    secret: bytes = field(repr=False)

    def key(self, purpose: Purpose, *parts: bytes) -> bytes:
        """The 32 bytes for a purpose, and within it for what `parts` name."""
        return derive(self.secret, purpose, *parts)

    def mark(self, purpose: Purpose) -> str:
        """Sixteen letters that tell two keys apart and nothing of either."""
        return self.mac(purpose, b"mark")[:16]

    def mac(self, purpose: Purpose, message: bytes) -> str:
        """The HMAC-SHA256 of a message under the key of a purpose, in hexadecimal."""
        code = HMAC(self.key(purpose), hashes.SHA256())
        code.update(message)
        return code.finalize().hex()


@lru_cache(maxsize=64)
def derive(secret: bytes, purpose: Purpose, *parts: bytes) -> bytes:
    """The key for a purpose, and within it for what `parts` name.

    >>> derive(bytes(32), Purpose.POOL_KEYS) == derive(bytes(32), Purpose.KEPT_SHARES)
    False
    """
    info = b"\x00".join((purpose.value.encode(), *parts))
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=info).derive(secret)


def keyring_of(session: Session) -> Keyring:
    """The keys of the installation that a session belongs to. Raises KeyringIsMissing."""
    found = session.get_bind().get_execution_options().get(OPTION)
    if not isinstance(found, Keyring):
        raise KeyringIsMissing("Make the engine with db.connect: it knows the installation's secret.")
    return found
