"""The receiver's steps of HPKE from the shared point on (RFC 9180, 4.1 and 5.1): what opens without a
private key.

Base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, first message, aad empty. Trustees who
hold a key in parts arrive at the shared point together, and nobody has the key that a library asks for.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from survey_app.protocol.errors import BallotCannotBeOpened
from survey_app.protocol.p256 import POINT_BYTES

_KEM_SUITE = b"KEM" + (0x0010).to_bytes(2, "big")
_HPKE_SUITE = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x0010, 0x0001, 0x0001))
_VERSION = b"HPKE-v1"
_MODE_BASE = b"\x00"


def shared_secret(shared_point: bytes, encapsulated: bytes, recipient: bytes) -> bytes:
    """Return the KEM's shared secret (ExtractAndExpand): 32 bytes. All three are uncompressed points."""
    key = _extract(_KEM_SUITE, b"", b"eae_prk", shared_point[1:33])
    return _expand(_KEM_SUITE, key, b"shared_secret", encapsulated + recipient, 32)


def open_with_shared_point(
    sealed: bytes, shared_point: bytes, recipient: bytes, info: bytes, aad: bytes = b""
) -> bytes:
    """Open encapsulated key (65 bytes) ‖ ciphertext and return the plaintext. Raises BallotCannotBeOpened."""
    encapsulated, ciphertext = sealed[:POINT_BYTES], sealed[POINT_BYTES:]
    secret = shared_secret(shared_point, encapsulated, recipient)
    context = (
        _MODE_BASE
        + _extract(_HPKE_SUITE, b"", b"psk_id_hash", b"")
        + _extract(_HPKE_SUITE, b"", b"info_hash", info)
    )
    key_material = _extract(_HPKE_SUITE, secret, b"secret", b"")
    key = _expand(_HPKE_SUITE, key_material, b"key", context, 16)
    nonce = _expand(_HPKE_SUITE, key_material, b"base_nonce", context, 12)
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, aad)
    except (InvalidTag, ValueError) as fault:
        raise BallotCannotBeOpened("what is sealed does not open with this point") from fault


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    # HKDF's extraction (RFC 5869): an empty salt is a block of zeros.
    mac = HMAC(salt or bytes(32), hashes.SHA256())
    mac.update(_VERSION + suite + label + material)
    return mac.finalize()


def _expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + _VERSION + suite + label + info
    return HKDFExpand(hashes.SHA256(), length, labelled).derive(key)
