"""Any table file as sheets of plain cells: the whole of a small one, line after line of a large one."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager

from survey_app.spreadsheets.cells import ERRORS, CellKind, Row, Sheet, SheetCell, as_text, is_date, plain
from survey_app.spreadsheets.files import FileKind, decode_text, delimiter_of, kind_of
from survey_app.spreadsheets.marks import Marks
from survey_app.spreadsheets.refusals import FileIsRefused, FileRefusal, Limits
from survey_app.spreadsheets.workbooks import Line, Lines, opened

_FORMULA_SIGNS = ("=", "+", "@")


def read_sheets(file_name: str, content: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """Every sheet of a table file that holds anything, hidden ones too. Raises FileIsRefused."""
    kind = kind_of(file_name, content, limits)
    if kind is FileKind.TEXT:
        rows = _bounded(map(_text_row, text_lines(content)), limits)
        sheets = [Sheet(file_name.rpartition("/")[2], rows)]
    else:
        with opened(kind, content, limits) as found:
            sheets = [_sheet(one, limits) for one in found]
    kept = tuple(sheet for sheet in sheets if sheet.rows)
    if not kept:
        raise FileIsRefused(FileRefusal.EMPTY)
    return kept


def _sheet(lines: Lines, limits: Limits) -> Sheet:
    rows = _bounded((_row(line, lines.marks) for line in lines.read()), limits)
    lines.forget()
    return Sheet(lines.name, rows, lines.is_hidden, frozenset(lines.marks.hidden_rows))


@contextmanager
def open_sheets(file_name: str, content: bytes, limits: Limits) -> Iterator[list[Lines] | None]:
    """The sheets of a workbook to be read line by line, or None for a text. Raises FileIsRefused."""
    kind = kind_of(file_name, content, limits)
    if kind is FileKind.TEXT:
        yield None
        return
    with opened(kind, content, limits) as found:
        yield found


def text_lines(content: bytes, *, is_strict: bool = False) -> Iterator[Line]:
    """The lines of a text table. Raises FileIsRefused."""
    text = decode_text(content)
    read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=is_strict)
    try:
        for number, values in enumerate(read, start=1):
            yield Line(number, values)
    except csv.Error as fault:
        raise FileIsRefused(FileRefusal.DAMAGED) from fault


def _bounded(rows: Iterator[Row], limits: Limits) -> tuple[Row, ...]:
    kept: list[Row] = []
    for row in rows:
        if any(cell.text or cell.kind is CellKind.FORMULA for cell in row.cells):
            kept.append(Row(row.number, row.cells[: limits.columns]))
        # A few lines stand above and below a table.
        if len(kept) > limits.rows + 50:
            raise FileIsRefused(FileRefusal.TOO_MANY_ROWS)
    return tuple(kept)


def _text_row(line: Line) -> Row:
    return Row(line.number, tuple(_text_cell(str(value)) for value in line.values))


def _text_cell(value: str) -> SheetCell:
    text = plain(value)
    if text in ERRORS:
        return SheetCell(text, CellKind.ERROR)
    return SheetCell(text, CellKind.FORMULA if value.lstrip()[:1] in _FORMULA_SIGNS else CellKind.VALUE)


def _row(line: Line, marks: Marks) -> Row:
    return Row(
        line.number,
        tuple(_cell(line, column, value, marks) for column, value in enumerate(line.values)),
    )


def _cell(line: Line, column: int, value: object, marks: Marks) -> SheetCell:
    text, place = plain(as_text(value)), (line.number, column)
    if place in marks.formulas:
        return SheetCell(text, CellKind.FORMULA)
    if place in marks.errors:
        return SheetCell(text or "#", CellKind.ERROR)
    if column in line.covered:
        return SheetCell(text, CellKind.MERGED)
    return SheetCell(text, CellKind.DATE if is_date(value) else CellKind.VALUE)
