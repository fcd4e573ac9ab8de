"""Cells, rows and sheets as values: what stands where in a table, as text without what nobody sees."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from survey_app.spreadsheets.writing import AS_TEXT, FORMULA_SIGNS

# What spreadsheet programs write where a formula could not be computed.
ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)

# Letters by their category, and still nothing that anybody sees.
FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")


class CellKind(StrEnum):
    """What kind of thing a cell holds, where that matters."""

    VALUE = "value"
    FORMULA = "formula"
    ERROR = "error"
    DATE = "date"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell says, as text without space around it.

    A cell that another one covers by merging says what that one says, and is of the kind `MERGED`.
    """

    text: str
    kind: CellKind = CellKind.VALUE


NOTHING = SheetCell("")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty, with the number that the spreadsheet shows beside it."""

    number: int
    cells: tuple[SheetCell, ...]

    def at(self, column: int | None) -> SheetCell:
        return NOTHING if column is None or column >= len(self.cells) else self.cells[column]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its rows that hold anything; a text file is one sheet."""

    name: str
    rows: tuple[Row, ...]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()


def plain(text: str) -> str:
    """A text as people see it: composed letters, nothing invisible, single spaces, none around it.

    >>> plain("  기획\\u200b과 \\n 1팀 "), plain("'=1+1")
    ('기획과 1팀', '=1+1')
    """
    if text.isascii() and text.isprintable():
        kept = text
    else:
        composed = unicodedata.normalize("NFC", text)
        kept = "".join(" " if _is_control(sign) else sign for sign in composed if not _is_invisible(sign))
    words = " ".join(kept.split())
    # The apostrophe that our own exports, and spreadsheets, put before what is not to be computed.
    return words[1:] if words[:1] == AS_TEXT and words[1:].lstrip().startswith(FORMULA_SIGNS) else words


def as_text(value: object) -> str:
    """A value of a workbook as its cell shows it: whole numbers without a point, days as days."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def is_date(value: object) -> bool:
    """Whether a program took what was typed for a day or a time: 1-2 becomes the second of January."""
    return isinstance(value, date | datetime | time | timedelta)


def letters_of(position: int) -> str:
    """A column's letters in a spreadsheet, counted from 0.

    >>> letters_of(0), letters_of(25), letters_of(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def position_of(letters: str) -> int:
    """The other way round.

    >>> position_of("A"), position_of("XFD")
    (0, 16383)
    """
    position = 0
    for letter in letters:
        position = 26 * position + ord(letter) - 64
    return position - 1


def filled(cells: Sequence[SheetCell]) -> int:
    """How many cells say anything."""
    return sum(1 for cell in cells if cell.text)


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Zl", "Zp")


def _is_invisible(sign: str) -> bool:
    return sign in FILLERS or unicodedata.category(sign) in ("Cf", "Cs", "Co")
