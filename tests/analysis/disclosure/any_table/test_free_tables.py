"""Any table: published problems, and random ones against an attacker who tries everything."""

import csv
import json
from itertools import product

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.disclosure.any_table.cli import disclosure
from analysis.disclosure.any_table.free_tables import audit_table, protect_table
from analysis.disclosure.any_table.table_problem import Cost
from analysis.disclosure.any_table.tables import Cell, Relation, Table
from analysis.disclosure.protect.certificate import Status
from config import ROOT

SDC = ROOT.parent / "shared" / "data" / "sdc"
needs_problems = pytest.mark.skipif(not SDC.exists(), reason="the published problems are not here")


def two_way(inner: dict[tuple[str, str], int], primary: set[tuple[str, str]] = frozenset()) -> Table:
    """A two-way table with its margins, named row|column, T for totals."""
    rows = list(dict.fromkeys(row for row, _ in inner))
    columns = list(dict.fromkeys(column for _, column in inner))
    cells = [
        Cell(f"{r}|{c}", n, Status.PRIMARY if (r, c) in primary else Status.SHOWN)
        for (r, c), n in inner.items()
    ]
    cells += [Cell(f"{r}|T", sum(inner[r, c] for c in columns)) for r in rows]
    cells += [Cell(f"T|{c}", sum(inner[r, c] for r in rows)) for c in columns]
    cells.append(Cell("T|T", sum(inner.values())))
    relations = [Relation(f"{r}|T", tuple(f"{r}|{c}" for c in columns)) for r in rows]
    relations += [Relation(f"T|{c}", tuple(f"{r}|{c}" for r in rows)) for c in columns]
    relations.append(Relation("T|T", tuple(f"{r}|T" for r in rows)))
    relations.append(Relation("T|T", tuple(f"T|{c}" for c in columns)))
    return Table(tuple(cells), tuple(relations))


def the_expected(name: str) -> dict:
    return json.loads((SDC / "expected.json").read_text())[name]["facts"]


def the_4x4_problem() -> Table:
    with (SDC / "sdcTable_problemdata_4x4.csv").open() as file:
        rows = list(csv.DictReader(file))
    return two_way(
        {(row["v1"], row["v2"]): int(row["freq"]) for row in rows},
        {(row["v1"], row["v2"]) for row in rows if row["primary_suppressed"] == "1"},
    )


@needs_problems
def test_in_the_4x4_problem_one_primary_cell_follows_exactly():
    audit = audit_table(the_4x4_problem(), 10)

    exact = {one.cell: (one.lower, one.upper) for one in audit.hidden if one.lower == one.upper}
    assert exact == {"w|b": (47, 47)}
    assert audit.smallest_derivable_group is None


@needs_problems
def test_in_the_4x4_problem_one_further_cell_is_enough():
    protection = protect_table(the_4x4_problem(), 10)

    assert protection.secondary == ("x|d",)
    bounds = {one.cell: [one.lower, one.upper] for one in protection.audit.hidden}
    assert bounds["w|b"] == the_expected("sdcTable_problemdata_4x4")["extra_cell_x|d_gives_w|b"]
    assert len(protect_table(the_4x4_problem(), 10, cost=Cost.CELLS).secondary) == 1


@needs_problems
def test_the_tau_argus_example_is_solved_at_the_same_cost():
    inner, primary = {}, set()
    for line in (SDC / "checkTauArgus_ex1_tabdata_ex1.tab").read_text().splitlines():
        region, gender, n, status, *_ = (entry.strip() for entry in line.split(","))
        if "Total" not in (region, gender):
            inner[region, gender] = int(n)
            if status == "U":
                primary.add((region, gender))
    expected = the_expected("checkTauArgus_ex1")

    protection = protect_table(two_way(inner, primary), 10)

    assert set(protection.secondary) == set(expected["secondary_min_cost(value)"])
    assert protection.cost == expected["cost"]


