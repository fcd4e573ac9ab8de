"""`gyeol disclosure` prints what follows, protects, and names faults with place and remedy."""

import json

import pytest
from click.testing import CliRunner

from analysis.disclosure.any_table.cli import disclosure
from analysis.disclosure.protect import rounds
from tests.analysis.disclosure.any_table.tables import two_way


@pytest.fixture
def files(tmp_path):
    table = two_way({("r1", "c1"): 4, ("r1", "c2"): 30, ("r2", "c1"): 25, ("r2", "c2"): 41})
    cells = "".join(f"{cell.key},{cell.respondents},{cell.status}\n" for cell in table.cells)
    relations = "".join(f"{one.total},{part}\n" for one in table.relations for part in one.parts)
    (tmp_path / "cells.csv").write_text("cell,n,status\n" + cells)
    (tmp_path / "relations.csv").write_text("total,part\n" + relations)
    return [str(tmp_path / "cells.csv"), str(tmp_path / "relations.csv")]


def test_the_audit_command_prints_what_follows(files):
    result = CliRunner().invoke(disclosure, ["audit", *files, "--k", "10"])

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "hidden": [],
        "smallest_derivable_group": {"n": 4, "cells": ["r1|c1"]},
    }


def test_the_protect_command_prints_the_protected_table(files):
    result = CliRunner().invoke(disclosure, ["protect", *files, "--k", "10"])

    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert [one["cell"] for one in report["hidden"]] == ["r1|c1", "r1|c2", "r2|c1", "r2|c2"]
    assert report["secondary"] == ["r1|c2", "r2|c1", "r2|c2"]
    assert report["cost"] == 100
    assert report["smallest_derivable_group"] is None
    assert {"rounds", "seconds"} <= set(report)


def test_a_faulty_file_stops_the_command_with_the_place_and_the_remedy(files, tmp_path):
    (tmp_path / "cells.csv").write_text("cell,n,status\nr1,many,shown\n")

    result = CliRunner().invoke(disclosure, ["audit", *files])

    assert result.exit_code == 2
    assert "cells.csv, line 2, column n:" in result.stderr
    assert result.stdout == ""


def test_a_search_that_did_not_end_says_that_more_is_hidden_than_has_to_be(files, monkeypatch):
    monkeypatch.setattr(rounds, "MOST_ROUNDS", 0)

    result = CliRunner().invoke(disclosure, ["protect", *files, "--k", "10"])

    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert not report["is_complete"]
    assert report["smallest_derivable_group"] is None
    assert "more is hidden than has to be" in result.stderr
