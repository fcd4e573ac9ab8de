"""What is said about a roster: each fault in a sentence with its remedy, and the tree as rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.institutions.models import InstitutionKind, Unit
from survey_app.institutions.roster import Column, Fault, Problem
from survey_app.institutions.tables import Refusal

KIND_NAMES: dict[str, Any] = {
    InstitutionKind.CENTRAL.value: _l("Central administrative agency"),
    InstitutionKind.METROPOLITAN.value: _l("Metropolitan or provincial government"),
    InstitutionKind.LOCAL.value: _l("City, county or district"),
    InstitutionKind.PUBLIC_BODY.value: _l("Public body"),
}
COLUMN_NAMES: dict[str, Any] = {
    Column.CODE.value: _l("Unit code"),
    Column.NAME_KO.value: _l("Unit name"),
    Column.NAME_EN.value: _l("Name (en)"),
    Column.PARENT.value: _l("Parent code"),
    Column.HEADCOUNT.value: _l("Headcount"),
    Column.EMAILS.value: _l("Emails"),
}
REFUSALS: dict[Refusal, Any] = {
    Refusal.EMPTY: _l("The file is empty. Fill in the template and upload it again."),
    Refusal.TOO_LARGE: _l(
        "The file is larger than 5 MB. Remove pictures and other sheets, or save it as .csv."
    ),
    Refusal.WRONG_TYPE: _l("The file is neither .xlsx nor .csv. Save the table in one of these forms."),
    Refusal.PROTECTED_OR_OLD: _l(
        "The file is an old .xls or has a password. Open it, take the password off and save it as .xlsx."
    ),
    Refusal.UNPACKS_TOO_LARGE: _l(
        "The file unpacks to far more than a table of units. Save the table alone as .csv."
    ),
    Refusal.DAMAGED: _l("The file is damaged and can't be read. Open it in a spreadsheet and save it again."),
    Refusal.UNKNOWN_ENCODING: _l(
        "The text is neither UTF-8 nor CP949. Save the table as .xlsx or as CSV UTF-8."
    ),
    Refusal.TOO_MANY_ROWS: _l(
        "The table has more than 5,000 rows. Leave out teams that need no result of their own."
    ),
}
PROBLEMS: dict[Problem, tuple[Any, Any]] = {
    Problem.COLUMN_MISSING: (
        _l("This column is missing."),
        _l("Add the column with this title; the template shows all of them."),
    ),
    Problem.COLUMN_TWICE: (_l("Two columns have this title."), _l("Remove one of the two columns.")),
    Problem.NO_UNITS: (_l("There is no unit under the header."), _l("Write one unit on each row.")),
    Problem.VALUE_MISSING: (_l("The cell is empty."), _l("Fill in the cell, or remove the row.")),
    Problem.FORMULA: (
        _l("The cell holds a formula."),
        _l("Replace the formula by its value (copy, then paste as values)."),
    ),
    Problem.TOO_LONG: (_l("The text is too long."), _l("Use at most 40 signs in a code and 120 in a name.")),
    Problem.CODE_HAS_WRONG_SIGNS: (
        _l("The code holds a sign that codes can't have."),
        _l("Use letters, digits, hyphen, dot and underscore only."),
    ),
    Problem.CODE_TWICE: (_l("Another row has this code."), _l("Give each unit a code of its own.")),
    Problem.PARENT_UNKNOWN: (
        _l("No row has the code of this parent."),
        _l("Correct the parent's code, add the parent, or leave the cell empty at the top."),
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
    column: Any
    value: str
    problem: Any
    remedy: Any
    other_row: int | None


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A unit with how deep it hangs and how many people are in it and below."""

    unit: Unit
    depth: int
    with_below: int


def fault_rows(faults: Iterable[Fault]) -> list[FaultRow]:
    """Each fault with its sentence and its remedy."""
    return [
        FaultRow(
            fault.sheet,
            "" if fault.row is None else str(fault.row),
            COLUMN_NAMES[fault.column.value] if fault.column else "",
            fault.value,
            *PROBLEMS[fault.problem],
            fault.other_row,
        )
        for fault in faults
    ]


def tree_rows(units: Sequence[Unit]) -> list[TreeRow]:
    """Units in the order of their tree, with depth and the headcount of the whole branch."""
    parents = {unit.code: unit.parent_code for unit in units}
    totals = dict.fromkeys(parents, 0)
    depths = {}
    for unit in units:
        at: str | None = unit.code
        depths[unit.code] = -1
        while at is not None:
            totals[at] += unit.headcount
            depths[unit.code] += 1
            at = parents[at]
    return [TreeRow(unit, depths[unit.code], totals[unit.code]) for unit in units]
