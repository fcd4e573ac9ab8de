"""Sealed ballots: HPKE (RFC 9180) to the wave's key, every plaintext padded to one size."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from survey_app.protocol.errors import (
    BallotCannotBeOpened,
    BallotHasWrongSize,
    BallotIsMalformed,
    BallotIsTooLong,
    MessageIsMalformed,
)
from survey_app.protocol.partials import SharedPoints

PUBLIC_KEY_BYTES = 65
PRIVATE_KEY_BYTES = 32
OVERHEAD_BYTES = PUBLIC_KEY_BYTES + 16  # the encapsulated key in front, the AES-GCM tag behind
_PREFIX_BYTES = 4
_STEP_BYTES = 256
_INFO = b"gyeol ballot v1\x00"
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
# What opens ballots: the whole key of an older wave, or what trustees made of the ballots' points together.
OpeningKey = ec.EllipticCurvePrivateKey | SharedPoints


def make_sealing_key() -> ec.EllipticCurvePrivateKey:
    """Make the P-256 key of a wave, to be split among the trustees at once."""
    return ec.generate_private_key(ec.SECP256R1())


def write_sealing_key(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return the public key as an uncompressed point: 65 bytes, as the manifest carries it."""
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def read_sealing_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """Read an uncompressed P-256 point. Raises MessageIsMalformed."""
    if len(point) != PUBLIC_KEY_BYTES:
        raise MessageIsMalformed("a sealing key is an uncompressed P-256 point of 65 bytes")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as fault:
        raise MessageIsMalformed("a sealing key is not a point of P-256") from fault


def write_opening_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the private key as its scalar: 32 bytes, big-endian."""
    return key.private_numbers().private_value.to_bytes(PRIVATE_KEY_BYTES, "big")


def read_opening_key(scalar: bytes) -> ec.EllipticCurvePrivateKey:
    """Read a private key from its 32-byte scalar. Raises MessageIsMalformed."""
    if len(scalar) != PRIVATE_KEY_BYTES:
        raise MessageIsMalformed("an opening key has 32 bytes")
    try:
        return ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())
    except ValueError as fault:
        raise MessageIsMalformed("an opening key is not a scalar of P-256") from fault


def padded_size(longest_plaintext_bytes: int) -> int:
    """Return a wave's one plaintext size: the longest ballot, its length in front, in steps of 256 bytes.

    >>> padded_size(1000)
    1024
    """
    return -(-(longest_plaintext_bytes + _PREFIX_BYTES) // _STEP_BYTES) * _STEP_BYTES


def sealed_size(padded_bytes: int) -> int:
    """Return the size in bytes of every sealed ballot of a wave whose plaintexts have `padded_bytes`."""
    return padded_bytes + OVERHEAD_BYTES


def pad(plaintext: bytes, padded_bytes: int) -> bytes:
    """Put the length in front and zeros behind. Raises BallotIsTooLong."""
    if len(plaintext) + _PREFIX_BYTES > padded_bytes:
        raise BallotIsTooLong(f"the ballot has {len(plaintext)} bytes, which is more than fits")
    return (len(plaintext).to_bytes(_PREFIX_BYTES, "big") + plaintext).ljust(padded_bytes, b"\x00")


def unpad(padded: bytes) -> bytes:
    """Take the plaintext out of its padding. Raises BallotIsMalformed when the padding is not all zeros."""
    length = int.from_bytes(padded[:_PREFIX_BYTES], "big")
    end = _PREFIX_BYTES + length
    if len(padded) < _PREFIX_BYTES or end > len(padded) or padded[end:].strip(b"\x00"):
        raise BallotIsMalformed("the ballot's padding is not in order")
    return padded[_PREFIX_BYTES:end]


def seal(
    plaintext: bytes, key: ec.EllipticCurvePublicKey, manifest_fingerprint: str, padded_bytes: int
) -> bytes:
    """Seal a ballot: 65 bytes of encapsulated key, then the ciphertext. Raises BallotIsTooLong."""
    return _SUITE.encrypt(pad(plaintext, padded_bytes), key, info=_info(manifest_fingerprint))


def require_size(sealed: bytes, padded_bytes: int) -> None:
    """Raise BallotHasWrongSize unless a sealed ballot has the one size of its wave."""
    if len(sealed) != sealed_size(padded_bytes):
        raise BallotHasWrongSize(
            f"a sealed ballot has {len(sealed)} bytes instead of {sealed_size(padded_bytes)}"
        )


def open_sealed(sealed: bytes, key: OpeningKey, manifest_fingerprint: str, padded_bytes: int) -> bytes:
    """Open a sealed ballot and return its plaintext.

    Raises BallotHasWrongSize, BallotCannotBeOpened (another key, another wave, a changed byte) or
    BallotIsMalformed (padding).
    """
    require_size(sealed, padded_bytes)
    if isinstance(key, SharedPoints):
        return unpad(key.open(sealed, _info(manifest_fingerprint)))
    try:
        return unpad(_SUITE.decrypt(sealed, key, info=_info(manifest_fingerprint)))
    except (InvalidTag, ValueError) as fault:
        raise BallotCannotBeOpened(
            "the ballot was not sealed for this wave or was changed on the way"
        ) from fault


def _info(manifest_fingerprint: str) -> bytes:
    return _INFO + bytes.fromhex(manifest_fingerprint)
