"""Differences as a release judges them: tests that hold in small groups whose people nearly all agree."""

from dataclasses import replace

import numpy as np

from analysis.refusals import NoVariance, TooFewRespondents
from analysis.scores.differences import TestedDifference, against_fixed, hedges_g, welch
from analysis.scores.exact_shares import (
    exact_difference_interval,
    exact_difference_p,
    exact_share_interval,
    exact_share_p,
)
from analysis.scores.samples import Sample

LOWEST, HIGHEST = 0.0, 100.0
PEOPLE_AT_EACH_END = 1 / 3
"""The fewest with which very skewed scores are marked falsely no more often than others, by simulation."""


def guarded(sample: Sample) -> Sample:
    """The sample of scores with the spread that a third of a person at each end would add to it.

    Of ten who all have the highest score Student's test would be certain. The mean stays what it is.

    >>> round(guarded(Sample(10, 100.0, 0.0)).sd, 1)
    19.2
    """
    ends = (sample.mean - LOWEST) ** 2 + (HIGHEST - sample.mean) ** 2
    return replace(sample, squares=max(sample.squares, 0.0) + PEOPLE_AT_EACH_END * ends)


def score_difference(first: Sample, second: Sample) -> TestedDifference:
    """Two groups' scores, first minus second: Welch's test of the guarded samples, Hedges' g of the plain.

    >>> round(score_difference(Sample(30, 100.0, 0.0), Sample(40, 94.0, 39 * 100.0)).p, 3)
    0.04
    """
    made = welch(guarded(first), guarded(second))
    try:
        effect = hedges_g(first, second)
    except NoVariance:
        effect = float(np.sign(made.difference)) * float("inf") if made.difference else 0.0
    return replace(made, effect=effect, method="Welch, guarded")


def score_against(sample: Sample, benchmark: float) -> TestedDifference:
    """A group's score against a benchmark that counts as known: the one-sample test of the guarded sample."""
    made = against_fixed(guarded(sample), benchmark)
    effect = against_fixed(sample, benchmark).effect
    return replace(made, effect=effect, method="one-sample t, guarded")


def score_against_rest(unit: Sample, parent: Sample) -> TestedDifference:
    """A unit against the rest of its parent, which holds the unit: the two must not overlap."""
    return replace(score_difference(unit, parent.without(unit)), method="Welch, guarded, against the rest")


def favourable_difference(successes: tuple[int, int], respondents: tuple[int, int]) -> TestedDifference:
    """Two groups' favourable shares of an item: Fisher's test, and an interval from the exact ones."""
    if min(respondents) < 1:
        raise TooFewRespondents(min(respondents), 1, "a difference of shares")
    lower, upper = exact_difference_interval(successes, respondents)
    first, second = (yes / n for yes, n in zip(successes, respondents, strict=True))
    return TestedDifference(
        first - second,
        lower,
        upper,
        exact_difference_p(successes, respondents),
        cohens_h(first, second),
        respondents,
        "Fisher",
    )


def favourable_against(successes: int, respondents: int, benchmark: float) -> TestedDifference:
    """A group's favourable share of an item against a benchmark that counts as known: the binomial test."""
    interval = exact_share_interval(successes, respondents)
    return TestedDifference(
        interval.estimate - benchmark,
        interval.lower - benchmark,
        interval.upper - benchmark,
        exact_share_p(successes, respondents, benchmark),
        cohens_h(interval.estimate, benchmark),
        (respondents, None),
        "binomial",
    )


def cohens_h(first: float, second: float) -> float:
    """2·arcsin √p₁ − 2·arcsin √p₂. Source: Cohen (1988)."""
    return 2 * float(np.arcsin(np.sqrt(first)) - np.arcsin(np.sqrt(second)))
