"""Reads any table from two CSV files, and says exactly what is wrong with them."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from analysis.disclosure.any_table.breakdowns import Breakdown, Listed, breakdowns, leaves
from analysis.disclosure.protect.certificate import Status


class FaultyTable(ValueError):
    """A table's file cannot be used; the message names the file, line and column, and the remedy."""

    def __init__(self, file: str, line: int, column: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}, line {line}, column {column}: {problem} {remedy}")
        self.file, self.line, self.column, self.problem, self.remedy = file, line, column, problem, remedy


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its name, the respondents it counts, and whether it is shown.

    below, above : protection levels of a primary cell: how far from its value an attacker must be left at
        least. With zeros it is enough that the value does not follow exactly.
    """

    key: str
    respondents: int
    status: Status = Status.SHOWN
    below: float = 0.0
    above: float = 0.0


@dataclass(frozen=True, slots=True)
class Relation:
    """A total and the parts of one of its breakdowns."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells and relations in which every total equals the sum of its parts."""

    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...]


CELL_COLUMNS = ("cell", "n", "status")
LEVEL_COLUMNS = ("lpl", "upl")
RELATION_COLUMNS = ("total", "part")
DIGITS_OF_A_COUNT = 12


def read_table(cells: Path, relations: Path) -> Table:
    """The table in two files. Raises FaultyTable for the first fault.

    CELLS has the columns cell, n, status, and may have lpl and upl, the protection levels below and above a
    primary cell. RELATIONS has total, part: a line for each part. A total with
    several breakdowns, as in a two-way table, lists them one after the other; they are told apart by their
    sums and by the cells that they share, or by an optional third column `breakdown`.
    """
    known: dict[str, Cell] = {}
    for line, row in _rows(cells, CELL_COLUMNS):
        key = row["cell"]
        if not key:
            raise FaultyTable(cells.name, line, "cell", "The cell has no name.", "Give it one.")
        if key in known:
            raise FaultyTable(
                cells.name, line, "cell", f"“{key}” is there twice.", "Keep one line for each cell."
            )
        known[key] = Cell(
            key,
            _count(cells.name, line, row["n"]),
            _status(cells.name, line, row["status"]),
            *(_level(cells.name, line, column, row.get(column, "")) for column in LEVEL_COLUMNS),
        )
    lines: dict[str, list[Listed]] = {}
    for line, row in _rows(relations, RELATION_COLUMNS):
        for column in RELATION_COLUMNS:
            if row[column] not in known:
                raise FaultyTable(
                    relations.name,
                    line,
                    column,
                    f"There is no cell “{row[column]}”.",
                    f"Add it to {cells.name} or correct the name.",
                )
        listed = lines.setdefault(row["total"], [])
        breakdown = row.get("breakdown") or ""
        if any(part == row["part"] and other == breakdown for _, part, other in listed):
            raise FaultyTable(
                relations.name,
                line,
                "part",
                f"“{row['part']}” is a part of “{row['total']}” twice.",
                "Remove one of the lines.",
            )
        listed.append((line, row["part"], breakdown))
    _refuse_circles(relations.name, lines)
    n, inside = {key: cell.respondents for key, cell in known.items()}, leaves(lines)
    found: list[Relation] = []
    for total, listed in lines.items():
        for one in breakdowns(listed, n, total, inside):
            _require_sum(relations.name, total, n[total], one)
            found.append(Relation(total, tuple(one.parts)))
    return Table(tuple(known.values()), tuple(found))


def _require_sum(file: str, total: str, n: int, one: Breakdown) -> None:
    if one.respondents != n:
        raise FaultyTable(
            file,
            one.line,
            "total",
            f"“{total}” is {n}, but its parts {', '.join(one.parts[:6])}{' …' if len(one.parts) > 6 else ''} "
            f"sum to {one.respondents}.",
            "Correct the counts, add missing parts, or tell breakdowns apart in a column “breakdown”.",
        )


def _rows(path: Path, columns: Sequence[str]) -> Iterable[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise FaultyTable(path.name, line, "1", "The file is not UTF-8.", "Save it as CSV UTF-8.") from error
    reader = csv.reader(StringIO(text, newline=""))
    header = [name.strip().lower() for name in next(reader, [])]
    for name in header:
        if header.count(name) > 1:
            raise FaultyTable(
                path.name, 1, name, f"The column “{name}” is there twice.", "Keep one of the two."
            )
    for name in columns:
        if name not in header:
            raise FaultyTable(
                path.name,
                1,
                name,
                f"The column “{name}” is missing.",
                f"The first line must read {','.join(columns)}.",
            )
    for row in reader:
        if not any(entry.strip() for entry in row):
            continue
        if len(row) != len(header):
            raise FaultyTable(
                path.name,
                reader.line_num,
                header[min(len(row), len(header) - 1)],
                f"The line has {len(row)} columns instead of {len(header)}.",
                "Quote names that hold a comma.",
            )
        yield reader.line_num, {name: entry.strip() for name, entry in zip(header, row, strict=True)}


def _count(file: str, line: int, text: str) -> int:
    # isdecimal alone would let through digits that int() reads but no spreadsheet writes.
    if not (text.isascii() and text.isdecimal()):
        raise FaultyTable(
            file, line, "n", f"“{text}” is no number of respondents.", "Write a whole number from 0."
        )
    if len(text) > DIGITS_OF_A_COUNT:
        raise FaultyTable(file, line, "n", f"“{text}” is more people than there are.", "Correct the number.")
    return int(text)


def _level(file: str, line: int, column: str, text: str) -> float:
    try:
        level = float(text or 0)
    except ValueError:
        level = -1.0
    if not 0 <= level < float("inf"):
        raise FaultyTable(file, line, column, f"“{text}” is no protection level.", "Write a number from 0.")
    return level


def _status(file: str, line: int, text: str) -> Status:
    try:
        return Status(text)
    except ValueError as error:
        raise FaultyTable(
            file, line, "status", f"“{text}” is no status.", "Write shown, primary or secondary."
        ) from error


def _refuse_circles(file: str, lines: Mapping[str, list[Listed]]) -> None:
    done: set[str] = set()
    for start in lines:
        path: dict[str, None] = {}
        stack: list[tuple[str, int, bool]] = [(start, 0, False)]
        while stack:
            cell, line, is_left = stack.pop()
            if is_left:
                path.pop(cell)
                done.add(cell)
                continue
            if cell in path:
                raise FaultyTable(
                    file, line, "part", f"“{cell}” is a part of itself.", "Remove this line or turn it round."
                )
            if cell in done:
                continue
            path[cell] = None
            stack.append((cell, line, True))
            stack.extend((part, at, False) for at, part, _ in lines.get(cell, ()))
