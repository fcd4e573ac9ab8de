"""Bytes as text: base64url without padding, accepted in its one canonical form only."""

import base64
import binascii

from survey_app.protocol.errors import MessageIsMalformed


def to_base64url(content: bytes) -> str:
    """Return RFC 4648 base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def from_base64url(text: object, *, length: int | None = None) -> bytes:
    """Read base64url without padding; `length` is the number of bytes that must come out.

    Raises MessageIsMalformed for anything but the canonical form, so that one value has one text.
    """
    if not isinstance(text, str):
        raise MessageIsMalformed("expected base64url text")
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as fault:
        raise MessageIsMalformed("not base64url") from fault
    if to_base64url(content) != text:
        raise MessageIsMalformed("not canonical base64url")
    if length is not None and len(content) != length:
        raise MessageIsMalformed(f"expected {length} bytes, got {len(content)}")
    return content
