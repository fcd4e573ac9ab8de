"""Audits and protects any table that is given as cells and relations."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.any_table.table_problem import Cost, TableProblem, shown_around, table_problem
from analysis.disclosure.any_table.tables import Table
from analysis.disclosure.attack.derive import smallest_groups
from analysis.disclosure.attack.elimination import Elimination
from analysis.disclosure.attack.intervals import derivable_intervals
from analysis.disclosure.attack.problem import Line, SuppressionProblem
from analysis.disclosure.protect.certificate import Status
from analysis.disclosure.protect.levels import broken_levels
from analysis.disclosure.protect.rounds import Progress, protect, silent
from analysis.disclosure.protect.suppress import Constraint


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
    made = table_problem(table, 0, Cost.RESPONDENTS)
    hidden = np.zeros(made.problem.cells, dtype=bool)
    hidden[: len(table.cells)] = [cell.status is not Status.SHOWN for cell in table.cells]
    return _audit(made, hidden, smallest_group)


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
    levels are kept. Secondary marks of the input are dropped and found anew. Raises CannotProtect never,
    since every cell may go.
    """
    made = table_problem(table, smallest_group, cost)
    problem, lines = made.problem, made.lines
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
        audit=_audit(made, protection.hidden, smallest_group),
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


def _audit(made: TableProblem, hidden: NDArray[np.bool_], k: int) -> TableAudit:
    table, problem, lines = made.table, made.problem, made.lines
    intervals = derivable_intervals(problem.n, lines, hidden)
    found = min(
        (SmallGroup(one.n, made.giving(one, hidden)) for one in smallest_groups(problem, hidden, k)),
        key=lambda group: (group.n, len(group.cells), group.cells),
        default=None,
    )
    for one in intervals:
        n = int(problem.n[one.cell])
        if one.lower == one.upper and 0 < n < (found.n if found else k):
            # The count follows though no sum gives it: the other hidden cells leave no other value.
            around = shown_around(lines, hidden, one.cell)
            found = SmallGroup(n, tuple(table.cells[cell].key for cell in around))
    return TableAudit(
        tuple(HiddenCell(table.cells[one.cell].key, one.lower, one.upper) for one in intervals), found
    )


def _primary_cells_that_follow(
    problem: SuppressionProblem, lines: tuple[Line, ...], hidden: NDArray[np.bool_]
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
    intervals = derivable_intervals(problem.n, lines, hidden, of=left)
    return found + [shown_around(lines, hidden, one.cell) for one in intervals if one.lower == one.upper]
