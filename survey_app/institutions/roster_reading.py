"""A roster from its file: the sheet that looks like one, its header, its rows and their tree."""

from collections.abc import Sequence

from survey_app.ground.isolated import prepare
from survey_app.institutions.column_words import Column
from survey_app.institutions.columns import Header, Title, find_header
from survey_app.institutions.roster import (
    Problem,
    Roster,
    RosterFault,
    RosterIsFaulty,
    RosterNote,
    RosterReading,
    RosterUnit,
    Said,
    TakenColumn,
)
from survey_app.institutions.roster_rows import RowReader
from survey_app.institutions.roster_sums import check_sums
from survey_app.institutions.roster_tree import Tree, in_tree_order
from survey_app.spreadsheets.cells import Sheet, letters_of
from survey_app.spreadsheets.reading import read_sheets
from survey_app.spreadsheets.refusals import OF_A_ROSTER

prepare(__name__)
MOST_UNITS = 5_000
OPTIONAL = (Column.NAME_EN, Column.PARENT, Column.EMAILS)


def read_roster(
    file_name: str,
    content: bytes,
    known: Sequence[RosterUnit] = (),
    institution_names: Sequence[str] = (),
) -> RosterReading:
    """The units of a roster file. Raises FileIsRefused or RosterIsFaulty; changes nothing.

    `known` are the units that are stored: a column that the file lacks leaves theirs as it is, and a unit
    without a code keeps the code that it has had by its name.
    """
    sheets = read_sheets(file_name, content, OF_A_ROSTER)
    sheet, header, notes = _choose(sheets)
    _require_columns(header)
    reader = RowReader(header, notes=list(notes))
    drafts = reader.drafts(sheet.rows)
    if hidden := [draft.row for draft in drafts if draft.row in sheet.hidden_rows]:
        reader.notes.append(RosterNote(Said.HIDDEN_ROWS_READ, tuple(hidden)))
    if not drafts:
        raise RosterIsFaulty((RosterFault(sheet.name, None, None, Problem.NO_UNITS),))
    tree = Tree(reader, drafts, known, institution_names)
    check_sums(tree)
    units = tree.units()
    tree.check(units)
    found = list(reader.faults)
    if not found and not any(unit.headcount for unit in units):
        found.append(RosterFault(sheet.name, None, Column.HEADCOUNT, Problem.NOBODY))
    if not found and len(units) > MOST_UNITS:
        found.append(RosterFault(sheet.name, None, None, Problem.TOO_MANY_UNITS, str(len(units))))
    if found:
        raise RosterIsFaulty(tuple(sorted(found, key=lambda fault: fault.row or 0)))
    tree.say()
    reader.say_totals(sum(unit.headcount for unit in units))
    _say_what_was_taken(header, reader, known, len(drafts), sum(unit.headcount for unit in units))
    return RosterReading(
        Roster(tuple(in_tree_order(units))),
        sheet.name if len(sheets) > 1 or "." not in sheet.name else "",
        header.rows,
        tuple(_taken(header)),
        tuple(title.text for title in header.unused),
        tuple(reader.notes),
    )


def _choose(sheets: Sequence[Sheet]) -> tuple[Sheet, Header, tuple[RosterNote, ...]]:
    """The one visible sheet that looks like a roster. Raises RosterIsFaulty where that is open."""
    visible = [(sheet, find_header(sheet)) for sheet in sheets if not sheet.is_hidden]
    whole = [(sheet, header) for sheet, header in visible if not header.missing]
    if len(whole) > 1:
        names = ", ".join(sheet.name for sheet, _header in whole)
        raise RosterIsFaulty((RosterFault("", None, None, Problem.SEVERAL_TABLES, names),))
    if not whole:
        hidden = [sheet for sheet in sheets if sheet.is_hidden and not find_header(sheet).missing]
        if hidden:
            name = hidden[0].name
            raise RosterIsFaulty((RosterFault(name, None, None, Problem.TABLE_IS_HIDDEN, name),))
        whole = sorted(visible, key=lambda one: -one[1].score)[:1]
    if not whole or not whole[0][1].score:
        names = ", ".join(sheet.name for sheet in sheets)
        raise RosterIsFaulty((RosterFault("", None, None, Problem.NO_TABLE, names),))
    sheet, header = whole[0]
    others = [other.name for other, _header in visible if other is not sheet]
    notes = (RosterNote(Said.SHEETS_PASSED_OVER, (), ", ".join(others)),) if others else ()
    return sheet, header, notes


def _require_columns(header: Header) -> None:
    faults = [_fault_of_title(header, column, Problem.COLUMN_TWICE, title) for column, title in header.twice]
    faults += [
        RosterFault(header.sheet, header.rows[-1], column, Problem.COLUMN_MISSING)
        for column in header.missing
    ]
    if faults:
        raise RosterIsFaulty(tuple(faults))


def _fault_of_title(header: Header, column: Column, problem: Problem, title: Title) -> RosterFault:
    letters = letters_of(title.position)
    place = (header.sheet, header.rows[-1], column, problem, title.text)
    return RosterFault(*place, letters=letters, title=title.text)


def _taken(header: Header) -> list[TakenColumn]:
    titles = [(column, title) for column, title in header.columns.items()]
    titles += [(Column.LEVEL, title) for title in header.levels]
    titles.sort(key=lambda one: one[1].position)
    return [TakenColumn(column, letters_of(title.position), title.text) for column, title in titles]


def _say_what_was_taken(
    header: Header, reader: RowReader, known: Sequence[RosterUnit], rows: int, people: int
) -> None:
    if header.is_of_people:
        reader.notes.insert(0, RosterNote(Said.PEOPLE_COUNTED, number=people))
    if header.levels:
        names = " › ".join(title.text for title in header.levels)
        reader.notes.insert(0, RosterNote(Said.LEVELS_READ, text=names, number=rows))
    if header.passed:
        taken = header.columns[Column.HEADCOUNT].text
        others = ", ".join(title.text for title in header.passed)
        reader.notes.insert(0, RosterNote(Said.COUNT_CHOSEN, text=taken, other=others))
    kept = [column for column in OPTIONAL if column not in header.columns and _is_stored(column, known)]
    for column in kept:
        if column is not Column.PARENT or not header.levels:
            reader.notes.append(RosterNote(Said.COLUMN_KEPT, text=column.value))


def _is_stored(column: Column, known: Sequence[RosterUnit]) -> bool:
    if column is Column.NAME_EN:
        return any(unit.name_en != unit.name_ko for unit in known)
    if column is Column.PARENT:
        return any(unit.parent for unit in known)
    return any(unit.emails for unit in known)
