"""Problems that others have published or solved come out alike here."""

import csv
import json

import pytest

from analysis.disclosure.any_table.free_tables import audit_table, protect_table
from analysis.disclosure.any_table.table_problem import Cost
from analysis.disclosure.any_table.tables import Cell, Relation, Table
from analysis.disclosure.protect.certificate import Status
from config import ROOT
from tests.analysis.disclosure.any_table.tables import SDC, needs_problems, two_way


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
