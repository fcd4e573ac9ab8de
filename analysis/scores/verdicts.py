"""What may be said of a difference: six verdicts, given in one place, to all that is read together."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor

import numpy as np
from numpy.typing import NDArray

from analysis.released.released_values import Verdict
from analysis.scores.differences import TestedDifference

FloatArray = NDArray[np.float64]


class Because(StrEnum):
    """Why a verdict was given."""

    LARGE_AND_CERTAIN = "certain, and large enough to matter"
    SMALL_AND_CERTAIN = "certain, and smaller than what matters"
    RULED_OUT = "a difference that matters is ruled out"
    TOO_FEW_RESPONDENTS = "too few respondents"
    TOO_UNCERTAIN = "the interval holds both no difference and one that matters"


class Level(StrEnum):
    """What is compared, which decides how many respondents are needed."""

    ITEM = "item"
    AREA = "area"
    INDEX = "index"


MINIMUM_RESPONDENTS = {Level.ITEM: 30, Level.AREA: 20, Level.INDEX: 10}
MATTERS_IN_POINTS = 3.0
MATTERS_IN_SHARES = 0.05
MATTERS = {Level.AREA: MATTERS_IN_POINTS, Level.INDEX: MATTERS_IN_POINTS, Level.ITEM: MATTERS_IN_SHARES}
PRINTED_STEP = {Level.AREA: 1.0, Level.INDEX: 1.0, Level.ITEM: 0.01}
FALSE_DISCOVERY_RATE = 0.05
OF_THE_INSTITUTION = 0.02
OF_ITS_GROUPS = FALSE_DISCOVERY_RATE - OF_THE_INSTITUTION
SMALLEST_STEP = 1e-9


@dataclass(frozen=True, slots=True)
class Judged:
    """A difference among all that was judged with it, and the verdict.

    adjusted_p : p as it stands among the others; 1 when it was not tested for lack of respondents.
    """

    difference: TestedDifference
    adjusted_p: float
    verdict: Verdict
    because: Because


def verdict_of(
    difference: float, lower: float, upper: float, *, is_certain: bool, matters: float, step: float = 0.0
) -> Verdict:
    """The verdict on one difference with its interval.

    HIGHER or LOWER when it is certain and its size, as it is printed, matters; A_LITTLE_HIGHER or
    A_LITTLE_LOWER when it is certain and printed smaller than that; ABOUT_THE_SAME when the interval
    rules out a difference that matters; CANNOT_TELL otherwise.

    matters : the smallest difference that matters. step : of the printed number, 0 when it is printed in
    full: a reader compares the number on the page with the limit on the page, so "+3" is never "a little".

    >>> verdict_of(2.6, 1.0, 4.2, is_certain=True, matters=3.0, step=1.0).value
    'higher'
    >>> verdict_of(-1.2, -2.0, -0.4, is_certain=True, matters=3.0, step=1.0).value
    'a_little_lower'
    """
    if is_certain and difference != 0:
        size = abs(difference)
        printed = floor(size / step + 0.5 + SMALLEST_STEP) * step if step else size
        is_large = printed >= matters * (1 - SMALLEST_STEP)
        if difference > 0:
            return Verdict.HIGHER if is_large else Verdict.A_LITTLE_HIGHER
        return Verdict.LOWER if is_large else Verdict.A_LITTLE_LOWER
    return Verdict.ABOUT_THE_SAME if -matters < lower and upper < matters else Verdict.CANNOT_TELL


def benjamini_hochberg(p_values: Sequence[float]) -> FloatArray:
    """Adjusted p values that hold the false-discovery rate over all of them.

    Source: Benjamini and Hochberg (1995); checked against R's p.adjust(method = "BH").

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    p = np.asarray(p_values, np.float64)
    order = np.argsort(p)[::-1]
    ranks = np.arange(p.size, 0, -1)
    adjusted = np.empty(p.size)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(p[order] * p.size / ranks))
    return adjusted


