"""Per item, what more must be hidden because not everybody answered it."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.elimination import Elimination
from analysis.disclosure.attack.problem import SuppressionProblem
from analysis.disclosure.attack.search import SearchTooLarge, always, groups_under
from analysis.disclosure.attack.steps import without_atoms
from analysis.disclosure.protect.certificate import ProtectedCube
from analysis.disclosure.protect.rounds import protect
from analysis.disclosure.protect.suppress import Suppressor

QUICK_FRONTIER = 400_000


@dataclass(frozen=True, slots=True)
class HiddenForItem:
    """What stays hidden of one item beside what the cube hides.

    keys : of shown cells. is_complete : False where the search grew too large, so that whole blocks went.
    """

    keys: frozenset[str]
    is_complete: bool


@dataclass(frozen=True)
class ShownCells:
    """The shown cells of a cube, reduced once, for item after item to be looked at."""

    protected: ProtectedCube
    _eliminations: dict[bytes, Elimination] = field(default_factory=dict, repr=False)
    _masks: list[NDArray[np.bool_]] = field(default_factory=list, repr=False)

    def hidden_for(self, answered: NDArray[np.bool_]) -> HiddenForItem:
        """Keys of shown cells whose result in one item must be hidden all the same.

        answered : (respondents,) bool, who gave a valid answer to the item. A cell goes where fewer than the
        smallest group answered, and with it whatever would give it, or any other group of so few answers,
        by subtraction: the mask of the cube protects respondents, and those who answered may be fewer.
        The same answers to the same item give the same cells. Raises CannotProtect never, since every
        cell may go.
        """
        cube = self.protected.cube
        if answered.all():
            return HiddenForItem(frozenset(), True)
        k = cube.policy.smallest_group
        n = cube.counts(answered)
        atom_n = np.bincount(cube.atom_of[answered], minlength=cube.problem.atoms).astype(np.int64)
        problem = self._problem(n, atom_n)
        hidden, is_complete = problem.must_hide | ~self.shown, True
        if not self._suffices(hidden, problem, atom_n):
            done = protect(problem, k, never_offered=~self.shown)
            self._masks.append(done.chosen)
            hidden, is_complete = done.hidden, done.is_complete
        gone = self.shown & (hidden | (n == 0))
        return HiddenForItem(
            frozenset(cube.cells[int(cell)].key for cell in np.nonzero(gone)[0]), is_complete
        )

    @cached_property
    def shown(self) -> NDArray[np.bool_]:
        """(cells,) bool, which of the cube's cells are shown."""
        return self.protected.cube.is_offered & ~self.protected.protection.hidden

    def _problem(self, n: NDArray[np.int64], atom_n: NDArray[np.int64]) -> SuppressionProblem:
        cube = self.protected.cube
        there = atom_n > 0
        return replace(
            cube.problem,
            n=n,
            atom_n=atom_n[there],
            cover=cube.problem.cover[there],
            place=cube.problem.place[there],
            must_hide=(n > 0) & (n < cube.policy.smallest_group),
            cost=np.where(self.shown, n, 0).astype(np.float64),
        )

    def _suffices(
        self, hidden: NDArray[np.bool_], problem: SuppressionProblem, atom_n: NDArray[np.int64]
    ) -> bool:
        """Whether nothing more than this need be hidden: most items end here, with no programme to solve.

        Where cells that are not shown keep every line by themselves, the cheapest mask hides no other shown
        cell; then it is left to see whether a small group follows.
        """
        k = self.protected.cube.policy.smallest_group
        suppressor = Suppressor(problem, k)
        similar = (*self._masks[-1:], self.protected.protection.chosen)
        if not any(suppressor.can_keep_lines(~self.shown, start) for start in similar):
            return False
        steps = without_atoms(self._reduced(hidden).steps, set(np.flatnonzero(atom_n == 0).tolist()))
        try:
            return not groups_under(steps, atom_n, k, largest_frontier=QUICK_FRONTIER)
        except SearchTooLarge:
            return False

    def _reduced(self, hidden: NDArray[np.bool_]) -> Elimination:
        """The rows of what is not hidden, over all respondents; many items hide the same cells."""
        which = np.packbits(hidden).tobytes()
        if which not in self._eliminations:
            self._eliminations[which] = Elimination(self.protected.cube.problem, hidden, always)
        return self._eliminations[which]
