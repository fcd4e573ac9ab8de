"""The two commands on random tables of every shape, against a search that shares nothing with the product."""

import json
import random
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.optimize import linprog

from analysis.disclosure.any_table.cli import disclosure

COUNTS = ([0, 1, 3, 6, 9, 15, 30], [1, 2, 3, 4, 5, 12], [0, 0, 0, 4, 20], [2, 11, 25], [10, 12, 30])
Relations = list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Drawn:
    """A table as a stranger would write it down."""

    n: dict[str, int]
    relations: Relations
    status: dict[str, str]
    k: int

    @property
    def shown(self) -> list[str]:
        return [cell for cell in self.n if cell not in self.status]

    @property
    def primary(self) -> set[str]:
        return {c for c, n in self.n.items() if self.status.get(c) == "primary" or 0 < n < self.k}


def crossed(rng: random.Random, widths: tuple[int, ...], counts: list[int], with_inner: bool = True):
    """Every margin of a table; without its inner cells all that is left are overlapping margins."""
    raw = {at: rng.choice(counts) for at in product(*map(range, widths))}

    def name(at):
        return "".join(f"{letter}{x}" for letter, x in zip("abc", at, strict=False) if x is not None) or "T"

    margins = [
        at
        for at in product(*([*range(width), None] for width in widths))
        if with_inner or None in at or not widths
    ]
    n = {
        name(at): sum(v for of, v in raw.items() if all(a in (None, b) for a, b in zip(at, of, strict=True)))
        for at in margins
    }
    relations: Relations = []
    for at in margins:
        for axis, width in enumerate(widths):
            parts = [name((*at[:axis], x, *at[axis + 1 :])) for x in range(width)]
            if at[axis] is None and all(part in n for part in parts):
                relations.append((name(at), parts))
    return n, relations


def hierarchy(rng: random.Random, counts: list[int], depth: int = 3):
    n, relations = {}, []

    def grow(name: str, left: int) -> None:
        if left == 0 or (left < depth and rng.random() < 0.3):
            n[name] = rng.choice(counts)
            return
        parts = [f"{name}.{at}" for at in range(rng.randint(1, 3))]
        for part in parts:
            grow(part, left - 1)
        n[name] = sum(n[part] for part in parts)
        relations.append((name, parts))

    grow("T", depth)
    return n, relations


def side_by_side(first, second):
    n = {f"{at}{key}": value for at, one in (("x", first), ("y", second)) for key, value in one[0].items()}
    relations = [
        (f"{at}{total}", [f"{at}{part}" for part in parts])
        for at, one in (("x", first), ("y", second))
        for total, parts in one[1]
    ]
    return n, relations


def uncrossed(rng: random.Random, counts: list[int]):
    """Two breakdowns of the same people with no cell for their crossing."""
    first = [rng.choice(counts) for _ in range(rng.randint(2, 4))]
    cuts = sorted(rng.randint(0, sum(first)) for _ in range(rng.randint(1, 3)))
    second = [high - low for low, high in zip([0, *cuts], [*cuts, sum(first)], strict=True)]
    n = {"T": sum(first)}
    n |= {f"a{at}": v for at, v in enumerate(first)} | {f"b{at}": v for at, v in enumerate(second)}
    return n, [("T", [key for key in n if key[0] == letter]) for letter in "ab"]


