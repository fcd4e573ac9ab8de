"""What is said about a roster: each fault in a sentence with its remedy, and how the file was understood."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.ground.addresses import WORDS, AddressProblem
from survey_app.institutions.column_words import Column
from survey_app.institutions.roster import Problem, RosterFault, RosterNote, Said
from survey_app.spreadsheets.refusals import FileIsRefused, FileRefusal

MOST_ROWS_NAMED = 12
TO_BE_CHECKED = (Said.TOTAL_DIFFERS,)
COLUMN_NAMES: dict[str, Any] = {
    Column.CODE.value: _l("Unit code"),
    Column.NAME_KO.value: _l("Unit name"),
    Column.NAME_EN.value: _l("Name (en)"),
    Column.PARENT.value: _l("Parent unit"),
    Column.HEADCOUNT.value: _l("Headcount"),
    Column.EMAILS.value: _l("Emails"),
    Column.LEVEL.value: _l("Unit name by level"),
    Column.PERSON.value: _l("Person (counted, not stored)"),
}
REFUSALS: dict[FileRefusal, Any] = {
    FileRefusal.EMPTY: _l("The file is empty. Fill in the template and upload it again."),
    FileRefusal.TOO_LARGE: _l(
        "The file is larger than 5 MB. Remove pictures and other sheets, or save it as .csv."
    ),
    FileRefusal.WRONG_TYPE: _l(
        "The file is no table (.xlsx, .xlsm, .ods, .csv, .tsv). Save the table in one of these forms."
    ),
    FileRefusal.PROTECTED_OR_OLD: _l(
        "The file is an old .xls or has a password. Open it, take the password off and save it as .xlsx."
    ),
    FileRefusal.BINARY_WORKBOOK: _l(
        "Workbooks of this form (.xlsb, .numbers) are not read. Open it and save it as .xlsx."
    ),
    FileRefusal.UNPACKS_TOO_LARGE: _l(
        "The file unpacks to far more than a table of units. Save the table alone as .csv."
    ),
    FileRefusal.DAMAGED: _l(
        "The file is damaged and can't be read. Open it in a spreadsheet and save it again."
    ),
    FileRefusal.UNKNOWN_ENCODING: _l(
        "The text is in none of UTF-8, CP949 and UTF-16. Save the table as .xlsx or as CSV UTF-8."
    ),
    FileRefusal.TOO_MANY_ROWS: _l(
        "The table has more than 50,000 rows. Keep the table of units, or of people, alone."
    ),
    FileRefusal.FAR_CELL: _l(
        "A value far away from the table makes the sheet too large. Delete the value of that cell, or copy "
        "the table alone into a new file:"
    ),
    FileRefusal.TAKES_TOO_MUCH: _l(
        "Reading the file took too much memory or time and was stopped. Save the table alone as .csv."
    ),
}
PROBLEMS: dict[Problem, tuple[Any, Any]] = {
    Problem.NO_TABLE: (
        _l(
            "No table of units was found: none of the first ten rows holds titles such as unit name and "
            "headcount."
        ),
        _l("Write the titles above the columns, as the template has them."),
    ),
    Problem.SEVERAL_TABLES: (
        _l("Several sheets look like tables of units."),
        _l("Keep one sheet, or put all units on it. Hidden sheets are not read."),
    ),
    Problem.TABLE_IS_HIDDEN: (
        _l("The sheet with the table of units is hidden."),
        _l("Show the sheet, or delete it and keep the right one."),
    ),
    Problem.COLUMN_MISSING: (
        _l("This column is missing. The titles were read from this row."),
        _l("Add the column with this title; the template shows all of them."),
    ),
    Problem.COLUMN_TWICE: (
        _l("Two columns have titles that mean the same."),
        _l("Remove one of the two columns, or give it another title."),
    ),
    Problem.NO_UNITS: (_l("There is no unit under the header."), _l("Write one unit on each row.")),
    Problem.TOO_MANY_UNITS: (
        _l("There are more than 5,000 units."),
        _l("Leave out teams that need no result of their own."),
    ),
    Problem.VALUE_MISSING: (_l("The cell is empty."), _l("Fill in the cell, or remove the row.")),
    Problem.FORMULA: (
        _l("The cell holds a formula."),
        _l("Replace the formula by its value (copy, then paste as values)."),
    ),
    Problem.ERROR_CELL: (
        _l("The cell holds an error of a calculation."),
        _l("Write the value into the cell, or empty it."),
    ),
    Problem.DATE_CELL: (
        _l("The spreadsheet has turned what was typed into a date."),
        _l("Set the cell's format to text and type it again."),
    ),
    Problem.MERGED_COUNT: (
        _l("The headcount is merged with that of the row above."),
        _l("Take the cells apart and write each unit's own headcount."),
    ),
    Problem.LEVEL_EMPTY: (
        _l("The cell of the level above is empty and not merged, so that it is open where the unit belongs."),
        _l("Write the name of the unit above, or - where there is none."),
    ),
    Problem.TOO_LONG: (_l("The text is too long."), _l("Use at most 40 signs in a code and 120 in a name.")),
    Problem.CODE_HAS_WRONG_SIGNS: (
        _l("The code holds a sign that codes can't have, or begins with one."),
        _l("Use letters, digits, hyphen, dot and underscore; begin with a letter or digit."),
    ),
    Problem.CODE_OF_ANOTHER_ALPHABET: (
        _l("The code holds a letter that looks like a Latin one and is of another alphabet."),
        _l("Type the code again with Latin letters, Hangul and digits."),
    ),
    Problem.CODE_TWICE: (_l("Another row has this code."), _l("Give each unit a code of its own.")),
    Problem.NAME_TWICE: (
        _l("Another row has this name in the same place of the tree."),
        _l("Give each unit one row, or add a column of codes or of parent units."),
    ),
    Problem.UNIT_DIFFERS: (
        _l("The rows of one unit say different things of it."),
        _l("Write its name and its parent the same way on each row."),
    ),
    Problem.PARENT_UNKNOWN: (
        _l("No row has this code or this name of the parent."),
        _l("Correct the parent, add a row for it, or leave the cell empty at the top."),
    ),
    Problem.PARENT_AMBIGUOUS: (
        _l("Several units have this name."),
        _l("Write the parent's code instead of its name."),
    ),
    Problem.PARENT_IS_ITSELF: (
        _l("The unit is its own parent."),
        _l("Enter the unit above it, or leave the cell empty."),
    ),
    Problem.PARENT_IN_A_CIRCLE: (
        _l("The parents lead in a circle."),
        _l("Follow the parents upwards and correct the one that leads back."),
    ),
    Problem.TREE_TOO_DEEP: (_l("The tree has more than 12 levels."), _l("Leave out levels in between.")),
    Problem.HEADCOUNT_NOT_WHOLE: (
        _l("The headcount is not a whole number."),
        _l("Enter digits only, such as 12."),
    ),
    Problem.HEADCOUNT_NEGATIVE: (
        _l("The headcount is below zero."),
        _l("Enter 0 or the number of direct members."),
    ),
    Problem.HEADCOUNT_TOO_LARGE: (_l("The headcount is above 100,000."), _l("Check the number.")),
    Problem.SUM_OF_BELOW: (
        _l("The number is the sum of the units below, so their people would be counted twice."),
        _l(
            "Write how many belong to this unit directly (0 if nobody), or, if the number is right, "
            "call the column “직속 인원” (direct headcount)."
        ),
    ),
    Problem.SUM_OF_OTHERS: (
        _l("The number is the sum of all other rows: this row seems to be a total."),
        _l("Remove the row, or, if it is a unit, call the column “직속 인원” (direct headcount)."),
    ),
    Problem.NOBODY: (
        _l("Nobody belongs to any unit."),
        _l("Enter how many people belong to each unit directly."),
    ),
    Problem.EMAIL_WRONG: (
        _l("No letter can go to this address."),
        _l("Write addresses in Latin letters, like name@example.go.kr, with ; between them."),
    ),
    Problem.EMAIL_TWICE: (_l("This address stands twice."), _l("Keep each person in one unit only.")),
    Problem.MORE_EMAILS_THAN_PEOPLE: (
        _l("There are more addresses than people."),
        _l("Correct the headcount or remove addresses."),
    ),
}


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A fault as a row of the table: where, what, and what to do."""

    sheet: str
    row: str
    letters: str
    column: Any
    value: str
    problem: Any
    remedy: Any
    other_row: int | None


