"""What every answer of the server carries, so that a browser refuses what we never send."""

from urllib.parse import urlsplit
from wsgiref.headers import Headers

from flask import Flask, Response, g
from flask_compress import Compress
from whitenoise import WhiteNoise

from config import Config
from survey_app.door.assets import DIST

SITE_ITSELF = "connect-src 'self'"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        SITE_ITSELF,
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
GUARDS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("Cache-Control", "no-store"),
)
LIVES_LONG = "Cache-Control"
"""Built files change their name with their content: they alone are kept by browsers."""
TWO_YEARS_IN_SECONDS = 63_072_000


def connecting_to(address: str) -> str:
    """The policy of a page that may ask one more address than this site: that of the signed terms' relay."""
    parts = urlsplit(address)
    return CONTENT_SECURITY_POLICY.replace(SITE_ITSELF, f"{SITE_ITSELF} {parts.scheme}://{parts.netloc}")


def guards_of(config: Config) -> tuple[tuple[str, str], ...]:
    """The headers of this installation; served over TLS, browsers never ask it without again."""
    if not config.base_url.startswith("https://"):
        return GUARDS
    below = "; includeSubDomains" if config.covers_subdomains else ""
    return (*GUARDS, ("Strict-Transport-Security", f"max-age={TWO_YEARS_IN_SECONDS}{below}"))


def init_app(app: Flask, config: Config) -> None:
    """Sets the headers, serves built files with long lives, and compresses pages that hold no secret."""
    guards = guards_of(config)
    app.config["COMPRESS_REGISTER"] = False
    compress = Compress(app)

    @app.after_request
    def guard(response: Response) -> Response:
        given = {name.lower() for name, _value in response.headers}
        response.headers.extend([(name, value) for name, value in guards if name.lower() not in given])
        # A page with a CSRF token must not be compressed (BREACH); a respondent's page has none.
        # Signatures and receipts are random bytes, which nothing makes shorter.
        is_left_as_is = "account" in g or "sends_random_bytes" in g
        return response if is_left_as_is else compress.after_request(response)

    def guard_file(headers: Headers, _path: str, _url: str) -> None:
        for name, value in guards:
            if name != LIVES_LONG:
                headers[name] = value

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(DIST),
        prefix="static/dist/",
        allow_all_origins=False,
        add_headers_function=guard_file,
        immutable_file_test=lambda path, _url: "manifest.json" not in path,
    )
