"""What an upgrade does with the secret, which migrations don't know, and whether the secret still fits."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts import second_factors
from survey_app.accounts.models import Account
from survey_app.ground.keyring import keyring_of
from survey_app.trail import audit


def unreadable_second_factors(session: Session) -> int:
    """How many second factors were encrypted under another secret than the one in use."""
    keys, unread = keyring_of(session), 0
    for account in session.scalars(select(Account).where(Account.second_factor.is_not(None))):
        try:
            second_factors.seed_of(keys, account)
        except second_factors.SeedIsUnreadable:
            unread += 1
    return unread


def finish(session: Session) -> None:
    """Seeds that stood in clear are encrypted and the trail goes on under its key. Safe to run again."""
    keys = keyring_of(session)
    connected = select(Account).where(Account.second_factor.is_not(None))
    in_clear = [account for account in session.scalars(connected) if second_factors.is_in_clear(account)]
    for account in in_clear:
        account.second_factor = second_factors.seal(keys, account.id, account.second_factor or "")
    audit.begin_to_key(session)
    if in_clear:
        audit.record(session, audit.SYSTEM, "encrypt_second_factors", "accounts", {"accounts": len(in_clear)})