def refusal(refused: FileIsRefused) -> str:
    """Why a file is not read, in a sentence with a remedy, and the place where there is one."""
    return f"{REFUSALS[refused.reason]} {refused.place}".rstrip()


def fault_rows(faults: Iterable[RosterFault]) -> list[FaultRow]:
    """Each fault with its sentence and its remedy."""
    return [_fault_row(fault) for fault in faults]


def _fault_row(fault: RosterFault) -> FaultRow:
    problem, remedy = PROBLEMS[fault.problem]
    if fault.detail:
        remedy = WORDS[AddressProblem(fault.detail)]
    return FaultRow(
        fault.sheet,
        "" if fault.row is None else str(fault.row),
        fault.letters,
        fault.title or (COLUMN_NAMES[fault.column.value] if fault.column else ""),
        fault.value,
        problem,
        remedy,
        fault.other_row,
    )


def sentences(notes: Iterable[RosterNote]) -> list[str]:
    """How the file was understood, in sentences."""
    return [_sentence(note) for note in notes if note.said not in TO_BE_CHECKED]


def warnings(notes: Iterable[RosterNote]) -> list[str]:
    """What is likely to be a slip in the file, and has to be looked at before anything is saved."""
    return [_sentence(note) for note in notes if note.said in TO_BE_CHECKED]


