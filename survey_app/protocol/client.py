"""A protocol client in Python: what the browser does, for tests, demonstrations and clients by others.

The whole journey, with `transport` a callable (method, path, body) → (status, body):

    client = ProtocolClient(transport)
    terms = client.fetch_terms("2026-h1", pinned="03ZG-1ZR0-…")       # refuses other terms
    pending = begin_credential(terms, pool)                            # keep it until the credential is here
    credential = client.fetch_credential(terms, secret, pending)       # identify yourself, blindly
    …                                                                  # later, as a stranger
    deposit = seal_ballot(terms, credential, ballot)                   # keep it until the receipt is here
    receipt = client.deposit(terms, deposit)                           # may be repeated
    client.check_receipt(terms, receipt)                               # after the close

A lost reply is answered by sending the same message again: the same pending credential, the same deposit.
Where the terms name a relay, a deposit goes through it:

    through = HttpTransport(terms.relay.url, media_type=REQUEST_TYPE)
    receipt = client.deposit_through(through, terms, deposit, host="gyeol.example.kr")
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

from survey_app.protocol import ballot as plain
from survey_app.protocol import blind_rsa, sealing
from survey_app.protocol.credential import RANDOM_BYTES, Credential, make_token
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import (
    KeyIsNotInManifest,
    MessageIsMalformed,
    ReceiptIsNotIncluded,
    RelayIsSilent,
    ServerRefused,
    SignatureIsInvalid,
)
from survey_app.protocol.manifest_signing import verify_document
from survey_app.protocol.messages import Deposit
from survey_app.protocol.one_for_all import require_for_all
from survey_app.protocol.receipts import Proof, Receipt, ReceiptTree, read_receipt
from survey_app.protocol.relayed import read_reply, relayed_request
from survey_app.protocol.terms import Terms, read_terms

OK = 200
Transport: TypeAlias = Callable[[str, str, bytes | None], tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class PendingCredential:
    """A token on its way to being signed. Keep all of it, secretly, until the credential has arrived."""

    pool: str
    prepared: bytes
    blinded: bytes
    inverse: bytes


def begin_credential(terms: Terms, pool: str, *, seed: bytes | None = None) -> PendingCredential:
    """Make a token and blind it for a pool. Raises KeyIsNotInManifest.

    The same secret `seed` of at least 32 random bytes gives the same pending credential again, for a client
    that can keep nothing but that. Whoever knows the seed knows whose the credential is: never store it.
    """
    key = terms.pool_key(pool)
    draw = secrets.token_bytes if seed is None else _Drawn(seed, f"{terms.fingerprint} {pool}".encode())
    token = make_token(terms.tag, random=draw(RANDOM_BYTES))
    prepared = blind_rsa.prepare(token, prefix=draw(blind_rsa.PREFIX_BYTES))
    salt = draw(blind_rsa.SALT_BYTES)
    # Sixteen bytes more than the modulus has, so that the remainder is as good as even.
    inverse = int.from_bytes(draw(key.key_size // 8 + 16), "big") % (key.public_numbers().n - 2) + 2
    blinded = blind_rsa.blind(key, prepared, salt=salt, inverse=inverse)
    return PendingCredential(pool, prepared, blinded.message, blinded.inverse)


class _Drawn:
    """Bytes drawn one after the other from a seed (SHAKE256), for one purpose."""

    def __init__(self, seed: bytes, purpose: bytes) -> None:
        self._source = hashlib.shake_256(
            b"gyeol pending v1\0" + len(seed).to_bytes(4, "big") + seed + purpose
        )
        self._drawn = 0

    def __call__(self, count: int) -> bytes:
        self._drawn += count
        return self._source.digest(self._drawn)[-count:]


def finish_credential(terms: Terms, pending: PendingCredential, blind_signature: bytes) -> Credential:
    """Unblind a signature and check it under the pinned key of the pool. Raises CredentialIsForged."""
    signature = blind_rsa.finalize(
        terms.pool_key(pending.pool), pending.prepared, blind_signature, pending.inverse
    )
    return Credential(pending.prepared, signature, pending.pool)


def seal_ballot(terms: Terms, credential: Credential, ballot: plain.Ballot) -> Deposit:
    """Seal a ballot for a wave. Raises BallotIsMalformed or BallotIsTooLong."""
    sealed = sealing.seal(plain.encode(ballot), terms.sealing_key, terms.fingerprint, terms.padded_size)
    return Deposit(credential, sealed)


class ProtocolClient:
    """The requests of the protocol. Every refusal of the server arrives as ServerRefused."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def fetch_terms(self, wave: str, *, pinned: str | None = None) -> Terms:
        """Fetch a wave's manifest, check it, and see that it is everybody's.

        Raises what `read_terms` and `require_for_all` raise, and ServerRefused with code not_logged.
        """
        place = quote(wave, safe="")
        terms = read_terms(self._exchange("GET", f"/waves/{place}/manifest.json"), pinned=pinned)
        if terms.wave != wave:
            raise MessageIsMalformed("the manifest is that of another wave")
        require_for_all(terms, self._exchange("GET", f"/take/{place}/inclusion.json"))
        return terms

    def fetch_credential(self, terms: Terms, secret: str, pending: PendingCredential) -> Credential:
        """Have a pending credential signed for an invitation's secret.

        Raises ServerRefused with code unknown, used, closed, not_open or other_pool, CredentialIsForged
        when what came back does not verify, and KeyIsNotInManifest when it names another pool.
        """
        body = {"secret": secret, "pool": pending.pool, "blinded": to_base64url(pending.blinded)}
        reply = self._exchange("POST", f"/invite/{quote(terms.wave, safe='')}/credential", body)
        if reply.get("pool") != pending.pool:
            raise KeyIsNotInManifest("the server signed for another pool")
        return finish_credential(terms, pending, from_base64url(reply.get("blind_signature")))

    def credential_for(self, terms: Terms, secret: str, pool: str | None = None) -> Credential:
        """Get a credential when the pool may not be known: the server's hint is followed once."""
        guess = pool if pool is not None else next(iter(terms.pools))
        try:
            return self.fetch_credential(terms, secret, begin_credential(terms, guess))
        except OtherPool as hint:
            return self.fetch_credential(terms, secret, begin_credential(terms, hint.pool))

    def deposit(self, terms: Terms, deposit: Deposit) -> Receipt:
        """Send a ballot and return its receipt; sending it again gives the same one.

        Raises ServerRefused with code spent, closed, not_open, forged, other_wave, wrong_size or malformed,
        and MessageIsMalformed when the receipt is not the one for this ballot.
        """
        return _receipt_of(self._exchange("POST", ballots_path(terms), deposit.to_message()), deposit)

    def deposit_through(self, relay: Transport, terms: Terms, deposit: Deposit, *, host: str) -> Receipt:
        """Send a ballot through the relay that the terms name; `host` is the site's.

        Raises what `deposit` raises, and RelayIsSilent when no reply of the site came through: the ballot may
        have arrived or not. Sent again, by either way, it gives the same receipt. Raises KeyIsNotInManifest
        when the terms name no relay.
        """
        if terms.relay is None:
            raise KeyIsNotInManifest("the manifest names no relay")
        content = json.dumps(deposit.to_message()).encode()
        message, exchange = relayed_request(
            terms.relay, host, ballots_path(terms), content, terms.padded_size
        )
        status, answer = relay("POST", "", message)
        if status != OK:
            # What stands outside the sealed reply is the relay's word, not the site's.
            raise RelayIsSilent(f"the relay answered with {status}")
        try:
            answered = read_reply(exchange, answer)
        except MessageIsMalformed as fault:
            raise RelayIsSilent("what came through the relay is no reply of the site") from fault
        return _receipt_of(_understood(*answered), deposit)

    def fetch_tree(self, terms: Terms) -> ReceiptTree:
        """Fetch the published receipts of a closed wave and check signature, wave and root."""
        reply = self._exchange("GET", f"/take/{quote(terms.wave, safe='')}/receipts.json")
        return read_published_receipts(reply, terms)

    def check_receipt(self, terms: Terms, receipt: Receipt) -> Proof:
        """Return the proof that a ballot is in the count. Raises ReceiptIsNotIncluded."""
        return self.fetch_tree(terms).proof(receipt.leaf)

    def _exchange(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> dict[str, object]:
        content = None if body is None else json.dumps(body).encode()
        return _understood(*self._transport(method, path, content))


class OtherPool(ServerRefused):
    """The invitation belongs to another pool, `pool`; nothing was issued yet."""

    def __init__(self, status: int, message: str, pool: str) -> None:
        super().__init__(status, "other_pool", message)
        self.pool = pool


def ballots_path(terms: Terms) -> str:
    """Where a wave's ballots are sent."""
    return f"/take/{quote(terms.wave, safe='')}/ballots"


def _understood(status: int, answer: bytes) -> dict[str, object]:
    """The object of an answer. Raises ServerRefused or MessageIsMalformed."""
    try:
        message = json.loads(answer)
    except ValueError:
        message = None
    if status >= 400:
        raise _refusal(status, message)
    if not isinstance(message, dict):
        raise MessageIsMalformed("the server did not answer with an object")
    return message


def _receipt_of(reply: Mapping[str, object], deposit: Deposit) -> Receipt:
    """The receipt of a reply. Raises MessageIsMalformed where it is not the one for this ballot."""
    given = reply.get("receipt")
    if not isinstance(given, dict):
        raise MessageIsMalformed("the server gave no receipt")
    receipt = read_receipt(given.get("nullifier"), given.get("ballot_hash"))
    if receipt != deposit.receipt:
        raise MessageIsMalformed("the server gave a receipt for another ballot")
    return receipt


def read_published_receipts(message: Mapping[str, object], terms: Terms) -> ReceiptTree:
    """Read the published receipts (`receipts`, `signature`, `key`) of a wave.

    Raises SignatureIsInvalid when the manifest's signer did not sign them, MessageIsMalformed when
    they are another wave's, and ReceiptIsNotIncluded when the leaves do not give the root.
    """
    document = message.get("receipts")
    if not isinstance(document, dict) or not isinstance(document.get("leaves"), list):
        raise MessageIsMalformed("these are no published receipts")
    if from_base64url(message.get("key"), length=32) != terms.signer:
        raise SignatureIsInvalid("the receipts are signed with another key than the manifest")
    verify_document(document, from_base64url(message.get("signature"), length=64), terms.signer)
    if document.get("manifest") != terms.fingerprint:
        raise MessageIsMalformed("the receipts are those of another wave")
    tree = ReceiptTree(from_base64url(leaf, length=32) for leaf in document["leaves"])
    if to_base64url(tree.root) != document.get("root"):
        raise ReceiptIsNotIncluded("the published leaves do not give the published root")
    return tree


def _refusal(status: int, message: object) -> ServerRefused:
    fields = message if isinstance(message, dict) else {}
    code, words, pool = fields.get("error"), fields.get("message"), fields.get("pool")
    if code == "other_pool" and isinstance(pool, str):
        return OtherPool(status, str(words or ""), pool)
    return ServerRefused(status, str(code or "failed"), str(words or ""))
