"""Hides the least information so that no line has a single hidden cell and no remainder is too small."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.problem import SuppressionProblem
from analysis.disclosure.attack.programme import Rows, chosen, model

Constraint = tuple[tuple[tuple[int, float], ...], float]
"""Terms (cell, coefficient) whose sum over hidden cells must be at least the number."""


class Suppressor:
    """Finds a cheapest mask; remembers what it has solved, so that another cut costs little.

    Constraints are generated when a mask breaks them and solved one connected component at a time, since
    most lines of a table hold nothing that must be hidden.
    """

    def __init__(self, problem: SuppressionProblem, smallest_group: int, *, gap: float = 0.0) -> None:
        self.problem = problem
        self.smallest_group = smallest_group
        self.gap = gap
        self._constraints: dict[Constraint, None] = {}
        self._kept = problem.must_hide.copy()
        self._solved: dict[tuple[Constraint, ...], NDArray[np.int64]] = {}
        self._lines = [
            (total, tuple(part for part in parts if problem.n[part] > 0))
            for total, parts in problem.lines
            if problem.n[total] > 0
        ]
        sizes = [1 + len(parts) for _, parts in self._lines]
        self._cell_of = np.array([cell for t, parts in self._lines for cell in (t, *parts)], np.int64)
        self._line_of = np.repeat(np.arange(len(self._lines)), sizes)
        self._is_part = np.array([at > 0 for size in sizes for at in range(size)], dtype=bool)
        both = np.flatnonzero(problem.must_show & problem.must_hide)
        if both.size:
            raise ValueError(f"Cell {both[0]} must be hidden and must be shown.")

    def forbid(self, published_together: Iterable[int]) -> bool:
        """Adds a cut: these cells may never again be published all together. False if none can be hidden."""
        may_hide = tuple(
            (int(cell), 1.0) for cell in sorted(published_together) if not self.problem.must_show[cell]
        )
        if not may_hide:
            return False
        self._constraints[(may_hide, 1.0)] = None
        return True

    def require(self, constraint: Constraint) -> bool:
        """Adds a constraint on what is hidden. False if it is known or nothing can be hidden for it."""
        if constraint in self._constraints or all(self.problem.must_show[cell] for cell, _ in constraint[0]):
            return False
        self._constraints[constraint] = None
        return True

    def mask(self, seconds_left: Callable[[], float | None]) -> NDArray[np.bool_]:
        """The cheapest mask under all lines and cuts. Raises SolverStopped when the time is over."""
        while True:
            hidden = self._kept.copy()
            for component in self._components():
                if component not in self._solved:
                    self._solved[component] = self._solve(component, seconds_left())
                hidden[self._solved[component]] = True
            broken = self._broken_lines(hidden)
            if not broken:
                return hidden
            for constraint in broken:
                self._constraints[constraint] = None

    def keep(self, hidden: NDArray[np.bool_]) -> None:
        """From now on these cells stay hidden, so that masks only grow and the search comes to an end."""
        self._kept = hidden & ~self.problem.must_show
        self._solved.clear()

    def can_keep_lines(self, allowed: NDArray[np.bool_], start: NDArray[np.bool_]) -> bool:
        """Whether a mask that keeps every line is soon found that hides allowed cells alone.

        start : a mask of a similar problem to begin with. False says nothing: there may be one all the same.
        """
        hidden = self._kept | (start & allowed)
        while broken := self._broken_lines(hidden):
            for terms, least in broken:
                if sum(factor for cell, factor in terms if hidden[cell]) >= least:
                    continue
                more = [cell for cell, factor in terms if factor > 0 and allowed[cell] and not hidden[cell]]
                if not more:
                    return False
                hidden[min(more, key=lambda cell: (self._breaks(cell, hidden), -self.problem.n[cell]))] = True
        return True

    def _breaks(self, cell: int, hidden: NDArray[np.bool_]) -> int:
        """How many lines would have this cell as their only hidden one."""
        return sum(
            not any(hidden[other] for other in (self._lines[line][0], *self._lines[line][1]))
            for line in self._line_of[self._cell_of == cell]
        )

    def _broken_lines(self, hidden: NDArray[np.bool_]) -> list[Constraint]:
        """Constraints of the lines that this mask breaks."""
        problem, k = self.problem, self.smallest_group
        if not self._lines:
            return []
        is_hidden = hidden[self._cell_of]
        lines = len(self._lines)
        count = np.bincount(self._line_of, is_hidden, lines)
        rest = np.bincount(self._line_of, is_hidden * self._is_part * problem.n[self._cell_of], lines)
        total_hidden = np.bincount(self._line_of, is_hidden & ~self._is_part, lines) > 0
        single = count == 1
        small = (count > 0) & ~total_hidden & (rest < k)
        found: list[Constraint] = []
        for line in np.nonzero(single | small)[0]:
            total, parts = self._lines[line]
            for cell in (total, *parts):
                if not hidden[cell]:
                    continue
                others = tuple((other, 1.0) for other in (total, *parts) if other != cell)
                if others and single[line]:
                    found.append(((*others, (cell, -1.0)), 0.0))
                if small[line]:
                    reach = float(min(k, sum(int(problem.n[part]) for part in parts)))
                    terms = {part: float(min(problem.n[part], reach)) for part in parts}
                    terms[total] = terms.get(total, 0.0) + reach
                    terms[cell] -= reach
                    found.append((tuple(sorted(terms.items())), 0.0))
        return [constraint for constraint in found if constraint not in self._constraints]

    def _components(self) -> list[tuple[Constraint, ...]]:
        """Constraints grouped so that no two groups share a cell that is free to choose."""
        free = ~(self._kept | self.problem.must_show)
        parent: dict[int, int] = {}

        def root(cell: int) -> int:
            while parent[cell] != cell:
                parent[cell] = parent[parent[cell]]
                cell = parent[cell]
            return cell

        for terms, _ in self._constraints:
            cells = [cell for cell, _ in terms if free[cell]]
            for cell in cells:
                parent.setdefault(cell, cell)
                first, second = root(cells[0]), root(cell)
                parent[max(first, second)] = min(first, second)
        groups: dict[int, list[Constraint]] = {}
        for constraint in self._constraints:
            cells = [cell for cell, _ in constraint[0] if free[cell]]
            if cells:
                groups.setdefault(root(cells[0]), []).append(constraint)
        return [tuple(groups[key]) for key in sorted(groups)]

    def _solve(self, component: tuple[Constraint, ...], seconds: float | None) -> NDArray[np.int64]:
        problem = self.problem
        cells = sorted({cell for terms, _ in component for cell, _ in terms})
        at = {cell: index for index, cell in enumerate(cells)}
        rows = Rows()
        for terms, least in component:
            rows.add({at[cell]: factor for cell, factor in terms}, least)
        # A cell that nobody would have seen is not free: among equal masks the smaller one is better.
        cost = np.maximum(problem.cost[cells], 1e-3)
        lower = self._kept[cells].astype(np.float64)
        upper = 1.0 - problem.must_show[cells].astype(np.float64)
        highs = model(cost, lower, upper, rows, is_integer=True, seconds=seconds, gap=self.gap)
        return np.array(cells, dtype=np.int64)[chosen(highs)]
