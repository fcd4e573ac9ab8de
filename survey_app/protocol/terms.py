"""What a client needs of a wave's manifest, checked: keys, pools, sizes, and its fingerprint."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from survey_app.protocol.blind_rsa import KEY_BITS, key_id, read_public_key
from survey_app.protocol.credential import wave_tag
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.errors import KeyIsNotInManifest, MessageIsMalformed
from survey_app.protocol.manifest_signing import require_pinned, verify_document
from survey_app.protocol.relayed import RelayRoute, read_relay
from survey_app.protocol.sealing import PUBLIC_KEY_BYTES, read_sealing_key


@dataclass(frozen=True)
class Terms:
    """The terms of one wave as a client uses them. `document` is the whole manifest as served."""

    wave: str
    fingerprint: str
    questionnaire_hash: str
    pools: Mapping[str, RSAPublicKey]
    unit_pools: Mapping[str, str]
    sealing_point: bytes
    padded_size: int
    signer: bytes
    document: Mapping[str, object]
    relay: RelayRoute | None = None

    @cached_property
    def sealing_key(self) -> EllipticCurvePublicKey:
        return read_sealing_key(self.sealing_point)

    @cached_property
    def tag(self) -> bytes:
        """The 16 bytes with which this wave's tokens begin."""
        return wave_tag(self.fingerprint)

    def pool_key(self, pool: str) -> RSAPublicKey:
        """Return a pool's key. Raises KeyIsNotInManifest."""
        if pool not in self.pools:
            raise KeyIsNotInManifest(f"the manifest has no pool {pool}")
        return self.pools[pool]


def read_terms(message: object, *, pinned: str | None = None) -> Terms:
    """Check a served manifest (`manifest`, `signature`, `key`) and return its terms.

    `pinned` is the fingerprint from a letter, in full or in its spoken form; without it a client only
    knows that somebody signed these terms. Raises MessageIsMalformed, SignatureIsInvalid,
    ManifestIsNotTheOnePinned, or KeyIsNotInManifest when a pool's key is not the one its hash names.
    """
    served = _table(message)
    document = _table(served.get("manifest"))
    signer = from_base64url(served.get("key"), length=32)
    found = verify_document(document, from_base64url(served.get("signature"), length=64), signer)
    if pinned is not None:
        require_pinned(found, pinned)
    pools: dict[str, RSAPublicKey] = {}
    unit_pools: dict[str, str] = {}
    for element in _list(document.get("pools")):
        pool = _table(element)
        key = _text(pool.get("key"))
        pools[key] = _pool_key(pool)
        unit_pools.update({_text(unit): key for unit in _list(pool.get("units"))})
    sealing = _table(document.get("sealing"))
    padded_size = sealing.get("padded_size")
    if type(padded_size) is not int or padded_size < 1:
        raise MessageIsMalformed("the manifest names no size for ballots")
    return Terms(
        wave=_text(document.get("wave")),
        fingerprint=found,
        questionnaire_hash=_text(_table(document.get("questionnaire")).get("content_hash")),
        pools=pools,
        unit_pools=unit_pools,
        sealing_point=from_base64url(sealing.get("public_key"), length=PUBLIC_KEY_BYTES),
        padded_size=padded_size,
        signer=signer,
        document=document,
        relay=read_relay(document["relay"]) if "relay" in document else None,
    )


def _pool_key(pool: Mapping[str, object]) -> RSAPublicKey:
    spki = from_base64url(pool.get("spki"))
    if key_id(spki) != pool.get("key_id"):
        raise KeyIsNotInManifest("a pool's key is not the one that its hash names")
    key = read_public_key(spki)
    if key.key_size != KEY_BITS or key.public_numbers().e != 65537:
        raise MessageIsMalformed("a pool's key is not RSA-3072 with exponent 65537")
    return key


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise MessageIsMalformed("expected an object")
    return cast("dict[str, object]", value)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise MessageIsMalformed("expected a list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise MessageIsMalformed("expected text")
    return value
