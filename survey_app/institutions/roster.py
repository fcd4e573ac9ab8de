"""A roster as values: units, what is wrong with them and where, and what was understood of the file."""

from dataclasses import dataclass
from enum import StrEnum

from survey_app.institutions.column_words import Column


class Problem(StrEnum):
    """What can be wrong with a roster."""

    NO_TABLE = "no_table"
    SEVERAL_TABLES = "several_tables"
    TABLE_IS_HIDDEN = "table_is_hidden"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    NO_UNITS = "no_units"
    TOO_MANY_UNITS = "too_many_units"
    VALUE_MISSING = "value_missing"
    FORMULA = "formula"
    ERROR_CELL = "error_cell"
    DATE_CELL = "date_cell"
    MERGED_COUNT = "merged_count"
    LEVEL_EMPTY = "level_empty"
    TOO_LONG = "too_long"
    CODE_HAS_WRONG_SIGNS = "code_has_wrong_signs"
    CODE_OF_ANOTHER_ALPHABET = "code_of_another_alphabet"
    CODE_TWICE = "code_twice"
    NAME_TWICE = "name_twice"
    UNIT_DIFFERS = "unit_differs"
    PARENT_UNKNOWN = "parent_unknown"
    PARENT_AMBIGUOUS = "parent_ambiguous"
    PARENT_IS_ITSELF = "parent_is_itself"
    PARENT_IN_A_CIRCLE = "parent_in_a_circle"
    TREE_TOO_DEEP = "tree_too_deep"
    HEADCOUNT_NOT_WHOLE = "headcount_not_whole"
    HEADCOUNT_NEGATIVE = "headcount_negative"
    HEADCOUNT_TOO_LARGE = "headcount_too_large"
    SUM_OF_BELOW = "sum_of_below"
    SUM_OF_OTHERS = "sum_of_others"
    NOBODY = "nobody"
    EMAIL_WRONG = "email_wrong"
    EMAIL_TWICE = "email_twice"
    MORE_EMAILS_THAN_PEOPLE = "more_emails_than_people"


@dataclass(frozen=True, slots=True)
class RosterFault:
    """One thing wrong, with its place. `row` is None for the whole sheet; `other_row` where it clashes.

    `letters` and `title` are those of the column in the file; `detail` says more where a problem has kinds.
    """

    sheet: str
    row: int | None
    column: Column | None
    problem: Problem
    value: str = ""
    other_row: int | None = None
    letters: str = ""
    title: str = ""
    detail: str = ""


class Said(StrEnum):
    """What is said of how a file was understood."""

    SHEETS_PASSED_OVER = "sheets_passed_over"
    PEOPLE_COUNTED = "people_counted"
    LEVELS_READ = "levels_read"
    LEVELS_FILLED_DOWN = "levels_filled_down"
    LEVELS_LEFT_EMPTY = "levels_left_empty"
    UPPER_UNITS_ADDED = "upper_units_added"
    SUBTOTAL_LEFT_OUT = "subtotal_left_out"
    TOTAL_LEFT_OUT = "total_left_out"
    TOTAL_DIFFERS = "total_differs"
    LINES_LEFT_OUT = "lines_left_out"
    COUNT_CHOSEN = "count_chosen"
    DASHES_ARE_NOBODY = "dashes_are_nobody"
    CODES_MADE = "codes_made"
    PARENTS_BY_NAME = "parents_by_name"
    PARENT_IS_THE_INSTITUTION = "parent_is_the_institution"
    MERGED_CELLS_FILLED = "merged_cells_filled"
    HIDDEN_ROWS_READ = "hidden_rows_read"
    COLUMN_KEPT = "column_kept"


@dataclass(frozen=True, slots=True)
class RosterNote:
    """One thing to know of how the file was understood: rows that it concerns, a text, numbers."""

    said: Said
    rows: tuple[int, ...] = ()
    text: str = ""
    other: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class TakenColumn:
    """A column of the file and what it was taken as."""

    column: Column
    letters: str
    title: str


@dataclass(frozen=True, slots=True)
class RosterUnit:
    """A unit as the roster says it. `headcount` counts direct members."""

    code: str
    name_ko: str
    name_en: str
    parent: str | None
    headcount: int
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """All units of an institution, parents before children."""

    units: tuple[RosterUnit, ...]

    @property
    def headcount(self) -> int:
        return sum(unit.headcount for unit in self.units)


@dataclass(frozen=True, slots=True)
class RosterReading:
    """A roster, and where in the file it was found and what was made of it."""

    roster: Roster
    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[TakenColumn, ...]
    unused: tuple[str, ...]
    notes: tuple[RosterNote, ...]

    @property
    def units(self) -> tuple[RosterUnit, ...]:
        return self.roster.units

    @property
    def headcount(self) -> int:
        return self.roster.headcount


class RosterIsFaulty(Exception):
    """The roster can't be used; `faults` holds all of them, in the order of the file."""

    def __init__(self, faults: tuple[RosterFault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults
