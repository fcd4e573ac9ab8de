"""Suppress, attack, suppress what the attack found, until nothing is left; then say so in a certificate."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.derive import without_unions
from analysis.disclosure.attack.elimination import Derivation, Elimination
from analysis.disclosure.attack.problem import SuppressionProblem, mask_hash
from analysis.disclosure.attack.programme import SolverStopped, solver
from analysis.disclosure.attack.search import SearchStopped, SearchTooLarge
from analysis.disclosure.protect.suppress import Constraint, Suppressor

DIRECT_FRONTIER = 200_000
MOST_ROUNDS = 200
"""Of attack. A limit on work, unlike one on time, ends the search at the same place on every machine."""
SMALL_ENOUGH_FOR_THE_OPTIMUM = 500
GAP = 0.02

Progress = Callable[[int, int, str], bool]
"""Called with (done, total, message); what it returns says whether to go on."""

FurtherAttack = Callable[[NDArray[np.bool_]], list[Constraint]]
"""Given the hidden cells, constraints on what must be hidden beside them."""


def silent(_done: int, _total: int, _message: str) -> bool:
    """A progress callback that shows nothing and never stops."""
    return True


class CannotProtect(ValueError):
    """Cells that are out already give a group under the threshold away, whatever else is hidden.

    derivation : that group; None where they are too many to be searched, so that nobody knows of none.
    """

    def __init__(self, derivation: Derivation | None) -> None:
        super().__init__(
            f"A group of {derivation.n} follows from cells that cannot be hidden any more."
            if derivation
            else "There are too many cells that cannot be hidden any more to search them for small groups."
        )
        self.derivation = derivation


@dataclass(frozen=True, slots=True)
class Protection:
    """A mask and how it came about.

    hidden : (cells,) bool. chosen : the same without cells that are hidden for never being offered alone;
    another problem of the same cells may begin with it. cost : what the secondary cells cost. rounds : how
    often the attacker was let loose. is_complete : False when the search did not end and whole blocks were
    hidden instead; that hides more than it must, and nothing less is protected. seconds : time taken, the
    only field that may differ between two runs on the same input.
    """

    hidden: NDArray[np.bool_]
    chosen: NDArray[np.bool_]
    cost: float
    rounds: int
    is_complete: bool
    seconds: float
    solver: str
    input_hash: str

    @property
    def mask_hash(self) -> str:
        return mask_hash(self.hidden)


def protect(
    problem: SuppressionProblem,
    smallest_group: int,
    *,
    seconds: float | None = None,
    progress: Progress = silent,
    never_offered: NDArray[np.bool_] | None = None,
    with_secondary: bool = True,
    further_attack: FurtherAttack | None = None,
) -> Protection:
    """A mask under which no group of fewer than `smallest_group` can be derived.

    never_offered : (cells,) bool, cells that are not published whatever the mask says; they take part in
    the additions only. further_attack : asked once no small group is left; what it returns must be kept
    too. with_secondary : False hides the primary cells alone, to show what that is worth.

    The same input gives one of two masks: the cheapest that was found within a fixed amount of work, or,
    where that was not enough, `seconds` are over or `progress` says stop, the one that hides whole blocks
    until the attacker finds nothing. That is as safe, says of itself that it is not the cheapest, and does
    not depend on when the search was stopped. Raises CannotProtect where cells that must be shown give a
    small group away, or can't be searched for one.
    """
    started = monotonic()
    offered = np.ones(problem.cells, bool) if never_offered is None else ~never_offered
    deadline = inf if seconds is None else started + seconds
    work = _Work(problem, smallest_group, offered, deadline, progress, further_attack)
    if with_secondary:
        hidden, is_complete = work.run()
    else:
        hidden, is_complete = problem.must_hide | ~offered, True
    secondary = hidden & ~problem.must_hide & offered
    return Protection(
        hidden=hidden,
        chosen=hidden if work.chosen is None else work.chosen,
        cost=float(problem.cost[secondary].sum()),
        rounds=work.rounds,
        is_complete=is_complete,
        seconds=monotonic() - started,
        solver=solver(),
        input_hash=problem.input_hash,
    )


class _Work:
    """One protection under way."""

    def __init__(
        self,
        problem: SuppressionProblem,
        smallest_group: int,
        offered: NDArray[np.bool_],
        deadline: float,
        progress: Progress,
        further_attack: FurtherAttack | None,
    ) -> None:
        self.further_attack = further_attack
        self.problem, self.k, self.offered = problem, smallest_group, offered
        self.deadline, self.progress = deadline, progress
        self.rounds = 0
        self.size = 1
        self.is_stopped = False
        self.is_direct = True
        self.chosen: NDArray[np.bool_] | None = None

    def run(self) -> tuple[NDArray[np.bool_], bool]:
        is_small = self.problem.cells <= SMALL_ENOUGH_FOR_THE_OPTIMUM
        suppressor = Suppressor(self.problem, self.k, gap=0.0 if is_small else GAP)
        # Later masks only grow: near the end many masks cost the same, and each lets another group through.
        free_rounds = 20 if is_small else 4
        bare = self.problem.must_hide | ~self.offered
        try:
            while self.rounds < MOST_ROUNDS:
                masked = suppressor.mask(self._seconds_left)
                if self.rounds >= free_rounds:
                    suppressor.keep(masked)
                hidden = masked | ~self.offered
                found = self._attack(hidden, self._keep_going)
                if not found and not self._attack_further(suppressor, hidden):
                    self.chosen = masked
                    return hidden, True
                for derivation in found:
                    if not suppressor.forbid(cell for cell, _ in derivation.cells):
                        raise CannotProtect(derivation)
        except (SolverStopped, SearchStopped, SearchTooLarge):
            pass
        return self._hide_blocks(bare), False

    def _attack(self, hidden: NDArray[np.bool_], keep_going: Callable[[], bool]) -> list[Derivation]:
        """All smallest groups under k; hiding only ever makes them larger, so the search goes on upwards."""
        self.rounds += 1
        reduced = Elimination(self.problem, hidden, keep_going)
        if self.is_direct:
            try:
                at_once = reduced.groups_under(self.k, keep_going, largest_frontier=DIRECT_FRONTIER)
                complete = without_unions(reduced.complete(pivots) for pivots in at_once)
                return [reduced.derivation(atoms) for atoms in complete]
            except SearchTooLarge:
                # Too much is still open to look for all sizes at once: go up size by size.
                self.is_direct = False
        while self.size < self.k:
            found = reduced.groups_under(self.size + 1, keep_going)
            if found:
                return [reduced.derivation(reduced.complete(pivots)) for pivots in found]
            self.size += 1
        return []

    def _attack_further(self, suppressor: Suppressor, hidden: NDArray[np.bool_]) -> bool:
        """Whether another attack found something that a further cell can stop."""
        found = self.further_attack(hidden) if self.further_attack else []
        helps = [suppressor.require(constraint) for constraint in found]
        return any(helps)

    def _hide_blocks(self, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Hides the smallest block that takes part in each derivation, until there is none.

        It begins with the primary cells alone, wherever the search was stopped.
        """
        hidden = hidden.copy()
        self.rounds, self.size, self.is_direct = 0, 1, False
        while True:
            last: Derivation | None = None
            may_go = ~hidden & ~self.problem.must_show
            try:
                found = self._attack(hidden, lambda: True)
            except SearchTooLarge as too_large:
                around = {int(cell) for cell in self.problem.cover[too_large.atom] if cell >= 0}
                taking_part = [sorted(around)]
            else:
                last = found[0] if found else None
                taking_part = [[cell for cell, _ in derivation.cells] for derivation in found]
                if not found:
                    further = self.further_attack(hidden) if self.further_attack else []
                    helping = [[cell for cell, factor in terms if factor > 0] for terms, _ in further]
                    taking_part = [cells for cells in helping if may_go[cells].any()]
                    if not taking_part:
                        return hidden
            size = np.bincount(self.problem.block, may_go * self.problem.n)
            blocks = {
                min((int(self.problem.block[cell]) for cell in cells), key=lambda block: (size[block], block))
                for shown in taking_part
                if (cells := [cell for cell in shown if cell < len(may_go) and may_go[cell]])
            }
            more = np.isin(self.problem.block, sorted(blocks)) & may_go
            if not more.any():
                raise CannotProtect(last)
            hidden |= more

    def _seconds_left(self) -> float | None:
        left = self.deadline - monotonic()
        if left <= 0 or self.is_stopped:
            raise SolverStopped("time is over")
        return None if left == inf else left

    def _keep_going(self) -> bool:
        message = f"attack {self.rounds}: groups of {self.size}"
        if not self.progress(self.size, self.k, message):
            self.is_stopped = True
        return not self.is_stopped and monotonic() < self.deadline
