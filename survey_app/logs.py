"""What is written down: one line an event on the left of the wall, less on the right.

The taking side logs neither address nor user agent nor path nor a time finer than the day.
"""

import logging
import sys
from datetime import UTC, datetime

LEFT = logging.getLogger("gyeol")
RIGHT = logging.getLogger("gyeol.taking")


class DayFormatter(logging.Formatter):
    """Writes the day alone, so that a line can't be set beside an answer."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        return datetime.now(UTC).strftime("%Y-%m-%d")


def set_up() -> None:
    """Sends both sides' events to standard error, each in its own form. Safe to call again."""
    if LEFT.handlers:
        return
    left, right = logging.StreamHandler(sys.stderr), logging.StreamHandler(sys.stderr)
    left.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    right.setFormatter(DayFormatter("%(asctime)s %(levelname)s taking %(message)s"))
    LEFT.addHandler(left)
    RIGHT.addHandler(right)
    RIGHT.propagate = False
    LEFT.setLevel(logging.INFO)
