"""Tables that leave: .csv and cells of workbooks are written here alone, and nothing is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# What a spreadsheet program may take for the beginning of a formula; some read the wide signs as well.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
AS_TEXT = "'"
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
Value = str | int | float | None


def guarded(value: Value) -> Value:
    """Text that a spreadsheet could take for a formula gets an apostrophe in front; all else is as it was.

    A sign alone computes nothing: "-" is how tables say that there is no value.

    >>> guarded("=1+1"), guarded(" -2"), guarded("기획과"), guarded(-2), guarded("-")
    ("'=1+1", "' -2", '기획과', -2, '-')
    """
    if isinstance(value, str) and len(value.strip()) > 1 and _begins_a_formula(value):
        return AS_TEXT + value
    return value


def _begins_a_formula(text: str) -> bool:
    return text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS)


def csv_file(rows: Iterable[Sequence[Value]], *, has_mark: bool = True) -> bytes:
    """The rows as .csv in UTF-8 (RFC 4180), with the mark by which Excel knows Korean where it is wanted."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(value) for value in row] for row in rows)
    return ((BYTE_ORDER_MARK if has_mark else "") + out.getvalue()).encode()


def write_cell(sheet: Any, row: int, column: int, value: Value, style: Any = None) -> None:
    """Writes a cell of the value's own type into a sheet of xlsxwriter; text stays text."""
    if isinstance(value, str):
        sheet.write_string(row, column, value, style)
    elif value is not None:
        sheet.write_number(row, column, value, style)
