"""Browsers in which an account was signed in before: wrong passwords from elsewhere don't lock them out.

A browser is known by a signed cookie that only the sign-in pages get, so that it never reaches a page on
which somebody answers a survey. It opens nothing: it says that whoever tries a password here is not one
of the strangers who are being slowed down.
"""

from collections.abc import Mapping
from datetime import timedelta

from flask import Request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug import Response

from survey_app.accounts.models import Account
from survey_app.ground.keyring import Keyring, Purpose

LASTS = timedelta(days=180)
ACCOUNTS_IN_A_BROWSER = 5
PATH = "/sign-in"


def known_in(request: Request, keys: Keyring, is_secure: bool) -> Mapping[int, int]:
    """The accounts that were signed in in this browser, each with its epoch of devices at that time."""
    signed = request.cookies.get(_name(is_secure), "")
    try:
        pairs = _signer(keys).loads(signed, max_age=int(LASTS.total_seconds()))
        return {int(account): int(epoch) for account, epoch in pairs}
    except (BadData, TypeError, ValueError):
        return {}


def remember(
    response: Response, known: Mapping[int, int], keys: Keyring, is_secure: bool, account: Account
) -> None:
    """From its next visit on the browser that gets this response is known to the account too."""
    others = [(one, epoch) for one, epoch in known.items() if one != account.id]
    pairs = [*others[-(ACCOUNTS_IN_A_BROWSER - 1) :], (account.id, account.device_epoch)]
    response.set_cookie(
        _name(is_secure),
        _signer(keys).dumps(pairs),
        max_age=LASTS,
        path=PATH,
        secure=is_secure,
        httponly=True,
        samesite="Strict",
    )


def _name(is_secure: bool) -> str:
    # Not "__Host-": that would send it to every page of this host.
    return "__Secure-gyeol-device" if is_secure else "gyeol-device"


def _signer(keys: Keyring) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(keys.key(Purpose.KNOWN_DEVICES))
