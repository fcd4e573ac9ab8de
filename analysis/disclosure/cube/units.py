"""The unit tree as it may be shown: small units, and people between units, go into "other units of X"."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

NO_UNIT = -1


class NotATree(ValueError):
    """The parents of the units do not form a tree."""


class NodeKind(StrEnum):
    """What a node of the shown tree is."""

    ALL = "all"
    UNIT = "unit"
    OTHERS = "other"


@dataclass(frozen=True, eq=False)
class UnitTree:
    """The units of a wave. `parents[i]` is the index of unit i's parent, -1 at the top.

    codes : name of each unit in keys, unique; its index when left empty.
    """

    parents: NDArray[np.int32]
    codes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        size = len(self.parents)
        if self.codes and (len(self.codes) != size or len(set(self.codes)) != size):
            raise NotATree(f"{size} units need {size} different codes, not {len(set(self.codes))}.")
        if size and (self.parents.max() >= size or self.parents.min() < NO_UNIT):
            raise NotATree("A parent is no unit of the tree.")
        seen = 0
        reached = [int(unit) for unit in np.nonzero(self.parents == NO_UNIT)[0]]
        children = self.children()
        while reached:
            seen += 1
            reached.extend(children[reached.pop()])
        if seen != size:
            raise NotATree(f"{size - seen} units hang on a circle.")

    @property
    def units(self) -> int:
        return int(self.parents.shape[0])

    def code(self, unit: int) -> str:
        """The unit's name in keys."""
        return self.codes[unit] if self.codes else str(unit)

    def children(self) -> list[list[int]]:
        """For each unit its children, ascending."""
        below: list[list[int]] = [[] for _ in range(self.units)]
        for unit, parent in enumerate(self.parents):
            if parent != NO_UNIT:
                below[int(parent)].append(unit)
        return below


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the shown tree.

    of : index of the unit, or of the unit whose other units these are; NO_UNIT stands for the institution.
    parent : index of the node above, -1 for the institution. depth : 0 for the institution.
    units : the units whose own people are counted here, ascending; NO_UNIT among them means people
        whose unit is not known.
    """

    kind: NodeKind
    of: int
    parent: int
    depth: int
    respondents: int
    units: tuple[int, ...]


def roll_up(tree: UnitTree, own: NDArray[np.int64], smallest_group: int) -> tuple[Node, ...]:
    """The nodes that may be shown, parents before children, depth first.

    own : (units + 1,) respondents who belong to each unit itself; the last entry counts those whose unit
        is not known. Afterwards every node but the institution holds at least `smallest_group`, and the
        children of a node hold all of its people or there are none: subtracting nodes from nodes never
        leaves a smaller group. A remainder that is too small takes the smallest neighbour with it, whose
        own units stay visible where they are large enough.
    """
    below = tree.children()
    order: list[int] = [int(unit) for unit in np.nonzero(tree.parents == NO_UNIT)[0]]
    tops = list(order)
    for unit in order:
        order.extend(below[unit])
    size = own[:-1].astype(np.int64).copy()
    inside: list[list[int]] = [[unit] for unit in range(tree.units)]
    for unit in reversed(order):
        for child in below[unit]:
            size[unit] += size[child]
            inside[unit].extend(inside[child])
    nodes: list[Node] = []

    def add(kind: NodeKind, of: int, parent: int, units: list[int]) -> int:
        depth = nodes[parent].depth + 1 if parent >= 0 else 0
        respondents = int(sum(own[unit] for unit in units))
        nodes.append(Node(kind, of, parent, depth, respondents, tuple(sorted(units))))
        return len(nodes) - 1

    top = add(NodeKind.ALL, NO_UNIT, NO_UNIT, [NO_UNIT, *range(tree.units)])
    # Each entry: a node, the unit it stands for, the units just below it, and its people outside of these.
    pending: list[tuple[int, int, list[int], list[int]]] = [(top, NO_UNIT, tops, [NO_UNIT])]
    while pending:
        node, of, units, loose = pending.pop()
        shown, loose = _split(units, loose, size, inside, smallest_group)
        swallowed: int | None = None
        while shown and 0 < sum(int(own[unit]) for unit in loose) < smallest_group:
            swallowed = min(shown, key=lambda unit: (size[unit], unit))
            shown.remove(swallowed)
            if shown:
                break
            # An only child that swallows the rest is the node itself: go on with its children.
            shown, loose = _split(below[swallowed], [*loose, swallowed], size, inside, smallest_group)
            swallowed = None
        if not shown and swallowed is None:
            continue
        further: list[tuple[int, int, list[int], list[int]]] = []
        for unit in shown:
            at = add(NodeKind.UNIT, unit, node, inside[unit])
            further.append((at, unit, below[unit], [unit]))
        if swallowed is not None:
            at = add(NodeKind.OTHERS, of, node, [*loose, *inside[swallowed]])
            further.append((at, swallowed, below[swallowed], [*loose, swallowed]))
        elif any(own[unit] for unit in loose):
            add(NodeKind.OTHERS, of, node, loose)
        pending.extend(reversed(further))
    return _depth_first(nodes)


def _split(
    units: list[int], loose: list[int], size: NDArray[np.int64], inside: list[list[int]], k: int
) -> tuple[list[int], list[int]]:
    shown = [unit for unit in units if size[unit] >= k]
    small = [member for unit in units if size[unit] < k for member in inside[unit]]
    return shown, [*loose, *small]


def _depth_first(nodes: list[Node]) -> tuple[Node, ...]:
    below: list[list[int]] = [[] for _ in nodes]
    for index, node in enumerate(nodes):
        if node.parent >= 0:
            below[node.parent].append(index)
    order: list[int] = []
    stack = [0]
    while stack:
        index = stack.pop()
        order.append(index)
        stack.extend(reversed(below[index]))
    new = {old: position for position, old in enumerate(order)}
    return tuple(
        Node(node.kind, node.of, new.get(node.parent, -1), node.depth, node.respondents, node.units)
        for node in (nodes[index] for index in order)
    )
