"""Per item, what more must be hidden because not everybody answered it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.certificate import ProtectedCube
from analysis.disclosure.protect import Progress, protect, silent


def hidden_for_item(
    protected: ProtectedCube,
    answered: NDArray[np.bool_],
    *,
    seconds: float = 60.0,
    progress: Progress = silent,
) -> frozenset[str]:
    """Keys of shown cells whose result in one item must be hidden all the same.

    answered : (respondents,) bool, who gave a valid answer to the item. A cell goes where fewer than the
    smallest group answered, and with it whatever would give it, or any other group of so few answers, by
    subtraction: the mask of the cube protects respondents, and those who answered may be fewer. The same
    answers to the same item give the same cells. Raises CannotProtect never, since every cell may go.
    """
    cube = protected.cube
    if answered.all():
        return frozenset()
    atom_n = np.bincount(cube.atom_of[answered], minlength=cube.problem.atoms).astype(np.int64)
    there = atom_n > 0
    n = cube.counts(answered)
    shown = cube.is_offered & ~protected.protection.hidden
    k = cube.policy.smallest_group
    problem = replace(
        cube.problem,
        n=n,
        atom_n=atom_n[there],
        cover=cube.problem.cover[there],
        place=cube.problem.place[there],
        must_hide=(n > 0) & (n < k),
        cost=np.where(shown, n, 0).astype(np.float64),
    )
    done = protect(problem, k, seconds=seconds, progress=progress, never_offered=~shown)
    gone = shown & (done.hidden | (n == 0))
    return frozenset(cube.cells[int(cell)].key for cell in np.nonzero(gone)[0])
