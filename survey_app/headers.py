"""What every answer of the server carries, so that a browser refuses what we never send."""

from flask import Flask, Response, g
from flask_compress import Compress
from whitenoise import WhiteNoise

from survey_app.front import DIST

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


def init_app(app: Flask) -> None:
    """Sets the headers, serves built files with long lives, and compresses pages that hold no secret."""
    app.config["COMPRESS_REGISTER"] = False
    compress = Compress(app)

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cache-Control", "no-store")
        # A page with a CSRF token must not be compressed (BREACH); a respondent's page has none.
        # Signatures and receipts are random bytes, which nothing makes shorter.
        is_left_as_is = "account" in g or "sends_random_bytes" in g
        return response if is_left_as_is else compress.after_request(response)

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(DIST),
        prefix="static/dist/",
        immutable_file_test=lambda path, _url: "manifest.json" not in path,
    )
