"""The page that says which tables are read says what is true."""

import re

import pytest

from config import ROOT
from survey_app.institutions.column_words import BY_KEY, LEVEL, LOOSE, RANK, Column
from survey_app.institutions.columns import keys_of
from survey_app.institutions.roster_values import count_of, is_total
from survey_app.spreadsheets.refusals import OF_A_ROSTER

PAGE = (ROOT / "docs" / "rosters.md").read_text("utf-8")
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]


def titles(name):
    (row,) = (row for row in ROWS if row[0].startswith(name))
    return re.findall(r"`([^`]+)`", row[2])


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("name of the unit", Column.NAME_KO),
        ("code", Column.CODE),
        ("parent unit", Column.PARENT),
        ("English name", Column.NAME_EN),
        ("e-mail addresses", Column.EMAILS),
        ("a person", Column.PERSON),
    ],
)
def test_every_title_that_is_named_is_known(name, column):
    for title in titles(name):
        keys = keys_of(title)
        assert BY_KEY.get(keys[0]) is column or (column is Column.NAME_KO and keys[0] in LOOSE), title


def test_numbers_of_people_are_taken_in_the_order_that_is_named():
    ranks = [RANK[keys_of(title)[0]] for title in titles("headcount")]

    assert ranks == sorted(ranks)
    assert set(ranks) == set(RANK.values())


def test_levels_stand_in_the_order_that_is_named():
    depths = [LEVEL[keys_of(title)[0]] for title in titles("levels side by side")]

    assert depths == sorted(depths)


def test_cells_are_read_as_is_said():
    (numbers,) = (row for row in ROWS if row[0].startswith("`12.0`"))
    (totals,) = (row for row in ROWS if row[0].startswith("`합계`"))

    written = re.findall(r"`([^`]+)`", numbers[0])
    assert [str(count_of(text)) for text in written] == numbers[1].split(", ")
    assert all(is_total([text], frozenset({"기획실"})) for text in re.findall(r"`([^`]+)`", totals[0]))


def test_the_limits_are_those_that_are_named():
    assert f"{OF_A_ROSTER.rows:,} rows" in PAGE
    assert f"{OF_A_ROSTER.file_bytes // 1024 // 1024} MB" in PAGE