def draw(seed: int) -> Drawn:
    rng = random.Random(seed)
    counts = rng.choice(COUNTS)
    n, relations = rng.choice(
        [
            lambda: crossed(rng, (rng.randint(1, 6),), counts),
            lambda: crossed(rng, (rng.randint(1, 4), rng.randint(2, 4)), counts),
            lambda: crossed(rng, (2, 2, 2), counts),
            lambda: crossed(rng, (2, 2, rng.randint(2, 3)), counts, with_inner=False),
            lambda: hierarchy(rng, counts),
            lambda: uncrossed(rng, counts),
            lambda: side_by_side(crossed(rng, (2, 2), counts), hierarchy(rng, counts, 2)),
            lambda: ({f"p{at}": rng.choice(counts) for at in range(4)}, []),
        ]
    )()
    if relations and not any(n.values()):
        # A table of nobody does not tell its breakdowns apart: whichever parts are taken, the sum is right.
        return draw(seed + 1_000_000)
    share = rng.choice([0, 0.2, 0.4, 0.6, 1])
    status = {cell: rng.choice(["primary", "secondary"]) for cell in n if rng.random() < share}
    return Drawn(n, relations, status, rng.choice([3, 5, 8, 10]))


class Span:
    """What is a rational combination of given rows, by elimination in fractions."""

    def __init__(self, rows: list[list[int]]) -> None:
        self.reduced: list[tuple[int, list[Fraction]]] = []
        for row in rows:
            rest = self._rest(row)
            lead = next((at for at, entry in enumerate(rest) if entry), None)
            if lead is not None:
                self.reduced.append((lead, [entry / rest[lead] for entry in rest]))

    def _rest(self, row: list[int]) -> list[Fraction]:
        rest = [Fraction(entry) for entry in row]
        for lead, own in self.reduced:
            if rest[lead]:
                factor = rest[lead]
                rest = [a - factor * b for a, b in zip(rest, own, strict=True)]
        return rest

    def holds(self, row: list[int]) -> bool:
        return not any(self._rest(row))


def smallest_group(table: Drawn, shown: list[str]) -> int | None:
    """Tries every union of finest cells under k; that a hidden cell is empty is known where it must be so."""
    at = {cell: index for index, cell in enumerate(table.n)}

    def row(*cells: str) -> list[int]:
        return [int(cell in cells) for cell in at]

    rows = [row(cell) for cell in shown]
    for total, parts in table.relations:
        rows.append([own - (cell == total) for own, cell in zip(row(*parts), at, strict=True)])
    totals = {total for total, _ in table.relations}
    empty = [cell for cell, n in table.n.items() if n == 0 and cell not in totals and cell not in shown]
    bounds = intervals(table, shown) if empty else {}
    span = Span([*rows, *(row(cell) for cell in empty if bounds[cell] == (0, 0))])
    may_be_empty = [cell for cell in empty if bounds[cell] != (0, 0)]
    small = [cell for cell, n in table.n.items() if 0 < n < table.k and cell not in totals]
    unions = sorted(
        (sum(table.n[cell] for cell in union), union)
        for size in range(1, table.k)
        for union in combinations(small, size)
        if sum(table.n[cell] for cell in union) < table.k
    )
    for n, union in unions:
        for size in range(len(may_be_empty) + 1):
            if any(span.holds(row(*union, *empties)) for empties in combinations(may_be_empty, size)):
                return n
    return None


def intervals(table: Drawn, shown: list[str]) -> dict[str, tuple[int, int | None]]:
    """The whole numbers between the bounds that a solver of another house finds."""
    hidden = [cell for cell in table.n if cell not in shown]
    lines, right = [], []
    for total, parts in table.relations:
        signs = {total: -1} | dict.fromkeys(parts, 1)
        if any(cell in signs for cell in hidden):
            lines.append([signs.get(cell, 0) for cell in hidden])
            right.append(-sum(sign * table.n[cell] for cell, sign in signs.items() if cell in shown))
    found = {}
    for at, cell in enumerate(hidden):
        if not any(line[at] for line in lines):
            found[cell] = (0, None)
            continue
        cost = np.eye(len(hidden))[at]
        low = linprog(cost, A_eq=lines, b_eq=right, bounds=(0, None))
        high = linprog(-cost, A_eq=lines, b_eq=right, bounds=(0, None))
        upper = None if high.status == 3 else int(np.floor(-high.fun + 1e-6))
        found[cell] = (int(np.ceil(low.fun - 1e-6)), upper)
    return found


