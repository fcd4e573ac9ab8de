"""A table of item-level answers as it comes: columns of text by name, rows with the spreadsheet's numbers."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from survey_app.imports.faults import ImportFaults
from survey_app.imports.finding import find_row, find_sheet
from survey_app.imports.problems import ImportProblem
from survey_app.spreadsheets.cells import ERRORS, as_text, letters_of, plain
from survey_app.spreadsheets.reading import open_sheets, text_lines
from survey_app.spreadsheets.refusals import OF_ANSWERS, FileIsRefused, FileRefusal
from survey_app.spreadsheets.workbooks import Line, Lines

MOST_ROWS = OF_ANSWERS.rows
MOST_COLUMNS = OF_ANSWERS.columns
_FORMULA_SIGNS = ("=", "@", "+")
Named = frozenset[tuple[int, str]]


@dataclass(frozen=True, eq=False)
class AnswerTable:
    """All columns as text without space around it; `numbers` are the rows as the spreadsheet counts them.

    `formulas` are the cells that would be computed, `errors` those that could not be, `merged` those that
    another cell covers: row number and column name. `passed_over` are sheets that are not the table.
    """

    file: str
    sheet: str
    header_row: int
    passed_over: tuple[str, ...]
    frame: pl.DataFrame
    numbers: NDArray[np.int64]
    formulas: Named
    errors: Named
    merged: Named

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.frame.columns)

    @property
    def rows(self) -> int:
        return self.frame.height


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person said of the table: columns that it has, its sheet, the row of its header."""

    columns: Collection[str] = ()
    sheet: str = ""
    header_row: int = 0


Numbered = tuple[int, Sequence[str]]
Places = set[tuple[int, int]]


@dataclass(slots=True)
class _Found:
    """The chosen sheet, while it is read: its lines and the places that are marked in it."""

    sheet: str
    header_row: int
    passed_over: tuple[str, ...]
    lines: list[Numbered]
    formulas: Places
    errors: Places
    merged: Places


def read_table(
    file_name: str, content: bytes, faults: ImportFaults, asked: Asked | None = None
) -> AnswerTable | None:
    """The table of a file, or None after noting why it can't be read."""
    before = faults.total
    try:
        found = _find(file_name, content, asked or Asked(), faults)
        if found is None:
            return None
        header, kept = _rows(found.lines)
    except FileIsRefused as refusal:
        faults.add_refusal(file_name, refusal.reason, str(refusal.place))
        return None
    names, width = _names(file_name, found.sheet, header, kept, faults)
    if faults.total > before:
        return None
    _check_widths(file_name, found.sheet, kept, width, faults)
    if not kept:
        faults.add(ImportProblem.NO_ROWS, file_name, sheet=found.sheet)
    if faults.total > before:
        return None
    # Turned on its side once: from here on everything works on whole columns.
    columns = zip(*(_padded(cells, width) for _number, cells in kept), strict=True)
    used = [(position, name) for position, name in enumerate(names) if name]
    texts = list(columns)
    frame = pl.DataFrame(
        [pl.Series(name, texts[position], dtype=pl.String).str.strip_chars() for position, name in used]
    )
    numbers = np.array([number for number, _cells in kept], dtype=np.int64)

    def named(places: Places) -> Named:
        return frozenset(
            (row, names[column]) for row, column in places if column < len(names) and names[column]
        )

    return AnswerTable(
        file_name,
        found.sheet,
        header[0],
        found.passed_over,
        frame,
        numbers,
        named(found.formulas) | _texts_beginning(frame, numbers),
        named(found.errors) | _texts_that_are(ERRORS, frame, numbers),
        named(found.merged),
    )