def _sentence(note: RosterNote) -> str:
    facts = {
        "rows": _rows(note.rows),
        "text": COLUMN_NAMES.get(note.text, note.text) if note.said is Said.COLUMN_KEPT else note.text,
        "other": note.other,
        "number": f"{note.number:,}",
    }
    sentence: str = str(SENTENCES[note.said]) % facts
    return sentence


def _rows(rows: Sequence[int]) -> str:
    named = ", ".join(str(row) for row in rows[:MOST_ROWS_NAMED])
    if len(rows) > MOST_ROWS_NAMED:
        return str(_("%(rows)s and %(more)s others", rows=named, more=len(rows) - MOST_ROWS_NAMED))
    return named


SENTENCES: dict[Said, Any] = {
    Said.SHEETS_PASSED_OVER: _l("Sheets that are no table of units were passed over: %(text)s."),
    Said.PEOPLE_COUNTED: _l(
        "Each row was read as one person: %(number)s people were counted into their units. Their names are "
        "not stored."
    ),
    Said.LEVELS_READ: _l("The tree was read from columns side by side: %(text)s."),
    Said.LEVELS_FILLED_DOWN: _l("Empty cells were read as the unit written above them, on rows %(rows)s."),
    Said.LEVELS_LEFT_EMPTY: _l(
        "Units without a unit above them were hung at the next higher level, on rows %(rows)s."
    ),
    Said.UPPER_UNITS_ADDED: _l(
        "%(number)s units without a row of their own were added with nobody directly in them: %(text)s."
    ),
    Said.SUBTOTAL_LEFT_OUT: _l(
        "Row %(rows)s (%(text)s, %(number)s people) is the sum of the units below and was read as a "
        "subtotal: nobody is counted twice."
    ),
    Said.TOTAL_LEFT_OUT: _l("Row %(rows)s (“%(text)s”, %(number)s) is a total and was left out."),
    Said.TOTAL_DIFFERS: _l(
        "Row %(rows)s (“%(text)s”) says %(other)s people, and the units add up to %(number)s. Check the file."
    ),
    Said.LINES_LEFT_OUT: _l("Notes under the table and titles printed again were left out: rows %(rows)s."),
    Said.COUNT_CHOSEN: _l("The number of people was taken from “%(text)s”, and not from “%(other)s”."),
    Said.DASHES_ARE_NOBODY: _l("A dash as headcount was read as 0 people, on rows %(rows)s."),
    Said.CODES_MADE: _l(
        "%(number)s units have no code: those that are stored keep theirs by name, and %(other)s got one "
        "made of the name."
    ),
    Said.PARENTS_BY_NAME: _l("Parent units were found by their names, on rows %(rows)s."),
    Said.PARENT_IS_THE_INSTITUTION: _l(
        "Units under “%(text)s” were put at the top, since that is the institution itself: rows %(rows)s."
    ),
    Said.MERGED_CELLS_FILLED: _l("Merged cells count for every row that they cover: rows %(rows)s."),
    Said.HIDDEN_ROWS_READ: _l("Hidden rows were read like others: rows %(rows)s."),
    Said.COLUMN_KEPT: _l("The file has no column “%(text)s”: what is stored stays as it is."),
}
