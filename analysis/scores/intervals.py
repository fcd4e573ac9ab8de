"""How far a mean or a share could be from what all would have said."""

from dataclasses import dataclass
from math import sqrt

from scipy.special import ndtri, stdtrit

from analysis.refusals import TooFewRespondents
from analysis.scores.samples import Sample


@dataclass(frozen=True, slots=True)
class IntervalEstimate:
    """An estimate between two bounds.

    population : headcount of the finite population it speaks of, or None for one without end.
    """

    estimate: float
    lower: float
    upper: float
    confidence: float
    respondents: int
    population: int | None
    method: str


def _check_population(respondents: int, population: int | None) -> None:
    if population is not None and respondents > population:
        raise ValueError(f"{respondents} respondents out of a population of {population}")


def mean_interval(
    sample: Sample, population: int | None = None, confidence: float = 0.95
) -> IntervalEstimate:
    """Student's interval of a mean, with the finite-population correction when N is given.

    mean ± t(n − 1) · √((1 − n/N) · s²/n). Source: Cochran, Sampling Techniques (1977), 2.8. With a
    population it speaks of the current staff; leave it out for benchmarks, trends and drivers.
    Checked against R's t.test and survey::svymean. Raises TooFewRespondents under two.

    >>> import numpy as np
    >>> interval = mean_interval(Sample.of(np.array([40.0, 50.0, 60.0])))
    >>> round(interval.lower, 4), round(interval.upper, 4)
    (25.1586, 74.8414)
    """
    n = sample.respondents
    _check_population(n, population)
    if n < 2:
        raise TooFewRespondents(n, 2, "an interval")
    remaining = 1.0 if population is None else 1.0 - n / population
    half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * sqrt(remaining * sample.variance / n)
    return IntervalEstimate(
        sample.mean, sample.mean - half, sample.mean + half, confidence, n, population, "t"
    )


def effective_respondents(respondents: int, population: int | None) -> float:
    """n_e = n(N − 1)/(N − n): respondents of an endless population that would tell as much.

    >>> effective_respondents(120, 200)
    298.5
    """
    _check_population(respondents, population)
    if population is None:
        return float(respondents)
    if respondents == population:
        return float("inf")
    return respondents * (population - 1) / (population - respondents)


def share_interval(
    share: float, respondents: int, population: int | None = None, confidence: float = 0.95
) -> IntervalEstimate:
    """Wilson's score interval of a share, with n_e in place of n for a finite population.

    (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n). Source: Wilson (1927). Without population
    checked against R's prop.test(correct = FALSE). When all of the population answered, the share
    is known and both bounds are the share. Raises TooFewRespondents when nobody answered.

    >>> interval = share_interval(0.43, 120, population=200)
    >>> round(interval.lower, 4), round(interval.upper, 4)
    (0.3751, 0.4867)
    """
    if respondents < 1:
        raise TooFewRespondents(respondents, 1, "an interval")
    n = effective_respondents(respondents, population)
    lower = upper = share
    if n != float("inf"):
        z = float(ndtri(0.5 + confidence / 2))
        centre = share + z * z / (2 * n)
        half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        lower, upper = (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)
        lower, upper = min(max(lower, 0.0), share), max(min(upper, 1.0), share)
    return IntervalEstimate(share, lower, upper, confidence, respondents, population, "Wilson")


def margin_of_error(
    share: float, respondents: int, population: int | None = None, confidence: float = 0.95
) -> float:
    """The margin that the UK Civil Service People Survey prints: z·√(p(1 − p)/n)·√((N − n)/(N − 1)).

    >>> [round(100 * margin_of_error(p, n, N)) for p, n, N in
    ...  [(0.43, 120, 200), (0.5, 80, 150), (0.3, 40, 50), (0.6, 375, 500)]]
    [6, 8, 6, 2]
    """
    if respondents < 1:
        raise TooFewRespondents(respondents, 1, "a margin")
    n = effective_respondents(respondents, population)
    return float(ndtri(0.5 + confidence / 2)) * sqrt(share * (1 - share) / n)


def margin_for_half(respondents: int, population: int) -> float:
    """The margin for a share of one half, half a person wider than the textbook's; 0 when all answered.

    Shares of few people come in steps, so that the textbook's margin holds 88 to 98 of 100 shares of one half
    at 10 to 100 people; with the half person it holds 95 or more (`benchmarks.coverage`).

    >>> round(100 * margin_for_half(278, 1000), 2)
    5.18
    """
    if respondents == population:
        return 0.0
    return margin_of_error(0.5, respondents, population) + 1 / (2 * respondents)


def share_difference_interval(first: IntervalEstimate, second: IntervalEstimate) -> tuple[float, float]:
    """Newcombe's hybrid score interval of p₁ − p₂ from the two Wilson intervals.

    d − √((p₁ − l₁)² + (u₂ − p₂)²) to d + √((u₁ − p₁)² + (p₂ − l₂)²). Source: Newcombe (1998),
    method 10. Checked against the paper's examples.

    >>> lower, upper = share_difference_interval(share_interval(56 / 70, 70), share_interval(48 / 80, 80))
    >>> round(lower, 4), round(upper, 4)
    (0.0524, 0.3339)
    """
    difference = first.estimate - second.estimate
    below = sqrt((first.estimate - first.lower) ** 2 + (second.upper - second.estimate) ** 2)
    above = sqrt((first.upper - first.estimate) ** 2 + (second.estimate - second.lower) ** 2)
    return difference - below, difference + above
