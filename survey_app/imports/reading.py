"""Turns columns of text into answers: each distinct value is judged once, whole columns at a time."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.counting.answers import CLASS_NOT_GIVEN, LARGEST_POINT, NO_ANSWER, NOT_APPLICABLE
from questionnaires.model import BackgroundQuestion, Item, Questionnaire, Scale
from survey_app.imports.faults import ImportFaults
from survey_app.imports.mapping import BackgroundColumn, ColumnMapping, CommentColumn, ItemColumn, UnitColumn
from survey_app.imports.problems import ImportProblem
from survey_app.imports.table import AnswerTable
from survey_app.institutions.roster import RosterUnit
from survey_app.institutions.roster_values import LONGEST_CODE, LONGEST_NAME, code_of
from survey_app.spreadsheets.cells import plain

LISTED_IN_A_COLUMN = 20
MOST_UNITS = 5000
_WHOLE = re.compile(r"[+-]?\d{1,9}(\.0{1,6})?")
Judged = int | ImportProblem


@dataclass(frozen=True, slots=True)
class SeenItem:
    """What a column of answers holds, as it will be stored."""

    item: str
    column: str
    is_turned: bool
    lowest: int
    highest: int
    answered: int
    no_answer: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class SeenUnit:
    """How many respondents a unit has; `is_new` where it is to be added to the roster."""

    code: str
    name: str
    respondents: int
    is_new: bool


@dataclass(frozen=True, eq=False)
class UnitColumns:
    """Each row's unit as an index into `units`, which begins with the roster; -1 where none is given."""

    indices: NDArray[np.int32]
    units: tuple[RosterUnit, ...]
    new: tuple[RosterUnit, ...]


