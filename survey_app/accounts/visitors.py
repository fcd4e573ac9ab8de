"""Who knocks in this request: their network, the accounts that this browser is known to, who is signed in."""

from flask import request
from werkzeug import Response

from survey_app.accounts import known_devices
from survey_app.accounts.models import Account
from survey_app.accounts.services import source_of
from survey_app.accounts.sessions import load_account
from survey_app.accounts.signing_in import Visitor
from survey_app.door.access import SignedIn
from survey_app.ground import db
from survey_app.ground.keyring import keyring_of
from survey_app.ground.settings import current_config
from survey_app.trail import refusals

__all__ = ["load_account", "note_refusal", "remember", "source", "visitor"]

LOCAL = ("127.0.0.1", "::1")


def visitor() -> Visitor:
    """Whoever sent this request."""
    known = known_devices.known_in(request, keyring_of(db.people()), current_config().keeps_cookies_secure)
    return Visitor(source(), known)


def source() -> str:
    """The network address of this request, as a keyed hash."""
    peer = request.remote_addr or ""
    # Behind the proxy every request comes from this machine: were failures counted for it, one stranger's
    # would keep everybody out. The last address is the proxy's own; those before it are anybody's claim.
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return source_of(named if named and peer in LOCAL else peer, keyring_of(db.people()))


def remember(response: Response, account: Account) -> None:
    """From its next visit on this browser is known to the account."""
    is_secure, keys = current_config().keeps_cookies_secure, keyring_of(db.people())
    known_devices.remember(response, visitor().known, keys, is_secure, account)


def note_refusal(account: SignedIn, page: str) -> None:
    """Counts that somebody asked for a page that is not theirs; whatever else the request did is not kept."""
    people = db.people()
    people.rollback()
    refusals.count(people, refusals.Refusal.NOT_ALLOWED, account.email, source(), page)
    people.commit()