def random_table(draw: np.random.Generator, rows: int, columns: int) -> Table:
    return two_way(
        {
            (f"r{r}", f"c{c}"): int(n)
            for (r, c), n in zip(
                product(range(rows), range(columns)),
                draw.choice([0, 1, 3, 6, 9, 15, 30], rows * columns),
                strict=True,
            )
        }
    )


def smallest_by_trying(attacker, table: Table, threshold: int) -> int | None:
    inner = [cell for cell in table.cells if "T" not in cell.key and cell.respondents]
    rows = [
        [
            all(
                ours in ("T", theirs)
                for ours, theirs in zip(cell.key.split("|"), leaf.key.split("|"), strict=False)
            )
            for leaf in inner
        ]
        for cell in table.cells
        if cell.status is Status.SHOWN
    ]
    if not rows or not inner:
        return None
    n = np.array([leaf.respondents for leaf in inner])
    return attacker.smallest(np.array(rows), n, threshold)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 4), st.integers(2, 4))
def test_a_protected_table_gives_no_small_group_away(attacker, seed, rows, columns):
    table = random_table(np.random.default_rng(seed), rows, columns)

    protection = protect_table(table, 8)

    assert protection.audit.smallest_derivable_group is None
    assert smallest_by_trying(attacker, protection.table, 8) is None
    for one in protection.audit.hidden:
        cell = next(cell for cell in table.cells if cell.key == one.cell)
        assert one.lower <= cell.respondents
        assert one.upper is None or cell.respondents <= one.upper
        if 0 < cell.respondents < 8:
            assert one.lower != one.upper


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
@example(1186)  # the solver lost its way from the basis of the cell before
def test_an_audit_finds_at_least_what_trying_everything_finds(attacker, seed):
    draw = np.random.default_rng(seed)
    table = random_table(draw, 3, 3)
    cells = tuple(
        Cell(cell.key, cell.respondents, Status.SECONDARY if draw.random() < 0.4 else Status.SHOWN)
        for cell in table.cells
    )
    table = Table(cells, table.relations)

    found = audit_table(table, 8).smallest_derivable_group
    tried = smallest_by_trying(attacker, table, 8)

    assert tried is None or (found is not None and found.n <= tried)


def test_totals_with_breakdowns_that_do_not_cross_still_protect_each_other():
    """Units and sexes of the same people, without a cell for their crossing."""
    table = Table(
        (
            Cell("T", 40),
            Cell("a", 31),
            Cell("b", 9),
            Cell("m", 18),
            Cell("w", 22),
        ),
        (Relation("T", ("a", "b")), Relation("T", ("m", "w"))),
    )

    audit = audit_table(table, 10)
    protection = protect_table(table, 10)

    assert audit.smallest_derivable_group is not None
    assert (audit.smallest_derivable_group.n, audit.smallest_derivable_group.cells) == (9, ("b",))
    assert protection.secondary == ("a",)


def test_a_count_that_bounds_alone_give_away_is_reported():
    """The hidden row sums to seven and one of its cells can only be zero."""
    table = Table(
        (
            Cell("T", 27), Cell("x", 7), Cell("y", 20),
            Cell("x1", 7, Status.PRIMARY), Cell("x2", 0, Status.SECONDARY),
            Cell("y1", 20), Cell("y2", 0, Status.SECONDARY), Cell("2", 0), Cell("1", 27),
        ),
        (
            Relation("T", ("x", "y")), Relation("x", ("x1", "x2")), Relation("y", ("y1", "y2")),
            Relation("2", ("x2", "y2")), Relation("1", ("x1", "y1")), Relation("T", ("1", "2")),
        ),
    )  # fmt: skip

    found = audit_table(table, 10).smallest_derivable_group

    assert found is not None
    assert found.n == 7


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


REGIONS = {
    "Total": ("Nr", "Os", "Ws", "Zd", "99"),
    "Nr": ("1", "2", "3"),
    "Os": ("4", "5", "6", "7"),
    "Ws": ("8", "9", "10"),
    "Zd": ("11", "12"),
}
SIZES = ("2", "4", "5", "6", "7", "8", "9", "99")


