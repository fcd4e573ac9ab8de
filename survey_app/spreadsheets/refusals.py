"""Why a table is not read at all, and how large one may be."""

from dataclasses import dataclass
from enum import StrEnum

MEBIBYTE = 1024 * 1024


class FileRefusal(StrEnum):
    """Why a file is not read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    PROTECTED_OR_OLD = "protected_or_old"
    BINARY_WORKBOOK = "binary_workbook"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    DAMAGED = "damaged"
    UNKNOWN_ENCODING = "unknown_encoding"
    TOO_MANY_ROWS = "too_many_rows"
    FAR_CELL = "far_cell"
    TAKES_TOO_MUCH = "takes_too_much"


class FileIsRefused(Exception):
    """The file is not read; `reason` says why, `place` where in the file, if anywhere."""

    def __init__(self, reason: FileRefusal, place: str = "") -> None:
        super().__init__(reason.value, place)
        self.reason = reason
        self.place = place


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: as it comes, unpacked, and as a rectangle of cells that holds all values."""

    file_bytes: int
    unpacked_bytes: int
    cells: int
    rows: int
    columns: int


OF_A_ROSTER = Limits(5 * MEBIBYTE, 64 * MEBIBYTE, 3_000_000, 50_000, 40)
OF_ANSWERS = Limits(64 * MEBIBYTE, 448 * MEBIBYTE, 16_000_000, 200_000, 300)
