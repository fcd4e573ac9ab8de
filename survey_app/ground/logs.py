"""What is written down: on the left of the wall enough to find a fault, of respondents its kind and the day.

Whoever writes - we, Flask, gunicorn, the queue, a library - writes through here. What concerns a request of a
respondent, or a connection of which nobody knows yet whose it is, becomes one line without address, path,
parameter or time of day, and of equal lines only the first, tenth, hundredth … of a day is written, so that
lines can't be counted against people. Elsewhere a failure is told by its types and places: an exception's own
words may quote a recipient, a secret or an answer.
"""

import copy
import logging
import sqlite3
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Iterator
from types import TracebackType
from typing import Any, TextIO

from flask import has_request_context, request

from survey_app.ground import days

LEFT = logging.getLogger("gyeol")
RIGHT = logging.getLogger("gyeol.taking")
RESPONDENTS_PATHS = ("/take/", "/invite/", "/waves/", "/key/", "/log")
# Files of the browser are asked for by respondents as by everybody else.
_QUIET_PATHS = (*RESPONDENTS_PATHS, "/static/")
# gunicorn's own lines about a connection quote its address, its first line or its headers.
_CONNECTIONS = "/gunicorn/workers/"
# Their words are a program's or a database engine's, never somebody's data.
_SAFE_WORDS = (AttributeError, ImportError, NameError, NotImplementedError, sqlite3.OperationalError)
_FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"


def is_of_respondents() -> bool:
    """Whether what is going on is a request of a respondent, or may be one."""
    return has_request_context() and request.path.startswith(_QUIET_PATHS)


def note_failure(error: BaseException) -> None:
    """A failure of a request is written down, in the form that befits its side of the wall."""
    if is_of_respondents():
        RIGHT.error("failed", exc_info=error)
    else:
        LEFT.error("%s %s failed", request.method, request.path, exc_info=error)


def trace(error: BaseException) -> str:
    """Types and places of a failure and of what led to it, without a word of what was being worked on."""
    return "\n".join(line for one in _causes(error) for line in _told(one))


class QuietFormatter(logging.Formatter):
    """Tells failures by `trace`, whoever reports them."""

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have put the exception's own words into the record.
        own = copy.copy(record)
        own.exc_text = None
        return super().format(own)

    def formatException(  # noqa: N802
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return "" if ei[1] is None else trace(ei[1])


class QuietHandler(logging.Handler):
    """Writes to standard error, whatever that is at the moment: all there is to say, or kind and day."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(QuietFormatter(_FORM))
        self._seen: Counter[str] = Counter()
        self._day = ""

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self._line(record)
            if line is not None:
                self.stream.write(line + "\n")
                self.stream.flush()
        except Exception:  # noqa: BLE001 - a log that can't be written must not break an answer
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Says nothing: what can't be written would be quoted by the standard library's own report."""

    def _line(self, record: logging.LogRecord) -> str | None:
        kind = _kind(record)
        if kind is None:
            return self.format(record)
        day = days.today().isoformat()
        if day != self._day:
            self._day = day
            self._seen.clear()
        self._seen[kind] += 1
        times = self._seen[kind]
        if str(times).strip("0") != "1":
            return None
        return f"{day} {record.levelname} {kind}" + ("" if times == 1 else f" ({times} times today)")


def set_up() -> None:
    """Whatever is logged in this process is written in one of the two forms. Safe to call again."""
    root = logging.getLogger()
    if not any(isinstance(handler, QuietHandler) for handler in root.handlers):
        root.addHandler(QuietHandler())
    LEFT.setLevel(logging.INFO)
    # Its development server writes a line with the address for each request.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _last_words
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = lambda left: _last_words(left.exc_type, left.exc_value, left.exc_traceback)


def _last_words(
    kind: type[BaseException], error: BaseException | None, _traceback: TracebackType | None
) -> None:
    if error is not None and not issubclass(kind, (KeyboardInterrupt, SystemExit)):
        LEFT.critical("ended", exc_info=error)


def _kind(record: logging.LogRecord) -> str | None:
    """What may be said of a record that concerns a respondent; None where everything may."""
    failed = record.exc_info[0] if record.exc_info else None
    what = failed.__name__ if failed else "reported"
    if is_of_respondents() or record.name.startswith(RIGHT.name):
        where = request.endpoint if has_request_context() else None
        return f"taking {what} in {where or 'no page'}"
    if _CONNECTIONS in record.pathname:
        return f"web {what} on a connection"
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """A failure's causes, the first first, and itself."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return reversed(chain)


def _told(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    words = f": {error}" if isinstance(error, _SAFE_WORDS) else ""
    yield f"{_name(type(error))}{words}"


def _name(kind: type[Any]) -> str:
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