def the_size_by_region_problem() -> Table:
    """Values of 8 sizes by 17 regions in two levels, with the protection levels that the file gives."""
    cells, names = [], []
    for line in (SDC / "tauargus_pp.tab").read_text().splitlines():
        fields = [field.strip('" ').replace(",", ".") for field in line.split(";")]
        size, region, value, *_ = fields
        is_primary = fields[8] == "U"
        levels = (float(fields[9]), float(fields[10])) if is_primary else (0.0, 0.0)
        status = Status.PRIMARY if is_primary else Status.SHOWN
        cells.append(Cell(f"{size}|{region}", round(float(value)), status, *levels))
        names.append(region)
    relations = [
        Relation(f"{size}|{total}", tuple(f"{size}|{part}" for part in parts))
        for size in ("Total", *SIZES)
        for total, parts in REGIONS.items()
    ]
    relations += [
        Relation(f"Total|{region}", tuple(f"{size}|{region}" for size in SIZES))
        for region in dict.fromkeys(names)
    ]
    return Table(tuple(cells), tuple(relations))


@needs_problems
def test_the_size_by_region_problem_needs_four_further_cells():
    table = the_size_by_region_problem()
    expected = the_expected("tauargus_pp")

    protection = protect_table(table, 1, cost=Cost.CELLS)

    assert (len(table.cells), len(table.relations)) == (expected["cells"], expected["relations"])
    assert sum(cell.status is Status.PRIMARY for cell in table.cells) == expected["primary"]
    assert len(protection.secondary) == expected["own_min_count_secondary"]


def test_a_protection_level_widens_the_interval():
    inner = {
        (f"r{r}", f"c{c}"): n
        for (r, c), n in zip(product(range(3), range(3)), [40, 30, 12, 35, 25, 33, 50, 11, 60], strict=True)
    }
    plain = two_way(inner, {("r0", "c0")})
    levelled = Table(
        tuple(
            Cell(cell.key, cell.respondents, cell.status, 20.0, 20.0) if cell.key == "r0|c0" else cell
            for cell in plain.cells
        ),
        plain.relations,
    )

    narrow = {one.cell: one for one in protect_table(plain, 5).audit.hidden}["r0|c0"]
    wide = {one.cell: one for one in protect_table(levelled, 5).audit.hidden}["r0|c0"]

    assert narrow.lower > 20 or narrow.upper < 60
    assert wide.lower <= 20
    assert wide.upper >= 60


OTHER_PROGRAM = json.loads((ROOT / "tests" / "reference" / "disclosure" / "pytauargus.json").read_text())


def as_given_to_the_other_program(case: dict) -> Table:
    inner = {
        (f"r{row}", f"c{column}"): n
        for row, line in enumerate(case["inner"])
        for column, n in enumerate(line)
    }
    plain = two_way(inner)
    return Table(
        tuple(
            Cell(cell.key, cell.respondents, Status.PRIMARY, 1.0, 1.0) if cell.respondents < 10 else cell
            for cell in plain.cells
        ),
        plain.relations,
    )


@pytest.mark.parametrize("case", OTHER_PROGRAM["tables"][::2])
def test_protecting_values_costs_no_more_than_by_pytauargus(case):
    protection = protect_table(as_given_to_the_other_program(case), 1)

    bounds = {one.cell: one for one in protection.audit.hidden}
    for cell in protection.table.cells:
        if cell.status is Status.PRIMARY:
            assert bounds[cell.key].lower <= cell.respondents - 1
            assert bounds[cell.key].upper >= cell.respondents + 1
    assert 0.8 * case["cost"] <= protection.cost <= case["cost"]


def test_intervals_alone_do_not_protect_groups():
    """Two small cells that hide each other's count give away the result of both together."""
    given_away = 0
    for case in OTHER_PROGRAM["tables"]:
        hidden = dict(case["hidden"])
        plain = as_given_to_the_other_program(case)
        cells = tuple(
            Cell(cell.key, cell.respondents, Status.SECONDARY if cell.key in hidden else Status.SHOWN)
            for cell in plain.cells
        )
        given_away += audit_table(Table(cells, plain.relations), 10).smallest_derivable_group is not None

    assert given_away == 27
