"""HPKE (RFC 9180) in base mode, for one message and with a secret that both ends can export.

Ballots are sealed by `cryptography` (sealing.py). Oblivious HTTP makes the key of its reply of a secret
exported from the request's context, which `cryptography` does not give, and trustees open with a shared
point and no private key (hpke_steps.py). Hence these few derivations, each over its HKDF, elliptic curve
and AES-GCM, and held by the RFC's vectors.
"""

import hmac
from dataclasses import dataclass, field
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from survey_app.protocol.errors import MessageIsMalformed
from survey_app.protocol.p256 import ORDER, POINT_BYTES

KDF_HKDF_SHA256 = 1
AEAD_AES_128_GCM = 1
KEY_BYTES = 16
NONCE_BYTES = 12
_HASH_BYTES = 32


class Kem(Protocol):
    """A key encapsulation of RFC 9180 over HKDF-SHA256: its number, and how its keys are used."""

    @property
    def identifier(self) -> int:
        """The number of the RFC's table."""

    @property
    def public_bytes(self) -> int:
        """How many bytes a public key has."""

    def generate(self) -> Any:
        """A fresh private key."""

    def public_of(self, private_key: Any) -> bytes:
        """The public key as it is sent."""

    def exchange(self, private_key: Any, public_key: bytes) -> bytes:
        """The Diffie-Hellman secret. Raises MessageIsMalformed when the public key is none."""


@dataclass(frozen=True, slots=True)
class P256:
    """DHKEM(P-256, HKDF-SHA256)."""

    identifier: int = 0x0010
    public_bytes: int = POINT_BYTES

    def generate(self) -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())

    def public_of(self, private_key: ec.EllipticCurvePrivateKey) -> bytes:
        point = serialization.PublicFormat.UncompressedPoint
        return private_key.public_key().public_bytes(serialization.Encoding.X962, point)

    def exchange(self, private_key: ec.EllipticCurvePrivateKey, public_key: bytes) -> bytes:
        if len(public_key) != POINT_BYTES:
            raise MessageIsMalformed("a point of P-256 has 65 bytes")
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
        except ValueError as fault:
            raise MessageIsMalformed("not a point of P-256") from fault
        return private_key.exchange(ec.ECDH(), point)


@dataclass(frozen=True, slots=True)
class SealingContext:
    """What both ends of one message have in common. It says nothing of its keys when it is printed."""

    suite: bytes
    key: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    exporter: bytes = field(repr=False)

    def seal(self, plaintext: bytes, associated: bytes = b"") -> bytes:
        """Seal the one message of this context."""
        return AESGCM(self.key).encrypt(self.nonce, plaintext, associated)

    def open(self, ciphertext: bytes, associated: bytes = b"") -> bytes:
        """Open the one message of this context. Raises MessageIsMalformed."""
        return open_aead(self.key, self.nonce, ciphertext, associated)

    def export(self, purpose: bytes, length: int) -> bytes:
        """A secret of `length` bytes that both ends can make, and nobody else."""
        return _expand(self.exporter, b"sec", purpose, length, self.suite)


def setup_sender(
    kem: Kem, public_key: bytes, info: bytes, *, ephemeral: Any | None = None
) -> tuple[bytes, SealingContext]:
    """The encapsulated key to send, and the context. `ephemeral` is a private key for tests.

    Raises MessageIsMalformed when the public key is none.
    """
    own = kem.generate() if ephemeral is None else ephemeral
    encapsulated = kem.public_of(own)
    secret = shared_secret(kem, kem.exchange(own, public_key), encapsulated + public_key)
    return encapsulated, context_of(kem, secret, info)


def setup_receiver(kem: Kem, encapsulated: bytes, private_key: Any, info: bytes) -> SealingContext:
    """The context of a message that was sealed to a key. Raises MessageIsMalformed."""
    shared = kem.exchange(private_key, encapsulated)
    return context_of(kem, shared_secret(kem, shared, encapsulated + kem.public_of(private_key)), info)


def derive_private_key(material: bytes) -> ec.EllipticCurvePrivateKey:
    """The P-256 key that follows from secret bytes, the same each time (RFC 9180, DeriveKeyPair)."""
    suite = b"KEM" + P256().identifier.to_bytes(2, "big")
    source = _extract(b"", b"dkp_prk", material, suite)
    candidates = (_expand(source, b"candidate", bytes([counter]), 32, suite) for counter in range(256))
    scalars = (int.from_bytes(candidate, "big") for candidate in candidates)
    # One in four thousand million is none; 256 in a row are not to be met with.
    return ec.derive_private_key(next(one for one in scalars if 0 < one < ORDER), ec.SECP256R1())


def open_aead(key: bytes, nonce: bytes, ciphertext: bytes, associated: bytes = b"") -> bytes:
    """Open AES-GCM. Raises MessageIsMalformed."""
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, associated)
    except (InvalidTag, ValueError) as fault:
        raise MessageIsMalformed("sealed for another key, or changed on the way") from fault


def shared_secret(kem: Kem, secret: bytes, public_keys: bytes) -> bytes:
    """The 32 bytes that follow from a Diffie-Hellman secret and both public keys, the sender's first."""
    suite = b"KEM" + kem.identifier.to_bytes(2, "big")
    return _expand(
        _extract(b"", b"eae_prk", secret, suite), b"shared_secret", public_keys, _HASH_BYTES, suite
    )


def context_of(kem: Kem, shared: bytes, info: bytes) -> SealingContext:
    """The context of a message whose shared secret is known."""
    numbers = (kem.identifier, KDF_HKDF_SHA256, AEAD_AES_128_GCM)
    suite = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in numbers)
    schedule = b"\0" + _extract(b"", b"psk_id_hash", b"", suite) + _extract(b"", b"info_hash", info, suite)
    secret = _extract(shared, b"secret", b"", suite)
    return SealingContext(
        suite,
        _expand(secret, b"key", schedule, KEY_BYTES, suite),
        _expand(secret, b"base_nonce", schedule, NONCE_BYTES, suite),
        _expand(secret, b"exp", schedule, _HASH_BYTES, suite),
    )


def _extract(salt: bytes, label: bytes, material: bytes, suite: bytes) -> bytes:
    return hmac.digest(salt or bytes(_HASH_BYTES), b"HPKE-v1" + suite + label + material, "sha256")


def _expand(source: bytes, label: bytes, info: bytes, length: int, suite: bytes) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return HKDFExpand(hashes.SHA256(), length, labelled).derive(source)
