"""Who is signed in: the session cookie, how long it lasts, and what ends it early."""

from datetime import UTC, datetime, timedelta

from flask import abort, current_app, redirect, request, session, url_for
from sqlalchemy import select

from survey_app import db
from survey_app.access import Role, SignedIn
from survey_app.accounts.models import Account, SignInRules
from survey_app.institutions.models import Institution

LASTS = timedelta(hours=12)
IDLE = timedelta(minutes=30)
PENDING_LASTS = timedelta(minutes=5)
SEEN_EVERY_SECONDS = 60
OPEN_WHILE_UNFINISHED = frozenset(
    {"accounts.change_password", "accounts.second_factor", "accounts.sign_out", "accounts.language"}
)


def begin(account: Account) -> None:
    """From the next request on this browser is signed in; whatever the session held before is gone."""
    language = session.get("language")
    session.clear()
    session.permanent = True
    now = int(datetime.now(UTC).timestamp())
    session.update(account=account.id, epoch=account.session_epoch, since=now, seen=now)
    if language:
        session["language"] = language


def begin_pending(account: Account, where: str) -> None:
    """The password was right; the code is asked next."""
    language = session.get("language")
    session.clear()
    now = int(datetime.now(UTC).timestamp())
    session.update(pending=account.id, pending_epoch=account.session_epoch, pending_since=now, next=where)
    if language:
        session["language"] = language


def pending() -> Account | None:
    """Whose code is being asked for, within five minutes of the password."""
    is_late = _older_than(session.get("pending_since"), PENDING_LASTS)
    account = None if is_late else db.people().get(Account, session.get("pending", 0))
    if account is None or account.session_epoch != session.get("pending_epoch") or not account.is_active:
        return None
    return account


def end() -> None:
    """Nobody is signed in in this browser; the language stays."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def own_account() -> Account:
    """The stored account behind the current session; only for views that are behind a sign-in."""
    return db.people().get_one(Account, session["account"])


def load_account() -> SignedIn | None:
    """Who is signed in during this request, or None. A session ends when idle, when old, or by its epoch."""
    if "account" not in session:
        return None
    if _is_over():
        end()
        return None
    account = db.people().get(Account, session["account"])
    if account is None or not account.is_active or account.session_epoch != session.get("epoch"):
        end()
        return None
    _note_seen()
    _finish_first(account)
    return SignedIn(
        account_id=account.id,
        name=account.name,
        email=account.email,
        role=Role(account.role),
        institution=_institution_code(account),
        language=account.language,
    )


def _is_over() -> bool:
    lasts = timedelta(hours=current_app.config.get("SESSION_HOURS", LASTS / timedelta(hours=1)))
    idle = timedelta(minutes=current_app.config.get("IDLE_MINUTES", IDLE / timedelta(minutes=1)))
    return _older_than(session.get("since"), lasts) or _older_than(session.get("seen"), idle)


def _older_than(seconds: int | None, age: timedelta) -> bool:
    return seconds is None or datetime.now(UTC).timestamp() - seconds > age.total_seconds()


def _note_seen() -> None:
    now = int(datetime.now(UTC).timestamp())
    if now - int(session["seen"]) >= SEEN_EVERY_SECONDS:
        session["seen"] = now


def _finish_first(account: Account) -> None:
    """Sends everybody who still has a handed-over password, or lacks a demanded code, to put that right."""
    if request.endpoint in OPEN_WHILE_UNFINISHED:
        return
    if account.starting_password_until is not None:
        abort(redirect(url_for("accounts.change_password")))
    rules = None if account.second_factor else db.people().get(SignInRules, 1)
    if rules is not None and rules.needs_second_factor:
        abort(redirect(url_for("accounts.second_factor")))


def _institution_code(account: Account) -> str | None:
    if account.institution_id is None:
        return None
    return db.people().scalar(select(Institution.code).where(Institution.id == account.institution_id))
