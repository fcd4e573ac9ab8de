"""Signing in: who is let in with what, and how wrong tries slow down whoever makes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts import passwords, recovery_codes, second_factors, tries
from survey_app.accounts.models import Account
from survey_app.accounts.tries import Lane
from survey_app.ground.keyring import keyring_of
from survey_app.trail import audit
from survey_app.trail.audit import SYSTEM, record
from survey_app.trail.refusals import UNKNOWN, Refusal
from survey_app.trail.refusals import count as count_refusal


class SignInRefused(Exception):
    """The address, the password or the code is wrong, or the account is closed. It never says which."""


class AccountIsLocked(Exception):
    """Too many wrong tries; `until` says when the next one is heard."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class PasswordIsWrong(SignInRefused):
    """Asked again of somebody who is signed in: the password is not theirs."""


class CodeIsWrong(SignInRefused):
    """Asked again of somebody who is signed in: the code is not theirs, or was used already."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who knocks: a network address as a keyed hash, and the accounts that were signed in in the browser."""

    source: str
    known: Mapping[int, int] = field(default_factory=dict)

    def was_here_as(self, account: Account) -> bool:
        """Whether the account was signed in in this browser, and did not sign out everywhere since."""
        return self.known.get(account.id) == account.device_epoch


def check_password(session: Session, email: str, password: str, visitor: Visitor) -> Account:
    """The account whose password this is; failures are counted.

    Raises AccountIsLocked where the visitor's network failed too often, else SignInRefused: a locked account
    is refused as one that isn't there, since whoever asks may want to know which addresses have one.

    Strangers' wrong tries don't keep the owner out: a browser in which the account was signed in before is
    counted by itself, an account with a second factor is asked for its code even while it is locked, and a
    starting password, which nobody guesses, is never locked.
    """
    account = find_account(session, email)
    is_known = account is not None and visitor.was_here_as(account)
    lane = Lane.KNOWN_DEVICE if is_known else Lane.STRANGER
    failures, until = tries.failures_from(session, visitor.source)
    if failures >= tries.TRIES_HEARD_FROM_ONE_SOURCE and not is_known:
        count_refusal(session, Refusal.TOO_MANY_TRIES, UNKNOWN, visitor.source)
        raise AccountIsLocked(until)
    is_right = passwords.fits(account.password_hash if account else None, password)
    passes = is_right and account is not None and account.second_factor is not None
    if failures >= tries.TRIES_FROM_ONE_SOURCE and not is_known and not passes:
        _refuse(session, None, lane, visitor, Refusal.TOO_MANY_TRIES)
        raise AccountIsLocked(until)
    if account is None:
        _refuse(session, None, lane, visitor, Refusal.WRONG_PASSWORD)
        raise SignInRefused
    is_locked = tries.locked_until(session, account.id, lane) is not None
    if is_locked and not passes and account.starting_password_until is None:
        _refuse(session, account, None, visitor, Refusal.TOO_MANY_TRIES)
        raise SignInRefused
    if not is_right or not account.is_active or _starting_password_is_over(account):
        _refuse(session, account, lane, visitor, Refusal.WRONG_PASSWORD)
        raise SignInRefused
    if passwords.needs_new_hash(account.password_hash):
        account.password_hash = passwords.make_hash(password)
    return account


def check_code(session: Session, account: Account, code: str, visitor: Visitor) -> bool:
    """Afterwards the code is used up; True when it was a recovery code.

    Raises SignInRefused, AccountIsLocked or SeedIsUnreadable. A recovery code is heard even while others'
    wrong codes are slowed down: nobody guesses one.
    """
    if _use_recovery_code(session, account, code):
        return True
    lane = Lane.KNOWN_DEVICES_CODE if visitor.was_here_as(account) else Lane.STRANGERS_CODE
    if until := tries.locked_until(session, account.id, lane):
        _refuse(session, account, None, visitor, Refusal.TOO_MANY_TRIES)
        raise AccountIsLocked(until)
    if not _use_code(session, account, code):
        _refuse(session, account, lane, visitor, Refusal.WRONG_CODE)
        raise SignInRefused
    return False


def check_again(session: Session, account: Account, password: str, code: str | None, source: str) -> None:
    """Whoever is signed in shows once more who they are: password, and a code where there is a second factor.

    Raises AccountIsLocked, PasswordIsWrong, CodeIsWrong or SeedIsUnreadable; failures are counted, apart from
    those of anybody who tries to sign in.
    """
    check_password_again(session, account, password, source)
    if account.second_factor is not None:
        is_right = _use_recovery_code(session, account, code or "") or _use_code(session, account, code or "")
        if not is_right:
            _refuse(session, account, Lane.SIGNED_IN, Visitor(source), Refusal.WRONG_AGAIN)
            raise CodeIsWrong
    tries.forget(session, account.id, Lane.SIGNED_IN)


def check_password_again(session: Session, account: Account, password: str, source: str) -> None:
    """Whoever is signed in shows their password once more. Raises AccountIsLocked or PasswordIsWrong."""
    if until := tries.locked_until(session, account.id, Lane.SIGNED_IN):
        raise AccountIsLocked(until)
    if not passwords.fits(account.password_hash, password):
        _refuse(session, account, Lane.SIGNED_IN, Visitor(source), Refusal.WRONG_AGAIN)
        raise PasswordIsWrong


def welcome(session: Session, account: Account, visitor: Visitor) -> None:
    """Notes that somebody signed in; the wrong tries of those like them are forgotten, strangers' are not."""
    if visitor.was_here_as(account):
        tries.forget(session, account.id, Lane.KNOWN_DEVICE, Lane.KNOWN_DEVICES_CODE)
    else:
        tries.forget(session, account.id, Lane.STRANGER, Lane.STRANGERS_CODE)
    record(session, account.email, "sign_in", f"account:{account.email}")


def find_account(session: Session, email: str) -> Account | None:
    """The account of an e-mail address, whatever its case."""
    return session.scalars(select(Account).where(Account.email == email.strip().lower())).first()


def _use_code(session: Session, account: Account, code: str) -> bool:
    seed = second_factors.seed_of(keyring_of(session), account)
    step = second_factors.step_of_code(seed, code, account.second_factor_step) if seed else None
    if step is None:
        return False
    account.second_factor_step = step
    return True


def _use_recovery_code(session: Session, account: Account, code: str) -> bool:
    if not recovery_codes.use(session, account, code):
        return False
    left = recovery_codes.left(session, account.id)
    record(session, account.email, "use_recovery_code", f"account:{account.email}", {"left": left})
    return True


def _starting_password_is_over(account: Account) -> bool:
    return account.starting_password_until is not None and account.starting_password_until < datetime.now(UTC)


def _refuse(
    session: Session, account: Account | None, lane: Lane | None, visitor: Visitor, why: Refusal
) -> None:
    """Counts a failure for the network, for the account in the lane, and in the hour's refusals."""
    audit.lock(session)  # of tries side by side each is counted, and none is in another's way
    if lane is not Lane.SIGNED_IN:
        tries.count_from(session, visitor.source)
    locked = None
    if lane is not None:
        locked = tries.count(session, account.id if account else tries.NOBODY, lane)
    count_refusal(session, why, account.email if account else UNKNOWN, visitor.source)
    if locked and account is not None and lane is not None:
        record(session, SYSTEM, "lock_account", f"account:{account.email}", {"for": lane.value})
