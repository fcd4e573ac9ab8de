"""The fixed cube of a wave: the unit tree, background tables at its larger nodes, crosses at the top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import CLASS_NOT_GIVEN
from analysis.disclosure.attack.problem import NONE, Line, SuppressionProblem
from analysis.disclosure.cube.classes import ClassSet, Partition, every_class, finer_parts, merge_small
from analysis.disclosure.cube.cover import Place, cover
from analysis.disclosure.cube.units import NO_UNIT, Node, NodeKind, UnitTree, roll_up
from analysis.disclosure.policy import Policy
from questionnaires.model import BackgroundQuestion

NOT_GIVEN = ClassSet("not_given", (CLASS_NOT_GIVEN,))


@dataclass(frozen=True, slots=True)
class CubeCell:
    """One cell: a node and the background classes that narrow it.

    key : "all", "unit:<code>", "other:<code>", with "|<question>:<class>" for each class; at the top the
        node's name is left out, as in "gender:f" and "gender:f|tenure:long".
    is_offered : False for cells that the cube never shows but that additions run through.
    """

    key: str
    node: int
    classes: tuple[tuple[str, ClassSet], ...]
    respondents: int
    is_offered: bool


@dataclass(frozen=True, eq=False)
class Cube:
    """Everything that may be asked of a wave, before anything is hidden.

    units : (respondents,) index of the unit, NO_UNIT where unknown. background : by question, as in
        Answers. atom_of : (respondents,) index of each respondent's atom in `problem`.
    node_of : (respondents,) index of the lowest node that counts each.
    """

    policy: Policy
    nodes: tuple[Node, ...]
    cells: tuple[CubeCell, ...]
    problem: SuppressionProblem
    units: NDArray[np.int32]
    background: Mapping[str, NDArray[np.uint8]]
    node_keys: tuple[str, ...]
    atom_of: NDArray[np.int64]
    node_of: NDArray[np.int64]

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Index of an offered cell by its key."""
        return {cell.key: at for at, cell in enumerate(self.cells) if cell.is_offered}

    @cached_property
    def is_offered(self) -> NDArray[np.bool_]:
        return np.array([cell.is_offered for cell in self.cells], dtype=bool)

    def counts(self, counted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Respondents of every cell, offered or not, among those `counted` marks: shape (cells,)."""
        leaf = self.node_of[counted]
        found = np.zeros(len(self.cells), dtype=np.int64)
        tables: dict[tuple[str, ...], NDArray[np.int64]] = {}
        for index, cell in enumerate(self.cells):
            asked = tuple(question for question, _ in cell.classes)
            if asked not in tables:
                codes = [self.background[question][counted] for question in asked]
                # Crosses are made at the top alone, where a table for every node would not fit in memory.
                is_cross = len(asked) > 1
                tables[asked] = _table(
                    leaf * 0 if is_cross else leaf, codes, self.nodes[:1] if is_cross else self.nodes
                )
            part = tables[asked][cell.node]
            for _, classes in cell.classes:
                part = part[list(classes.classes)].sum(axis=0)
            found[index] = part
        return found

    def respondents(self, cell: CubeCell) -> NDArray[np.bool_]:
        """Which respondents a cell holds, shape (respondents,)."""
        inside = np.isin(self.units, self.nodes[cell.node].units)
        for question, classes in cell.classes:
            inside &= np.isin(self.background[question], classes.classes)
        return inside


def cube(
    units: NDArray[np.int32],
    background: Mapping[str, NDArray[np.uint8]],
    tree: UnitTree,
    questions: Sequence[BackgroundQuestion],
    policy: Policy,
) -> Cube:
    """The fixed cube of one wave's respondents: which cells there are, and how they add up.

    units, background : as in `Answers`. questions : the background questions to tabulate, each present in
    `background`. Respondents who gave no class are counted in no class; the attacker is granted that their
    number and result is what the classes leave of the total.
    """
    own = np.bincount(np.where(units < 0, tree.units, units), minlength=tree.units + 1).astype(np.int64)
    nodes = roll_up(tree, own, policy.smallest_group)
    return _Builder(units, background, tree, tuple(questions), policy, nodes).build()


class _Builder:
    def __init__(
        self,
        units: NDArray[np.int32],
        background: Mapping[str, NDArray[np.uint8]],
        tree: UnitTree,
        questions: tuple[BackgroundQuestion, ...],
        policy: Policy,
        nodes: tuple[Node, ...],
    ) -> None:
        self.units, self.background, self.tree = units, background, tree
        self.questions, self.policy, self.nodes = questions, policy, nodes
        self.cells: list[CubeCell] = []
        self.cost: list[float] = []
        self.block: list[int] = []
        self.above: list[int] = []
        self.lines: list[Line] = []
        self.at: dict[tuple[int, tuple[tuple[str, tuple[int, ...]], ...]], int] = {}
        self.node_keys = tuple(_node_key(node, tree) for node in nodes)
        self.below: list[list[int]] = [[] for _ in nodes]
        deepest = np.zeros(tree.units + 1, dtype=np.int64)
        for index, node in enumerate(nodes):
            deepest[list(node.units)] = index
            if node.parent >= 0:
                self.below[node.parent].append(index)
        self.deepest = deepest[units]
        self.counts = {one.id: _table(self.deepest, [background[one.id]], nodes) for one in questions}
        self.partitions: dict[str, list[Partition]] = {q.id: self._partitions(q) for q in questions}

    def build(self) -> Cube:
        for index, node in enumerate(self.nodes):
            self._add(index, (), node.respondents, is_offered=True, block=index * (len(self.questions) + 1))
        for index in range(len(self.nodes)):
            if self.below[index]:
                self._line((index, ()), [(child, ()) for child in self.below[index]])
        for number, question in enumerate(self.questions):
            for index in range(len(self.nodes)):
                self._tables_of(index, question, index * (len(self.questions) + 1) + number + 1)
        for pair, (first, second) in enumerate(self.policy.two_way):
            self._two_way(first, second, len(self.nodes) * (len(self.questions) + 1) + pair)
        atoms, n, place, atom_of = self._atoms()
        respondents = np.array([cell.respondents for cell in self.cells], dtype=np.int64)
        problem = SuppressionProblem(
            n=respondents,
            atom_n=n,
            cover=cover(
                atoms,
                {question.id: at + 1 for at, question in enumerate(self.questions)},
                np.array([node.parent for node in self.nodes], dtype=np.int64),
                [(at, (one.node, one.classes)) for at, one in enumerate(self.cells) if one.is_offered],
            ),
            lines=tuple(self.lines),
            must_hide=(respondents > 0) & (respondents < self.policy.smallest_group),
            cost=np.array(self.cost),
            block=np.array(self.block, dtype=np.int32),
            place=place,
            above=np.array(self.above, dtype=np.int32),
            must_show=np.zeros(len(self.cells), dtype=bool),
        )
        return Cube(
            self.policy,
            self.nodes,
            tuple(self.cells),
            problem,
            self.units,
            self.background,
            self.node_keys,
            atom_of,
            self.deepest,
        )

    def _has_tables(self, node: int) -> bool:
        return self.nodes[node].respondents >= self.policy.background_node_minimum

    def _partitions(self, question: BackgroundQuestion) -> list[Partition]:
        """Per node the classes shown as one; a node never tells apart what its parent does not."""
        counts = self.counts[question.id]
        found: list[Partition] = []
        for index, node in enumerate(self.nodes):
            inherited = found[node.parent] if node.parent >= 0 else every_class(question)
            if self._has_tables(index):
                inherited = merge_small(
                    question, inherited, [int(n) for n in counts[index]], self.policy.smallest_group
                )
            found.append(inherited)
        return found

    def _tables_of(self, index: int, question: BackgroundQuestion, block: int) -> None:
        """One background question at one node, tied to the node's total and to the node above."""
        node = self.nodes[index]
        above_has = node.parent < 0 or self._has_tables(node.parent)
        if not above_has:
            return
        has = self._has_tables(index)
        own = self.partitions[question.id][index]
        inherited = self.partitions[question.id][node.parent] if node.parent >= 0 else own
        counts = self.counts[question.id][index]
        for one in (*inherited, NOT_GIVEN):
            n = int(counts[list(one.classes)].sum())
            is_offered = has and one is not NOT_GIVEN and one in own
            self._add(index, ((question.id, one),), n, is_offered=is_offered, block=block)
        for one in own:
            if one not in inherited:
                n = int(counts[list(one.classes)].sum())
                self._add(index, ((question.id, one),), n, is_offered=has, block=block)
                parts = finer_parts(one, inherited)
                self._line((index, ((question.id, one),)), [(index, ((question.id, p),)) for p in parts])
        self._line((index, ()), [(index, ((question.id, one),)) for one in (*own, NOT_GIVEN)])
        if node.parent >= 0 and self.below[node.parent][-1] == index:
            for one in (*inherited, NOT_GIVEN):
                key = ((question.id, one),)
                self._line((node.parent, key), [(child, key) for child in self.below[node.parent]])

    def _two_way(self, first: str, second: str, block: int) -> None:
        rows, columns = self.partitions[first][0], self.partitions[second][0]
        codes = [self.background[first], self.background[second]]
        table = _table(self.deepest * 0, codes, self.nodes[:1])[0]
        for one in (*rows, NOT_GIVEN):
            for two in (*columns, NOT_GIVEN):
                n = int(table[np.ix_(one.classes, two.classes)].sum())
                is_offered = one is not NOT_GIVEN and two is not NOT_GIVEN and self._has_tables(0)
                self._add(0, ((first, one), (second, two)), n, is_offered=is_offered, block=block)
        for one in (*rows, NOT_GIVEN):
            across = [(0, ((first, one), (second, two))) for two in (*columns, NOT_GIVEN)]
            self._line((0, ((first, one),)), across)
        for two in (*columns, NOT_GIVEN):
            down = [(0, ((first, one), (second, two))) for one in (*rows, NOT_GIVEN)]
            self._line((0, ((second, two),)), down)

    def _add(
        self, node: int, classes: tuple[tuple[str, ClassSet], ...], n: int, *, is_offered: bool, block: int
    ) -> None:
        identity = (node, tuple((question, one.classes) for question, one in classes))
        parent = self.nodes[node].parent
        self.at[identity] = len(self.cells)
        self.above.append(self.at.get((parent, identity[1]), NONE) if parent >= 0 else NONE)
        narrowed = "|".join(f"{question}:{one.key}" for question, one in classes)
        name = self.node_keys[node]
        key = "|".join(part for part in ("" if node == 0 and classes else name, narrowed) if part)
        self.cells.append(CubeCell(key, node, classes, n, is_offered))
        # A unit's own row carries every later comparison, so it is dearer than any table below it.
        weight = 1.0 if classes else 1.0 + len(self.questions)
        self.cost.append(n * weight if is_offered else 0.0)
        self.block.append(block)

    def _line(self, total: Place, parts: Sequence[Place]) -> None:
        def cell(key: Place) -> int:
            return self.at[(key[0], tuple((question, one.classes) for question, one in key[1]))]

        self.lines.append((cell(total), tuple(cell(part) for part in parts)))

    def _atoms(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
        """Distinct (deepest node, class of each question), their respondents and place; each one's atom."""
        columns = [self.deepest]
        for question in self.questions:
            width = len(question.classes)
            columns.append(np.minimum(self.background[question.id].astype(np.int64), width))
        stacked = np.stack(columns, axis=1)
        atoms, atom_of, n = np.unique(stacked, axis=0, return_inverse=True, return_counts=True)
        place = np.zeros(len(self.nodes), dtype=np.int32)
        for index, node in enumerate(self.nodes):
            own_place = node.parent < 0 or self._has_tables(index)
            # Nodes before the one above them: its loose people share rows with all of its parts.
            place[index] = len(self.nodes) - index if own_place else place[node.parent]
        return (
            atoms.astype(np.int64),
            n.astype(np.int64),
            place[atoms[:, 0]],
            atom_of.reshape(-1).astype(np.int64),
        )


def _table(
    leaf: NDArray[np.int64], codes: Sequence[NDArray[np.uint8]], nodes: Sequence[Node]
) -> NDArray[np.int64]:
    """Respondents by node and class code of each question, nodes holding all below them."""
    shape = (len(nodes), *(CLASS_NOT_GIVEN + 1 for _ in codes))
    at = np.ravel_multi_index((leaf, *codes), shape) if codes else leaf
    table = np.bincount(at, minlength=int(np.prod(shape))).reshape(shape)
    for index in range(len(nodes) - 1, 0, -1):
        table[nodes[index].parent] += table[index]
    return table


def _node_key(node: Node, tree: UnitTree) -> str:
    if node.kind is NodeKind.ALL:
        return "all"
    return f"{node.kind}:{tree.code(node.of) if node.of != NO_UNIT else 'all'}"
