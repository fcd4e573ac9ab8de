"""The auditor on the published tables of a real survey: Canada's Public Service Employee Survey of 2018."""

import csv

import numpy as np
import pytest

from analysis.disclosure.any_table.free_tables import audit_table, protect_table
from analysis.disclosure.any_table.tables import Cell, Relation, Table
from analysis.disclosure.attack.elimination import Elimination
from analysis.disclosure.attack.problem import NONE, SuppressionProblem
from analysis.disclosure.protect.certificate import Status
from config import ROOT

PUBLISHED = ROOT.parent / "shared" / "data" / "pses" / "pses2018.csv"
LEVELS = 5
NOT_APPLICABLE = "9999"
Unit = tuple[int, ...]

pytestmark = pytest.mark.skipif(not PUBLISHED.exists(), reason="the published tables are not here")


@pytest.fixture(scope="module")
def answered() -> dict[str, dict[Unit, int]]:
    """By question and unit, how many answered."""
    found: dict[str, dict[Unit, int]] = {}
    with PUBLISHED.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            unit = tuple(int(row[f"LEVEL{level}ID"]) for level in range(1, LEVELS + 1))
            if row["ANSCOUNT"] != NOT_APPLICABLE:
                found.setdefault(row["QUESTION"], {})[unit] = int(row["ANSCOUNT"])
    return found


def parent_of(unit: Unit) -> Unit | None:
    depth = sum(part != 0 for part in unit)
    return None if depth == 0 else (*unit[: depth - 1], *(0,) * (LEVELS - depth + 1))


def children_of(units: dict[Unit, int]) -> dict[Unit, list[Unit]]:
    """Published children of published parents below the public service as a whole."""
    found: dict[Unit, list[Unit]] = {}
    for unit in units:
        parent = parent_of(unit)
        if parent is not None and any(parent) and parent in units:
            found.setdefault(parent, []).append(unit)
    return found


def the_tree(units: dict[Unit, int]) -> tuple[SuppressionProblem, dict[Unit, int]]:
    """Every unit as a cell; people of a unit outside its published children are atoms of their own."""
    keys = sorted(units)
    cell = {unit: index for index, unit in enumerate(keys)}
    rest = dict(units)
    for unit, n in units.items():
        parent = parent_of(unit)
        if parent in rest:
            rest[parent] -= n
    atoms = [unit for unit in keys if rest[unit] > 0]
    cover = np.full((len(atoms), LEVELS + 1), NONE, dtype=np.int32)
    above = np.full(len(keys), NONE, dtype=np.int32)
    for at, atom in enumerate(atoms):
        unit, slot = atom, 0
        while unit is not None and unit in cell:
            cover[at, slot] = cell[unit]
            unit, slot = parent_of(unit), slot + 1
    for unit, index in cell.items():
        above[index] = cell.get(parent_of(unit), NONE)
    cells = len(keys)
    problem = SuppressionProblem(
        n=np.array([units[unit] for unit in keys]),
        atom_n=np.array([rest[unit] for unit in atoms]),
        cover=cover,
        lines=(),
        must_hide=np.zeros(cells, bool),
        cost=np.ones(cells),
        block=np.zeros(cells, np.int32),
        place=np.array([10_000 * atom[0] + atom[1] for atom in atoms], np.int32),
        above=above,
        must_show=np.zeros(cells, bool),
    )
    return problem, {unit: at for at, unit in enumerate(atoms)}


def test_parent_less_published_children_gives_one_to_nine_people_in_2924_of_15145_tables(answered):
    parents = recoverable = 0
    for units in answered.values():
        problem, atom = the_tree(units)
        reduced = Elimination(problem, np.zeros(problem.cells, bool), lambda: True)
        for parent in children_of(units):
            parents += 1
            at = atom.get(parent)
            if at is not None and problem.atom_n[at] < 10:
                recoverable += reduced.derives([at])

    assert (recoverable, parents) == (2924, 15145)


def test_a_published_department_is_safe_once_it_is_protected(answered):
    units = answered["Q06"]
    below = children_of(units)
    unsafe = 0
    for parent in sorted(below)[:40]:
        rest = units[parent] - sum(units[child] for child in below[parent])
        cells = [Cell("parent", units[parent])]
        cells += [Cell(str(child), units[child]) for child in below[parent]]
        if rest:
            cells.append(Cell("not published", rest, Status.PRIMARY if rest < 10 else Status.SECONDARY))
        table = Table(tuple(cells), (Relation("parent", tuple(cell.key for cell in cells[1:])),))
        found = audit_table(table, 10).smallest_derivable_group
        assert (found.n if found else None) == (rest if 0 < rest < 10 else None)
        unsafe += found is not None
        assert protect_table(table, 10).audit.smallest_derivable_group is None

    assert unsafe >= 5
