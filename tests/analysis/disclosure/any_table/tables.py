"""Tables of two directions, and where published ones are kept."""

import pytest

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
