"""What stands in a workbook beside its values: formulas, errors, merged cells, and how far the values reach.

Readers of spreadsheets give the last result of a formula and no word about it, nothing at all for an error,
and fill the rectangle that holds all values before anybody can ask how large it is.
"""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

from survey_app.spreadsheets.cells import position_of
from survey_app.spreadsheets.refusals import FileIsRefused, FileRefusal

_CHUNK = 4 * 1024 * 1024
# The longest piece of a part that may stand across two chunks.
_OVERLAP = 4096
_INDEX = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?\b\w+:id=[\"']([^\"']+)[\"']")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ID, _TARGET = re.compile(rb"\bId=[\"']([^\"']+)[\"']"), re.compile(rb"\bTarget=[\"']([^\"']+)[\"']")
_PLACE = rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']"
_FORMULA = re.compile(rb"<(?:\w+:)?c\b[^>]*?" + _PLACE + rb"[^>]*>\s*<(?:\w+:)?f\b")
_FORMULA_SOMEWHERE = re.compile(rb"<(?:\w+:)?c\b(?![^>]*\br=)[^>]*>\s*<(?:\w+:)?f\b")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\bt=[\"']e[\"'])[^>]*?"
    + _PLACE
    + rb"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)",
    re.DOTALL,
)
_VALUE = re.compile(rb"<(?:\w+:)?c\b[^>]*?" + _PLACE + rb"(?:[^>]*[^/>])?>\s*<(?:\w+:)?(?:v|is|f)\b")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']"
)
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"']([0-9]{1,7})[\"']")
_ROW_SOMEWHERE = re.compile(rb"<(?:\w+:)?row\b(?![^>]*\br=)")
_ROW_OF_A_CELL = re.compile(rb"\br=[\"'][A-Z]{1,3}([0-9]{1,7})")
_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row\b(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*?\br=[\"']([0-9]{1,7})[\"']"
)
_COLUMN = re.compile(rb"\br=[\"']([A-Z]{1,3})[0-9]")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Merged:
    """A rectangle of merged cells: rows from 1, columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Marks:
    """What is marked in one sheet, by row (from 1) and column (from 0).

    `reach` is the last row and column that hold anything, cells that are only coloured left out where
    that matters; `farthest` is the last value by itself, to be named.
    """

    formulas: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    reach: Place = (0, 0)
    farthest: Place = (0, 0)


def marks_of(archive: zipfile.ZipFile, most_cells: int) -> Mapping[int, Marks]:
    """The marks of each sheet by its place in the workbook. Raises FileIsRefused, and what zipfile raises.

    Every part is read to its end, so that none can lie about its size before the workbook is opened.
    """
    sheets = _sheet_parts(archive)
    found: dict[str, Marks] = {}
    for part in archive.infolist():
        with archive.open(part) as stream:
            if part.filename in sheets:
                found[part.filename] = _marks_of_part(stream)
            else:
                while stream.read(_CHUNK):
                    pass
    for name in sheets:
        marks = found.get(name)
        if marks is not None and marks.reach[0] * (marks.reach[1] + 1) > most_cells:
            with archive.open(name) as stream:
                marks.reach, marks.farthest = _reach_of_values(stream)
    return {place: found.get(name, Marks()) for place, name in enumerate(sheets)}


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The name of each sheet's part, in the order of the workbook."""
    texts = []
    for name in _INDEX:
        part = archive.NameToInfo.get(name)
        if part is None or part.file_size > _CHUNK:
            raise FileIsRefused(FileRefusal.DAMAGED)
        texts.append(archive.read(part))
    targets = {
        _one(_ID, relation): posixpath.normpath(
            posixpath.join("/xl", _one(_TARGET, relation).decode("utf-8", "replace"))
        ).lstrip("/")
        for relation in _RELATION.findall(texts[1])
    }
    return [targets.get(key, "") for key in _SHEET.findall(texts[0])]


def _one(pattern: re.Pattern[bytes], text: bytes) -> bytes:
    match = pattern.search(text)
    return match[1] if match else b""


def _marks_of_part(stream: IO[bytes]) -> Marks:
    marks = Marks()
    last_row, columns = 0, {b"A"}
    rest = b""
    while chunk := stream.read(_CHUNK):
        whole = rest + chunk
        last_row = max(last_row, *map(int, _ROW.findall(whole)), 0)
        columns.update(_COLUMN.findall(whole))
        if _ROW_SOMEWHERE.search(whole):
            last_row = max(last_row, *map(int, _ROW_OF_A_CELL.findall(whole)), 0)
        if b"<f" in whole or b":f" in whole:
            marks.formulas.update(_place(column, row) for column, row in _FORMULA.findall(whole))
            if _FORMULA_SOMEWHERE.search(whole):
                # A formula without its place can't be named; any spreadsheet writes places when it saves.
                raise FileIsRefused(FileRefusal.DAMAGED)
        if b't="e"' in whole or b"t='e'" in whole:
            for column, row, text in _ERROR.findall(whole):
                marks.errors[_place(column, row)] = text.decode("ascii", "replace")
        if b"hidden=" in whole:
            marks.hidden_rows.update(map(int, _HIDDEN_ROW.findall(whole)))
        if b"mergeCell" in whole:
            marks.merged += [
                Merged(int(top), _column(left), int(bottom), _column(right))
                for left, top, right, bottom in _MERGED.findall(whole)
            ]
        rest = whole[-_OVERLAP:]
    marks.merged = list(dict.fromkeys(marks.merged))
    marks.reach = marks.farthest = (last_row, max(map(_column, columns)))
    return marks


def _reach_of_values(stream: IO[bytes]) -> tuple[Place, Place]:
    last_row = last_column = 0
    farthest, rest = (0, 0), b""
    while chunk := stream.read(_CHUNK):
        whole = rest + chunk
        for match in _VALUE.finditer(whole):
            row, column = int(match[2]), _column(match[1])
            last_row, last_column = max(last_row, row), max(last_column, column)
            farthest = max(farthest, (row, column))
        rest = whole[-_OVERLAP:]
    return (last_row, last_column), farthest


def _place(column: bytes, row: bytes) -> Place:
    return int(row), _column(column)


def _column(letters: bytes) -> int:
    return position_of(letters.decode("ascii"))
