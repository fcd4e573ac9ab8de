"""Whether an area may be ranked: do its items mean the same in all institutions, as a kept verdict."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from analysis.counting.moments import CompleteMoments
from analysis.institutions.benchmark import FEWEST_INSTITUTIONS
from analysis.institutions.chance_of_unlike import chance_factors
from analysis.measurement.invariance import (
    CFI_MAY_FALL,
    CFI_MAY_FALL_METRIC_MANY,
    FEWEST_PER_ITEM,
    MANY_GROUPS,
    Invariance,
    invariance,
)
from analysis.measurement.structure import FitMeasures
from analysis.refusals import Refusal, TooFewGroups
from analysis.released.released_values import Points
from analysis.scores.verdicts import MATTERS_IN_POINTS

FEWEST_ITEMS = 3
# Several areas are tested at two levels each: at .05 a programme would often lose an area by chance.
CHANCE = 0.01
# Half of the smallest difference that matters (3 points): under it, 95 of 100 institutions' scores are off
# by less than such a difference.
SCORES_MAY_SHIFT = MATTERS_IN_POINTS / 2


# Half of that: between halves of the institutions an item alone then moves scores by a point and a half.
ITEM_MAY_SHIFT = SCORES_MAY_SHIFT / 2


class SharedMeaning(StrEnum):
    """What was found of an area's items: the same, the level that failed, or why it can't be tested.

    LEVEL_DIFFERS: people of the same opinion answer an item higher in some institutions than in others, by
    too little to forbid ranks; the item is named, with what it does to scores.
    """

    SAME = "same"
    LEVEL_DIFFERS = "level_differs"
    METRIC_FAILS = "metric_fails"
    SCALAR_FAILS = "scalar_fails"
    TOO_FEW_INSTITUTIONS = "too_few_institutions"
    TOO_FEW_ITEMS = "too_few_items"
    NOT_ESTIMABLE = "not_estimable"


class SameMeaning(msgspec.Struct, frozen=True, omit_defaults=True):
    """The verdict of one area over a programme; `institutions` is how many it rests on, none by name.

    items : whose level differs, the most first. shift : by how many points of the score 0-100 unlike levels
    move a typical institution, as a standard deviation; both where levels were found unlike.
    """

    meaning: SharedMeaning
    institutions: int
    items: tuple[str, ...] = ()
    shift: Points = 0.0

    @property
    def forbids_ranks(self) -> bool:
        return self.meaning in (SharedMeaning.METRIC_FAILS, SharedMeaning.SCALAR_FAILS)


def may_leave(block: CompleteMoments) -> bool:
    """Whether a block of p items rests on n ≥ 3p complete answers, so that it may leave its institution."""
    return block.respondents >= FEWEST_PER_ITEM * block.variables


def same_meaning(
    items: Sequence[str], steps: int, blocks: Mapping[str, CompleteMoments], points: NDArray[np.int64]
) -> SameMeaning:
    """The verdict on one area from the moments of each institution's complete answers.

    A level fails when the rise of χ² is not chance and what follows from it matters. Chance: p < .01 after
    the rise is divided by what skewed answers and small institutions add to it (`chance_factors`). The metric
    level matters when CFI falls by more than .010, from ten institutions on .020 (Cheung and Rensvold 2002;
    Rutkowski and Svetina 2014); the scalar level when unlike intercepts move a typical institution's score by
    1.5 points or more (`intercept_spread`). An item that by itself moves it by 0.75 points or more is named
    also where that is not reached (`item_spreads`). An item that is easier somewhere has another spread
    there as well: where the metric level holds without the items whose level differs, the level is named.
    RMSEA is not asked: an area of three or four items has so few degrees of freedom that it rises by .015
    over nothing (Kenny, Kaniskan and McCoach 2015).

    points : (items, points) all institutions' answers by point. steps : from an item's lowest point to its
    highest.
    """
    large = {name: block for name, block in blocks.items() if may_leave(block)}
    if len(items) < FEWEST_ITEMS:
        return SameMeaning(SharedMeaning.TOO_FEW_ITEMS, len(large))
    if len(large) < FEWEST_INSTITUTIONS:
        return SameMeaning(SharedMeaning.TOO_FEW_INSTITUTIONS, len(large))
    stacked = CompleteMoments(
        np.array([block.counts for block in large.values()], np.int64),
        np.array([block.sums for block in large.values()]),
        np.array([block.cross for block in large.values()]),
    )
    try:
        return _examined(items, steps, stacked, points)
    except TooFewGroups:
        return SameMeaning(SharedMeaning.TOO_FEW_INSTITUTIONS, len(large))
    except Refusal:
        return SameMeaning(SharedMeaning.NOT_ESTIMABLE, len(large))


def _examined(
    items: Sequence[str], steps: int, stacked: CompleteMoments, points: NDArray[np.int64]
) -> SameMeaning:
    found, of_metric, of_scalar = _fitted(items, stacked, points)
    institutions = len(found.groups)
    named: tuple[str, ...] = ()
    shift = score_shift(found.intercept_spread, len(items), steps)
    if _is_real(found.metric, found.scalar, of_scalar):
        moved = {item: 100 * own / (steps * len(items)) for item, own in found.item_spreads.items()}
        named = tuple(
            sorted((item for item in items if moved[item] >= ITEM_MAY_SHIFT), key=lambda item: -moved[item])
        )
    if _metric_fails(found, of_metric) and not _holds_without(named, items, stacked, points):
        return SameMeaning(SharedMeaning.METRIC_FAILS, institutions)
    if shift >= SCORES_MAY_SHIFT and _is_real(found.metric, found.scalar, of_scalar):
        return SameMeaning(SharedMeaning.SCALAR_FAILS, institutions, named, shift)
    if named:
        return SameMeaning(SharedMeaning.LEVEL_DIFFERS, institutions, named, shift)
    return SameMeaning(SharedMeaning.SAME, institutions)


def _fitted(
    items: Sequence[str], stacked: CompleteMoments, points: NDArray[np.int64]
) -> tuple[Invariance, float, float]:
    names = [str(at) for at in range(int(stacked.counts.size))]
    found = invariance(stacked, items, names, fewest_groups=FEWEST_INSTITUTIONS)
    used = stacked.select(np.array([int(name) for name in found.groups]))
    return found, *chance_factors(used, points, items)


def _metric_fails(found: Invariance, factor: float) -> bool:
    may_fall = CFI_MAY_FALL_METRIC_MANY if len(found.groups) >= MANY_GROUPS else CFI_MAY_FALL
    falls = found.configural.cfi - found.metric.cfi > may_fall
    return falls and _is_real(found.configural, found.metric, factor)


def _holds_without(
    named: Sequence[str], items: Sequence[str], stacked: CompleteMoments, points: NDArray[np.int64]
) -> bool:
    """Whether the other items matter alike everywhere, where there are enough of them to tell."""
    kept = [at for at, item in enumerate(items) if item not in named]
    if not named or len(kept) < FEWEST_ITEMS:
        return False
    rest = CompleteMoments(stacked.counts, stacked.sums[:, kept], stacked.cross[:, kept][:, :, kept])
    found, of_metric, _ = _fitted([items[at] for at in kept], rest, points[kept])
    return not _metric_fails(found, of_metric)


def score_shift(intercept_spread: float, items: int, steps: int) -> float:
    """By how much unlike intercepts move the score 0-100 of a typical group, as a standard deviation.

    >>> round(score_shift(0.12, items=4, steps=4), 3)
    1.5
    """
    return float(100 * intercept_spread / (steps * items**0.5))


def _is_real(free: FitMeasures, shared: FitMeasures, factor: float) -> bool:
    """Whether the model that shares more fits worse by more than chance, by so much too large a χ²."""
    rise = max(shared.chisq - free.chisq, 0.0) / factor
    return bool(chdtrc(shared.df - free.df, rise) < CHANCE)
