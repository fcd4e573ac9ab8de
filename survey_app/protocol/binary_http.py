"""HTTP messages as bytes (RFC 9292), in the form whose lengths are known; read strictly and within limits."""

import re
from dataclasses import dataclass
from typing import TypeAlias

from survey_app.protocol.errors import MessageIsMalformed

Fields: TypeAlias = tuple[tuple[str, str], ...]
"""Names in small letters, each with its value, in the order in which they are sent."""

LARGEST_SECTION_BYTES = 4096
MOST_FIELDS = 32
_REQUEST, _RESPONSE = 0, 1
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9a-z]+")
_VALUE = re.compile(r"(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?")
_VISIBLE = re.compile(r"[!-~]*")


@dataclass(frozen=True, slots=True)
class BinaryRequest:
    """A request, with the parts of its target as HTTP/2 names them."""

    method: str
    scheme: str
    authority: str
    path: str
    headers: Fields = ()
    content: bytes = b""
    trailers: Fields = ()

    def header(self, name: str) -> str:
        """The value of the first field of a name, which is given in small letters; empty without one."""
        return next((value for known, value in self.headers if known == name), "")


@dataclass(frozen=True, slots=True)
class BinaryResponse:
    """A final response."""

    status: int
    headers: Fields = ()
    content: bytes = b""
    trailers: Fields = ()


def write_request(request: BinaryRequest, size: int | None = None) -> bytes:
    """The request as bytes, with zeros behind up to `size`. Raises ValueError where that is too little."""
    target = (request.method, request.scheme, request.authority, request.path)
    control = b"".join(_prefixed(part.encode("ascii")) for part in target)
    return _filled(_number(_REQUEST) + control + _rest(request), size)


def write_response(response: BinaryResponse, size: int | None = None) -> bytes:
    """The response as bytes, with zeros behind up to `size`. Raises ValueError where that is too little."""
    return _filled(_number(_RESPONSE) + _number(response.status) + _rest(response), size)


def read_request(message: bytes) -> BinaryRequest:
    """Read a request of known length. Raises MessageIsMalformed."""
    reader = _Reader(message)
    if reader.number() != _REQUEST:
        raise MessageIsMalformed("no request of known length")
    method, scheme, authority, path = (reader.text(_VISIBLE) for _ in range(4))
    if not (method and scheme and path):
        raise MessageIsMalformed("a request has a method, a scheme and a path")
    return BinaryRequest(method, scheme, authority, path, *reader.rest())


def read_response(message: bytes) -> BinaryResponse:
    """Read a final response of known length. Raises MessageIsMalformed, also for an interim one."""
    reader = _Reader(message)
    if reader.number() != _RESPONSE:
        raise MessageIsMalformed("no response of known length")
    status = reader.number()
    if not 200 <= status <= 599:
        raise MessageIsMalformed("no final status")
    return BinaryResponse(status, *reader.rest())


class _Reader:
    """Goes through a message once. What is missing at its end counts as empty, as the RFC has it."""

    def __init__(self, message: bytes) -> None:
        self._left = memoryview(message)

    def number(self) -> int:
        """A variable-length integer (RFC 9000, 16)."""
        if not self._left:
            raise MessageIsMalformed("the message ends too early")
        length = 1 << (self._left[0] >> 6)
        return int.from_bytes(self._take(length), "big") & ((1 << (8 * length - 2)) - 1)

    def prefixed(self) -> bytes:
        """Bytes with their length in front."""
        return self._take(self.number())

    def text(self, form: re.Pattern[str]) -> str:
        """Text with its length in front. Raises MessageIsMalformed unless all of it has the form."""
        found = self.prefixed()
        if len(found) > LARGEST_SECTION_BYTES:
            raise MessageIsMalformed("a part of the message is too long")
        text = found.decode("latin-1")
        if not form.fullmatch(text):
            raise MessageIsMalformed("a part of the message has signs that it must not have")
        return text

    def rest(self) -> tuple[Fields, bytes, Fields]:
        """Headers, content and trailers; then nothing but zeros."""
        headers, content, trailers = self._fields(), self._optional(), self._fields()
        if any(self._left):
            raise MessageIsMalformed("something follows the message")
        return headers, content, trailers

    def _fields(self) -> Fields:
        section = self._optional()
        if len(section) > LARGEST_SECTION_BYTES:
            raise MessageIsMalformed("the fields are too long")
        reader, found = _Reader(section), []
        while reader._left:
            found.append((reader.text(_NAME), reader.text(_VALUE)))
            if len(found) > MOST_FIELDS:
                raise MessageIsMalformed("too many fields")
        return tuple(found)

    def _optional(self) -> bytes:
        return self.prefixed() if self._left else b""

    def _take(self, length: int) -> bytes:
        if length > len(self._left):
            raise MessageIsMalformed("the message ends too early")
        taken, self._left = self._left[:length], self._left[length:]
        return bytes(taken)


def _rest(message: BinaryRequest | BinaryResponse) -> bytes:
    parts = (_fields(message.headers), message.content, _fields(message.trailers))
    return b"".join(_prefixed(part) for part in parts)


def _fields(fields: Fields) -> bytes:
    return b"".join(_prefixed(text.encode("latin-1")) for field in fields for text in field)


def _prefixed(content: bytes) -> bytes:
    return _number(len(content)) + content


def _number(value: int) -> bytes:
    for power in range(4):
        length = 1 << power
        if value < 1 << (8 * length - 2):
            return (value | power << (8 * length - 2)).to_bytes(length, "big")
    raise ValueError("too large a number for a message")


def _filled(message: bytes, size: int | None) -> bytes:
    if size is not None and len(message) > size:
        raise ValueError(f"the message has {len(message)} bytes, which is more than {size}")
    return message.ljust(size or 0, b"\0")
