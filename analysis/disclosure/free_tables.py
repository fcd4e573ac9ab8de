"""Audits and protects any table that is given as cells and relations."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.certificate import Status
from analysis.disclosure.derive import Derivation, Elimination, smallest_groups
from analysis.disclosure.intervals import derivable_intervals
from analysis.disclosure.levels import broken_levels
from analysis.disclosure.problem import NONE, Line, Problem
from analysis.disclosure.protect import Progress, protect, silent
from analysis.disclosure.suppress import Constraint
from analysis.disclosure.tables import Cell, Table


class Cost(StrEnum):
    """What it costs to hide a cell: its respondents, or one."""

    RESPONDENTS = "n"
    CELLS = "count"


@dataclass(frozen=True, slots=True)
class HiddenCell:
    """A hidden cell and the least and greatest count that the shown cells allow; `upper` None: no limit."""

    cell: str
    lower: int
    upper: int | None


@dataclass(frozen=True, slots=True)
class SmallGroup:
    """A group under the smallest group, and the shown cells from which its number follows."""

    n: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableAudit:
    """What follows from the shown cells of a table."""

    hidden: tuple[HiddenCell, ...]
    smallest_derivable_group: SmallGroup | None


@dataclass(frozen=True, slots=True)
class TableProtection:
    """A table after protection. `cost` is that of all hidden cells, primary ones included."""

    table: Table
    audit: TableAudit
    secondary: tuple[str, ...]
    cost: float
    rounds: int
    seconds: float
    is_complete: bool


def audit_table(table: Table, smallest_group: int) -> TableAudit:
    """What an attacker derives from a table as it stands: intervals of hidden cells, smallest group."""
    problem, lines = _problem(table, 0, Cost.RESPONDENTS)
    hidden = np.zeros(problem.cells, dtype=bool)
    hidden[: len(table.cells)] = [cell.status is not Status.SHOWN for cell in table.cells]
    return _audit(table, problem, lines, hidden, smallest_group)


def protect_table(
    table: Table,
    smallest_group: int,
    *,
    cost: Cost = Cost.RESPONDENTS,
    seconds: float = 900.0,
    progress: Progress = silent,
) -> TableProtection:
    """Hides the cheapest cells so that no group under `smallest_group` and no primary cell follows.

    Primary are the cells so marked and those with 1 to `smallest_group` − 1 respondents; their protection
    levels are kept. Secondary marks of the input are dropped and found anew.
    """
    problem, lines = _problem(table, smallest_group, cost)

    levels = {at: (cell.below, cell.above) for at, cell in enumerate(table.cells) if cell.below or cell.above}

    def attack(hidden: NDArray[np.bool_]) -> list[Constraint]:
        following = _primary_cells_that_follow(problem, lines, hidden)
        cuts = [(tuple((cell, 1.0) for cell in cells), 1.0) for cells in following]
        return [*cuts, *broken_levels(problem.n, lines, hidden, levels)]

    protection = protect(problem, smallest_group, seconds=seconds, progress=progress, further_attack=attack)
    after = Table(
        tuple(
            replace(cell, status=_after(bool(hidden), bool(primary)))
            for cell, hidden, primary in zip(
                table.cells, protection.hidden[: len(table.cells)], problem.must_hide, strict=False
            )
        ),
        table.relations,
    )
    return TableProtection(
        table=after,
        audit=_audit(after, problem, lines, protection.hidden, smallest_group),
        secondary=tuple(cell.key for cell in after.cells if cell.status is Status.SECONDARY),
        cost=float(problem.cost[protection.hidden].sum()),
        rounds=protection.rounds,
        seconds=protection.seconds,
        is_complete=protection.is_complete,
    )


def _after(is_hidden: bool, is_primary: bool) -> Status:
    if is_primary:
        return Status.PRIMARY
    return Status.SECONDARY if is_hidden else Status.SHOWN


def _audit(
    table: Table, problem: Problem, lines: tuple[Line, ...], hidden: NDArray[np.bool_], k: int
) -> TableAudit:
    intervals = derivable_intervals(problem.n, lines, hidden)
    groups = smallest_groups(problem, hidden, k)
    found = min(
        (_small_group(table, derivation) for derivation in groups),
        key=lambda group: (group.n, len(group.cells), group.cells),
        default=None,
    )
    for one in intervals:
        n = int(problem.n[one.cell])
        if one.lower == one.upper and 0 < n < (found.n if found else k):
            # The count follows though no sum gives it: the other hidden cells leave no other value.
            around = _shown_around(lines, hidden, one.cell)
            found = SmallGroup(n, tuple(table.cells[cell].key for cell in around))
    return TableAudit(
        tuple(HiddenCell(table.cells[one.cell].key, one.lower, one.upper) for one in intervals), found
    )


def _small_group(table: Table, derivation: Derivation) -> SmallGroup:
    cells = [cell for cell, _ in derivation.cells if cell < len(table.cells)]
    return SmallGroup(derivation.n, tuple(table.cells[cell].key for cell in cells))


def _primary_cells_that_follow(
    problem: Problem, lines: tuple[Line, ...], hidden: NDArray[np.bool_]
) -> list[tuple[int, ...]]:
    """For each primary cell whose count follows exactly, the shown cells that give it away."""
    primary = np.nonzero(problem.must_hide & (problem.n > 0))[0]
    if not primary.size:
        return []
    reduced = Elimination(problem, hidden, lambda: True)
    found: list[tuple[int, ...]] = []
    followed: set[int] = set()
    for cell in primary:
        atoms = tuple(int(atom) for atom in problem.members(int(cell)))
        if reduced.derives(atoms):
            followed.add(int(cell))
            found.append(tuple(given for given, _ in reduced.derivation(atoms).cells))
    left = [int(cell) for cell in primary if int(cell) not in followed]
    for one in derivable_intervals(problem.n, lines, hidden, of=left):
        if one.lower == one.upper:
            found.append(_shown_around(lines, hidden, one.cell))
    return found


def _shown_around(lines: tuple[Line, ...], hidden: NDArray[np.bool_], start: int) -> tuple[int, ...]:
    """Shown cells on the lines that tie hidden cells to `start`; unless one is hidden, nothing changes."""
    tied, shown = {start}, set[int]()
    grows = True
    while grows:
        grows = False
        for total, parts in lines:
            cells = {total, *parts}
            if cells & tied:
                more = {cell for cell in cells if hidden[cell]} - tied
                grows = grows or bool(more)
                tied |= more
                shown |= {cell for cell in cells if not hidden[cell]}
    return tuple(sorted(shown))


def _problem(table: Table, smallest_group: int, cost: Cost) -> tuple[Problem, tuple[Line, ...]]:
    at = {cell.key: index for index, cell in enumerate(table.cells)}
    lines = tuple((at[one.total], tuple(at[part] for part in one.parts)) for one in table.relations)
    first: dict[int, tuple[int, ...]] = {}
    identities: list[Line] = []
    for total, parts in lines:
        if total in first:
            identities.append((total, parts))
        else:
            first[total] = parts
    n = np.array([cell.respondents for cell in table.cells], dtype=np.int64)
    expansion = _expansions(len(table.cells), first)
    leaves = [cell for cell in range(len(table.cells)) if cell not in first and n[cell] > 0]
    rows: dict[int, list[tuple[int, int]]] = {leaf: [] for leaf in leaves}
    for cell, inside in enumerate(expansion):
        for leaf, sign in inside.items():
            if leaf in rows:
                rows[leaf].append((cell, sign))
    extra = 0
    for total, parts in identities:
        difference = dict(expansion[total])
        for part in parts:
            for leaf, sign in expansion[part].items():
                difference[leaf] = difference.get(leaf, 0) - sign
        left = {leaf: sign for leaf, sign in difference.items() if sign and leaf in rows}
        if left:
            # The two breakdowns share no crossing: all that is known is that they sum to the same.
            for leaf, sign in left.items():
                rows[leaf].append((len(table.cells) + extra, sign))
            extra += 1
    return _assemble(table, n, leaves, rows, extra, lines, smallest_group, cost), lines


def _assemble(
    table: Table,
    n: NDArray[np.int64],
    leaves: list[int],
    rows: dict[int, list[tuple[int, int]]],
    extra: int,
    lines: tuple[Line, ...],
    smallest_group: int,
    cost: Cost,
) -> Problem:
    width = max((len(row) for row in rows.values()), default=0)
    cover = np.full((len(leaves), width), NONE, dtype=np.int32)
    sign = np.ones((len(leaves), width), dtype=np.int8)
    for atom, leaf in enumerate(leaves):
        for slot, (cell, factor) in enumerate(rows[leaf]):
            cover[atom, slot], sign[atom, slot] = cell, factor
    cells = len(table.cells) + extra
    all_n = np.concatenate([n, np.zeros(extra, np.int64)])
    marked = np.array([cell.status is Status.PRIMARY for cell in table.cells] + [False] * extra, dtype=bool)
    return Problem(
        n=all_n,
        atom_n=n[leaves],
        cover=cover,
        cover_sign=sign,
        lines=lines,
        must_hide=marked | ((all_n > 0) & (all_n < smallest_group)),
        cost=all_n.astype(np.float64) if cost is Cost.RESPONDENTS else np.ones(cells),
        block=np.arange(cells, dtype=np.int32),
        place=np.zeros(len(leaves), dtype=np.int32),
        above=np.full(cells, NONE, dtype=np.int32),
        must_show=np.arange(cells) >= len(table.cells),
    )


def _expansions(cells: int, first: dict[int, tuple[int, ...]]) -> list[dict[int, int]]:
    """Each cell as a sum of cells without parts, along the first breakdown of each total."""
    found: dict[int, dict[int, int]] = {}
    for start in range(cells):
        stack = [start]
        while stack:
            cell = stack[-1]
            if cell not in first:
                found[cell] = {cell: 1}
            elif missing := [part for part in first[cell] if part not in found]:
                stack.extend(missing)
                continue
            else:
                total: dict[int, int] = {}
                for part in first[cell]:
                    for leaf, sign in found[part].items():
                        total[leaf] = total.get(leaf, 0) + sign
                found[cell] = total
            stack.pop()
    return [found[cell] for cell in range(cells)]


def cells_by_key(table: Table) -> dict[str, Cell]:
    """The cells of a table by name."""
    return {cell.key: cell for cell in table.cells}