def _find(file_name: str, content: bytes, asked: Asked, faults: ImportFaults) -> _Found | None:
    with open_sheets(file_name, content, OF_ANSWERS) as sheets:
        if sheets is None:
            lines = list(text_lines(content, is_strict=True))
            row = asked.header_row or find_row(iter(lines), asked.columns).row
            return _Found("", row, (), list(_texts(_from(row, lines))), set(), set(), set())
        visible = [sheet for sheet in sheets if not asked.sheet or sheet.name == asked.sheet]
        place = find_sheet(visible, asked.columns)
        if asked.sheet and place is None:
            names = ", ".join(sheet.name for sheet in sheets)
            faults.add(ImportProblem.SHEET_UNKNOWN, file_name, value=asked.sheet, filling=names)
            return None
        if place is None:
            raise FileIsRefused(FileRefusal.EMPTY)
        if place.rivals:
            names = ", ".join(place.rivals)
            faults.add(ImportProblem.SEVERAL_SHEETS, file_name, value=names, filling=names)
            return None
        row = asked.header_row or place.row
        return _from_sheet(visible[place.sheet], row, place.others)


def _from_sheet(sheet: Lines, row: int, others: tuple[str, ...]) -> _Found:
    merged: Places = set()

    def noted() -> Iterator[Line]:
        for line in _from(row, sheet.read()):
            merged.update((line.number, column) for column in line.covered)
            yield line

    lines = list(_texts(noted()))
    return _Found(sheet.name, row, others, lines, sheet.marks.formulas, set(sheet.marks.errors), merged)


def _from(row: int, lines: Iterable[Line]) -> Iterator[Line]:
    return (line for line in lines if line.number >= row)


def _texts(lines: Iterable[Line]) -> Iterator[Numbered]:
    for line in lines:
        cells = [value if isinstance(value, str) else as_text(value) for value in line.values]
        if any(cells):
            yield line.number, cells


def _rows(rows: Iterable[Numbered]) -> tuple[Numbered, list[Numbered]]:
    header: Numbered | None = None
    kept: list[Numbered] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = (number, [plain(cell) for cell in cells])
        elif len(kept) >= MOST_ROWS:
            raise FileIsRefused(FileRefusal.TOO_MANY_ROWS)
        else:
            kept.append((number, cells))
    if header is None:
        raise FileIsRefused(FileRefusal.EMPTY)
    return header, kept


def _names(
    file: str, sheet: str, header: Numbered, kept: Sequence[Numbered], faults: ImportFaults
) -> tuple[list[str], int]:
    number, cells = header
    names = list(cells)
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        faults.add(ImportProblem.TOO_MANY_COLUMNS, file, number, sheet=sheet, filling=MOST_COLUMNS)
        return names, len(names)
    seen: set[str] = set()
    for position, name in enumerate(names):
        if not name and any(row[position].strip() for _number, row in kept if position < len(row)):
            faults.add(ImportProblem.HEADER_EMPTY, file, number, letters_of(position), sheet=sheet)
        if name and name in seen:
            faults.add(ImportProblem.HEADER_TWICE, file, number, name, sheet=sheet)
        seen.add(name)
    return names, len(names)


def _check_widths(file: str, sheet: str, kept: Sequence[Numbered], width: int, faults: ImportFaults) -> None:
    for number, cells in kept:
        if len(cells) != width and (len(cells) < width or any(cell.strip() for cell in cells[width:])):
            # The rows of a workbook are all as long as its widest: what is too much has no name above it.
            problem = ImportProblem.VALUE_OUTSIDE if sheet else ImportProblem.CELLS_DIFFER
            faults.add(problem, file, number, value=str(len(cells)), sheet=sheet)


def _padded(cells: Sequence[str], width: int) -> Sequence[str]:
    return cells if len(cells) == width else cells[:width]


def _texts_beginning(frame: pl.DataFrame, numbers: NDArray[np.int64]) -> Named:
    """Texts that a spreadsheet would compute, such as those of a .csv file."""
    found: set[tuple[int, str]] = set()
    for name in frame.columns:
        starts = frame[name].str.slice(0, 1).is_in(_FORMULA_SIGNS)
        if starts.any():
            found.update((int(numbers[row]), name) for row in np.flatnonzero(starts.to_numpy()))
    return frozenset(found)


def _texts_that_are(texts: Collection[str], frame: pl.DataFrame, numbers: NDArray[np.int64]) -> Named:
    found: set[tuple[int, str]] = set()
    for name in frame.columns:
        same = frame[name].is_in(list(texts))
        if same.any():
            found.update((int(numbers[row]), name) for row in np.flatnonzero(same.to_numpy()))
    return frozenset(found)
