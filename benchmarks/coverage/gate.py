"""Whether items are said to mean the same in all institutions: how often wrongly, and what is found."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.counting.moments import CompleteMoments
from analysis.institutions.same_meaning import SameMeaning, SharedMeaning, same_meaning
from benchmarks.coverage import people

ITEMS = ("A1", "A2", "A3", "A4")
INSTITUTIONS = 12
APART = 0.15
EASIER = 0.5
HARDLY_MATTERS = 0.3
"""How far the opinions of institutions differ; by how much an item is easier; what is left of a loading."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Of so many simulated programmes, how many were found to be what."""

    setting: str
    people: int
    programmes: int
    found: Mapping[str, int]


def examined(
    rng: np.random.Generator,
    kind: str,
    each: int,
    *,
    institutions: int = INSTITUTIONS,
    easier: float = 0.0,
    loading: float = 1.0,
) -> SameMeaning:
    """The verdict on an area whose first item is easier, or matters less, in every second institution."""
    blocks: dict[str, CompleteMoments] = {}
    points = np.zeros((len(ITEMS), people.POINTS), np.int64)
    for number in range(institutions):
        opinions = APART * rng.standard_normal() + rng.standard_normal(each)
        is_other = number % 2 == 1
        chosen = people.points(rng, kind, opinions, np.array([easier * is_other, 0.0, 0.0, 0.0]))
        if is_other and loading < 1:
            other = loading * opinions + np.sqrt(1 - loading**2) * rng.standard_normal(each)
            chosen[:, 0] = people.points(rng, kind, other)[:, 0]
        made = CompleteMoments.of_groups(chosen, np.zeros(each, np.int64), 1)
        blocks[str(number)] = CompleteMoments(made.counts[0], made.sums[0], made.cross[0])
        points = points + _points(chosen)
    return same_meaning(ITEMS, people.POINTS - 1, blocks, points)


def _points(chosen: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.stack([np.bincount(item.astype(int), minlength=people.POINTS) for item in chosen.T])


def gates(rng: np.random.Generator, programmes: int) -> list[Gate]:
    """What is found where nothing differs, where an item is easier for half, and where it hardly matters."""
    found = []
    for kind in people.KINDS:
        for each in (60, 200):
            for setting, easier, loading in (
                ("items mean the same", 0.0, 1.0),
                ("one item is easier for half", EASIER, 1.0),
                ("one item hardly matters in half", 0.0, HARDLY_MATTERS),
            ):
                verdicts = [
                    examined(rng, kind, each, easier=easier, loading=loading).meaning
                    for _ in range(programmes)
                ]
                counted = {one.value: verdicts.count(one) for one in SharedMeaning if one in verdicts}
                found.append(Gate(f"{kind}, {setting}", each, programmes, counted))
                print(f"gate: {kind}, {each} people, {setting}: {counted}", flush=True)
    return found
