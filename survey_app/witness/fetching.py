"""Asks a log for its files over HTTP: no more bytes and no longer than agreed, and never from elsewhere."""

import http.client
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 20.0
LONGEST_SECONDS = 120.0
_AT_A_TIME = 65_536


class LogIsOutOfReach(Exception):
    """The log did not answer, answered too much, or not with what was asked for."""


@dataclass(frozen=True, slots=True)
class LogAddress:
    """Where a log is. Redirections are not followed: a log is where its witnesses were told it is."""

    url: str

    def get(self, path: str, most_bytes: int) -> bytes:
        """A file of the log. Raises LogIsOutOfReach."""
        status, content = self._exchange("GET", path, None, most_bytes)
        if status != 200:
            raise LogIsOutOfReach(f"{self.url}/{path} answered {status}")
        return content

    def post(self, path: str, content: bytes) -> tuple[int, str]:
        """What the log says to a message: status and first line. Raises LogIsOutOfReach."""
        status, answer = self._exchange("POST", path, content, 4096)
        return status, answer.decode("utf-8", "replace").strip().partition("\n")[0][:200]

    def _exchange(self, method: str, path: str, body: bytes | None, most_bytes: int) -> tuple[int, bytes]:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or parts.hostname is None or parts.username is not None:
            raise LogIsOutOfReach("a log's address begins with https:// or http://")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
        until = time.monotonic() + LONGEST_SECONDS
        headers = {"Accept-Encoding": "identity"}
        try:
            connection.request(method, f"{parts.path.rstrip('/')}/{path}", body=body, headers=headers)
            response = connection.getresponse()
            content = b""
            while part := response.read(_AT_A_TIME):
                content += part
                if len(content) > most_bytes:
                    raise LogIsOutOfReach(f"{self.url}/{path} is larger than {most_bytes} bytes")
                if time.monotonic() > until:
                    raise LogIsOutOfReach(f"{self.url}/{path} takes too long")
        except (OSError, http.client.HTTPException) as fault:
            raise LogIsOutOfReach(f"{self.url} can't be reached: {type(fault).__name__}") from fault
        finally:
            connection.close()
        return response.status, content
