"""Weights that give each class of staff its part of the headcount, and what they cost."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.refusals import DidNotConverge, Refusal, TooFewRespondents
from analysis.scores.samples import Sample

FloatArray = NDArray[np.float64]
SMALLEST_CLASS = 20
LARGEST_WEIGHT = 3.0
TOLERANCE = 1e-12
MOST_ROUNDS = 10_000


class MarginsDisagree(Refusal):
    """Headcounts of two margins that do not add up to the same number of people."""


@dataclass(frozen=True, eq=False)
class Margin:
    """One characteristic: the class of each respondent, and the headcount of each class.

    classes : (respondents,) index into `headcounts`; every respondent needs one (give those who did
    not say a class of their own, or leave the margin out).
    """

    name: str
    classes: NDArray[np.int64]
    headcounts: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights with mean one. collapsed : per margin, classes that were joined for being small.

    classes : per margin, how many classes are left; a margin of one says nothing.
    kish_effect : n·Σw²/(Σw)², by which weighting multiplies the variance (Kish 1965);
    effective_respondents : n divided by it. trimmed : respondents whose weight was cut.
    """

    weights: FloatArray
    collapsed: Mapping[str, tuple[tuple[str, ...], ...]]
    kish_effect: float
    effective_respondents: float
    trimmed: int
    rounds: int
    classes: Mapping[str, int]

    @property
    def caution(self) -> str:
        """The sentence that belongs beside every weighted result."""
        return (
            "Weights repair who answered, as far as headcounts show it. "
            "They cannot repair that opinion itself drives who answers."
        )


def kish_effect(weights: FloatArray) -> float:
    """n·Σw²/(Σw)²: 1 for equal weights.

    >>> round(kish_effect(np.array([1.0, 1.0, 2.0])), 4)
    1.125
    """
    return float(weights.size * (weights**2).sum() / weights.sum() ** 2)


def rake(classes: list[NDArray[np.int64]], totals: list[FloatArray]) -> tuple[FloatArray, int]:
    """Iterative proportional fitting from equal weights; returns weights and rounds.

    The weighted count of every class of every margin equals its total. Source: Deming and Stephan
    (1940); checked against survey::rake to 1e-9. Raises DidNotConverge when margins contradict each
    other, TooFewRespondents for a class with headcount and nobody in it.
    """
    weights = np.full(classes[0].size, totals[0].sum() / classes[0].size)
    for of_row, total in zip(classes, totals, strict=True):
        present = np.bincount(of_row, minlength=total.size)
        if ((present == 0) & (total > 0)).any():
            raise TooFewRespondents(0, 1, "a weighted class")
    for rounds in range(1, MOST_ROUNDS + 1):
        worst = 0.0
        for of_row, total in zip(classes, totals, strict=True):
            now = np.bincount(of_row, weights, minlength=total.size)
            factor = np.divide(total, now, out=np.ones_like(total), where=now > 0)
            worst = max(worst, float(np.abs(factor[now > 0] - 1).max(initial=0.0)))
            weights = weights * factor[of_row]
        if worst < TOLERANCE:
            return weights, rounds
    raise DidNotConverge(f"raking did not settle in {MOST_ROUNDS} rounds: the margins contradict each other")


def weigh(
    margins: list[Margin],
    *,
    smallest_class: int = SMALLEST_CLASS,
    largest_weight: float = LARGEST_WEIGHT,
) -> Weights:
    """Rake respondents to headcount margins within one institution.

    Classes of fewer than `smallest_class` respondents are joined with their smaller neighbour (classes
    are in order: grades, years of service) until all are large enough; a margin left with one class
    says nothing and is passed over. Weights above `largest_weight` times the mean are cut, and all
    are scaled to mean one again, so that trimmed margins are met approximately.

    Raises MarginsDisagree when headcounts of margins add up differently, DidNotConverge,
    TooFewRespondents when there are none.
    """
    if not margins or margins[0].classes.size == 0:
        raise TooFewRespondents(0, 1, "weighting")
    sums = {margin.name: float(sum(margin.headcounts)) for margin in margins}
    if max(sums.values()) - min(sums.values()) > 1e-9 * max(sums.values()):
        raise MarginsDisagree(f"the headcounts add up differently: {sums}")
    classes: list[NDArray[np.int64]] = []
    totals: list[FloatArray] = []
    collapsed: dict[str, tuple[tuple[str, ...], ...]] = {}
    remaining: dict[str, int] = {}
    for margin in margins:
        groups = _collapse(margin, smallest_class)
        collapsed[margin.name] = tuple(
            tuple(margin.labels[i] for i in group) for group in groups if len(group) > 1
        )
        remaining[margin.name] = len(groups)
        if len(groups) < 2:
            continue
        into = np.empty(len(margin.headcounts), np.int64)
        for index, group in enumerate(groups):
            into[list(group)] = index
        classes.append(into[margin.classes])
        totals.append(np.bincount(into, np.asarray(margin.headcounts, np.float64)).astype(np.float64))
    respondents = margins[0].classes.size
    if not classes:
        return Weights(np.ones(respondents), collapsed, 1.0, float(respondents), 0, 0, remaining)
    weights, rounds = rake(classes, totals)
    weights = weights / weights.mean()
    too_large = weights > largest_weight
    weights = np.minimum(weights, largest_weight)
    weights = weights / weights.mean()
    effect = kish_effect(weights)
    return Weights(weights, collapsed, effect, respondents / effect, int(too_large.sum()), rounds, remaining)


def _collapse(margin: Margin, smallest: int) -> list[tuple[int, ...]]:
    """Neighbouring classes joined until each has enough respondents."""
    present = np.bincount(margin.classes, minlength=len(margin.headcounts))
    groups: list[tuple[int, ...]] = [(index,) for index in range(len(margin.headcounts))]
    sizes = [int(count) for count in present]
    while len(groups) > 1 and min(sizes) < smallest:
        small = sizes.index(min(sizes))
        neighbours = [i for i in (small - 1, small + 1) if 0 <= i < len(groups)]
        other = min(neighbours, key=lambda i: sizes[i])
        first, second = sorted((small, other))
        groups[first] = groups[first] + groups.pop(second)
        sizes[first] += sizes.pop(second)
    return groups


def weighted_sample(values: FloatArray, weights: FloatArray) -> Sample:
    """The weighted mean as a sample of n/effect respondents, to stand beside the unweighted one.

    The variance is Σw(x − x̄)²/Σw·n/(n − 1). Its standard error, with Kish's effect, is an
    approximation that ignores how well the margins predict the answers, so it errs on the wide side.
    """
    if values.size < 2:
        raise TooFewRespondents(int(values.size), 2, "a weighted mean")
    mean = float((weights * values).sum() / weights.sum())
    variance = float((weights * (values - mean) ** 2).sum() / weights.sum()) * values.size / (values.size - 1)
    effective = max(int(values.size / kish_effect(weights)), 2)
    return Sample.of_variance(effective, mean, variance)
