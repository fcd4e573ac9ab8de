"""Decisions are found: docs/decisions/README.md names each, by its number and its title."""

import re

from config import ROOT

DECISIONS = ROOT / "docs" / "decisions"
RECORDS = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
LINE = re.compile(r"^\* \[(\d{4})\]\((\S+)\) (.+)$", re.MULTILINE)
PARTS = ("## Context", "## Decision", "## Consequences")


def test_the_index_names_every_decision_by_its_number_and_its_title_in_order():
    said = LINE.findall((DECISIONS / "README.md").read_text("utf-8"))

    held = [(path.name[:4], path.name, _title(path)) for path in RECORDS]
    assert said == held


def test_a_number_is_given_once():
    numbers = [path.name[:4] for path in RECORDS]

    assert sorted(set(numbers)) == numbers


def test_every_decision_says_what_was_in_the_way_what_was_decided_and_what_follows():
    short = [path.name for path in RECORDS if any(part not in path.read_text("utf-8") for part in PARTS)]

    assert short == []


def _title(path):
    return path.read_text("utf-8").partition("\n")[0].removeprefix("# ")
