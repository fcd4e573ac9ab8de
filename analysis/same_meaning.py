"""Whether an area may be ranked: do its items mean the same in all institutions, as a kept verdict."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec
import numpy as np
from scipy.special import chdtrc

from analysis.benchmark import FEWEST_INSTITUTIONS
from analysis.invariance import (
    CFI_MAY_FALL,
    CFI_MAY_FALL_METRIC_MANY,
    FEWEST_PER_ITEM,
    MANY_GROUPS,
    Invariance,
    invariance,
)
from analysis.moments import CompleteMoments
from analysis.refusals import Refusal, TooFewGroups
from analysis.structure import FitMeasures
from analysis.verdicts import MATTERS_IN_POINTS

FEWEST_ITEMS = 3
# Several areas are tested at two levels each: at .05 a programme would often lose an area by chance.
CHANCE = 0.01
# Half of the smallest difference that matters (3 points): under it, 95 of 100 institutions' scores are off
# by less than such a difference.
SCORES_MAY_SHIFT = MATTERS_IN_POINTS / 2


class Meaning(StrEnum):
    """What was found of an area's items: the same, the level that failed, or why it can't be tested."""

    SAME = "same"
    METRIC_FAILS = "metric_fails"
    SCALAR_FAILS = "scalar_fails"
    TOO_FEW_INSTITUTIONS = "too_few_institutions"
    TOO_FEW_ITEMS = "too_few_items"
    NOT_ESTIMABLE = "not_estimable"


class SameMeaning(msgspec.Struct, frozen=True):
    """The verdict of one area over a programme; `institutions` is how many it rests on, none by name."""

    meaning: Meaning
    institutions: int

    @property
    def forbids_ranks(self) -> bool:
        return self.meaning in (Meaning.METRIC_FAILS, Meaning.SCALAR_FAILS)


def may_leave(block: CompleteMoments) -> bool:
    """Whether a block of p items rests on n ≥ 3p complete answers, so that it may leave its institution."""
    return block.respondents >= FEWEST_PER_ITEM * block.variables


def same_meaning(items: Sequence[str], steps: int, blocks: Mapping[str, CompleteMoments]) -> SameMeaning:
    """The verdict on one area from the moments of each institution's complete answers.

    steps : from the lowest to the highest point of an item. A level fails when the rise of χ² is not
    chance (p < .01) and what follows from it matters: for the metric level a fall of CFI by more than
    .010, from ten institutions on .020 (Cheung and Rensvold 2002; Rutkowski and Svetina 2014); for the
    scalar level unlike intercepts that move a typical institution's score by at least 1.5 points
    (`intercept_spread`). RMSEA is not asked: an area of three or four items has so few degrees of freedom
    that it rises by .015 over nothing (Kenny, Kaniskan and McCoach 2015), and the published limits of
    CFI fail areas whose scores are off by half a point.
    """
    large = {name: block for name, block in blocks.items() if may_leave(block)}
    if len(items) < FEWEST_ITEMS:
        return SameMeaning(Meaning.TOO_FEW_ITEMS, len(large))
    if len(large) < FEWEST_INSTITUTIONS:
        return SameMeaning(Meaning.TOO_FEW_INSTITUTIONS, len(large))
    stacked = CompleteMoments(
        np.array([block.counts for block in large.values()], np.int64),
        np.array([block.sums for block in large.values()]),
        np.array([block.cross for block in large.values()]),
    )
    try:
        found = invariance(stacked, items, tuple(large), fewest_groups=FEWEST_INSTITUTIONS)
    except TooFewGroups:
        return SameMeaning(Meaning.TOO_FEW_INSTITUTIONS, len(large))
    except Refusal:
        return SameMeaning(Meaning.NOT_ESTIMABLE, len(large))
    return SameMeaning(_meaning(found, len(items), steps), len(found.groups))


def _meaning(found: Invariance, items: int, steps: int) -> Meaning:
    configural, metric, scalar = found.configural, found.metric, found.scalar
    may_fall = CFI_MAY_FALL_METRIC_MANY if len(found.groups) >= MANY_GROUPS else CFI_MAY_FALL
    if configural.cfi - metric.cfi > may_fall and _is_real(configural, metric):
        return Meaning.METRIC_FAILS
    shift = score_shift(found.intercept_spread, items, steps)
    if shift >= SCORES_MAY_SHIFT and _is_real(metric, scalar):
        return Meaning.SCALAR_FAILS
    return Meaning.SAME


def score_shift(intercept_spread: float, items: int, steps: int) -> float:
    """By how much unlike intercepts move the score 0-100 of a typical group, as a standard deviation.

    >>> round(score_shift(0.12, items=4, steps=4), 3)
    1.5
    """
    return float(100 * intercept_spread / (steps * items**0.5))


def _is_real(free: FitMeasures, shared: FitMeasures) -> bool:
    """Whether the model that shares more fits worse by more than chance."""
    return bool(chdtrc(shared.df - free.df, max(shared.chisq - free.chisq, 0.0)) < CHANCE)
