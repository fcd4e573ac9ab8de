"""Oblivious HTTP (RFC 9458): a request sealed for a gateway, so that a relay can carry it and read nothing.

DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM, as ballots are sealed. The key configuration comes
from a wave's signed terms, from nowhere else.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from survey_app.protocol import hpke
from survey_app.protocol.errors import MessageIsMalformed, RelayKeyIsUnknown
from survey_app.protocol.hpke import AEAD_AES_128_GCM, KDF_HKDF_SHA256, KEY_BYTES, NONCE_BYTES, P256, Kem

REQUEST_TYPE = "message/ohttp-req"
RESPONSE_TYPE = "message/ohttp-res"
LARGEST_MESSAGE_BYTES = 256 * 1024
_REQUEST, _RESPONSE = b"message/bhttp request\0", b"message/bhttp response"
_OURS = (KDF_HKDF_SHA256, AEAD_AES_128_GCM)


@dataclass(frozen=True, slots=True)
class KeyConfig:
    """A gateway's public key, its number (0 to 255) and the (KDF, AEAD) pairs that go with it."""

    key_id: int
    public_key: bytes
    algorithms: tuple[tuple[int, int], ...] = (_OURS,)
    kem: Kem = field(default_factory=P256)

    def encode(self) -> bytes:
        """The configuration as RFC 9458, 3.1, writes it."""
        pairs = b"".join(_short(kdf) + _short(aead) for kdf, aead in self.algorithms)
        numbers = bytes([self.key_id]) + _short(self.kem.identifier)
        return numbers + self.public_key + _short(len(pairs)) + pairs

    @property
    def header(self) -> bytes:
        """What a request begins with: the key's number and the three algorithms."""
        return bytes([self.key_id]) + b"".join(_short(one) for one in (self.kem.identifier, *_OURS))


def read_key_config(content: bytes, kem: Kem | None = None) -> KeyConfig:
    """Read one configuration. Raises MessageIsMalformed where it is none, or not for the algorithms here."""
    kem = kem or P256()
    end = 3 + kem.public_bytes
    pairs = content[end + 2 :]
    if len(pairs) % 4 or not pairs or content[end : end + 2] != _short(len(pairs)):
        raise MessageIsMalformed("no key configuration")
    algorithms = tuple(
        (int.from_bytes(pairs[at : at + 2], "big"), int.from_bytes(pairs[at + 2 : at + 4], "big"))
        for at in range(0, len(pairs), 4)
    )
    if content[1:3] != _short(kem.identifier) or _OURS not in algorithms:
        raise MessageIsMalformed("a key configuration for other algorithms")
    return KeyConfig(content[0], content[3:end], algorithms, kem)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one request leaves with both ends, to seal and open its response."""

    encapsulated: bytes
    secret: bytes = field(repr=False)

    def seal(self, response: bytes, *, nonce: bytes | None = None) -> bytes:
        """The encapsulated response; `nonce` of 16 bytes is for tests."""
        drawn = secrets.token_bytes(KEY_BYTES) if nonce is None else nonce
        key, once = self._keys(drawn)
        return drawn + AESGCM(key).encrypt(once, response, b"")

    def open(self, message: bytes) -> bytes:
        """The response of an encapsulated one. Raises MessageIsMalformed."""
        key, once = self._keys(message[:KEY_BYTES])
        return hpke.open_aead(key, once, message[KEY_BYTES:])

    def _keys(self, nonce: bytes) -> tuple[bytes, bytes]:
        source = hmac.digest(self.encapsulated + nonce, self.secret, "sha256")
        key, once = (
            HKDFExpand(hashes.SHA256(), length, label).derive(source)
            for label, length in ((b"key", KEY_BYTES), (b"nonce", NONCE_BYTES))
        )
        return key, once


def encapsulate(config: KeyConfig, request: bytes, *, ephemeral: Any | None = None) -> tuple[bytes, Exchange]:
    """Seal a request for a gateway; the exchange opens its response. `ephemeral` is for tests."""
    encapsulated, context = hpke.setup_sender(
        config.kem, config.public_key, _REQUEST + config.header, ephemeral=ephemeral
    )
    message = config.header + encapsulated + context.seal(request)
    return message, Exchange(encapsulated, context.export(_RESPONSE, KEY_BYTES))


def decapsulate(config: KeyConfig, private_key: Any, message: bytes) -> tuple[bytes, Exchange]:
    """Open a request that was sealed for this key; the exchange seals its response.

    Raises RelayKeyIsUnknown where it names another key or other algorithms, and MessageIsMalformed.
    """
    header = config.header
    if message[: len(header)] != header:
        raise RelayKeyIsUnknown("sealed for another key, or with other algorithms")
    start = len(header) + config.kem.public_bytes
    encapsulated = message[len(header) : start]
    context = hpke.setup_receiver(config.kem, encapsulated, private_key, _REQUEST + header)
    return context.open(message[start:]), Exchange(encapsulated, context.export(_RESPONSE, KEY_BYTES))


def _short(number: int) -> bytes:
    return number.to_bytes(2, "big")
