"""How a rehearsal is told apart, by its name alone, on both sides of the wall and wherever its name stands.

A rehearsal is a wave of a stand-in: an institution whose code ends in a mark that no institution's code can
have. So the mark is in its addresses, in its signed terms, in its release and in the public log, and whoever
looks for an institution's waves finds none of its rehearsals.
"""

import hashlib

MARK = "~rehearsal"
LONGEST_CODE = 40
_HASH_LETTERS = 8


def stand_in_of(institution: str) -> str:
    """The code of an institution's stand-in, which fits where an institution's code fits."""
    room = LONGEST_CODE - len(MARK)
    if len(institution) > room:
        digest = hashlib.sha256(institution.encode()).hexdigest()[:_HASH_LETTERS]
        institution = f"{institution[: room - _HASH_LETTERS]}{digest}"
    return f"{institution}{MARK}"


def is_rehearsal(name: str) -> bool:
    """Whether an institution's code or a wave's reference is that of a rehearsal."""
    return name.partition(".")[0].endswith(MARK)


def is_own(institution: str, own: str | None) -> bool:
    """Whether pages of an institution are those of the HR lead of `own`: its own, or its stand-in's."""
    return own is not None and institution in (own, stand_in_of(own))
