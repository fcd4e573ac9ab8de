"""What leaves as a table: nobody's name becomes a formula in a spreadsheet, whichever export holds it."""

import ast
import csv
import dataclasses
import io
import zipfile

import pytest

from config import ROOT
from questionnaires.languages import Spoken
from survey_app.institutions import workbooks
from survey_app.institutions.roster import RosterUnit
from survey_app.invitations import printing
from survey_app.invitations.inviting import Code
from survey_app.releases.public_file import microdata
from survey_app.reporting.workbooks.xlsx import write_xlsx
from survey_app.spreadsheets.writing import FORMULA_SIGNS, csv_file, guarded
from tests.reporting.sample import QUESTIONNAIRE, sample_release

HOSTILE = tuple(f"{sign}cmd|' /C calc'!A0" for sign in FORMULA_SIGNS)


@pytest.mark.parametrize("name", [*HOSTILE, " =1+1", "\u3000@x"])
def test_a_text_that_a_spreadsheet_would_compute_is_guarded(name):
    assert guarded(name) == "'" + name
    assert csv_file([[name]], has_mark=False).decode().lstrip('"').startswith("'")


@pytest.mark.parametrize("value", ["기획과", "R&D", "", "1-2", -2, 1.5, None])
def test_all_else_is_as_it_was(value):
    assert guarded(value) == value


def units():
    return [RosterUnit(name, name, name, name, 3, (name,)) for name in HOSTILE]


def codes():
    fields = {field.name: HOSTILE[0] for field in dataclasses.fields(Code)}
    return [Code(**{**fields, "unit_code": name}) for name in HOSTILE]


def records():
    return microdata.PublicUseFile(
        columns=("institution", "unit"), records=tuple((name, name) for name in HOSTILE), certificate=None
    )


TEXTS = {
    "units.csv": lambda: workbooks.as_csv(units(), "ko").decode("utf-8-sig"),
    "links.csv": lambda: printing.links_csv(codes()).decode("utf-8-sig"),
    "public-use.csv": lambda: microdata._as_csv(records()),
}
WORKBOOKS = {
    "units.xlsx": lambda: workbooks.as_workbook(units(), "ko"),
    "links.xlsx": lambda: printing.links_xlsx(codes()),
    "report.xlsx": lambda: write_xlsx(hostile_release(), QUESTIONNAIRE, "ko"),
}


def hostile_release():
    release = sample_release()
    name = Spoken(ko=HOSTILE[0], en=HOSTILE[0])
    return type(release)(
        **{
            **{field: getattr(release, field) for field in release.__struct_fields__},
            "names": dict.fromkeys(release.names, name),
        }
    )


@pytest.mark.parametrize("export", TEXTS)
def test_no_cell_of_a_text_export_begins_a_formula(export):
    cells = [cell for row in csv.reader(io.StringIO(TEXTS[export](), newline="")) for cell in row]

    assert any("calc" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(FORMULA_SIGNS)] == []


@pytest.mark.parametrize("export", WORKBOOKS)
def test_no_cell_of_a_workbook_is_a_formula(export):
    with zipfile.ZipFile(io.BytesIO(WORKBOOKS[export]())) as book:
        parts = {name: book.read(name) for name in book.namelist() if name.endswith(".xml")}

    assert any(b"calc" in content for content in parts.values())
    assert [name for name, content in parts.items() if b"<f>" in content or b"<f " in content] == []


def test_tables_are_written_in_one_place():
    """A new export can't forget the guard: no other module writes .csv or an untyped cell."""
    found = []
    for path in (ROOT / "survey_app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in ("csv.writer", "csv.DictWriter") or called.endswith(
                (".write_formula", ".write_row", ".write_column", "sheet.write", "page.write")
            ):
                found.append(str(path.relative_to(ROOT / "survey_app")))
            if called == "xlsxwriter.Workbook":
                assert ast.unparse(node.args[1]) == "WORKBOOK_OPTIONS", path
    assert found == ["spreadsheets/writing.py"]
