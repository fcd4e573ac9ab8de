"""Ed25519 signatures: each over its context and the very bytes that are stored and sent."""

from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from survey_app.protocol.errors import SignatureIsInvalid


class Context(StrEnum):
    """What something was signed as: a signature of one context is none in another."""

    DOCUMENT = "gyeol document v1"  # manifests, closings, lists of receipts
    RELEASE = "gyeol release v1"
    BUNDLE = "gyeol bundle v1"
    OPENED = "gyeol opened v1"  # what a machine of the trustees' own counted

    def before(self, content: bytes) -> bytes:
        """What is signed: the context, a zero byte, the content."""
        return self.encode() + b"\x00" + content


def sign(context: Context, content: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return the 64 bytes of the signature."""
    return key.sign(context.before(content))


def verify(context: Context, content: bytes, signature: bytes, public_key: bytes) -> None:
    """Check a signature under a raw 32-byte key. Raises SignatureIsInvalid.

    Which key to trust is the caller's decision.
    """
    _verify(context.before(content), signature, public_key)


def verify_without_context(content: bytes, signature: bytes, public_key: bytes) -> None:
    """Check a signature from before there were contexts: nothing is signed like this any more."""
    _verify(content, signature, public_key)


def _verify(signed: bytes, signature: bytes, public_key: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except (InvalidSignature, ValueError) as fault:
        raise SignatureIsInvalid("the signature does not verify") from fault
