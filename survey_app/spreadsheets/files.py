"""What a file is, judged by its content and bounded before anything in it is unpacked."""

import csv
import io
import zipfile
from collections import Counter
from enum import StrEnum
from itertools import islice

from survey_app.spreadsheets.refusals import MEBIBYTE, FileIsRefused, FileRefusal, Limits

HIGHEST_RATIO = 100
MOST_PARTS = 500
LOOKED_AT, LONGEST_LOOK = 20, 256 * 1024
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OFFICE_OPEN, _OPEN_DOCUMENT = "xl/workbook.xml", "content.xml"
_BINARY_WORKBOOK = "xl/workbook.bin"
_WORKBOOK_ENDINGS = ("xlsx", "xlsm", "xltx", "ods")
_TEXT_ENDINGS = ("csv", "tsv", "tab", "txt")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = ",\t;|"


class FileKind(StrEnum):
    """What can be read."""

    OFFICE_OPEN = "office_open"
    OPEN_DOCUMENT = "open_document"
    TEXT = "text"


def kind_of(file_name: str, content: bytes, limits: Limits) -> FileKind:
    """Which reader reads it. Raises FileIsRefused, also for what unpacks to too much."""
    if not content:
        raise FileIsRefused(FileRefusal.EMPTY)
    if len(content) > limits.file_bytes:
        raise FileIsRefused(FileRefusal.TOO_LARGE)
    ending = file_name.lower().rpartition(".")[2]
    if content.startswith(_OLD_OFFICE) or ending == "xls":
        raise FileIsRefused(FileRefusal.PROTECTED_OR_OLD)
    is_zip = content.startswith(_ZIP)
    if ending in ("xlsb", "numbers") and is_zip:
        raise FileIsRefused(FileRefusal.BINARY_WORKBOOK)
    if ending in _WORKBOOK_ENDINGS and is_zip:
        return _workbook(content, limits)
    if ending in _TEXT_ENDINGS and not is_zip:
        return FileKind.TEXT
    raise FileIsRefused(FileRefusal.WRONG_TYPE)


def _workbook(content: bytes, limits: Limits) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as fault:
        raise FileIsRefused(FileRefusal.DAMAGED) from fault
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > limits.unpacked_bytes:
        raise FileIsRefused(FileRefusal.UNPACKS_TOO_LARGE)
    if unpacked > MEBIBYTE and unpacked / packed > HIGHEST_RATIO:
        raise FileIsRefused(FileRefusal.UNPACKS_TOO_LARGE)
    if any(part.flag_bits & 1 for part in parts):
        raise FileIsRefused(FileRefusal.PROTECTED_OR_OLD)
    names = {part.filename for part in parts}
    if _OFFICE_OPEN in names:
        return FileKind.OFFICE_OPEN
    if _BINARY_WORKBOOK in names:
        raise FileIsRefused(FileRefusal.BINARY_WORKBOOK)
    if _OPEN_DOCUMENT in names:
        return FileKind.OPEN_DOCUMENT
    raise FileIsRefused(FileRefusal.WRONG_TYPE)


def decode_text(content: bytes) -> str:
    """The text of a table in UTF-8, CP949, or UTF-16 with its mark. Raises FileIsRefused."""
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileIsRefused(FileRefusal.UNKNOWN_ENCODING)


def delimiter_of(text: str) -> str:
    """The delimiter that gives most of the first lines the same number of cells."""
    lines = list(islice(io.StringIO(text[:LONGEST_LOOK], newline=""), LOOKED_AT))

    def agreement(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            return 0, 0
        return max(((lines, width) for width, lines in widths.items() if width > 1), default=(0, 0))

    return max(DELIMITERS, key=agreement)
