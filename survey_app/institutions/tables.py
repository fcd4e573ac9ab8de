"""Uploaded tables, read with suspicion: .xlsx and .csv as rows of plain text with their place in the file."""

import csv
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

HIGHEST_RATIO = 200
MOST_PARTS = 500
MOST_ROWS = 5000
MOST_COLUMNS = 40
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Refusal(StrEnum):
    """Why a file is not read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    PROTECTED_OR_OLD = "protected_or_old"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    DAMAGED = "damaged"
    UNKNOWN_ENCODING = "unknown_encoding"
    TOO_MANY_ROWS = "too_many_rows"


class FileIsRefused(Exception):
    """The file is not read; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, as it comes and unpacked."""

    file_bytes: int = 5 * 1024 * 1024
    unpacked_bytes: int = 64 * 1024 * 1024


OF_A_ROSTER = Limits()


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, as text without space around it; `is_formula` when it would be computed."""

    text: str
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty, with the number that the spreadsheet shows beside it."""

    number: int
    cells: tuple[Cell, ...]

    def at(self, column: int | None) -> Cell:
        return Cell("") if column is None or column >= len(self.cells) else self.cells[column]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first sheet that holds anything; its first row is the header."""

    name: str
    rows: tuple[Row, ...]


def read_sheet(file_name: str, content: bytes) -> Sheet:
    """The rows of a table file. Raises FileIsRefused, before unpacking anything that would not fit."""
    if is_workbook(file_name, content, OF_A_ROSTER):
        return _read_workbook(content)
    return _read_csv(file_name, content)


def is_workbook(file_name: str, content: bytes, limits: Limits) -> bool:
    """Whether the file is an .xlsx that unpacks within the limits, or else text. Raises FileIsRefused."""
    if not content:
        raise FileIsRefused(Refusal.EMPTY)
    if len(content) > limits.file_bytes:
        raise FileIsRefused(Refusal.TOO_LARGE)
    ending = file_name.lower().rpartition(".")[2]
    if content.startswith(_OLD_OFFICE) or ending == "xls":
        raise FileIsRefused(Refusal.PROTECTED_OR_OLD)
    is_zip = content.startswith(_ZIP)
    if (ending, is_zip) == ("xlsx", True):
        _require_modest(content, limits)
        return True
    if ending in ("csv", "txt") and not is_zip:
        return False
    raise FileIsRefused(Refusal.WRONG_TYPE)


def _read_workbook(content: bytes) -> Sheet:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and rules that do not matter here
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=False, keep_links=False
            )
            return _first_filled_sheet(book)
    except FileIsRefused:
        raise
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError) as fault:
        raise FileIsRefused(Refusal.DAMAGED) from fault
    except (AttributeError, IndexError, EOFError, OSError, NotImplementedError, RuntimeError) as fault:
        raise FileIsRefused(Refusal.DAMAGED) from fault


def _require_modest(content: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as fault:
        raise FileIsRefused(Refusal.DAMAGED) from fault
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > limits.unpacked_bytes:
        raise FileIsRefused(Refusal.UNPACKS_TOO_LARGE)
    if unpacked > 1024 * 1024 and unpacked / packed > HIGHEST_RATIO:
        raise FileIsRefused(Refusal.UNPACKS_TOO_LARGE)
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise FileIsRefused(Refusal.WRONG_TYPE)


def _first_filled_sheet(book: openpyxl.Workbook) -> Sheet:
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows = tuple(_bounded(_rows_of(sheet)))
        if rows:
            return Sheet(sheet.title, rows)
    raise FileIsRefused(Refusal.EMPTY)


def _rows_of(sheet: object) -> Iterator[Row]:
    # One row more than allowed is asked for, so that a longer sheet is noticed without being read to its end.
    read = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)  # type: ignore[attr-defined]
    for number, cells in enumerate(read, start=1):
        found = tuple(Cell(_plain(cell.value), cell.data_type == "f") for cell in cells)
        if any(cell.text or cell.is_formula for cell in found):
            yield Row(number, found)


def _read_csv(file_name: str, content: bytes) -> Sheet:
    text = decode_text(content)
    delimiter = delimiter_of(text)
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
        rows = tuple(_bounded(_csv_rows(read)))
    except csv.Error as fault:
        raise FileIsRefused(Refusal.DAMAGED) from fault
    if not rows:
        raise FileIsRefused(Refusal.EMPTY)
    return Sheet(file_name.rpartition("/")[2], rows)


def _csv_rows(read: Iterator[list[str]]) -> Iterator[Row]:
    for number, values in enumerate(read, start=1):
        cells = tuple(
            Cell(_plain(value), value.lstrip()[:1] in ("=", "+", "@")) for value in values[:MOST_COLUMNS]
        )
        if any(cell.text for cell in cells):
            yield Row(number, cells)


def delimiter_of(text: str) -> str:
    """Comma, semicolon or tab: whichever stands most often in the first line."""
    return max(",;\t", key=text.partition("\n")[0].count)


def decode_text(content: bytes) -> str:
    """The text of a .csv in UTF-8 or CP949. Raises FileIsRefused for any other encoding."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileIsRefused(Refusal.UNKNOWN_ENCODING)


def _bounded(rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count > MOST_ROWS or row.number > MOST_ROWS + 1:
            raise FileIsRefused(Refusal.TOO_MANY_ROWS)
        yield row


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFC", str(value))
    kept = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    return " ".join(kept.split())
