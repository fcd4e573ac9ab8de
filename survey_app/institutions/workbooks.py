"""The roster as a file to fill in: empty, or with the units that are stored."""

import io
from collections.abc import Sequence

import xlsxwriter

from survey_app.institutions.roster import RosterUnit
from survey_app.spreadsheets.writing import WORKBOOK_OPTIONS, csv_file, write_cell
from survey_app.wording.catalogue import Voice

EXAMPLES = (
    RosterUnit("A", "기획조정실", "Planning and Coordination Office", None, 4, ()),
    RosterUnit("A1", "기획담당관", "Planning Division", "A", 18, ()),
    RosterUnit("A2", "예산담당관", "Budget Division", "A", 16, ()),
)


def as_workbook(units: Sequence[RosterUnit], language: str) -> bytes:
    """The units as .xlsx; text is written as text, whatever it begins with."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, WORKBOOK_OPTIONS)
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(Voice(language).say("Units"))
    sheet.set_column(0, 0, 14, text)
    sheet.set_column(1, 2, 28)
    sheet.set_column(3, 3, 16, text)
    sheet.set_column(4, 4, 8)
    sheet.set_column(5, 5, 50)
    for column, title in enumerate(_titles(language)):
        write_cell(sheet, 0, column, title, bold)
    for number, unit in enumerate(units, start=1):
        for column, value in enumerate(_values(unit)):
            write_cell(sheet, number, column, value)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def as_csv(units: Sequence[RosterUnit], language: str) -> bytes:
    """The units as .csv in UTF-8, with the mark by which Excel knows it."""
    return csv_file([_titles(language), *(_values(unit) for unit in units)])


def _titles(language: str) -> tuple[str, ...]:
    voice = Voice(language)
    return (
        voice.say("Unit code"),
        voice.say_as("a unit", "Name"),
        voice.say("Name (en)"),
        voice.say("Parent code"),
        voice.say("Headcount"),
        voice.say("Emails"),
    )


def _values(unit: RosterUnit) -> tuple[str | int, ...]:
    name_en = unit.name_en if unit.name_en != unit.name_ko else ""
    return (unit.code, unit.name_ko, name_en, unit.parent or "", unit.headcount, "; ".join(unit.emails))