class Reader:
    """Reads the columns of one table by one mapping, noting every fault with its row."""

    def __init__(self, table: AnswerTable, mapping: ColumnMapping, faults: ImportFaults) -> None:
        self.table, self.mapping, self.faults = table, mapping, faults
        self._used: dict[str, str] = {}

    def has(self, column: str, line: int, use: str) -> bool:
        """Whether the table has the column and nothing else uses it; notes why not."""
        if column not in self.table.frame.columns:
            where = f"{self.table.sheet}!{self.table.header_row}".removeprefix("!")
            self.faults.add(ImportProblem.COLUMN_UNKNOWN, self.mapping.file, line, column, filling=where)
            return False
        if column in self._used:
            self.faults.add(
                ImportProblem.COLUMN_USED_TWICE,
                self.mapping.file,
                line,
                column,
                f"{self._used[column]}, {use}",
            )
            return False
        self._used[column] = use
        return True

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that the mapping says nothing of."""
        return tuple(column for column in self.table.columns if column not in self._used)

    def item(self, given: ItemColumn, item: Item) -> NDArray[np.uint8]:
        """(rows,) the codes of one item."""
        scale, labels = item.scale, self.mapping.values.get(item.scale.key, {})
        turn = scale.lower + scale.upper

        def judge(text: str) -> Judged:
            code = self._code(text, scale, labels)
            if given.is_turned and isinstance(code, int) and code <= LARGEST_POINT:
                return turn - code
            return code

        self._note_merged(given.column)
        return self._judged(given.column, judge, NO_ANSWER)

    def _code(self, text: str, scale: Scale, labels: Mapping[str, int]) -> Judged:
        if text in labels:
            return labels[text]
        if not text or text in self.mapping.no_answer:
            return NO_ANSWER
        if text in self.mapping.not_applicable:
            has_it = scale.has_not_applicable
            return NOT_APPLICABLE if has_it else ImportProblem.HAS_NO_NOT_APPLICABLE
        # Digits come in several widths.
        digits = unicodedata.normalize("NFKC", text)
        if not _WHOLE.fullmatch(digits):
            return ImportProblem.NOT_WHOLE
        point = int(float(digits))
        return point if point in scale.points else ImportProblem.OUTSIDE_SCALE

    def background(
        self, given: BackgroundColumn, question: BackgroundQuestion, questionnaire: Questionnaire
    ) -> NDArray[np.uint8]:
        """(rows,) indices of classes."""
        index = {name: position for position, name in enumerate(question.classes)}
        known = dict(index)
        for texts in questionnaire.texts.values():
            labels = texts.background_classes.get(question.id, {})
            known |= {label: index[name] for name, label in labels.items() if name in index}
        known |= {value: index[name] for value, name in given.classes.items() if name in index}

        def judge(text: str) -> Judged:
            if text in known:
                return known[text]
            if not text or text in self.mapping.no_answer or text in self.mapping.not_applicable:
                return CLASS_NOT_GIVEN
            return ImportProblem.VALUE_HAS_NO_CLASS

        return self._judged(given.column, judge, CLASS_NOT_GIVEN)

    def units(self, given: UnitColumn, roster: Sequence[RosterUnit]) -> UnitColumns:
        """(rows,) indices of units: by code, or by name where only one unit is called so."""
        index = {unit.code: position for position, unit in enumerate(roster)}
        by_name: dict[str, list[int]] = {}
        for position, unit in enumerate(roster):
            by_name.setdefault(unit.name_ko, []).append(position)
        known = {name: found[0] for name, found in by_name.items() if len(found) == 1} | index
        texts = sorted({plain(text) for text in self.table.frame[given.column].unique()}, key=_natural)
        missing = {"", *self.mapping.no_answer}
        new = [text for text in texts if given.registers and text not in known and text not in missing]
        if len(new) > MOST_UNITS:
            self._note(ImportProblem.TOO_MANY_UNITS, given.column, filling=MOST_UNITS)
            new = []
        new = [text for text in new if code_of(text) == text and len(text) <= LONGEST_CODE]
        names = self._unit_names(given, new)
        added = tuple(RosterUnit(code, names.get(code, code), names.get(code, code), None, 0) for code in new)
        known |= {unit.code: len(roster) + position for position, unit in enumerate(added)}
        unknown = ImportProblem.UNIT_CODE_WRONG if given.registers else ImportProblem.UNIT_UNKNOWN

        def judge(text: str) -> Judged:
            if text in known:
                return known[text]
            return -1 if text in missing else unknown

        indices = self._judged(given.column, judge, -1, pl.Int32)
        return UnitColumns(indices.astype(np.int32), (*roster, *added), added)

    def _unit_names(self, given: UnitColumn, codes: Iterable[str]) -> dict[str, str]:
        if not given.name_column:
            return {}
        pairs = self.table.frame.select(given.column, given.name_column).with_row_index("row")
        found: dict[str, str] = {}
        wanted = set(codes)
        for code, name, row in (
            pairs.group_by(given.column, given.name_column).agg(pl.col("row").min()).sort("row").iter_rows()
        ):
            code, name = plain(code), plain(name)
            if code not in wanted or not name:
                continue
            if found.setdefault(code, name[:LONGEST_NAME]) != name[:LONGEST_NAME]:
                self._note(ImportProblem.UNIT_NAMES_DIFFER, given.name_column, [row], name)
        return found

    def comments(self, given: CommentColumn, longest: int) -> tuple[str, ...]:
        """The comments of a column that are not empty."""
        column = self.table.frame[given.column]
        too_long = np.flatnonzero((column.str.len_chars() > longest).to_numpy())
        if len(too_long):
            self._note(ImportProblem.COMMENT_TOO_LONG, given.column, too_long, filling=longest)
        self._note_formulas(given.column, is_words=True)
        self._note_errors(given.column)
        return tuple(text for text in column.to_list() if text and text not in self.mapping.no_answer)

    def respondents(self, column: str) -> None:
        """Notes respondents that occur twice; who they are is kept nowhere."""
        given = self.table.frame[column]
        again = np.flatnonzero(
            (given.is_duplicated() & ~given.is_first_distinct() & (given != "")).to_numpy()
        )
        if len(again):
            self._note(ImportProblem.RESPONDENT_TWICE, column, again, given)

    def _judged(
        self,
        column: str,
        judge: Callable[[str], Judged],
        instead: int,
        kind: type[pl.DataType] = pl.UInt8,
    ) -> NDArray[np.uint8]:
        series = self.table.frame[column]
        judged = {text: judge(plain(text)) for text in series.unique().to_list()}
        formulas = np.concatenate([self._note_formulas(column), self._note_errors(column)])
        for problem in dict.fromkeys(found for found in judged.values() if isinstance(found, ImportProblem)):
            texts = [text for text, found in judged.items() if found is problem]
            rows = np.flatnonzero(series.is_in(texts).to_numpy())
            self._note(problem, column, rows[~np.isin(rows, formulas)], series)
        codes = {
            text: instead if isinstance(found, ImportProblem) else found for text, found in judged.items()
        }
        coded = series.replace_strict(list(codes), list(codes.values()), return_dtype=kind)
        found: NDArray[np.uint8] = coded.to_numpy()
        return found

    def _note_errors(self, column: str) -> NDArray[np.int64]:
        """The positions of the column's errors, noted: a value that could not be computed is no answer given.

        A mapping may say what stands for no answer, and then it does.
        """
        said = self.mapping.no_answer | self.mapping.not_applicable
        numbers = sorted(row for row, name in self.table.errors if name == column)
        rows = np.searchsorted(self.table.numbers, numbers).astype(np.int64)
        series = self.table.frame[column]
        found = np.array([row for row in rows if series[int(row)] not in said], dtype=np.int64)
        if len(found):
            self._note(ImportProblem.ERROR_CELL, column, found, series)
        return found

    def _note_merged(self, column: str) -> None:
        """Notes answers that one cell gives for several respondents; a unit's name may stand so."""
        numbers = sorted(row for row, name in self.table.merged if name == column)
        rows = np.searchsorted(self.table.numbers, numbers)
        kept = self.table.numbers
        found = [row for row, number in zip(rows, numbers, strict=True) if kept[row : row + 1] == number]
        if found:
            self._note(ImportProblem.MERGED_CELL, column, found, self.table.frame[column])

    def _note_formulas(self, column: str, is_words: bool = False) -> NDArray[np.int64]:
        """The positions of the column's formulas, noted. Words may begin with a sign in a .csv file."""
        if is_words and not self.table.sheet:
            return np.array([], dtype=np.int64)
        numbers = sorted(row for row, name in self.table.formulas if name == column)
        rows = np.searchsorted(self.table.numbers, numbers)
        if len(rows):
            self._note(ImportProblem.FORMULA, column, rows, self.table.frame[column])
        return rows.astype(np.int64)

    def _note(
        self,
        problem: ImportProblem,
        column: str,
        rows: Iterable[int] | None = None,
        values: pl.Series | str = "",
        filling: object = "",
    ) -> None:
        """Notes a fault for each of the rows: the first of a column with their places, the others counted."""
        if rows is None:
            self.faults.add(problem, self.table.file, None, column, sheet=self.table.sheet, filling=filling)
            return
        positions = list(rows)
        for row in positions[:LISTED_IN_A_COLUMN]:
            value = values if isinstance(values, str) else str(values[int(row)])
            self.faults.add(
                problem,
                self.table.file,
                int(self.table.numbers[row]),
                column,
                value,
                sheet=self.table.sheet,
                filling=filling,
            )
        self.faults.count_unlisted(max(0, len(positions) - LISTED_IN_A_COLUMN))


def _natural(text: str) -> tuple[int, int, str]:
    return (0, int(text), text) if text.isdecimal() and text.isascii() else (1, 0, text)


def seen_item(given: ItemColumn, codes: NDArray[np.uint8]) -> SeenItem:
    """What a column holds. An item that nobody answered has 0 as lowest and highest."""
    answered = codes[codes <= LARGEST_POINT]
    return SeenItem(
        given.item,
        given.column,
        given.is_turned,
        int(answered.min()) if len(answered) else 0,
        int(answered.max()) if len(answered) else 0,
        len(answered),
        int((codes == NO_ANSWER).sum()),
        int((codes == NOT_APPLICABLE).sum()),
    )
