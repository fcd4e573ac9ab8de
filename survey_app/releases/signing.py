"""How a release is signed, and how releases were signed that older versions made."""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from survey_app.protocol.errors import SignatureIsInvalid
from survey_app.protocol.signatures import Context, sign, verify, verify_without_context


def sign_release(document: bytes, key: Ed25519PrivateKey) -> bytes:
    """The signature of a release's stored bytes."""
    return sign(Context.RELEASE, document, key)


def verify_release(document: bytes, signature: bytes, public_key: bytes) -> None:
    """Raises SignatureIsInvalid unless this key signed the release, now or as it was done before."""
    try:
        verify(Context.RELEASE, document, signature, public_key)
    except SignatureIsInvalid:
        _verify_as_before(document, signature, public_key)


def _verify_as_before(document: bytes, signature: bytes, public_key: bytes) -> None:
    """Older versions signed the bare SHA-256. Such releases stay in databases and in bundles for years."""
    verify_without_context(hashlib.sha256(document).digest(), signature, public_key)
