"""The secret of an invitation: sixteen letters that can be typed, derived so that it need not be stored."""

import hashlib
import hmac

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing to misread
LENGTH = 16
_CONTEXT = b"gyeol invitation v1\x00"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def secret_of(secret_key: bytes, invitation_id: str) -> str:
    """The secret of an invitation, in groups of four: 80 bits that only this installation can derive.

    >>> secret_of(bytes(32), "0" * 32)
    '92QV-6BVT-Y2P6-TP2V'
    """
    digest = hmac.digest(secret_key, _CONTEXT + invitation_id.encode(), "sha256")
    number = int.from_bytes(digest[:10], "big")
    letters = "".join(LETTERS[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def as_meant(typed: str) -> str | None:
    """The secret that somebody typed, in its one form; None when it can't be one.

    >>> as_meant(" 92qv 6bvt-y2p6 tp2v ")
    '92QV-6BVT-Y2P6-TP2V'
    """
    letters = "".join(character for character in typed.upper() if character.isalnum()).translate(_READ_AS)
    if len(letters) != LENGTH or any(letter not in LETTERS for letter in letters):
        return None
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def hash_of(secret: str) -> str:
    """What is stored of a secret. 80 random bits need no salt and no stretching."""
    return hashlib.sha256(secret.encode()).hexdigest()
