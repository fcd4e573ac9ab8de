"""Which of the offered cells each kind of respondent is counted in."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack.problem import NONE
from analysis.disclosure.cube.classes import ClassSet

Place = tuple[int, tuple[tuple[str, ClassSet], ...]]
"""A node and the classes that narrow it."""


def cover(
    atoms: NDArray[np.int64],
    column: Mapping[str, int],
    parents: NDArray[np.int64],
    offered: Sequence[tuple[int, Place]],
) -> NDArray[np.int32]:
    """(atoms, slots) indices of the offered cells that each atom lies in, NONE where a slot is empty.

    atoms : (atoms, 1 + questions) the lowest node and the class of each question, as in `column`.
    parents : (nodes,) index of the node above, -1 at the top. offered : the cells with their index; those
    narrowed by two questions stand at the top.
    """
    widths = {question: int(atoms[:, at].max(initial=0)) + 1 for question, at in column.items()}
    tables: dict[tuple[str, ...], NDArray[np.int32]] = {}
    for cell, (at_node, classes) in offered:
        asked = tuple(question for question, _ in classes)
        if asked not in tables:
            nodes = 1 if len(asked) > 1 else parents.size
            tables[asked] = np.full((nodes, *(widths[question] for question in asked)), NONE, np.int32)
        chosen = [[one for one in own.classes if one < widths[question]] for question, own in classes]
        tables[asked][np.ix_([at_node], *chosen)] = cell
    slots: list[NDArray[np.int32]] = []
    node = atoms[:, 0]
    while (node >= 0).any():
        is_top = node == 0
        for asked, table in tables.items():
            where = is_top if len(asked) > 1 else node >= 0
            if where.any():
                at = (np.where(where, node, 0), *(atoms[:, column[question]] for question in asked))
                slots.append(np.where(where, table[at], NONE).astype(np.int32))
        node = np.where(node >= 0, parents[node], NONE)
    return np.stack(slots, axis=1) if slots else np.zeros((atoms.shape[0], 0), np.int32)