@pytest.fixture
def run(tmp_path):
    """Runs one of the commands on a table that is written to two files."""

    def command(name: str, table: Drawn) -> dict:
        cells = "".join(f"{cell},{n},{table.status.get(cell, 'shown')}\n" for cell, n in table.n.items())
        relations = "".join(f"{total},{part}\n" for total, parts in table.relations for part in parts)
        (tmp_path / "cells.csv").write_text("cell,n,status\n" + cells)
        (tmp_path / "relations.csv").write_text("total,part\n" + relations)
        files = [str(tmp_path / "cells.csv"), str(tmp_path / "relations.csv")]
        result = CliRunner().invoke(disclosure, [name, *files, "--k", str(table.k)])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return command


def bounds_in(report: dict) -> dict[str, tuple[int, int | None]]:
    return {one["cell"]: (one["lower"], one["upper"]) for one in report["hidden"]}


SEEDS = [*range(60), 113, 166, 249, 1509, 2681]
"""Beside the first sixty: tables in which a part of nobody stands between two breakdowns."""
MANY = pytest.param(range(1_000, 3_000), marks=pytest.mark.nightly, id="many")


@pytest.mark.parametrize("seeds", [pytest.param(SEEDS, id="few"), MANY])
def test_the_audit_finds_what_trying_everything_finds(run, seeds):
    for seed in seeds:
        table = draw(seed)

        report = run("audit", table)

        group = report["smallest_derivable_group"]
        assert (group and group["n"]) == smallest_group(table, table.shown), seed
        assert bounds_in(report) == intervals(table, table.shown), seed
        if group:
            assert set(group["cells"]) <= set(table.shown), seed
            assert smallest_group(table, group["cells"]) == group["n"], seed


@pytest.mark.parametrize("seeds", [pytest.param(SEEDS, id="few"), MANY])
def test_what_is_protected_audits_clean_by_the_other_search(run, seeds):
    for seed in seeds:
        table = draw(seed)

        report = run("protect", table)

        bounds = bounds_in(report)
        shown = [cell for cell in table.n if cell not in bounds]
        assert report["smallest_derivable_group"] is None, seed
        assert smallest_group(table, shown) is None, seed
        assert bounds == intervals(table, shown), seed
        assert set(report["secondary"]) == set(bounds) - table.primary, seed
        assert table.primary <= set(bounds), seed
        assert report["cost"] == sum(table.n[cell] for cell in bounds), seed
        assert not [cell for cell in table.primary if table.n[cell] and len(set(bounds[cell])) == 1], seed


@pytest.mark.parametrize("seeds", [range(40), pytest.param(range(40, 640), marks=pytest.mark.nightly)])
def test_hidden_respondents_keep_within_one_and_a_half_times_the_exhaustive_optimum(run, seeds):
    for seed in seeds:
        rng = random.Random(seed)
        shape = rng.choice([(3,), (5,), (2, 2), (2, 3), (3, 3)])
        n, relations = crossed(
            rng, shape, rng.choice([[1, 4, 9, 12, 20, 30], [3, 11, 14, 25], [0, 5, 12, 40]])
        )
        table = Drawn(n, relations, {}, 10)
        free = [cell for cell in n if n[cell] and cell not in table.primary]

        report = run("protect", table)

        ours = sum(n[cell] for cell in report["secondary"])
        choices = sorted(
            (sum(n[cell] for cell, is_hidden in zip(free, choice, strict=True) if is_hidden), choice)
            for choice in product((False, True), repeat=len(free))
        )
        for cost, choice in choices:
            if ours <= 1.5 * cost:
                break
            hidden = {cell for cell, is_hidden in zip(free, choice, strict=True) if is_hidden}
            shown = [cell for cell in n if cell not in hidden | table.primary]
            assert smallest_group(table, shown) is not None, (seed, ours, cost)
