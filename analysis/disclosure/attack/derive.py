"""The attacker's algebra: every group under the threshold whose result follows from what is published.

The attacker is given, exactly and unrounded, the number of respondents and the sum of every item in each
published cell, and knows from the corridor who belongs to which unit and background class. A group of
respondents is derivable if its indicator vector is a linear combination, with rational coefficients, of
the indicator vectors of the published cells. `smallest_groups` finds all derivable groups of the smallest
size under the threshold, or shows that there is none; it misses none and invents none:

* Gaussian elimination over the atoms, in exact rational arithmetic, leaves a few pivot atoms; the
  membership of every other atom is a fixed combination of theirs.
* Each atom is either in the group or not. The partial groups are followed pivot by pivot, all at once, and
  are dropped as soon as an atom gets a value other than 0 and 1 or the group reaches the threshold.

Thresholds are raised one by one, so that unions of smaller groups never crowd the search.
"""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.elimination import Derivation, Elimination
from analysis.disclosure.attack.problem import SuppressionProblem
from analysis.disclosure.attack.search import always


def without_unions(groups: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The groups that hold no other of the groups."""
    kept: list[frozenset[int]] = []
    for group in sorted(
        (frozenset(atoms) for atoms in groups), key=lambda atoms: (len(atoms), sorted(atoms))
    ):
        if not any(smaller < group for smaller in kept):
            kept.append(group)
    return [tuple(sorted(group)) for group in kept]


def smallest_groups(
    problem: SuppressionProblem,
    hidden: NDArray[np.bool_],
    threshold: int,
    *,
    starting_at: int = 1,
    keep_going: Callable[[], bool] = always,
) -> list[Derivation]:
    """All derivable groups of the smallest size under `threshold`; empty when there is none.

    `starting_at` says that no derivable group is smaller than this, which is so after cells were hidden.

    >>> import numpy as np
    >>> from analysis.disclosure.attack.problem import SuppressionProblem
    >>> whole_of_12_with_a_shown_part_of_9 = SuppressionProblem(
    ...     n=np.array([12, 9, 3]), atom_n=np.array([9, 3]),
    ...     cover=np.array([[0, 1], [0, 2]], np.int32), lines=((0, (1, 2)),),
    ...     must_hide=np.array([False, False, True]), cost=np.ones(3), block=np.zeros(3, np.int32),
    ...     place=np.zeros(2, np.int32), above=np.full(3, -1, np.int32), must_show=np.zeros(3, bool))
    >>> hidden = np.array([False, False, True])
    >>> [(group.n, group.cells) for group in smallest_groups(whole_of_12_with_a_shown_part_of_9, hidden, 5)]
    [(3, ((0, 1), (1, -1)))]
    """
    reduced = Elimination(problem, hidden, keep_going)
    for size in range(starting_at, threshold):
        found = reduced.groups_under(size + 1, keep_going)
        if found:
            return [reduced.derivation(reduced.complete(pivots)) for pivots in found]
    return []
