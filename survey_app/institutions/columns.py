"""Where a roster's header stands among the lines above a table, and what its columns are taken as."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from survey_app.institutions.column_words import (
    BY_KEY,
    DIRECT,
    LEVEL,
    LEVELS,
    LOOSE,
    LOOSE_PERSONS,
    RANK,
    SPLITS,
    Column,
)
from survey_app.spreadsheets.cells import CellKind, Row, Sheet

LINES_SEARCHED = 10
_BRACKETS = re.compile(r"[(\[{〔【「<].*?[)\]}〕】」>]")
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Title:
    """What stands above a column, and where. Of two header lines `last` is what the lower one says."""

    position: int
    text: str
    last: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """What the column may be called, the fullest first."""
        return tuple(dict.fromkeys((*keys_of(self.text), *(keys_of(self.last) if self.last else ()))))


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table's header stands and what its columns were taken as.

    `levels` are columns of a tree side by side, from above. `passed` are other numbers of people, and
    `twice` columns that can't be told apart. `is_of_people` where each row is a person, to be counted.
    """

    sheet: str
    rows: tuple[int, ...]
    columns: Mapping[Column, Title]
    levels: tuple[Title, ...] = ()
    twice: tuple[tuple[Column, Title], ...] = ()
    passed: tuple[Title, ...] = ()
    unused: tuple[Title, ...] = ()
    counts_directly: bool = False
    is_of_people: bool = False

    @property
    def missing(self) -> tuple[Column, ...]:
        """What a table must have and this one lacks."""
        found: list[Column] = []
        if Column.NAME_KO not in self.columns and not self.levels:
            found.append(Column.NAME_KO)
        if Column.HEADCOUNT not in self.columns and not self.is_of_people:
            found.append(Column.HEADCOUNT)
        return tuple(found)

    @property
    def score(self) -> int:
        """How much the line looks like a header: 0 where it holds no word that a header would."""
        return len(self.columns) + len(self.levels) + len(self.passed)

    def position(self, column: Column) -> int | None:
        title = self.columns.get(column)
        return title.position if title else None


def header_key(text: str) -> str:
    """A header as it is compared: without case, space, signs and the width of its letters.

    >>> header_key("부 서 코 드"), header_key("Ｅ-mail")
    ('부서코드', 'email')
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def keys_of(text: str) -> tuple[str, ...]:
    """What a header may be called: with what stands in brackets, and without it.

    >>> keys_of("부서명(영문)"), keys_of("인원(명)")
    (('부서명영문', '부서명'), ('인원명', '인원'))
    """
    return tuple(dict.fromkeys((header_key(text), header_key(_BRACKETS.sub("", text)))))


def find_header(sheet: Sheet) -> Header:
    """The header of the sheet's table: the line, or two lines, among the first that say most."""
    found = [
        _header(sheet, block)
        for place, row in enumerate(sheet.rows[:LINES_SEARCHED])
        for block in _blocks(row, sheet.rows[place + 1 : place + 2])
    ]
    best = max(found, key=_worth)
    # A header of two lines says as much as its first line alone, and the values begin below both.
    going_on = [
        header for header in found if _worth(header) == _worth(best) and header.rows[-1] == best.rows[-1] + 1
    ]
    return min(going_on, key=lambda header: len(header.rows), default=best)


def _worth(header: Header) -> tuple[bool, int]:
    return not header.missing, header.score


def _blocks(row: Row, following: Sequence[Row]) -> list[tuple[Row, ...]]:
    """The row as a header by itself, and with the next one where both say nothing but what headers say."""
    blocks: list[tuple[Row, ...]] = [(row,)]
    for below in following:
        words = [cell.text for cell in below.cells if cell.text]
        starts = any(_is_known(keys_of(cell.text)) for cell in row.cells if cell.text)
        if starts and below.number == row.number + 1 and all(map(_could_go_on, words)):
            blocks.append((row, below))
    return blocks


def _could_go_on(text: str) -> bool:
    return header_key(text) in SPLITS or _is_known(keys_of(text))


def _is_known(keys: Sequence[str]) -> bool:
    return any(key in BY_KEY or key in RANK or key in LEVEL or key in LOOSE for key in keys)


def _titles(block: Sequence[Row]) -> list[Title]:
    """What stands above each column; a title over several columns is set before what stands under it."""
    lowest = block[-1]
    if len(block) == 1:
        return [Title(at, cell.text) for at, cell in enumerate(lowest.cells) if cell.text]
    titles: list[Title] = []
    over = ""
    for position in range(max(len(row.cells) for row in block)):
        above, below = block[0].at(position).text, lowest.at(position).text
        over = above or over
        if not below or above == below:
            titles.append(Title(position, above))
        else:
            titles.append(Title(position, f"{over} {below}".strip(), below))
    return [title for title in titles if title.text]


