"""Where not everybody answered: shown groups in which one item or area stays hidden all the same.

The mask of a cube protects respondents. Those who answered one item may be fewer, so each item and each area
is attacked again as the cube itself was, however large the institution.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import LARGEST_POINT, Answers
from analysis.counting.scales import Structure
from analysis.disclosure.protect.certificate import ProtectedCube
from analysis.disclosure.protect.items import HiddenForItem, ShownCells

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
    shown = ShownCells(protected)
    answered = answered_by_measure(structure, answers)
    same: dict[bytes, HiddenForItem] = {}
    found: dict[str, HiddenForItem] = {}
    for position, (measure, who) in enumerate(answered.items()):
        progress(position, len(answered), measure)
        pattern = np.packbits(who).tobytes()
        if pattern not in same:
            same[pattern] = shown.hidden_for(who)
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
