"""Any table as a suppression problem: its finest cells as atoms, its sums as lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.any_table.tables import Table
from analysis.disclosure.attack.elimination import Derivation, Number
from analysis.disclosure.attack.problem import NONE, Line, SuppressionProblem
from analysis.disclosure.protect.certificate import Status


class Cost(StrEnum):
    """What it costs to hide a cell: its respondents, or one."""

    RESPONDENTS = "n"
    CELLS = "count"


@dataclass(frozen=True, eq=False)
class TableProblem:
    """A table with its problem.

    expansion : each cell as a sum of cells without parts, along the first breakdown of each total; after
        the table's cells, sums that are zero because two breakdowns of a total do not cross.
    """

    table: Table
    problem: SuppressionProblem
    lines: tuple[Line, ...]
    expansion: list[dict[int, int]]

    def giving(self, derivation: Derivation, hidden: NDArray[np.bool_]) -> tuple[str, ...]:
        """Names of the shown cells that give a group away, those that show that nobody else is in it too."""
        share: dict[int, Number] = {}
        for cell, factor in derivation.cells:
            for leaf, sign in self.expansion[cell].items():
                if self.problem.n[leaf] == 0:
                    share[leaf] = share.get(leaf, 0) + factor * sign
        given = {cell for cell, _ in derivation.cells if cell < len(self.table.cells)}
        for leaf, factor in share.items():
            if factor not in (0, 1):
                given |= set(self._shown_empty(leaf, hidden))
        return tuple(self.table.cells[cell].key for cell in sorted(given))

    def _shown_empty(self, leaf: int, hidden: NDArray[np.bool_]) -> Iterable[int]:
        """The finest shown cell that says that nobody is in this one, else all that bound it."""
        saying = [
            cell
            for cell, inside in enumerate(self.expansion[: len(self.table.cells)])
            if leaf in inside and self.problem.n[cell] == 0 and not hidden[cell]
        ]
        if saying:
            return [min(saying, key=lambda cell: len(self.expansion[cell]))]
        return shown_around(self.lines, hidden, leaf)


def table_problem(table: Table, smallest_group: int, cost: Cost) -> TableProblem:
    """The table in whole, in which the cells of `smallest_group` and more may be shown."""
    at = {cell.key: index for index, cell in enumerate(table.cells)}
    lines = tuple((at[one.total], tuple(at[part] for part in one.parts)) for one in table.relations)
    first: dict[int, tuple[int, ...]] = {}
    identities: list[Line] = []
    for total, parts in lines:
        if total in first:
            identities.append((total, parts))
        else:
            first[total] = parts
    expansion = _expansions(len(table.cells), first)
    rows: dict[int, list[tuple[int, int]]] = {
        leaf: [] for leaf, cell in enumerate(table.cells) if leaf not in first and cell.respondents > 0
    }
    for cell, inside in enumerate(expansion):
        for leaf, sign in inside.items():
            if leaf in rows:
                rows[leaf].append((cell, sign))
    unlike: list[dict[int, int]] = []
    for total, parts in identities:
        difference = dict(expansion[total])
        for part in parts:
            for leaf, sign in expansion[part].items():
                difference[leaf] = difference.get(leaf, 0) - sign
        left = {leaf: sign for leaf, sign in difference.items() if sign and leaf in rows}
        if left:
            # The two breakdowns share no crossing: all that is known is that they sum to the same.
            for leaf, sign in left.items():
                rows[leaf].append((len(table.cells) + len(unlike), sign))
            unlike.append(difference)
    problem = _assemble(table, rows, len(unlike), lines, smallest_group, cost)
    return TableProblem(table, problem, lines, [*expansion, *unlike])


def _assemble(
    table: Table,
    rows: dict[int, list[tuple[int, int]]],
    extra: int,
    lines: tuple[Line, ...],
    smallest_group: int,
    cost: Cost,
) -> SuppressionProblem:
    n = np.array([cell.respondents for cell in table.cells], dtype=np.int64)
    leaves = list(rows)
    width = max((len(row) for row in rows.values()), default=0)
    cover = np.full((len(leaves), width), NONE, dtype=np.int32)
    sign = np.ones((len(leaves), width), dtype=np.int8)
    for atom, leaf in enumerate(leaves):
        for slot, (cell, factor) in enumerate(rows[leaf]):
            cover[atom, slot], sign[atom, slot] = cell, factor
    cells = len(table.cells) + extra
    all_n = np.concatenate([n, np.zeros(extra, np.int64)])
    marked = np.array([cell.status is Status.PRIMARY for cell in table.cells] + [False] * extra, dtype=bool)
    return SuppressionProblem(
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


def shown_around(lines: tuple[Line, ...], hidden: NDArray[np.bool_], start: int) -> tuple[int, ...]:
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
