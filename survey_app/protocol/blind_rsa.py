"""Blind RSA signatures, RFC 9474, variant RSABSSA-SHA384-PSS-Randomized, all but the private operation.

`signing.BlindSigner` holds the private operation. Blinding and finalizing happen in the respondent's
own client; their integer arithmetic need not be constant in time, because each value is used once.
"""

import hashlib
import math
import secrets
from dataclasses import dataclass
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from survey_app.protocol.errors import BlindedMessageIsInvalid, CredentialIsForged, MessageIsMalformed

KEY_BITS = 3072
SALT_BYTES = 48
PREFIX_BYTES = 32
_HASH_BYTES = 48


@dataclass(frozen=True, slots=True)
class Blinded:
    """What a client sends (`message`) and what it keeps (`inverse`), both as long as the modulus."""

    message: bytes
    inverse: bytes


def make_pool_key() -> rsa.RSAPrivateKey:
    """Make the RSA-3072 key of a pool."""
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def write_private_key(key: rsa.RSAPrivateKey) -> bytes:
    """Return the key as unencrypted PKCS #8 DER, for a store that protects it itself."""
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_private_key(content: bytes, *, is_authenticated: bool = False) -> rsa.RSAPrivateKey:
    """Read a key from PKCS #8, DER or PEM. Raises MessageIsMalformed.

    A key that comes out of an authenticated store is as it was made, and need not be tested for primality,
    which takes a tenth of a second.
    """
    try:
        load = (
            serialization.load_pem_private_key
            if content.startswith(b"-----")
            else serialization.load_der_private_key
        )
        key = load(content, password=None, unsafe_skip_rsa_key_validation=is_authenticated)
    except (ValueError, TypeError) as fault:
        raise MessageIsMalformed("not a private key") from fault
    if not isinstance(key, rsa.RSAPrivateKey):
        raise MessageIsMalformed("not an RSA private key")
    return key


def write_public_key(key: rsa.RSAPublicKey) -> bytes:
    """Return the key as SubjectPublicKeyInfo DER, algorithm rsaEncryption, which WebCrypto can import."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def read_public_key(spki: bytes) -> rsa.RSAPublicKey:
    """Read SubjectPublicKeyInfo DER. Raises MessageIsMalformed."""
    try:
        key = serialization.load_der_public_key(spki)
    except ValueError as fault:
        raise MessageIsMalformed("not a public key") from fault
    if not isinstance(key, rsa.RSAPublicKey):
        raise MessageIsMalformed("not an RSA public key")
    return key


def key_id(spki: bytes) -> str:
    """Return the lower-case hexadecimal SHA-256 of a SubjectPublicKeyInfo."""
    return hashlib.sha256(spki).hexdigest()


def prepare(message: bytes, *, prefix: bytes | None = None) -> bytes:
    """Return the prepared message: 32 random bytes and the message (RFC 9474, 4.1).

    `prefix` is for tests and for whoever draws it from a seed.
    """
    return (secrets.token_bytes(PREFIX_BYTES) if prefix is None else prefix) + message


def blind(
    key: rsa.RSAPublicKey, prepared: bytes, *, salt: bytes | None = None, inverse: int | None = None
) -> Blinded:
    """Blind a prepared message for the holder of `key` (RFC 9474, 4.2).

    `salt` and `inverse` are for tests and for whoever draws them from a seed; otherwise leave them out.
    """
    n, e, length = _parameters(key)
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    m = int.from_bytes(_encode_pss(prepared, key.key_size - 1, salt), "big")
    if math.gcd(m, n) != 1:
        raise BlindedMessageIsInvalid("the message shares a factor with the modulus")
    if inverse is None:
        inverse = secrets.randbelow(n - 2) + 2
    r = pow(inverse, -1, n)
    return Blinded((m * pow(r, e, n) % n).to_bytes(length, "big"), inverse.to_bytes(length, "big"))


def finalize(
    key: rsa.RSAPublicKey,
    prepared: bytes,
    blind_signature: bytes,
    inverse: bytes,
    *,
    salt_bytes: int = SALT_BYTES,
) -> bytes:
    """Unblind a signature and check it under `key` (RFC 9474, 4.4). Raises CredentialIsForged."""
    n, _, length = _parameters(key)
    z = int.from_bytes(blind_signature, "big")
    if len(blind_signature) != length or z >= n:
        raise CredentialIsForged("a blind signature must be as long as the modulus and below it")
    signature = (z * int.from_bytes(inverse, "big") % n).to_bytes(length, "big")
    verify(key, prepared, signature, salt_bytes=salt_bytes)
    return signature


def verify(key: rsa.RSAPublicKey, prepared: bytes, signature: bytes, *, salt_bytes: int = SALT_BYTES) -> None:
    """Check an RSASSA-PSS signature with SHA-384 over a prepared message. Raises CredentialIsForged."""
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=salt_bytes)
    try:
        key.verify(signature, prepared, scheme, hashes.SHA384())
    except InvalidSignature as fault:
        raise CredentialIsForged("the signature does not verify under the pool's key") from fault


def _parameters(key: rsa.RSAPublicKey) -> tuple[int, int, int]:
    numbers = key.public_numbers()
    return numbers.n, numbers.e, (key.key_size + 7) // 8


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384 (RFC 8017, B.2.1)."""
    blocks = range(-(-length // _HASH_BYTES))
    return b"".join(hashlib.sha384(seed + counter.to_bytes(4, "big")).digest() for counter in blocks)[:length]


def _encode_pss(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE with SHA-384 and MGF1 (RFC 8017, 9.1.1)."""
    length = (bits + 7) // 8
    if length < _HASH_BYTES + len(salt) + 2:
        raise BlindedMessageIsInvalid("the key is too small for this encoding")
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - _HASH_BYTES - 2) + b"\x01" + salt
    mask = _mask(digest, len(block))
    masked = bytearray(left ^ right for left, right in zip(block, mask, strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return cast("bytes", masked + digest + b"\xbc")
