"""What an examination of an installation found: one line of `gyeol doctor`, and what to do about it."""

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at. The remedy of what is not well never destroys anything."""

    subject: str
    is_well: bool
    state: str
    remedy: str = ""


def reason_of(fault: SQLAlchemyError) -> str:
    """What a database said when it could not be used, in its first line and without our statement."""
    words = str(getattr(fault, "orig", None) or fault).strip()
    return words.splitlines()[0] if words else type(fault).__name__


def listed(names: list[str], most: int = 5) -> str:
    """The first few names and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
