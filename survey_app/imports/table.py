"""A table of item-level answers as it comes: columns of text by name, rows with the spreadsheet's numbers."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from python_calamine import (
    CalamineError,
    CalamineSheet,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from survey_app.imports.faults import ImportFaults
from survey_app.imports.formulas import formulas_of
from survey_app.imports.problems import ImportProblem
from survey_app.institutions.services import (
    FileIsRefused,
    Limits,
    Refusal,
    decode_text,
    delimiter_of,
    is_workbook,
)

MOST_ROWS = 200_000
MOST_COLUMNS = 300
LIMITS = Limits(file_bytes=256 * 1024 * 1024, unpacked_bytes=1536 * 1024 * 1024)
_FORMULA_SIGNS = ("=", "@", "+")
REFUSED: dict[Refusal, tuple[str, str, str, str]] = {
    Refusal.EMPTY: (
        "파일이 비어 있습니다.",
        "the file is empty",
        "응답이 있는 파일을 고르십시오.",
        "choose the file with the answers",
    ),
    Refusal.TOO_LARGE: (
        "파일이 너무 큽니다.",
        "the file is too large",
        "256MB까지 읽습니다. 쓰지 않는 열을 지우거나 .csv로 저장하십시오.",
        "at most 256 MB are read; remove columns that are not needed, or save it as .csv",
    ),
    Refusal.WRONG_TYPE: (
        ".xlsx나 .csv 파일이 아닙니다.",
        "the file is neither .xlsx nor .csv",
        "표를 두 형식 가운데 하나로 저장하십시오.",
        "save the table in one of these forms",
    ),
    Refusal.PROTECTED_OR_OLD: (
        "옛 .xls 파일이거나 암호가 걸려 있습니다.",
        "the file is an old .xls or has a password",
        "열어서 암호를 풀고 .xlsx로 저장하십시오.",
        "open it, take the password off and save it as .xlsx",
    ),
    Refusal.UNPACKS_TOO_LARGE: (
        "압축을 풀면 지나치게 커집니다.",
        "the file unpacks to far more than a table of answers",
        "표만 .csv로 저장하십시오.",
        "save the table alone as .csv",
    ),
    Refusal.DAMAGED: (
        "파일이 손상되어 읽을 수 없습니다.",
        "the file is damaged and can't be read",
        "표 계산 프로그램에서 열어 다시 저장하십시오.",
        "open it in a spreadsheet and save it again",
    ),
    Refusal.UNKNOWN_ENCODING: (
        "글자가 UTF-8도 CP949도 아닙니다.",
        "the text is neither UTF-8 nor CP949",
        ".xlsx나 ‘CSV UTF-8’로 저장하십시오.",
        "save it as .xlsx or as 'CSV UTF-8'",
    ),
    Refusal.TOO_MANY_ROWS: (
        "행이 너무 많습니다.",
        "there are too many rows",
        "200,000행까지 읽습니다.",
        "at most 200,000 rows are read",
    ),
}


@dataclass(frozen=True, eq=False)
class AnswerTable:
    """All columns as text without space around it; `numbers` are the rows as the spreadsheet counts them.

    `formulas` are the cells that would be computed: row number and column name.
    """

    file: str
    sheet: str
    frame: pl.DataFrame
    numbers: NDArray[np.int64]
    formulas: frozenset[tuple[int, str]]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.frame.columns)

    @property
    def rows(self) -> int:
        return self.frame.height


def read_table(file_name: str, content: bytes, faults: ImportFaults) -> AnswerTable | None:
    """The table of a .csv or .xlsx file, or None after noting why it can't be read."""
    try:
        if is_workbook(file_name, content, LIMITS):
            sheet, rows, formulas = _read_workbook(content)
        else:
            sheet, rows, formulas = "", _csv_rows(decode_text(content)), set()
        header, kept = _rows(rows)
    except FileIsRefused as refusal:
        faults.add_refusal(file_name, REFUSED[refusal.reason])
        return None
    before = faults.total
    names, width = _names(file_name, sheet, header, kept, faults)
    if faults.total > before:
        return None
    _check_widths(file_name, sheet, kept, width, faults)
    if not kept:
        faults.add(ImportProblem.NO_ROWS, file_name, sheet=sheet)
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
    named = frozenset(
        (row, names[column]) for row, column in formulas if column < len(names) and names[column]
    )
    return AnswerTable(file_name, sheet, frame, numbers, named | _formula_texts(frame, numbers))


Numbered = tuple[int, Sequence[str]]


def _csv_rows(text: str) -> Iterator[Numbered]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as fault:
        raise FileIsRefused(Refusal.DAMAGED) from fault


def _rows(rows: Iterable[Numbered]) -> tuple[Numbered, list[Numbered]]:
    header: Numbered | None = None
    kept: list[Numbered] = []
    for number, cells in rows:
        if not any(cells) or not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = (number, [" ".join(cell.split()) for cell in cells])
        elif len(kept) >= MOST_ROWS:
            raise FileIsRefused(Refusal.TOO_MANY_ROWS)
        else:
            kept.append((number, cells))
    if header is None:
        raise FileIsRefused(Refusal.EMPTY)
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
            faults.add(ImportProblem.CELLS_DIFFER, file, number, value=str(len(cells)), sheet=sheet)


def _padded(cells: Sequence[str], width: int) -> Sequence[str]:
    return cells if len(cells) == width else cells[:width]


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


def _formula_texts(frame: pl.DataFrame, numbers: NDArray[np.int64]) -> frozenset[tuple[int, str]]:
    """Texts that a spreadsheet would compute, such as those of a .csv file."""
    found: set[tuple[int, str]] = set()
    for name in frame.columns:
        starts = frame[name].str.slice(0, 1).is_in(_FORMULA_SIGNS)
        if starts.any():
            found.update((int(numbers[row]), name) for row in np.flatnonzero(starts.to_numpy()))
    return frozenset(found)


def _read_workbook(content: bytes) -> tuple[str, Iterator[Numbered], set[tuple[int, int]]]:
    """The first visible sheet that holds anything: its name, its rows, and the places of its formulas."""
    try:
        formulas = formulas_of(content)
        book = load_workbook(io.BytesIO(content))
        for index, sheet in enumerate(book.sheets_metadata):
            if sheet.visible != SheetVisibleEnum.Visible or sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            found = book.get_sheet_by_index(index)
            if found.total_height == 0:
                continue
            if found.total_height > 2 * MOST_ROWS:
                raise FileIsRefused(Refusal.TOO_MANY_ROWS)
            left = found.start[1] if found.start else 0
            places = {(row, column - left) for row, column in formulas.get(index, ()) if column >= left}
            return sheet.name, _sheet_rows(found), places
    except (CalamineError, ValueError, OSError, KeyError) as fault:
        raise FileIsRefused(Refusal.DAMAGED) from fault
    raise FileIsRefused(Refusal.EMPTY)


def _sheet_rows(sheet: CalamineSheet) -> Iterator[Numbered]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [_text(cell) for cell in cells]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
