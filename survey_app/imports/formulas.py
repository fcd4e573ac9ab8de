"""Where a workbook holds formulas: readers of spreadsheets give their last result and no word about them."""

import io
import re
import zipfile
import zlib
from typing import IO

from survey_app.institutions.services import FileIsRefused, Refusal

_CHUNK = 4 * 1024 * 1024
_OVERLAP = 400
_INDEX = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ID, _TARGET = re.compile(rb'\bId="([^"]+)"'), re.compile(rb'\bTarget="([^"]+)"')
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f\b')


def formulas_of(content: bytes) -> dict[int, set[tuple[int, int]]]:
    """By sheet, row (from 1) and column (from 0) of each formula. Raises FileIsRefused.

    Every part is read to its end, so that none can lie about its size before the workbook is opened.
    """
    found: dict[str, set[tuple[int, int]]] = {}
    read: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                with archive.open(part) as stream:
                    if part.filename in _INDEX and part.file_size < _CHUNK:
                        read[part.filename] = stream.read(_CHUNK)
                    elif places := _formulas_of_part(stream):
                        found[part.filename] = places
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as fault:
        raise FileIsRefused(Refusal.DAMAGED) from fault
    targets = {
        _one(_ID, relation): "xl/" + _one(_TARGET, relation).decode("utf-8", "replace").removeprefix("/xl/")
        for relation in _RELATION.findall(read.get(_INDEX[1], b""))
    }
    sheets = _SHEET.findall(read.get(_INDEX[0], b""))
    return {index: found.get(targets.get(key, ""), set()) for index, key in enumerate(sheets)}


def _one(pattern: re.Pattern[bytes], text: bytes) -> bytes:
    match = pattern.search(text)
    return match[1] if match else b""


def _formulas_of_part(stream: IO[bytes]) -> set[tuple[int, int]]:
    places: set[tuple[int, int]] = set()
    rest = b""
    while chunk := stream.read(_CHUNK):
        whole = rest + chunk
        if b"<f" in whole:
            places.update((int(row), _position_of(column)) for column, row in _CELL.findall(whole))
        rest = whole[-_OVERLAP:]
    return places


def _position_of(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = 26 * position + letter - 64
    return position - 1
