"""Tables of units as offices have them: rows of cells, and what is merged.

The tree that a plain roster of these units gives is the one that every other way of writing them must give.
"""

import csv
import io
from dataclasses import dataclass, field

import openpyxl

HEAD = ["부서코드", "부서명", "상위부서코드", "인원", "이메일"]

ROWS = [
    ["P", "기획조정실", "", 4],
    ["P1", "기획담당관", "P", 18],
    ["P2", "예산담당관", "P", 16],
    ["S", "감사과", "", 12],
]

# Name, parent's name, direct members.
TREE = [
    ("기획조정실", "", 4),
    ("기획담당관", "기획조정실", 18),
    ("예산담당관", "기획조정실", 16),
    ("감사과", "", 12),
]


@dataclass
class Table:
    """A sheet of a workbook: its rows, what is merged, and the other sheets."""

    rows: list
    merged: tuple = ()
    sheets: dict = field(default_factory=dict)
    hidden: tuple = ()
    name: str = "Sheet"

    def workbook(self):
        book = openpyxl.Workbook()
        book.active.title = self.name
        for name, rows in {self.name: self.rows, **self.sheets}.items():
            sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
            for row in rows:
                sheet.append([None if value == "" else value for value in row])
        for place in self.merged:
            book[self.name].merge_cells(place)
        for name in self.hidden:
            book[name].sheet_state = "hidden"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def text_file(rows, delimiter=",", encoding="utf-8-sig"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def tree(reading):
    names = {unit.code: unit.name_ko for unit in reading.units}
    return [(unit.name_ko, names.get(unit.parent, ""), unit.headcount) for unit in reading.units]


def said(reading):
    return {note.said for note in reading.notes}


def head(**others):
    """The usual header with some of its titles called otherwise."""
    called = dict(zip(("code", "name", "parent", "count", "emails"), HEAD, strict=True)) | others
    return list(called.values())


def with_counts(*counts):
    return [[*row[:3], count] for row, count in zip(ROWS, counts, strict=True)]


LEVELS = [
    ["기획조정실", "", 4],
    ["기획조정실", "기획담당관", 18],
    ["기획조정실", "예산담당관", 16],
    ["감사과", "", 12],
]
DOWN = [["기획조정실", "", 4], ["", "기획담당관", 18], ["", "예산담당관", 16], ["감사과", "", 12]]