def _header(sheet: Sheet, block: Sequence[Row]) -> Header:
    sorting = _Sorting()
    merged = [cell.kind is CellKind.MERGED for cell in block[-1].cells]
    before = Title(-1, "")
    for title in _titles(block):
        is_covered = title.position < len(merged) and merged[title.position]
        sorting.take(title, is_covered and title.text == before.text)
        before = title
    return sorting.header(sheet, tuple(row.number for row in block))


@dataclass(slots=True)
class _Sorting:
    """Sorts titles into what they are taken as."""

    columns: dict[Column, Title] = field(default_factory=dict)
    twice: list[tuple[Column, Title]] = field(default_factory=list)
    counts: list[tuple[int, Title]] = field(default_factory=list)
    levels: list[tuple[int, Title]] = field(default_factory=list)
    loose: list[Title] = field(default_factory=list)
    unused: list[Title] = field(default_factory=list)

    def take(self, title: Title, is_beside_its_like: bool) -> None:
        """Sorts one title. Beside its like, merged with it, it names the next level of the same tree."""
        # The fullest name that is known decides: 부서명(영문) is no 부서명.
        key = next((key for key in title.keys if _is_known([key])), "")
        column, rank, depth, is_loose = BY_KEY.get(key), RANK.get(key), LEVEL.get(key), key in LOOSE
        if is_beside_its_like:
            if column is Column.NAME_KO or depth is not None or is_loose:
                self.levels.append((len(LEVELS) + len(self.levels), title))
            return
        if column is None and is_loose:
            self.loose.append(title)
        elif column is Column.PERSON:
            self.columns.setdefault(column, title)
        elif column is not None and column in self.columns:
            self.twice.append((column, title))
        elif column is not None:
            self.columns[column] = title
        elif rank is not None:
            self.counts.append((rank, title))
        elif depth is None:
            self.unused.append(title)
        if depth is not None:
            self.levels.append((depth, title))
        elif is_loose or column is Column.NAME_KO:
            self.levels.append((len(LEVELS) - 1, title))

    def header(self, sheet: Sheet, rows: tuple[int, ...]) -> Header:
        """What the titles come to."""
        self._settle_names()
        levels = self._side_by_side()
        self._settle_counts()
        passed = [title for rank, title in self.counts[1:] if rank != self.counts[0][0]]
        header = Header(
            sheet.name,
            rows,
            self.columns,
            levels,
            tuple(self.twice),
            tuple(passed),
            tuple(self.unused),
            bool(self.counts) and self.counts[0][0] == DIRECT,
        )
        return replace(header, is_of_people=_is_of_people(header, sheet))

    def _settle_names(self) -> None:
        """`이름` names a unit where nothing else does, and else a person."""
        for title in self.loose:
            if Column.NAME_KO not in self.columns and not self._known_levels():
                self.columns[Column.NAME_KO] = title
            elif any(key in LOOSE_PERSONS for key in title.keys):
                self.columns.setdefault(Column.PERSON, title)
            else:
                self.unused.append(title)

    def _known_levels(self) -> int:
        return len({depth for depth, title in self.levels if title not in self.loose})

    def _side_by_side(self) -> tuple[Title, ...]:
        """The levels where a tree stands side by side; every other meaning of those columns is dropped."""
        taken = {self.columns.get(Column.NAME_KO)}
        levels = sorted(
            (depth, title.position, title)
            for depth, title in self.levels
            if title not in self.loose or title in taken
        )
        depths = {depth for depth, _position, _title in levels}
        if Column.PARENT in self.columns or len(depths) < 2 or len(depths) < len(levels):
            in_use = set(self.columns.values()) | {title for _column, title in self.twice}
            leftover = [title for _depth, _position, title in levels if title not in in_use]
            if Column.NAME_KO not in self.columns and leftover:
                self.columns[Column.NAME_KO] = leftover.pop()
            self.unused += [title for title in leftover if title not in self.unused]
            return ()
        side_by_side = tuple(title for _depth, _position, title in levels)
        self.columns.pop(Column.NAME_KO, None)
        self.twice = [(column, title) for column, title in self.twice if title not in side_by_side]
        return side_by_side

    def _settle_counts(self) -> None:
        self.counts.sort(key=lambda one: (one[0], one[1].position))
        if self.counts:
            rank, self.columns[Column.HEADCOUNT] = self.counts[0]
            self.twice += [(Column.HEADCOUNT, title) for other, title in self.counts[1:] if other == rank]


def _is_of_people(header: Header, sheet: Sheet) -> bool:
    """Whether each row is a person: there is no number of people, and a person's column or addresses.

    Addresses alone say so where a unit stands on several rows.
    """
    if Column.HEADCOUNT in header.columns:
        return False
    if Column.PERSON in header.columns or Column.EMAILS not in header.columns:
        return Column.PERSON in header.columns
    units = header.levels or tuple(
        header.columns[column] for column in (Column.CODE, Column.NAME_KO) if column in header.columns
    )
    seen = [
        tuple(row.at(title.position).text for title in units)
        for row in sheet.rows
        if row.number > header.rows[-1]
    ]
    return len(set(seen)) < len(seen)
