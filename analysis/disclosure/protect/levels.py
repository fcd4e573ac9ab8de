"""How wide the interval around a hidden value must stay: the protection levels of official statistics."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.problem import Line
from analysis.disclosure.attack.programme import INFINITY, Rows, model, unbounded_or_minimum
from analysis.disclosure.protect.suppress import Constraint

ROUNDING = 1e-7


def broken_levels(
    n: NDArray[np.int64],
    lines: Sequence[Line],
    hidden: NDArray[np.bool_],
    levels: Mapping[int, tuple[float, float]],
) -> list[Constraint]:
    """For each level that the hidden cells do not keep, the cut that any mask keeping it must satisfy.

    levels : by cell, how far below and above its value an attacker must find possible. The cuts are the
    capacity constraints of Fischetti and Salazar (2001): the dual of the attacker's linear programme says
    what each cell, once hidden, could add to the interval at most.
    """
    rows = Rows()
    for total, parts in lines:
        terms = {total: -1.0}
        for part in parts:
            terms[part] = terms.get(part, 0.0) + 1.0
        rows.add(terms, 0.0, 0.0)
    lower = np.where(hidden, -n.astype(np.float64), 0.0)
    upper = np.where(hidden, INFINITY, 0.0)
    found: list[Constraint] = []
    for cell, (below, above) in sorted(levels.items()):
        for sign, needed in ((-1.0, above), (1.0, below)):
            if needed <= 0:
                continue
            cost = np.zeros(len(n))
            cost[cell] = sign
            solved = unbounded_or_minimum(model(cost, lower, upper, rows, is_integer=False))
            if solved is None or -solved[0] >= needed - ROUNDING * max(1.0, needed):
                continue
            duals = solved[1]
            reach = np.where(duals > ROUNDING, duals * n, np.where(duals < -ROUNDING, needed, 0.0))
            terms_of_cut = tuple(
                (int(other), float(min(reach[other], needed))) for other in np.nonzero(reach > 0)[0]
            )
            found.append((terms_of_cut, float(needed)))
    return found
