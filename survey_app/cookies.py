"""The one cookie there is: who signs in gets it; on respondents' pages it is neither read nor written."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

# Staff who work here answer too, in the browser they are signed in with.
RESPONDENTS_PATHS = ("/take/", "/invite/", "/waves/")


class SessionOfWhoeverSignsIn(SecureCookieSessionInterface):
    """Flask's signed cookie, blind and mute on the pages of respondents."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the browser, or none (Flask's empty one, which can't be written) for respondents."""
        return None if request.path.startswith(RESPONDENTS_PATHS) else super().open_session(app, request)


def init_app(app: Flask) -> None:
    """Respondents' pages know no session afterwards."""
    app.session_interface = SessionOfWhoeverSignsIn()
