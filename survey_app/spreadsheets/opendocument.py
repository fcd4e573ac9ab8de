"""What stands in an .ods file beside its values, where readers of spreadsheets say nothing of it."""

import zipfile
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError, iterparse

from survey_app.spreadsheets.marks import Marks, Merged
from survey_app.spreadsheets.refusals import FileIsRefused, FileRefusal

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
# A last empty cell or row is repeated to the edge of the sheet.
_MOST, _MOST_HIDDEN = 1 << 20, 1 << 10


def marks_of(archive: zipfile.ZipFile) -> Mapping[int, Marks]:
    """The marks of each sheet by its place in the document. Raises FileIsRefused."""
    try:
        with archive.open("content.xml") as stream:
            # Expat refuses entities that grow; what else a file may do, it does to a process with limits.
            events = iterparse(stream, events=("start", "end"))  # noqa: S314
            found = dict(enumerate(_tables(events)))
    except ParseError as fault:
        raise FileIsRefused(FileRefusal.DAMAGED) from fault
    return found


def _tables(events: Iterator[tuple[str, Element]]) -> Iterator[Marks]:
    marks, row, depth = Marks(), 0, 0
    for event, element in events:
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                marks, row = Marks(), 0
            elif event == "end" and depth == 0:
                yield marks
        elif element.tag == f"{_TABLE}table-row" and event == "end" and depth == 1:
            _mark(element, row + 1, marks)
            row += _repeated(element, "rows")
            element.clear()


def _mark(row: Element, number: int, marks: Marks) -> None:
    column = 0
    rows = _repeated(row, "rows")
    if row.get(f"{_TABLE}visibility") in ("collapse", "filter"):
        marks.hidden_rows.update(range(number, number + min(rows, _MOST_HIDDEN)))
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        times = _repeated(cell, "columns")
        if cell.get(f"{_OFFICE}value-type") or cell.find(f"{_TEXT}p") is not None:
            last = (number + rows - 1, column + times - 1)
            marks.reach = (max(marks.reach[0], last[0]), max(marks.reach[1], last[1]))
            marks.farthest = max(marks.farthest, last)
        if cell.get(f"{_TABLE}formula"):
            marks.formulas.add((number, column))
        elif cell.get(f"{_CALCEXT}value-type") == "error":
            marks.errors[number, column] = "".join(cell.itertext())
        spanned = (int(cell.get(f"{_TABLE}number-{name}-spanned", "1")) for name in ("rows", "columns"))
        down, right = (min(_MOST, max(1, one)) for one in spanned)
        if (down, right) != (1, 1):
            marks.merged.append(Merged(number, column, number + down - 1, column + right - 1))
        column += times


def _repeated(element: Element, name: str) -> int:
    return min(_MOST, max(1, int(element.get(f"{_TABLE}number-{name}-repeated", "1"))))