def judge(
    differences: Sequence[TestedDifference],
    level: Level | Sequence[Level],
    *,
    false_discovery_rate: float = FALSE_DISCOVERY_RATE,
) -> tuple[Judged, ...]:
    """Give the verdict on each difference of one table, all together.

    A difference is certain when it stays significant among all that were tested (`benjamini_hochberg`);
    `verdict_of` then says what it is. Where a result rests on fewer respondents than its level needs (30
    item, 20 area, 10 index) it is CANNOT_TELL, and it is not tested, so it does not dilute the others.
    """
    levels = [level] * len(differences) if isinstance(level, Level) else list(level)
    tested = [has_enough(made, at) for made, at in zip(differences, levels, strict=True)]
    adjusted = iter(
        benjamini_hochberg([d.p for d, is_tested in zip(differences, tested, strict=True) if is_tested])
    )
    return tuple(
        judged(made, at, float(next(adjusted)) if is_tested else None, false_discovery_rate)
        for made, at, is_tested in zip(differences, levels, tested, strict=True)
    )


def judge_groups(
    families: Mapping[Hashable, Sequence[tuple[TestedDifference, Level]]], *, false_discovery_rate: float
) -> dict[Hashable, tuple[Judged, ...]]:
    """Give the verdict on the differences of many groups: first which groups differ, then in what.

    A group is found when its p among the groups' (Simes 1986: the smallest of m·p₍ᵢ₎/i over its m
    differences) stays significant by Benjamini and Hochberg. Of R found among G groups, each one's
    differences are certain by Benjamini and Hochberg at R/G of the rate. Over the groups found the expected
    share of false marks is then under the rate (Benjamini and Bogomolov 2014), and so it is over all marks
    of a release as simulated in `benchmarks.coverage`; a group that is like the others is marked in fewer.

    >>> made = ((6, 1e-6), (2, 0.04))
    >>> sure, vague = (TestedDifference(d, d - 2, d + 2, p, 0.3, (50, 900), "") for d, p in made)
    >>> found = {"a": [(sure, Level.AREA)], "b": [(vague, Level.AREA)]}
    >>> found = judge_groups(found, false_discovery_rate=0.03)
    >>> [(key, one.verdict.value) for key, (one,) in found.items()]
    [('a', 'higher'), ('b', 'cannot_tell')]
    """
    tested = {
        key: [made.p for made, level in members if has_enough(made, level)]
        for key, members in families.items()
    }
    tested = {key: p_values for key, p_values in tested.items() if p_values}
    if not tested:
        return {key: tuple(judged(made, at, None) for made, at in some) for key, some in families.items()}
    simes = [float(benjamini_hochberg(p_values).min()) for p_values in tested.values()]
    found = benjamini_hochberg(simes) <= false_discovery_rate
    rate = false_discovery_rate * int(found.sum()) / len(tested)
    adjusted = {
        key: iter(benjamini_hochberg(p_values) if is_found else np.ones(len(p_values)))
        for (key, p_values), is_found in zip(tested.items(), found, strict=True)
    }
    return {
        key: tuple(
            judged(made, level, float(next(adjusted[key])) if has_enough(made, level) else None, rate)
            for made, level in members
        )
        for key, members in families.items()
    }


def has_enough(made: TestedDifference, level: Level) -> bool:
    """Whether both results rest on as many respondents as their level needs."""
    return min(n for n in made.respondents if n is not None) >= MINIMUM_RESPONDENTS[level]


def judged(
    made: TestedDifference, level: Level, adjusted_p: float | None, rate: float = FALSE_DISCOVERY_RATE
) -> Judged:
    """The verdict on one difference by its p among the others; None where it was not tested."""
    if adjusted_p is None:
        return Judged(made, 1.0, Verdict.CANNOT_TELL, Because.TOO_FEW_RESPONDENTS)
    verdict = verdict_of(
        made.difference,
        made.lower,
        made.upper,
        is_certain=adjusted_p <= rate,
        matters=MATTERS[level],
        step=PRINTED_STEP[level],
    )
    return Judged(made, adjusted_p, verdict, REASONS[verdict])


REASONS = {
    Verdict.HIGHER: Because.LARGE_AND_CERTAIN,
    Verdict.LOWER: Because.LARGE_AND_CERTAIN,
    Verdict.A_LITTLE_HIGHER: Because.SMALL_AND_CERTAIN,
    Verdict.A_LITTLE_LOWER: Because.SMALL_AND_CERTAIN,
    Verdict.ABOUT_THE_SAME: Because.RULED_OUT,
    Verdict.CANNOT_TELL: Because.TOO_UNCERTAIN,
}
