"""What the front page and each role's first page say."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.accounts.guessable import Weakness
from survey_app.accounts.signing_in import AccountIsLocked, CodeIsWrong, PasswordIsWrong
from survey_app.door.access import Role
from survey_app.door.cookies import SESSION_IDLE, SESSION_LASTS
from survey_app.trail.audit import Flaw

REFUSED = 422
ROLE_NAMES: dict[str, Any] = {
    Role.OPERATOR.value: _l("Operator"),
    Role.HR.value: _l("HR lead"),
    Role.ANALYST.value: _l("Ministry analyst"),
}

WEAKNESSES: dict[Weakness, Any] = {
    Weakness.TOO_SHORT: _l("Use at least 10 characters, and 200 at most."),
    Weakness.TRIED_FIRST: _l(
        "Whoever guesses tries this soon: a word that many take, a row of keys, a year or a date, or one of "
        "them with a few digits. Take three words or more that have nothing to do with each other."
    ),
    Weakness.OWN_NAMES: _l(
        "Whoever guesses begins with your name, your address and your institution, and this is built of "
        "them. Take three words or more that have nothing to do with each other or with you."
    ),
    Weakness.UNCHANGED: _l("This is the password you have. Choose another."),
}
TOO_MANY_TRIES = _l("Too many tries failed. Wait a few minutes, then try again.")
DOES_NOT_FIT = _l(
    "This does not fit. Check it and try again. After several wrong tries wait a few minutes, or use the "
    "browser in which you signed in before. Or ask your operator."
)
AGAIN: dict[type[Exception], Any] = {
    PasswordIsWrong: _l("This is not your present password."),
    CodeIsWrong: _l(
        "This code does not fit, or was used already. Wait for the next one, or use a recovery code."
    ),
    AccountIsLocked: TOO_MANY_TRIES,
}
NEW_CODE_DOES_NOT_FIT = _l(
    "This code does not fit. Check the clock of the device that shows it, and try the next one."
)
OTHER_SECRET = _l(
    "Codes can't be checked: this site runs with another GYEOL_SECRET_KEY than the one under which your "
    "authenticator was connected. Tell the operator; `gyeol doctor` says what to do."
)
FLAWS: dict[Flaw, Any] = {
    Flaw.ENTRY: _l("The chain is broken at entry %(number)s. Compare the database with your backup."),
    Flaw.END: _l("The trail does not end where it was sealed: entries are missing from %(number)s on."),
    Flaw.OTHER_KEY: _l(
        "Entry %(number)s was written under another GYEOL_SECRET_KEY than the one in use. Set that one again."
    ),
}


def session_limits() -> dict[str, int]:
    """How long a session lasts, as the page of one's sessions says it."""
    return {"hours": SESSION_LASTS // timedelta(hours=1), "minutes": SESSION_IDLE // timedelta(minutes=1)}


def recovered(left: int) -> str:
    """What whoever came in with a recovery code is told."""
    told: str = _(
        "That recovery code is used up; %(left)s are left. Lost your authenticator? Connect another one now, "
        "with a recovery code.",
        left=left,
    )
    return told


def status_of(form: Any) -> int:
    """The status of a page with a form: refused where it came back with faults."""
    return REFUSED if form.errors else 200
