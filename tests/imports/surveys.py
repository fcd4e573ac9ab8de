"""Surveys as they come, and what an import says of them."""

import csv
import io
from pathlib import Path

import openpyxl

ITEMS = ("CARE01", "CARE02", "CARE03", "CARE04", "PACE01", "PACE02", "PACE03")

FILES = Path(__file__).parents[1] / "spreadsheets" / "files"


def problems(found: dict) -> list[tuple[int | None, str, str]]:
    return [(fault["row"], fault["column"], fault["problem"]) for fault in found["faults"]]


def as_workbook(text: str, **cells: object) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "응답"
    for row in csv.reader(io.StringIO(text)):
        sheet.append([int(value) if value.isdecimal() else value for value in row])
    for place, value in cells.items():
        sheet[place] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
