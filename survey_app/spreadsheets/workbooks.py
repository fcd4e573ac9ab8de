"""Workbooks as lines of values: sheet after sheet, with merged cells filled and marks beside them."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from survey_app.spreadsheets import marks as office_open
from survey_app.spreadsheets import opendocument
from survey_app.spreadsheets.cells import letters_of
from survey_app.spreadsheets.files import FileKind
from survey_app.spreadsheets.marks import Marks, Merged, Place
from survey_app.spreadsheets.refusals import FileIsRefused, FileRefusal, Limits

UNCOMPUTED = "="


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet, numbered from 1; `covered` are the columns whose cells another cell covers."""

    number: int
    values: Sequence[object]
    covered: frozenset[int] = frozenset()


@dataclass(slots=True)
class Lines:
    """A sheet that can be read: its cells begin at column A."""

    name: str
    is_hidden: bool
    marks: Marks
    book: CalamineWorkbook
    place: int
    loaded: CalamineSheet | None = None

    def forget(self) -> None:
        """The sheet's memory is free; reading it once more loads it again."""
        self.loaded = None

    def read(self) -> Iterator[Line]:
        """Every line to the last with a value; a cell that is covered by another says what that says."""
        sheet = self.loaded = self.loaded or self.book.get_sheet_by_index(self.place)
        before = [""] * (sheet.start[1] if sheet.start else 0)
        waiting = sorted(self.marks.merged, key=lambda one: -one.top)
        covering: list[tuple[Merged, object]] = []
        marked = self._marked()
        for number, values in self._numbered(sheet, marked):
            line: list[object] = [*before, *values]
            for column, text in marked.get(number, ()):
                line += [""] * (column + 1 - len(line))
                line[column] = line[column] or text
            covering = [(one, value) for one, value in covering if one.bottom >= number]
            while waiting and waiting[-1].top <= number:
                one = waiting.pop()
                if one.left < len(line):
                    covering.append((one, line[one.left]))
            covered: set[int] = set()
            for one, value in covering:
                columns = range(one.left, min(one.right + 1, len(line)))
                line[columns.start : columns.stop] = [value] * len(columns)
                covered.update(columns if number > one.top else columns[1:])
            yield Line(number, line, frozenset(covered))

    def _marked(self) -> Mapping[int, Sequence[tuple[int, str]]]:
        """By row, what readers give nothing for: errors, and formulas that were never computed."""
        found: dict[int, list[tuple[int, str]]] = {}
        texts = {**dict.fromkeys(self.marks.formulas, UNCOMPUTED), **self.marks.errors}
        for (row, column), text in texts.items():
            found.setdefault(row, []).append((column, text))
        return found

    def _numbered(
        self, sheet: CalamineSheet, marked: Mapping[int, object]
    ) -> Iterator[tuple[int, Sequence[object]]]:
        number = 0
        for number, values in enumerate(sheet.iter_rows(), start=1):
            yield number, values
        # Rows below the last value that a reader sees.
        yield from ((row, [""] * sheet.width) for row in sorted(marked) if row > number)


@contextmanager
def opened(kind: FileKind, content: bytes, limits: Limits) -> Iterator[list[Lines]]:
    """The worksheets of a workbook, hidden ones too. Raises FileIsRefused, also while lines are read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if kind is FileKind.OPEN_DOCUMENT:
                marks = opendocument.marks_of(archive)
            else:
                marks = office_open.marks_of(archive, limits.cells)
        book = load_workbook(io.BytesIO(content))
        yield list(_sheets(book, marks, limits))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as fault:
        raise FileIsRefused(FileRefusal.DAMAGED) from fault
    except (CalamineError, ValueError, KeyError) as fault:
        raise FileIsRefused(FileRefusal.DAMAGED) from fault


def _sheets(book: CalamineWorkbook, marks: Mapping[int, Marks], limits: Limits) -> Iterator[Lines]:
    for place, sheet in enumerate(book.sheets_metadata):
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        found = marks.get(place, Marks())
        is_hidden = sheet.visible != SheetVisibleEnum.Visible
        rows, last_column = found.reach
        is_too_large = rows * (last_column + 1) > limits.cells
        # Merged cells that lie over each other: no spreadsheet writes them, and filling them never ends.
        is_unsound = _covered_cells(found) > rows * (last_column + 1)
        if is_hidden and (is_too_large or is_unsound):
            continue
        if is_too_large:
            raise FileIsRefused(FileRefusal.FAR_CELL, f"{sheet.name}!{address_of(found.farthest)}")
        if is_unsound:
            raise FileIsRefused(FileRefusal.DAMAGED)
        yield Lines(sheet.name, is_hidden, found, book, place)


def _covered_cells(marks: Marks) -> int:
    """How many cells of the table all merged rectangles hold together."""
    last_row, last_column = marks.reach
    return sum(
        max(0, min(one.bottom, last_row) - one.top + 1) * max(0, min(one.right, last_column) - one.left + 1)
        for one in marks.merged
    )


def address_of(place: Place) -> str:
    """A cell as spreadsheets call it.

    >>> address_of((1048576, 16383))
    'XFD1048576'
    """
    return f"{letters_of(place[1])}{place[0]}"
