"""Passwords: how they are kept, what is asked of them, and how they are tried."""

import secrets
from collections.abc import Iterable
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from survey_app.accounts.guessable import Weakness, weakness_of

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is misread over the telephone
_HASHER = PasswordHasher()


class PasswordIsTooWeak(Exception):
    """The new password is too short, too long, or one that is tried first; `weakness` says which."""

    def __init__(self, weakness: Weakness) -> None:
        super().__init__(weakness.value)
        self.weakness = weakness


def make_hash(password: str) -> str:
    """The argon2id hash to store."""
    return _HASHER.hash(password)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    # Trying against this takes as long as against a real one, so that an unknown address can't be told apart.
    return _HASHER.hash(secrets.token_urlsafe(16))


def fits(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; takes as long when there is no account at all."""
    try:
        return _HASHER.verify(password_hash or _nobodys_hash(), password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def needs_new_hash(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def require_strong(password: str, own_words: Iterable[str]) -> None:
    """Raises PasswordIsTooWeak. `own_words`: names and addresses of the person and their institution."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise PasswordIsTooWeak(Weakness.TOO_SHORT)
    if weakness := weakness_of(password, own_words):
        raise PasswordIsTooWeak(weakness)


def make_starting_password() -> str:
    """A password that an operator reads out or hands over: twelve letters and digits, 60 bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return "-".join((letters[:4], letters[4:8], letters[8:]))
