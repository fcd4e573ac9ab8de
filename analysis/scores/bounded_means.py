"""Means of scores that have two ends: intervals that hold in small groups whose people nearly all agree."""

from math import sqrt

from scipy.special import betaincinv

from analysis.refusals import TooFewRespondents
from analysis.scores.intervals import IntervalEstimate
from analysis.scores.samples import Sample

PEOPLE_AT_EACH_END = 0.5
"""With a third some intervals cover 93.4 of 100 (`python -m benchmarks.coverage`), with half 94."""


def bounded_mean_interval(
    sample: Sample,
    population: int | None = None,
    *,
    lower: float = 0.0,
    upper: float = 100.0,
    confidence: float = 0.95,
) -> IntervalEstimate:
    """The interval of a mean of scores between two ends, by a beta distribution.

    To the n answers half a person is added at each end, so that a sample in which all agree is not taken
    for certain (of yes or no answers it is Jeffreys' interval). The mean's distribution, for weights of
    people drawn from Dirichlet's (Rubin 1981), has the mean m and the variance v/(n + 2) of the n + 1 people;
    a beta distribution of both has the bounds. With a population of N the distances of
    the bounds from the sample's mean shrink by √(1 − n/N), and none passes what the silent could make of it.
    It is never of zero width unless all of the population answered. Student's covers 85 % at n = 10 where
    nearly all have the highest score; this one 98 %, and it is no wider where scores are spread out.
    Checked against R's qbeta. Raises TooFewRespondents under two.

    >>> found = bounded_mean_interval(Sample(30, 100.0, 0.0))
    >>> round(found.lower, 1), found.upper
    (92.0, 100.0)
    """
    n = sample.respondents
    if population is not None and n > population:
        raise ValueError(f"{n} respondents out of a population of {population}")
    if n < 2:
        raise TooFewRespondents(n, 2, "an interval")
    width = upper - lower
    mean, squares = (sample.mean - lower) / width, max(sample.squares, 0.0) / width**2
    people = n + 2 * PEOPLE_AT_EACH_END
    centre = (n * mean + PEOPLE_AT_EACH_END) / people
    variance = (squares + n * mean**2 + PEOPLE_AT_EACH_END) / people - centre**2
    size = centre * (1 - centre) * (people + 1) / variance - 1
    tail = (1 - confidence) / 2
    below, above = (float(betaincinv(centre * size, (1 - centre) * size, at)) for at in (tail, 1 - tail))
    below, above = min(below, mean), max(above, mean)
    if population is not None:
        shrunk = sqrt(1 - n / population)
        below = max(mean - shrunk * (mean - below), n * mean / population)
        above = min(mean + shrunk * (above - mean), (n * mean + population - n) / population)
    return IntervalEstimate(
        sample.mean, lower + width * below, lower + width * above, confidence, n, population, "beta"
    )
