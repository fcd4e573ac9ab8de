"""What the relay does with one request: its bytes go on to the gateway, and the gateway's come back.

No header of the asker is passed on or even looked at, but for the kind and the length of what is sent and the
page that sends it; no header of the gateway comes back.
"""

import http.client
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from survey_app.protocol.oblivious import LARGEST_MESSAGE_BYTES, REQUEST_TYPE, RESPONSE_TYPE

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

LARGEST_REPLY_BYTES = 16 * 1024
PATIENCE_WITH_ASKERS_SECONDS = 15.0
PATIENCE_WITH_THE_GATEWAY_SECONDS = 20.0
_PREFLIGHT_IS_KEPT_SECONDS = "7200"


@dataclass(frozen=True, slots=True)
class Relay:
    """A WSGI application that forwards to `gateway`, for pages of `origin` and for programs."""

    gateway: str
    origin: str
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        status, content = self._answer(environ)
        headers = [
            ("Access-Control-Allow-Origin", self.origin),
            ("Cache-Control", "no-store"),
            ("Content-Length", str(len(content))),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if content:
            headers.append(("Content-Type", RESPONSE_TYPE))
        if status == http.client.NO_CONTENT:
            headers += [
                ("Access-Control-Allow-Methods", "POST"),
                ("Access-Control-Allow-Headers", "content-type"),
                ("Access-Control-Max-Age", _PREFLIGHT_IS_KEPT_SECONDS),
            ]
        start_response(f"{status} {http.client.responses.get(status, 'Refused')}", headers)
        return [content]

    def _answer(self, environ: "WSGIEnvironment") -> tuple[int, bytes]:
        if environ.get("HTTP_ORIGIN", self.origin) != self.origin:
            return 403, b""
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return 204, b""
        if method != "POST":
            return 405, b""
        if environ.get("CONTENT_TYPE", "").strip().lower() != REQUEST_TYPE:
            return 415, b""
        length = environ.get("CONTENT_LENGTH", "")
        if not (length.isascii() and length.isdecimal()):
            return 411, b""
        if len(length) > 9 or int(length) > LARGEST_MESSAGE_BYTES:
            return 413, b""
        message = _read(environ, int(length))
        return (400, b"") if not message or len(message) != int(length) else self._forward(message)

    def _forward(self, message: bytes) -> tuple[int, bytes]:
        """The gateway's status and sealed reply. What it says without sealing it is left out."""
        parts = urlsplit(self.gateway)
        connection = self._connection(parts.hostname or "", parts.port, parts.scheme == "https")
        try:
            connection.putrequest("POST", parts.path or "/", skip_accept_encoding=True)
            connection.putheader("Content-Type", REQUEST_TYPE)
            connection.putheader("Content-Length", str(len(message)))
            connection.endheaders(message)
            reply = connection.getresponse()
            content = reply.read(LARGEST_REPLY_BYTES + 1)
        except TimeoutError:
            return 504, b""
        except (OSError, http.client.HTTPException):
            return 502, b""
        finally:
            connection.close()
        if reply.status == http.client.OK:
            is_sealed = reply.headers.get_content_type() == RESPONSE_TYPE
            return (200, content) if is_sealed and 0 < len(content) <= LARGEST_REPLY_BYTES else (502, b"")
        return (reply.status if 400 <= reply.status <= 599 else 502), b""

    def _connection(self, host: str, port: int | None, is_secure: bool) -> http.client.HTTPConnection:
        patience = PATIENCE_WITH_THE_GATEWAY_SECONDS
        if is_secure:
            return http.client.HTTPSConnection(host, port, timeout=patience, context=self.trust)
        return http.client.HTTPConnection(host, port, timeout=patience)


def _read(environ: "WSGIEnvironment", length: int) -> bytes:
    """As much of a message as came; who sends slowly is not waited for."""
    socket: Any = environ.get("gunicorn.socket")
    if socket is not None:
        socket.settimeout(PATIENCE_WITH_ASKERS_SECONDS)
    try:
        content: bytes = environ["wsgi.input"].read(length)
    except OSError:
        return b""
    return content
