"""What an attacker learns about the number of respondents in a hidden cell: the interval it must lie in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import highspy
import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.problem import Line
from analysis.disclosure.attack.programme import INFINITY, Rows, model

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class AttainableRange:
    """Bounds of a hidden cell's respondents, both attainable in the linear relaxation; `upper` None: none."""

    cell: int
    lower: int
    upper: int | None


def derivable_intervals(
    n: NDArray[np.int64],
    lines: Sequence[Line],
    hidden: NDArray[np.bool_],
    upper_bounds: Mapping[int, int] | None = None,
    keep_going: Callable[[], bool] = lambda: True,
    of: Sequence[int] | None = None,
) -> list[AttainableRange]:
    """For each hidden cell the least and the greatest count that the published cells allow.

    Counts are at least zero and, where `upper_bounds` knows the cell, at most the public headcount. Two
    linear programmes a cell, in each connected part of the hidden cells; bounds are rounded inwards, since
    counts are whole. `of` names the cells that are asked for, all hidden ones when left out. Stops early,
    with what it has, when `keep_going` says no.
    """
    bounds = upper_bounds or {}
    wanted = {int(cell) for cell in (np.nonzero(hidden)[0] if of is None else of)}
    found: list[AttainableRange] = []
    for cells, part in _connected(lines, hidden):
        asked = [cell for cell in cells if cell in wanted]
        if not asked:
            continue
        if not keep_going():
            break
        at = {cell: index for index, cell in enumerate(cells)}
        rows = Rows()
        for total, parts in part:
            known = 0
            terms: dict[int, float] = {}
            for cell, sign in ((total, -1.0), *((piece, 1.0) for piece in parts)):
                if cell in at:
                    terms[at[cell]] = terms.get(at[cell], 0.0) + sign
                else:
                    known += int(sign) * int(n[cell])
            rows.add(terms, -known, -known)
        upper = np.array([float(bounds.get(cell, INFINITY)) for cell in cells])
        highs = model(np.zeros(len(cells)), np.zeros(len(cells)), upper, rows, is_integer=False)
        for cell in asked:
            lower_end = _extreme(highs, at[cell], 1.0)
            upper_end = _extreme(highs, at[cell], -1.0)
            found.append(
                AttainableRange(
                    cell,
                    0 if lower_end is None else ceil(lower_end - TOLERANCE),
                    None if upper_end is None else floor(-upper_end + TOLERANCE),
                )
            )
    alone = wanted - {interval.cell for interval in found}
    tied = {cell for total, parts in lines for cell in (total, *parts)}
    found.extend(AttainableRange(cell, 0, bounds.get(cell)) for cell in alone if cell not in tied)
    return sorted(found, key=lambda interval: interval.cell)


def _extreme(highs: highspy.Highs, column: int, cost: float) -> float | None:
    highs.changeColCost(column, cost)
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kUnknown:
        # The basis of the last cell can be a bad start for this one: begin anew.
        highs.clearSolver()
        highs.run()
    status = highs.getModelStatus()
    value = highs.getInfo().objective_function_value
    highs.changeColCost(column, 0.0)
    if status == highspy.HighsModelStatus.kOptimal:
        return float(value)
    if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return None
    raise RuntimeError(f"The interval of a cell could not be computed: {highs.modelStatusToString(status)}.")


def _connected(lines: Sequence[Line], hidden: NDArray[np.bool_]) -> list[tuple[list[int], list[Line]]]:
    """Hidden cells that share a line, directly or through others, with those lines."""
    parent: dict[int, int] = {}

    def root(cell: int) -> int:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    open_lines: list[tuple[Line, int]] = []
    for line in lines:
        cells = [cell for cell in (line[0], *line[1]) if hidden[cell]]
        if not cells:
            continue
        for cell in cells:
            parent.setdefault(cell, cell)
            first, second = root(cells[0]), root(cell)
            parent[max(first, second)] = min(first, second)
        open_lines.append((line, cells[0]))
    members: dict[int, list[int]] = {}
    for cell in sorted(parent):
        members.setdefault(root(cell), []).append(cell)
    grouped: dict[int, list[Line]] = {key: [] for key in members}
    for line, cell in open_lines:
        grouped[root(cell)].append(line)
    return [(members[key], grouped[key]) for key in sorted(members)]
