"""Cells that might be published, the respondents they hold, and the sums that tie them together."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

NONE = -1

Line = tuple[int, tuple[int, ...]]
"""A total and the parts that sum to it, as indices of cells. Parts that nobody is in may be left out."""


@dataclass(frozen=True, eq=False)
class SuppressionProblem:
    """One suppression problem: which of these cells may be published together?

    An atom is a set of respondents whom no cell tells apart; a cell is a set of atoms.

    n : (cells,) int64, respondents of each cell.
    atom_n : (atoms,) int64, respondents of each atom, all positive.
    cover : (atoms, slots) int32, the cells that an atom lies in, NONE where a slot is empty.
    cover_sign : (atoms, slots) int8, the coefficient of the atom in the cell: 1 but for identities
        between breakdowns that do not cross, which are rows of value zero and may hold -1.
    above : (cells,) int32, the cell of the same classes one level up in the unit tree, or NONE.
        A cell lies within the cell above it; this keeps the algebra sparse and changes no result.
    lines : the additive relations.
    must_hide : (cells,) bool, primary cells: hidden whatever happens.
    must_show : (cells,) bool, cells that are out already or are known to everybody.
    cost : (cells,) float64, what is lost when a cell is hidden; zero for cells nobody would have seen.
    block : (cells,) int32, node × background question of the cell, hidden as a whole when time runs out.
    place : (atoms,) int32, a label that is equal for atoms of the same part of the tree; lower parts
        come first. It decides how long the search takes, not what it finds.
    """

    n: NDArray[np.int64]
    atom_n: NDArray[np.int64]
    cover: NDArray[np.int32]
    lines: tuple[Line, ...]
    must_hide: NDArray[np.bool_]
    cost: NDArray[np.float64]
    block: NDArray[np.int32]
    place: NDArray[np.int32]
    above: NDArray[np.int32]
    must_show: NDArray[np.bool_]
    cover_sign: NDArray[np.int8] | None = field(default=None)

    @property
    def cells(self) -> int:
        return int(self.n.shape[0])

    @property
    def atoms(self) -> int:
        return int(self.atom_n.shape[0])

    @cached_property
    def input_hash(self) -> str:
        """SHA-256 of everything that the mask depends on."""
        digest = hashlib.sha256()
        for array in (self.n, self.atom_n, self.cover, self.must_hide, self.must_show, self.cost, self.above):
            digest.update(str((array.dtype.str, array.shape)).encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update(repr(self.lines).encode())
        return digest.hexdigest()

    def members(self, cell: int) -> NDArray[np.int64]:
        """Atoms of one cell, ascending."""
        return np.unique(np.nonzero(self.cover == cell)[0])


def mask_hash(hidden: NDArray[np.bool_]) -> str:
    """SHA-256 of a mask, one byte a cell."""
    return hashlib.sha256(np.ascontiguousarray(hidden, dtype=np.uint8).tobytes()).hexdigest()
