"""A page that is the same for everybody, rendered and compressed once and then only handed out."""

import gzip
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]
from flask import Request, Response


@dataclass(frozen=True, slots=True)
class PackedPage:
    """A rendered page in the forms that browsers accept."""

    plain: bytes
    gzip: bytes
    brotli: bytes


def compressed(plain: bytes) -> PackedPage:
    """The page in all its forms. It holds no secret, so its compressed size gives none away."""
    return PackedPage(plain, gzip.compress(plain, 9, mtime=0), brotli.compress(plain, quality=9))


def respond(page: PackedPage, request: Request, mimetype: str = "text/html") -> Response:
    """The page in the smallest form that the browser accepts."""
    accepted = request.headers.get("Accept-Encoding", "")
    coding, content = next(
        (
            (name, getattr(page, form))
            for name, form in (("br", "brotli"), ("gzip", "gzip"))
            if name in accepted
        ),
        (None, page.plain),
    )
    response = Response(content, mimetype=mimetype)
    response.headers["Vary"] = "Accept-Encoding, Accept-Language"
    if coding is not None:
        response.headers["Content-Encoding"] = coding
    return response
