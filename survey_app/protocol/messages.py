"""The messages as a server reads and writes them: a credential request, a deposit, the published receipts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from survey_app.protocol.credential import Credential, read_credential
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import MessageIsMalformed
from survey_app.protocol.manifest_signing import sign_document
from survey_app.protocol.receipts import Receipt, ReceiptTree, hash_ballot
from survey_app.protocol.sealing import require_size

_LONGEST_SECRET = 128


@dataclass(frozen=True, slots=True)
class CredentialRequest:
    """An invitation's secret, the pool whose key the token was blinded for, and the blinded token."""

    secret: str
    pool: str
    blinded: bytes

    def __repr__(self) -> str:  # a log or traceback must not print a secret
        return f"CredentialRequest(pool={self.pool!r})"


@dataclass(frozen=True, slots=True)
class Deposit:
    """A sealed ballot with its credential; the credential is not verified yet."""

    credential: Credential
    sealed: bytes

    @property
    def receipt(self) -> Receipt:
        """The receipt that answers it."""
        return Receipt(self.credential.nullifier, hash_ballot(self.sealed))

    def to_message(self) -> dict[str, str]:
        return self.credential.to_message() | {"ballot": to_base64url(self.sealed)}


def read_credential_request(message: object) -> CredentialRequest:
    """Read the body of a credential request. Raises MessageIsMalformed."""
    fields = _fields(message, {"secret", "pool", "blinded"})
    secret, pool = fields["secret"], fields["pool"]
    if not isinstance(secret, str) or not 0 < len(secret) <= _LONGEST_SECRET:
        raise MessageIsMalformed("a secret is a short text")
    if not isinstance(pool, str) or not pool:
        raise MessageIsMalformed("a pool is a short text")
    return CredentialRequest(secret, pool, from_base64url(fields["blinded"]))


def credential_reply(blind_signature: bytes, pool: str) -> dict[str, str]:
    """Return the body that answers a credential request."""
    return {"blind_signature": to_base64url(blind_signature), "pool": pool}


def read_deposit(message: object, padded_size: int) -> Deposit:
    """Read the body of a deposit. Raises MessageIsMalformed, or BallotHasWrongSize.

    Whether the credential is genuine is the next question: `deposit.credential.verify(pool_key, wave_tag)`.
    """
    fields = _fields(message, {"token", "signature", "pool", "ballot"})
    credential = read_credential(fields["token"], fields["signature"], fields["pool"])
    sealed = from_base64url(fields["ballot"])
    require_size(sealed, padded_size)
    return Deposit(credential, sealed)


def deposit_reply(receipt: Receipt) -> dict[str, dict[str, str]]:
    """Return the body that answers a deposit."""
    return {"receipt": receipt.to_message()}


def publish_receipts(
    leaves: Iterable[bytes], *, wave: str, manifest_fingerprint: str, key: Ed25519PrivateKey
) -> dict[str, object]:
    """Return the signed list of receipts of a closed wave, signed by the manifest's signer."""
    tree = ReceiptTree(leaves)
    document: dict[str, object] = {
        "wave": wave,
        "manifest": manifest_fingerprint,
        "leaves": [to_base64url(leaf) for leaf in tree.leaves],
        "root": to_base64url(tree.root),
    }
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {
        "receipts": document,
        "signature": to_base64url(sign_document(document, key)),
        "key": to_base64url(public),
    }


def _fields(message: object, names: set[str]) -> Mapping[str, object]:
    if not isinstance(message, dict) or set(message) != names:
        raise MessageIsMalformed(f"a message must have exactly the fields {', '.join(sorted(names))}")
    return message
