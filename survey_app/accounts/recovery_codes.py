"""Recovery codes: written down when an authenticator is connected, each lets its owner in once without it."""

import secrets
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Account, RecoveryCode
from survey_app.accounts.passwords import ALPHABET

HOW_MANY = 10
SELECTOR_LETTERS, SECRET_LETTERS = 2, 10
_GROUP = 4
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # 50 random bits, not a password


def make(session: Session, account: Account) -> Sequence[str]:
    """Ten new codes; those from before work no longer. They are shown now or never: only hashes are kept."""
    codes = [_random(SECRET_LETTERS) for _number in range(HOW_MANY)]
    selectors: list[str] = []
    while len(selectors) < HOW_MANY:
        selector = _random(SELECTOR_LETTERS)
        selectors += [selector] if selector not in selectors else []
    made = [
        RecoveryCode(account_id=account.id, selector=selector, code_hash=_HASHER.hash(code))
        for selector, code in zip(selectors, codes, strict=True)
    ]
    destroy(session, account)
    session.add_all(made)
    session.flush()
    return [_grouped(selector + code) for selector, code in zip(selectors, codes, strict=True)]


def destroy(session: Session, account: Account) -> None:
    """None of the account's codes works any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def left(session: Session, account_id: int) -> int:
    """How many codes are unused."""
    own = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)
    return session.scalar(own) or 0


def use(session: Session, account: Account, typed: str) -> bool:
    """Whether it is one of the account's codes; it is used up then."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    if len(code) != SELECTOR_LETTERS + SECRET_LETTERS:
        return False
    own = select(RecoveryCode).where(
        RecoveryCode.account_id == account.id, RecoveryCode.selector == code[:SELECTOR_LETTERS]
    )
    found = session.scalars(own).first()
    if found is None:
        return False
    try:
        _HASHER.verify(found.code_hash, code[SELECTOR_LETTERS:])
    except VerifyMismatchError:
        return False
    # Deleted by what it finds, so that of two browsers with the same code one is let in.
    gone = session.execute(delete(RecoveryCode).where(RecoveryCode.id == found.id))
    return bool(gone.rowcount == 1)  # type: ignore[attr-defined]


def _random(letters: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(letters))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
