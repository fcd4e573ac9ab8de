"""A credential: a token that was signed blind, which certifies one pool of one wave and nobody in it."""

import hashlib
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from survey_app.protocol import blind_rsa
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import CredentialIsOfAnotherWave, MessageIsMalformed

WAVE_TAG_BYTES = 16
RANDOM_BYTES = 32
TOKEN_BYTES = WAVE_TAG_BYTES + RANDOM_BYTES
PREPARED_BYTES = blind_rsa.PREFIX_BYTES + TOKEN_BYTES
_WAVE_TAG_CONTEXT = b"gyeol wave v1\x00"


def wave_tag(manifest_fingerprint: str) -> bytes:
    """Return the 16 bytes with which every token of a wave begins.

    The fingerprint is that of the manifest as signed at opening, so a token obtained under swapped terms
    is worthless under the true ones.
    """
    return hashlib.sha256(_WAVE_TAG_CONTEXT + bytes.fromhex(manifest_fingerprint)).digest()[:WAVE_TAG_BYTES]


def make_token(tag: bytes, *, random: bytes | None = None) -> bytes:
    """Return a new token: the wave's tag and 32 random bytes. `random` is for tests."""
    return tag + (secrets.token_bytes(RANDOM_BYTES) if random is None else random)


def nullifier_of(prepared: bytes) -> bytes:
    """Return SHA-256 of the prepared token: what the vault keeps so that a credential counts once."""
    return hashlib.sha256(prepared).digest()


@dataclass(frozen=True, slots=True)
class Credential:
    """A prepared token (32 random bytes ‖ wave tag ‖ 32 random bytes), its signature, and the pool's key."""

    prepared: bytes
    signature: bytes
    pool: str

    @property
    def nullifier(self) -> bytes:
        return nullifier_of(self.prepared)

    def verify(self, pool_key: RSAPublicKey, tag: bytes) -> None:
        """Check it against a wave and a pool. Raises CredentialIsOfAnotherWave or CredentialIsForged."""
        if len(self.prepared) != PREPARED_BYTES:
            raise MessageIsMalformed("a token has the wrong length")
        if self.prepared[blind_rsa.PREFIX_BYTES :][:WAVE_TAG_BYTES] != tag:
            raise CredentialIsOfAnotherWave("the credential belongs to another wave")
        blind_rsa.verify(pool_key, self.prepared, self.signature)

    def to_message(self) -> dict[str, str]:
        """Return the fields of a deposit: `token`, `signature` (base64url) and `pool`."""
        return {
            "token": to_base64url(self.prepared),
            "signature": to_base64url(self.signature),
            "pool": self.pool,
        }


def read_credential(token: object, signature: object, pool: object) -> Credential:
    """Read the fields of a deposit. Raises MessageIsMalformed; whether it is genuine, `verify` says."""
    if not isinstance(pool, str) or not 0 < len(pool) <= 64:
        raise MessageIsMalformed("a pool is a short text")
    return Credential(from_base64url(token, length=PREPARED_BYTES), from_base64url(signature), pool)
