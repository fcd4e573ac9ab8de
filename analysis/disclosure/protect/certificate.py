"""The proof that goes with a protected cube: its terms, what was hidden, and that nothing small is left."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.derive import smallest_groups
from analysis.disclosure.attack.intervals import AttainableRange, derivable_intervals
from analysis.disclosure.cube.groups import Cube, CubeCell
from analysis.disclosure.policy import Policy
from analysis.disclosure.protect.rounds import Progress, Protection, protect, silent

METHOD = "gyeol 1: exact derivable groups, integer programme, interval audit"


class Status(StrEnum):
    """Whether a cell is shown, and if not, why."""

    SHOWN = "shown"
    PRIMARY = "primary"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class Assurance:
    """What was promised and what was found.

    smallest_derivable_group : respondents of the smallest group under the policy's smallest group that
        follows from the shown cells; None when there is none, which is what a release needs.
    intervals : for each hidden cell, by key, the respondents that an attacker can bound it to.
    seconds : time taken; the only field that is not part of `content_hash`.
    """

    policy: Policy
    method: str
    solver: str
    input_hash: str
    mask_hash: str
    smallest_derivable_group: int | None
    hidden_primary: int
    hidden_secondary: int
    intervals: tuple[tuple[str, int, int | None], ...]
    rounds: int
    is_complete: bool
    seconds: float

    @property
    def content_hash(self) -> str:
        """SHA-256 of everything that the same input must give again."""
        stable = (
            self.policy.canonical(),
            self.method,
            self.solver,
            self.input_hash,
            self.mask_hash,
            self.smallest_derivable_group,
            self.hidden_primary,
            self.hidden_secondary,
            self.intervals,
            self.rounds,
            self.is_complete,
        )
        return hashlib.sha256(repr(stable).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class ProtectedCube:
    """A cube with its mask. Only cells whose status is `shown` may be read out."""

    cube: Cube
    protection: Protection
    certificate: Assurance

    def status(self, key: str) -> Status:
        """Status of an offered cell; KeyError for a cell that the cube does not offer."""
        return self._status_at(self.cube.index[key])

    @cached_property
    def shown(self) -> tuple[CubeCell, ...]:
        """Cells that may be read out, in the order of the tree."""
        return tuple(
            cell for key, cell in self._offered if self._status_at(self.cube.index[key]) is Status.SHOWN
        )

    @cached_property
    def _offered(self) -> tuple[tuple[str, CubeCell], ...]:
        return tuple((cell.key, cell) for cell in self.cube.cells if cell.is_offered)

    def _status_at(self, index: int) -> Status:
        if self.cube.cells[index].respondents < self.cube.policy.smallest_group:
            return Status.PRIMARY
        return Status.SECONDARY if self.protection.hidden[index] else Status.SHOWN


def protect_cube(
    cube: Cube,
    *,
    seconds: float = 900.0,
    progress: Progress = silent,
    with_secondary: bool = True,
    with_intervals: bool = True,
) -> ProtectedCube:
    """Hides what must be hidden in a cube, attacks the result, and certifies it.

    Deterministic: the same cube gives the same mask and the same certificate, `seconds` of the
    certificate aside, unless time runs out. `with_secondary` False shows what an attacker would find without
    complementary suppression. Raises CannotProtect as `protect` does.
    """
    k = cube.policy.smallest_group
    protection = protect(
        cube.problem,
        k,
        seconds=seconds,
        progress=progress,
        never_offered=~cube.is_offered,
        with_secondary=with_secondary,
    )
    found = [] if with_secondary else smallest_groups(cube.problem, protection.hidden, k)
    hidden = protection.hidden & cube.is_offered & (cube.problem.n > 0)
    intervals = _intervals(cube, protection.hidden, hidden, progress) if with_intervals else []
    certificate = Assurance(
        policy=cube.policy,
        method=METHOD,
        solver=protection.solver,
        input_hash=protection.input_hash,
        mask_hash=protection.mask_hash,
        smallest_derivable_group=min((group.n for group in found), default=None),
        hidden_primary=int((hidden & cube.problem.must_hide).sum()),
        hidden_secondary=int((hidden & ~cube.problem.must_hide).sum()),
        intervals=tuple((cube.cells[one.cell].key, one.lower, one.upper) for one in intervals),
        rounds=protection.rounds,
        is_complete=protection.is_complete,
        seconds=protection.seconds,
    )
    return ProtectedCube(cube, protection, certificate)


def _intervals(
    cube: Cube, mask: NDArray[np.bool_], asked: NDArray[np.bool_], progress: Progress
) -> list[AttainableRange]:
    """Intervals of the hidden cells; headcounts, where public, bound every cell of a node.

    Where more people named a unit than there are, everybody sees that the headcount is no bound.
    """
    headcounts = cube.policy.headcounts
    invited = [
        sum(headcounts[unit] for unit in node.units if unit >= 0)
        if headcounts and all(unit in headcounts for unit in node.units if unit >= 0)
        else None
        for node in cube.nodes
    ]
    bounds: dict[int, int] = {}
    for index in np.nonzero(mask)[0]:
        bound = invited[cube.cells[int(index)].node]
        if bound is not None and bound >= cube.problem.n[index]:
            bounds[int(index)] = bound
    return derivable_intervals(
        cube.problem.n,
        cube.problem.lines,
        mask & (cube.problem.n > 0),
        bounds,
        lambda: progress(cube.policy.smallest_group, cube.policy.smallest_group, "intervals"),
        [int(cell) for cell in np.nonzero(asked)[0]],
    )
