"""Whether an area may be ranked: do its items mean the same in all institutions, as a kept verdict."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec
import numpy as np
from scipy.stats import chi2

from analysis.benchmark import FEWEST_INSTITUTIONS
from analysis.invariance import FEWEST_PER_ITEM, Comparability, Invariance, comparability, invariance
from analysis.moments import CompleteMoments
from analysis.refusals import Refusal, TooFewGroups
from analysis.structure import FitMeasures

FEWEST_ITEMS = 3
# Several areas are tested at two levels each: at .05 a programme would often lose an area by chance.
CHANCE = 0.01


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


def same_meaning(items: Sequence[str], blocks: Mapping[str, CompleteMoments]) -> SameMeaning:
    """The verdict on one area from the moments of each institution's complete answers.

    A level fails when CFI and RMSEA say so (`invariance`) and the rise of χ² is not chance (p < .01):
    with few respondents or few degrees of freedom, RMSEA alone rises by .015 often enough by chance.
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
    return SameMeaning(_meaning(found), len(found.groups))


def _meaning(found: Invariance) -> Meaning:
    configural, metric, scalar = found.configural, found.metric, found.scalar
    if found.comparability is Comparability.STRUCTURE and _is_real(configural, metric):
        return Meaning.METRIC_FAILS
    # The metric model beside itself leaves the scalar step alone to be judged.
    means = comparability(metric, metric, scalar, groups=len(found.groups))
    if means is not Comparability.MEANS and _is_real(metric, scalar):
        return Meaning.SCALAR_FAILS
    return Meaning.SAME


def _is_real(free: FitMeasures, shared: FitMeasures) -> bool:
    """Whether the model that shares more fits worse by more than chance."""
    return bool(chi2.sf(shared.chisq - free.chisq, shared.df - free.df) < CHANCE)
