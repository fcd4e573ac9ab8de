"""Where not everybody answered: shown groups in which one item or area stays hidden all the same.

The mask of a cube protects respondents. Those who answered one item may be fewer, so what the shown
groups leave of each other is looked at again, item by item and area by area.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.answers import LARGEST_POINT, Answers
from analysis.disclosure.certificate import ProtectedCube
from analysis.disclosure.items import HiddenForItem, ShownCells
from analysis.scales import Structure

MOST_CELLS_FOR_EXACT = 800
"""Up to so many cells each item is attacked as the cube itself was; above, line by line of its tables."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class HiddenMeasures:
    """For each item and each area, the keys of shown groups in which it must be hidden all the same.

    is_complete : False where for some of them whole blocks were hidden, because the search grew too large.
    """

    keys: Mapping[str, frozenset[str]]
    is_complete: bool = True


def hidden_measures(
    protected: ProtectedCube,
    structure: Structure,
    answers: Answers,
    progress: Callable[[int, int, str], None],
) -> HiddenMeasures:
    """What stays hidden of each item and each area beside the groups that the cube hides."""
    is_exact = protected.cube.problem.cells <= MOST_CELLS_FOR_EXACT
    shown = ShownCells(protected)
    answered = answered_by_measure(structure, answers)
    same: dict[bytes, HiddenForItem] = {}
    found: dict[str, HiddenForItem] = {}
    for position, (measure, who) in enumerate(answered.items()):
        progress(position, len(answered), measure)
        pattern = np.packbits(who).tobytes()
        if pattern not in same:
            same[pattern] = (
                shown.hidden_for(who) if is_exact else HiddenForItem(hidden_by_lines(protected, who), True)
            )
        found[measure] = same[pattern]
    return HiddenMeasures(
        {measure: one.keys for measure, one in found.items()},
        all(one.is_complete for one in same.values()),
    )


def answered_by_measure(structure: Structure, answers: Answers) -> Mapping[str, Flags]:
    """Who answered each item, and who answered enough items of each area to have a score."""
    codes = answers.codes[:, [answers.items.index(item) for item in structure.item_ids]]
    valid = codes <= LARGEST_POINT
    found = {item: valid[:, column] for column, item in enumerate(structure.item_ids)}
    for scale in structure.scales:
        enough = valid[:, list(structure.columns(scale))].sum(axis=1) >= scale.minimum_answered
        found[scale.key] = enough
    return found


def hidden_by_lines(protected: ProtectedCube, answered: Flags) -> frozenset[str]:
    """As `hidden_for_item`, but looking at one total and its parts at a time: fast for thousands of units.

    What a total's shown parts leave of it must be nobody or at least the smallest group; until then the
    smallest part is hidden too, and the total with it where no part is left.
    """
    cube, smallest = protected.cube, protected.cube.policy.smallest_group
    n = cube.counts(answered)
    was_shown = cube.is_offered & ~protected.protection.hidden
    shown = was_shown & (n >= smallest)
    lines = [(total, np.array(parts, np.int64)) for total, parts in cube.problem.lines]
    is_changed = True
    while is_changed:
        is_changed = False
        for total, parts in lines:
            if not shown[total]:
                continue
            visible = parts[shown[parts]]
            while visible.size and 0 < n[total] - n[visible].sum() < smallest:
                least = visible[np.argmin(n[visible])]
                shown[least] = False
                is_changed = True
                visible = parts[shown[parts]]
    gone = was_shown & ~shown
    return frozenset(cube.cells[int(cell)].key for cell in np.flatnonzero(gone))
