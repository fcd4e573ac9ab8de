"""Moments of the whole institution that its programme's benchmark asks for, area by area."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.counted.document import Block, CountedArea, CountedGroup, CountedItem
from analysis.counting.answers import LARGEST_POINT, Answers
from analysis.counting.replicates import replicate_of
from analysis.counting.scales import ScaleSpec, Structure

FEWEST_PER_ITEM = 3
"""Blocks of p items leave an institution only with n ≥ 3p (the DataSHIELD rule)."""
Flags = NDArray[np.bool_]


def blocks_of(
    whole: CountedGroup, answers: Answers, structure: Structure, smallest: int
) -> Mapping[str, Block]:
    """The blocks of those areas of which the whole shows the score and every point of every item.

    answers : columns in the structure's order. Beside the results that are shown, a block over all complete
    answers would tell how those few answered who left an item out. So as many complete answers are left out
    of it, drawn by lot, as make those beside it a group that could be shown.
    """
    found = {}
    for scale in structure.scales:
        if not _is_told(whole, scale):
            continue
        steps = _keyed_steps(answers, structure, scale)
        inside = _inside(steps >= 0, scale, smallest)
        if inside.sum() >= max(FEWEST_PER_ITEM * scale.length, smallest):
            found[scale.key] = _block(steps[inside], scale)
    return found


def _is_told(whole: CountedGroup, scale: ScaleSpec) -> bool:
    items = [whole.items[item] for item in scale.items]
    return isinstance(whole.areas[scale.key], CountedArea) and all(
        isinstance(item, CountedItem) and item.points for item in items
    )


def _keyed_steps(answers: Answers, structure: Structure, scale: ScaleSpec) -> NDArray[np.int64]:
    """Steps above the unfavourable end, (respondents, items); −1 where there is no answer."""
    columns = list(structure.columns(scale))
    codes = answers.codes[:, columns].astype(np.int64)
    reversed_ones = np.array([structure.items[column].is_reversed for column in columns])
    steps = np.where(reversed_ones, scale.upper - codes, codes - scale.lower)
    return np.where(codes <= LARGEST_POINT, steps, -1)


def _inside(answered: Flags, scale: ScaleSpec, smallest: int) -> Flags:
    """Who is in the block, (respondents,), from who answered which item, (respondents, items)."""
    complete: Flags = np.all(answered, axis=1)
    given = answered.sum(axis=1)
    others: list[Flags] = [*(answered & ~complete[:, None]).T, (given >= scale.minimum_answered) & ~complete]
    others.append((given >= 1) & ~complete)
    beside = [int(one.sum()) for one in others]
    if all(people == 0 or people >= smallest for people in beside):
        return complete
    rows = np.flatnonzero(complete)
    lots = np.argsort(replicate_of(rows.astype(np.uint64), 2**31 - 1), kind="stable")
    inside = complete.copy()
    inside[rows[lots[: smallest - min(beside)]]] = False
    return inside


def _block(steps: NDArray[np.int64], scale: ScaleSpec) -> Block:
    points = [np.bincount(column, minlength=scale.steps + 1) for column in steps.T]
    return Block(
        respondents=int(steps.shape[0]),
        sums=tuple(int(one) for one in steps.sum(axis=0)),
        cross=tuple(tuple(int(one) for one in row) for row in steps.T @ steps),
        points=tuple(tuple(int(one) for one in row) for row in points),
    )
