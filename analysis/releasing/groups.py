"""The groups of a release: which they are, who is in them, and their counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import Answers
from analysis.counting.cells import Cells, count
from analysis.counting.scales import Structure
from analysis.released.release import GroupKind
from analysis.released.released_values import Reason

ROWS_AT_A_TIME = 200_000


@dataclass(frozen=True, eq=False)
class GroupPlan:
    """A group that a release has a place for.

    key, kind, parent, depth : as in `analysis.released.release.Group`.
    rows : indices of its respondents among the wave's answers.
    hidden : why nothing of it may be shown, or None when it may.
    invited : its headcount frozen when the wave opened, where one is known.
    units : codes of the units whose people are in it, or in the group of units that it divides.
    """

    key: str
    kind: GroupKind
    parent: str | None
    depth: int
    rows: NDArray[np.int64]
    invited: int | None
    hidden: Reason | None = None
    units: tuple[str, ...] = ()

    @property
    def respondents(self) -> int:
        return int(self.rows.shape[0])


@dataclass(frozen=True, eq=False)
class GroupCounts:
    """The counts of some groups of one wave, by key. Groups may overlap."""

    cells: Cells
    index: Mapping[str, int]

    def __contains__(self, key: str) -> bool:
        return key in self.index


def count_groups(structure: Structure, answers: Answers, plans: Sequence[GroupPlan]) -> GroupCounts:
    """Counts the groups that may be shown. The answers' columns are put in the structure's order.

    Raises KeyError when the answers lack an item of the structure.
    """
    shown = [plan for plan in plans if plan.hidden is None]
    columns = [answers.items.index(item) for item in structure.item_ids]
    codes = answers.codes if columns == list(range(len(answers.items))) else answers.codes[:, columns]
    cells = Cells.empty(structure, len(shown))
    rows = np.concatenate([plan.rows for plan in shown]) if shown else np.zeros(0, np.int64)
    groups = np.repeat(np.arange(len(shown)), [plan.respondents for plan in shown])
    for start in range(0, rows.shape[0], ROWS_AT_A_TIME):
        part = slice(start, start + ROWS_AT_A_TIME)
        cells = cells.merge(count(structure, codes[rows[part]], groups[part], number_of_groups=len(shown)))
    return GroupCounts(cells, {plan.key: index for index, plan in enumerate(shown)})
