"""The cookie of whoever signs in, and how long a session lasts; respondents' pages have none."""

from datetime import timedelta

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from config import Config
from survey_app.ground.logs import RESPONDENTS_PATHS

SESSION_LASTS = timedelta(hours=12)
"""After this long everybody signs in again, whatever they did in between: a working day."""
SESSION_IDLE = timedelta(minutes=30)
"""After this long without a page the session is over: whoever left the desk is signed out."""


class SessionOfWhoeverSignsIn(SecureCookieSessionInterface):
    """Flask's signed cookie, blind and mute on the pages of respondents."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the browser, or none (Flask's empty one, which can't be written) for respondents.

        Staff who work here answer too, in the browser they are signed in with.
        """
        return None if request.path.startswith(RESPONDENTS_PATHS) else super().open_session(app, request)


def init_app(app: Flask, config: Config) -> None:
    """Respondents' pages know no session afterwards; a browser sends the cookie to this very host alone."""
    app.session_interface = SessionOfWhoeverSignsIn()
    app.config.update(
        # A browser takes a name that begins so only with Secure, for this host and the whole of it.
        SESSION_COOKIE_NAME="__Host-gyeol" if config.keeps_cookies_secure else "gyeol",
        SESSION_COOKIE_SECURE=config.keeps_cookies_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=SESSION_LASTS,
    )
