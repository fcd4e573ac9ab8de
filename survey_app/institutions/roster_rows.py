"""The rows of a roster, one after another: units as they are written, and every fault with its place."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from survey_app.institutions.column_words import Column
from survey_app.institutions.columns import Header, Title, header_key
from survey_app.institutions.roster import Problem, RosterFault, RosterNote, Said
from survey_app.institutions.roster_values import (
    GRAND_TOTALS,
    LARGEST_HEADCOUNT,
    LONGEST_CODE,
    LONGEST_NAME,
    WHOLE,
    addresses_of,
    code_of,
    count_of,
    has_letter_of_another_alphabet,
    is_dash,
    is_footnote,
    is_total,
    name_key,
)
from survey_app.spreadsheets.cells import CellKind, Row, SheetCell, letters_of

LONGEST = {Column.CODE: LONGEST_CODE, Column.PARENT: LONGEST_NAME}
_KINDS = {
    CellKind.FORMULA: Problem.FORMULA,
    CellKind.ERROR: Problem.ERROR_CELL,
    CellKind.DATE: Problem.DATE_CELL,
}


@dataclass(slots=True)
class Draft:
    """A unit while its file is read: what is written of it, and the units above it by name."""

    row: int
    code: str
    name: str
    name_en: str
    parent: str
    above: tuple[str, ...]
    headcount: int
    emails: tuple[str, ...]
    is_added: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        return (*self.above, self.name)


@dataclass(slots=True)
class RowReader:
    """Reads the rows under a header and keeps what is wrong with them, and what is to be said of them."""

    header: Header
    faults: list[RosterFault] = field(default_factory=list)
    notes: list[RosterNote] = field(default_factory=list)
    totals: list[tuple[int, str, int | None]] = field(default_factory=list)

    def drafts(self, rows: Iterable[Row]) -> list[Draft]:
        """What each row says, without totals, footnotes and titles that are printed again."""
        kept = self._of_units([row for row in rows if row.number > self.header.rows[-1]])
        paths = self._paths(kept)
        drafts = [self._draft(row, path) for row, path in zip(kept, paths, strict=True)]
        self._say_what_was_filled(kept)
        return drafts

    def fault(self, row: int, column: Column, problem: Problem, value: str = "", **more: object) -> None:
        """Notes a fault of a cell."""
        title = self.header.columns.get(column)
        if title is not None:
            more |= {"letters": letters_of(title.position), "title": title.text}
        self.faults.append(
            RosterFault(self.header.sheet, row, column, problem, value[:LONGEST_NAME], **more)  # type: ignore[arg-type]
        )

    def _of_units(self, rows: Sequence[Row]) -> list[Row]:
        names = frozenset(name_key(text) for row in rows for text in self._identity(row) if text)
        titles = [title.text for title in (*self.header.columns.values(), *self.header.levels)]
        kept: list[Row] = []
        totals: list[Row] = []
        left: list[int] = []
        for row in rows:
            texts = [cell.text for cell in row.cells]
            first = next((text for text in texts if text), "")
            at_titles = [
                row.at(title.position).text for title in (*self.header.columns.values(), *self.header.levels)
            ]
            if is_footnote(texts) or at_titles == titles:
                left.append(row.number)
            elif is_total([first, *self._identity(row)], names) or _is_whole(first, rows):
                totals.append(row)
            else:
                kept.append(row)
        for row in totals:
            texts = [text for text in (*self._identity(row), *(cell.text for cell in row.cells)) if text]
            name = next((text for text in texts if is_total([text], names)), texts[0])
            count = count_of(row.at(self.header.position(Column.HEADCOUNT)).text)
            self.totals.append((row.number, name, count))
        if left:
            self.notes.append(RosterNote(Said.LINES_LEFT_OUT, tuple(left)))
        return kept

    def _identity(self, row: Row) -> list[str]:
        columns = (Column.CODE, Column.NAME_KO)
        places = [self.header.position(column) for column in columns]
        return [row.at(place).text for place in places] + [
            row.at(title.position).text for title in self.header.levels
        ]

    def _paths(self, rows: Sequence[Row]) -> list[tuple[str, ...]]:
        """For each row the names from the top down, where the levels of the tree stand side by side.

        An empty cell stands for the name above it where every name is written once, as people fill in
        tables by hand. Where names are repeated it is empty; where some are merged, that is open.
        """
        levels = self.header.levels
        written = [[self._level(row, title) for title in levels] for row in rows]
        empty_means = [
            self._empty_means(rows, title, list(names)) for title, names in self._by_level(written)
        ]
        above = [""] * len(levels)
        said: dict[Said, list[int]] = {Said.LEVELS_FILLED_DOWN: [], Said.LEVELS_LEFT_EMPTY: []}
        paths: list[tuple[str, ...]] = []
        for row, names in zip(rows, written, strict=True):
            lowest = max((at for at, name in enumerate(names) if name), default=-1)
            found = list(names)
            for at in range(lowest):
                if names[at] or is_dash(row.at(levels[at].position).text) or not above[at]:
                    continue
                if empty_means[at] is None:
                    self._fault_of_level(row, levels[at], Problem.LEVEL_EMPTY)
                elif empty_means[at] is Said.LEVELS_FILLED_DOWN:
                    found[at] = above[at]
                said.get(empty_means[at] or Said.LEVELS_READ, []).append(row.number)
            above = [found[at] if at <= lowest else "" for at in range(len(levels))]
            path = [name for name in found if name]
            paths.append(tuple(name for at, name in enumerate(path) if at == 0 or name != path[at - 1]))
        self.notes += [RosterNote(one, tuple(dict.fromkeys(rows))) for one, rows in said.items() if rows]
        return paths

    def _by_level(self, written: Sequence[Sequence[str]]) -> Iterator[tuple[Title, Sequence[str]]]:
        for at, title in enumerate(self.header.levels):
            yield title, [names[at] for names in written]

    def _empty_means(self, rows: Sequence[Row], title: Title, names: Sequence[str]) -> Said | None:
        """What an empty cell of a level stands for; None where it could be either."""
        if any(_is_merged(row.at(title.position)) for row in rows):
            return None
        is_repeated = any(times > 1 for name, times in Counter(names).items() if name)
        return Said.LEVELS_LEFT_EMPTY if is_repeated else Said.LEVELS_FILLED_DOWN

    def _level(self, row: Row, title: Title) -> str:
        text = row.at(title.position).text
        return "" if is_dash(text) else text

    def _draft(self, row: Row, path: tuple[str, ...]) -> Draft:
        code = self._code(row)
        if self.header.levels:
            name, above = self._of_levels(row, path)
        else:
            name, above = self._text(row, Column.NAME_KO, is_needed=True), ()
        name_en = self._text(row, Column.NAME_EN)
        parent = self._text(row, Column.PARENT)
        headcount = 1 if self.header.is_of_people else self._headcount(row)
        emails = self._emails(row, headcount)
        return Draft(
            row.number, code, name, name_en, "" if is_dash(parent) else parent, above, headcount, emails
        )

    def _of_levels(self, row: Row, path: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        for title in self.header.levels:
            cell = row.at(title.position)
            problem = _KINDS.get(cell.kind) or (Problem.TOO_LONG if len(cell.text) > LONGEST_NAME else None)
            if problem:
                self._fault_of_level(row, title, problem, cell.text)
        if not path:
            self._fault_of_level(row, self.header.levels[-1], Problem.VALUE_MISSING)
            return "", ()
        return path[-1], path[:-1]

    def _fault_of_level(self, row: Row, title: Title, problem: Problem, value: str = "") -> None:
        place = (self.header.sheet, row.number, Column.LEVEL, problem, value[:LONGEST_NAME])
        self.faults.append(RosterFault(*place, letters=letters_of(title.position), title=title.text))

    def _text(self, row: Row, column: Column, *, is_needed: bool = False) -> str:
        cell = row.at(self.header.position(column))
        if cell.kind in _KINDS:
            self.fault(row.number, column, _KINDS[cell.kind], cell.text)
        elif len(cell.text) > LONGEST.get(column, LONGEST_NAME):
            self.fault(row.number, column, Problem.TOO_LONG, cell.text)
        elif not cell.text and is_needed:
            self.fault(row.number, column, Problem.VALUE_MISSING)
        return cell.text

    def _code(self, row: Row) -> str:
        text = self._text(row, Column.CODE, is_needed=Column.CODE in self.header.columns)
        is_readable = row.at(self.header.position(Column.CODE)).kind not in _KINDS
        if not text or not is_readable or len(text) > LONGEST_CODE:
            return ""
        code = code_of(text)
        if code is None:
            other = has_letter_of_another_alphabet(text)
            problem = Problem.CODE_OF_ANOTHER_ALPHABET if other else Problem.CODE_HAS_WRONG_SIGNS
            self.fault(row.number, Column.CODE, problem, text)
        return code or ""

    def _headcount(self, row: Row) -> int:
        cell = row.at(self.header.position(Column.HEADCOUNT))
        text = self._text(row, Column.HEADCOUNT, is_needed=True)
        if not text or cell.kind in _KINDS:
            return 0
        if cell.kind is CellKind.MERGED:
            self.fault(row.number, Column.HEADCOUNT, Problem.MERGED_COUNT, text)
            return 0
        number = count_of(text)
        if number is None:
            self.fault(row.number, Column.HEADCOUNT, Problem.HEADCOUNT_NOT_WHOLE, text)
        elif number < 0:
            self.fault(row.number, Column.HEADCOUNT, Problem.HEADCOUNT_NEGATIVE, text)
        elif number > LARGEST_HEADCOUNT:
            self.fault(row.number, Column.HEADCOUNT, Problem.HEADCOUNT_TOO_LARGE, text)
        return max(0, number or 0)

    def _emails(self, row: Row, headcount: int) -> tuple[str, ...]:
        cell = row.at(self.header.position(Column.EMAILS))
        if cell.kind in _KINDS:
            self.fault(row.number, Column.EMAILS, _KINDS[cell.kind], cell.text)
            return ()
        found = addresses_of(cell.text)
        if found.problem is not None:
            self.fault(
                row.number, Column.EMAILS, Problem.EMAIL_WRONG, found.wrong, detail=found.problem.value
            )
        if len(found.emails) > headcount:
            number = str(len(found.emails))
            self.fault(row.number, Column.EMAILS, Problem.MORE_EMAILS_THAN_PEOPLE, number)
        return found.emails

    def _say_what_was_filled(self, rows: Sequence[Row]) -> None:
        places = [self.header.position(column) for column in (Column.CODE, Column.NAME_KO, Column.PARENT)]
        places += [title.position for title in self.header.levels]
        merged = [row.number for row in rows if any(_is_merged(row.at(place)) for place in places)]
        if merged:
            self.notes.append(RosterNote(Said.MERGED_CELLS_FILLED, tuple(merged)))
        dashes = [
            row.number
            for row in rows
            if not self.header.is_of_people and is_dash(row.at(self.header.position(Column.HEADCOUNT)).text)
        ]
        if dashes:
            self.notes.append(RosterNote(Said.DASHES_ARE_NOBODY, tuple(dashes)))

    def say_totals(self, people: int) -> None:
        """Says which totals were left out, and where one is not the sum of what was read."""
        for number, name, count in self.totals:
            self.notes.append(RosterNote(Said.TOTAL_LEFT_OUT, (number,), name, number=count or 0))
        grand = [one for one in self.totals if header_key(one[1]) in GRAND_TOTALS]
        if len(grand) == 1 and grand[0][2] not in (None, people) and not self.header.is_of_people:
            number, name, count = grand[0]
            self.notes.append(RosterNote(Said.TOTAL_DIFFERS, (number,), name, str(count), people))


def _is_whole(first: str, rows: Sequence[Row]) -> bool:
    """Whether a row is that of everybody; an institution may have no other unit."""
    return len(rows) > 1 and header_key(first) == WHOLE


def _is_merged(cell: SheetCell) -> bool:
    return cell.kind is CellKind.MERGED and bool(cell.text)
