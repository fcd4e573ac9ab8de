"""Who is signed in: sessions are kept here, and a browser's cookie holds the random name of one.

How long they last stands in survey_app/door/cookies.py. A session also ends when its account is closed, gets
another role or institution, or when the account's epoch is raised.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from flask import abort, g, redirect, request, session, url_for
from sqlalchemy import ColumnElement, and_, delete, not_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from survey_app.accounts.devices import describe
from survey_app.accounts.models import Account, AccountSession, SignInRules
from survey_app.door.access import SignedIn
from survey_app.door.cookies import SESSION_IDLE, SESSION_LASTS
from survey_app.ground import db
from survey_app.institutions.models import Institution

PENDING_LASTS = timedelta(minutes=5)
NOTED_EVERY = timedelta(seconds=60)
MOST_AT_ONCE = 10
"""Sessions of one account side by side; the one that was used longest ago ends first."""
OPEN_WHILE_UNFINISHED = frozenset(
    {
        "accounts.change_password",
        "accounts.second_factor",
        "accounts.sign_out",
        "accounts.sign_out_everywhere",
        "home.language",
    }
)


def begin(account: Account) -> None:
    """From the next request on this browser is signed in; whatever the session held before is gone."""
    people, now, name = db.people(), datetime.now(UTC), secrets.token_urlsafe(32)
    end()
    people.execute(delete(AccountSession).where(not_(_lasts_still(now))))
    begun = AccountSession(
        token_hash=_hash_of(name),
        account_id=account.id,
        role=account.role,
        institution_id=account.institution_id,
        epoch=account.session_epoch,
        began=now,
        last_used=now,
        device=describe(request.user_agent.string),
    )
    people.add(begun)
    people.flush()
    for surplus in sessions_of(people, account.id)[MOST_AT_ONCE:]:
        people.delete(surplus)
    session.permanent = True
    session["name"] = name


def begin_pending(account: Account, where: str) -> None:
    """The password was right; the code is asked next."""
    end()
    now = int(datetime.now(UTC).timestamp())
    session.update(pending=account.id, pending_epoch=account.session_epoch, pending_since=now, next=where)


def pending() -> Account | None:
    """Whose code is being asked for, within five minutes of the password."""
    is_late = _older_than(session.get("pending_since"), PENDING_LASTS)
    account = None if is_late else db.people().get(Account, session.get("pending", 0))
    if account is None or account.session_epoch != session.get("pending_epoch") or not account.is_active:
        return None
    return account


def end() -> None:
    """Nobody is signed in in this browser, and its cookie opens nothing any more; the language stays."""
    if name := session.get("name"):
        db.people().execute(delete(AccountSession).where(AccountSession.token_hash == _hash_of(name)))
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def sessions_of(people: Session, account_id: int) -> Sequence[AccountSession]:
    """An account's sessions, the one used last first."""
    own = select(AccountSession).where(
        AccountSession.account_id == account_id, _lasts_still(datetime.now(UTC))
    )
    return people.scalars(own.order_by(AccountSession.last_used.desc(), AccountSession.id.desc())).all()


def end_sessions_of(people: Session, account: Account) -> None:
    """All sessions of an account end, and sign-ins that wait for their code."""
    account.session_epoch += 1
    people.execute(delete(AccountSession).where(AccountSession.account_id == account.id))


def end_one_of(people: Session, account_id: int, session_id: int) -> bool:
    """One session of an account ends; False when it has no such session."""
    found = people.get(AccountSession, session_id)
    if found is None or found.account_id != account_id:
        return False
    people.delete(found)
    return True


def own_account() -> Account:
    """The stored account behind the current session; only for views that are behind a sign-in."""
    return db.people().get_one(Account, own_session().account_id)


def own_session() -> AccountSession:
    """The stored session of this browser; only for views that are behind a sign-in."""
    found: AccountSession = g.account_session
    return found


def load_account() -> SignedIn | None:
    """Who is signed in during this request, or None."""
    if "name" not in session:
        return None
    found = _stored(session["name"])
    account = None if found is None else db.people().get(Account, found.account_id)
    if found is None or account is None or not _still_fits(found, account):
        end()
        return None
    g.account_session = found
    _note_used(found)
    _finish_first(account)
    return SignedIn(
        account_id=account.id,
        name=account.name,
        email=account.email,
        role=account.role,
        institution=_institution_code(account),
        language=account.language,
    )


def _stored(name: str) -> AccountSession | None:
    return (
        db.people()
        .scalars(
            select(AccountSession).where(
                AccountSession.token_hash == _hash_of(name), _lasts_still(datetime.now(UTC))
            )
        )
        .first()
    )


def _still_fits(found: AccountSession, account: Account) -> bool:
    now = (account.role, account.institution_id, account.session_epoch)
    return account.is_active and (found.role, found.institution_id, found.epoch) == now


def _lasts_still(now: datetime) -> ColumnElement[bool]:
    return and_(AccountSession.began >= now - SESSION_LASTS, AccountSession.last_used >= now - SESSION_IDLE)


def _hash_of(name: str) -> str:
    # 256 random bits need no salt and no stretching.
    return hashlib.sha256(name.encode()).hexdigest()


def _older_than(seconds: int | None, age: timedelta) -> bool:
    return seconds is None or datetime.now(UTC).timestamp() - seconds > age.total_seconds()


def _note_used(found: AccountSession) -> None:
    """Written at once and by itself: a page that only reads keeps no lock while it is being made."""
    now = datetime.now(UTC)
    if now - found.last_used < NOTED_EVERY:
        return
    used = update(AccountSession).where(AccountSession.id == found.id).values(last_used=now)
    with db.impatiently(db.databases().people) as connection:
        try:
            connection.execute(used)
            connection.commit()
        except OperationalError:
            connection.rollback()  # somebody writes at length; the next page notes it


def _finish_first(account: Account) -> None:
    """Sends everybody who still has a handed-over password, or lacks a demanded code, to put that right."""
    if request.endpoint in OPEN_WHILE_UNFINISHED:
        return
    if account.starting_password_until is not None:
        abort(redirect(url_for("accounts.change_password")))
    if account.second_factor is not None:
        return
    rules = db.people().get(SignInRules, 1)
    if rules is None or rules.needs_second_factor:
        abort(redirect(url_for("accounts.second_factor")))


def _institution_code(account: Account) -> str | None:
    if account.institution_id is None:
        return None
    return db.people().scalar(select(Institution.code).where(Institution.id == account.institution_id))
