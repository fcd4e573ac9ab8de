"""Plain HTTP for the protocol client: one kept-alive connection, and no header that tells who asks."""

import http.client
from urllib.parse import urlsplit

Reply = tuple[int, bytes]


class HttpTransport:
    """Callable as (method, path, body) → (status, body) against one server, by one thread at a time."""

    def __init__(
        self, base_url: str, *, timeout_seconds: float = 30.0, media_type: str = "application/json"
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or parts.hostname is None:
            raise ValueError("the server's address must begin with http:// or https://")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=timeout_seconds)
        self._prefix = parts.path.rstrip("/")
        self._media_type = media_type

    def __call__(self, method: str, path: str, body: bytes | None) -> Reply:
        headers = {} if body is None else {"Content-Type": self._media_type}
        self._connection.request(method, self._prefix + path, body=body, headers=headers)
        response = self._connection.getresponse()
        return response.status, response.read()

    def close(self) -> None:
        self._connection.close()
