"""Files that are made to do harm are refused in a moment, and the process that serves pages does not grow."""

import io
import os
import resource
import time
import zipfile
from functools import cache
from pathlib import Path

import pytest

from questionnaires.faults import QuestionnaireIsFaulty
from survey_app.ground.isolated import isolated
from survey_app.imports.parsing import parse_upload
from survey_app.institutions.services import read_uploaded_roster
from survey_app.publishing.services import ArchiveIsRefused, keep_draft
from survey_app.spreadsheets.refusals import FileIsRefused, FileRefusal
from tests.spreadsheets.test_reading import SHEET, archive, workbook

FILES = Path(__file__).parent / "files"
MEBIBYTE = 1024 * 1024
SOON, LITTLE = 30, 48
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "haha">%s]><worksheet>&j;</worksheet>""" % b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k"))
)
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
COLUMNS = [b"%c%c" % (first, second) for first in b"AB" for second in range(65, 91)]


@cache
def parts_of_a_workbook():
    with zipfile.ZipFile(io.BytesIO(workbook([["a"]]))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def book(sheet, **more):
    """A workbook that is sound but for its sheet."""
    return archive({**parts_of_a_workbook(), SHEET: sheet, **more})


@cache
def wide_rows(mebibytes):
    """A sheet that unpacks to so many MiB and packs to a fiftieth, just as a file of real answers might."""
    out = io.BytesIO()
    block = os.urandom(9000).hex().encode()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in parts_of_a_workbook().items():
            if name != SHEET:
                packed.writestr(name, content)
        with packed.open(SHEET, "w", force_zip64=True) as part:
            part.write(HEAD)
            for number in range(1, mebibytes + 1):
                cells = b"".join(
                    b'<c r="%s%d" t="str"><v>%s</v></c>' % (column, number, block) for column in COLUMNS
                )
                part.write(b'<row r="%d">%s</row>' % (number, cells))
            part.write(TAIL)
    return out.getvalue()


DISGUISED = HEAD + b'<row><c><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + TAIL
HOSTILE = {
    "two cells far apart": ("sparse.xlsx", lambda: (FILES / "sparse.xlsx").read_bytes()),
    "far cells without their places": ("sparse.xlsx", lambda: book(DISGUISED)),
    "a far cell on a row without its number": (
        "sparse.xlsx",
        lambda: book(HEAD + b'<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>' + TAIL),
    ),
    "a zip bomb": ("bomb.xlsx", lambda: book(bytes(300 * MEBIBYTE))),
    "a bomb beside the table": (
        "bomb.xlsx",
        lambda: book(HEAD + TAIL, **{"xl/x.xml": b"0" * (64 * MEBIBYTE)}),
    ),
    "800 MB unpacked": ("large.xlsx", lambda: wide_rows(800)),
    "billion laughs": ("laughs.xlsx", lambda: book(LAUGHS)),
    "billion laughs in .ods": ("laughs.ods", lambda: archive({"content.xml": LAUGHS})),
    "merged cells over merged cells": (
        "merged.xlsx",
        lambda: book(
            HEAD
            + b'<row r="1"><c r="A1"><v>1</v></c></row>'
            + b'<row r="900000"><c r="A900000"><v>1</v></c></row></sheetData><mergeCells>'
            + b'<mergeCell ref="A1:XFD1048576"/>'
            + b"".join(b'<mergeCell ref="A%d:B1048576"/>' % row for row in range(1, 20_000))
            + b"</mergeCells></worksheet>"
        ),
    ),
}


@pytest.fixture(params=HOSTILE)
def hostile(request):
    name, make = HOSTILE[request.param]
    return name, make()


@pytest.fixture
def unharmed():
    """Holds that this process grew little and waited little."""
    isolated(os.getpid)
    memory, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    yield
    assert time.monotonic() - began < SOON
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024 < LITTLE


def test_a_hostile_roster_is_refused(hostile, unharmed):
    with pytest.raises(FileIsRefused) as refused:
        read_uploaded_roster(*hostile)

    assert refused.value.reason in (
        FileRefusal.FAR_CELL,
        FileRefusal.UNPACKS_TOO_LARGE,
        FileRefusal.DAMAGED,
        FileRefusal.TAKES_TOO_MUCH,
        FileRefusal.TOO_LARGE,
        FileRefusal.EMPTY,
    )


def test_hostile_answers_are_refused(hostile, config, tmp_path, unharmed):
    name, content = hostile
    (tmp_path / "data").write_bytes(content)
    (tmp_path / "mapping.yaml").write_text("questionnaire: public-culture 2026.1\n", "utf-8")

    parsed = parse_upload(config, (name, tmp_path / "data"), tmp_path / "mapping.yaml")

    assert parsed.table is None
    assert parsed.faults.total >= 1
    assert all(fault.remedy("ko") and fault.remedy("en") for fault in parsed.faults.found)


YAML_BOMBS = {
    "aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(
        f"{letter}: &{letter} [{','.join(['*' + chr(ord(letter) - 1)] * 9)}]\n" for letter in "bcdefghij"
    ),
    "levels": "[" * 100_000,
    "one long line": "key: " + "x" * (8 * MEBIBYTE),
    "many keys": "".join(f"key{number}: 1\n" for number in range(400_000)),
}


@pytest.mark.parametrize("bomb", YAML_BOMBS)
def test_a_mapping_that_is_made_to_do_harm_is_refused(bomb, config, tmp_path, unharmed):
    (tmp_path / "data").write_text("A,B\n1,2\n", "utf-8")
    (tmp_path / "mapping.yaml").write_text(YAML_BOMBS[bomb], "utf-8")

    parsed = parse_upload(config, ("a.csv", tmp_path / "data"), tmp_path / "mapping.yaml")

    assert parsed.mapping is None
    assert parsed.faults.total >= 1


@pytest.mark.parametrize("bomb", YAML_BOMBS)
def test_a_questionnaire_that_is_made_to_do_harm_is_refused(bomb, config, unharmed):
    packed = archive({"questionnaire.yaml": YAML_BOMBS[bomb], "ko.yaml": YAML_BOMBS[bomb]})

    with pytest.raises((ArchiveIsRefused, QuestionnaireIsFaulty)):
        keep_draft(config, 1, packed)

    assert [path for path in (config.files / "questionnaires").iterdir() if path.is_dir()] == []
