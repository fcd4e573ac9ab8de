"""A ballot that travels through a relay: what the terms say of it, and the messages between both ends.

Every request of a wave has one size, whatever pool or address stands in it, and every reply another: the
relay learns neither of which pool somebody is nor whether a ballot was taken.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from survey_app.protocol.binary_http import (
    BinaryRequest,
    BinaryResponse,
    read_response,
    write_request,
    write_response,
)
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.errors import MessageIsMalformed
from survey_app.protocol.oblivious import Exchange, KeyConfig, encapsulate, read_key_config
from survey_app.protocol.sealing import sealed_size

JSON = "application/json"
REPLY_BYTES = 2048
# Room for everything beside the ballot: token, signature, the longest name of a pool, path and host.
_BESIDE_THE_BALLOT = 2048
LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class RelayRoute:
    """The relay's address and the site's key, as the signed terms name them."""

    url: str
    key_config: KeyConfig


def read_relay(value: object) -> RelayRoute:
    """The relay of a manifest. Raises MessageIsMalformed."""
    if not isinstance(value, dict) or not isinstance(url := value.get("url"), str):
        raise MessageIsMalformed("the manifest's relay is no address with a key")
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
        raise MessageIsMalformed("the manifest's relay has no secure address")
    return RelayRoute(url, read_key_config(from_base64url(value.get("key_config"))))


def request_size(padded_size: int) -> int:
    """The one size of all requests of a wave whose ballots' plaintexts have `padded_size` bytes.

    >>> request_size(1024)
    3524
    """
    return -(-sealed_size(padded_size) // 3) * 4 + _BESIDE_THE_BALLOT


def relayed_request(
    route: RelayRoute, host: str, path: str, content: bytes, padded_size: int
) -> tuple[bytes, Exchange]:
    """A message for the relay that asks `host` to take a deposit in, and what opens its reply."""
    request = BinaryRequest("POST", "https", host, path, (("content-type", JSON),), content)
    return encapsulate(route.key_config, write_request(request, request_size(padded_size)))


def write_reply(status: int, content: bytes) -> bytes:
    """A reply as it is sealed for the asker; all have one size but those that don't fit into it."""
    size = -(-(len(content) + 64) // REPLY_BYTES) * REPLY_BYTES
    return write_response(BinaryResponse(status, (("content-type", JSON),), content), size)


def read_reply(exchange: Exchange, message: bytes) -> tuple[int, bytes]:
    """Status and content of a sealed reply. Raises MessageIsMalformed."""
    response = read_response(exchange.open(message))
    return response.status, response.content
