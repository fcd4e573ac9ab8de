"""Shares of small groups, exactly: intervals and tests by counting, without an approximation."""

from functools import lru_cache
from math import exp, lgamma

from scipy.special import bdtr, betaincinv

from analysis.refusals import TooFewRespondents
from analysis.scores.intervals import IntervalEstimate, share_difference_interval

SILENT_OF_ONE_MIND = 3
"""So many of those who did not answer may always be of one mind, whatever the others said."""
NEGLIGIBLE = 1e-17


@lru_cache(maxsize=1 << 16)
def exact_share_interval(
    successes: int, respondents: int, population: int | None = None, confidence: float = 0.95
) -> IntervalEstimate:
    """The exact interval of a share, for a finite population by the hypergeometric distribution.

    Of N people n answered, x of them favourably; M favourable ones in all are within the interval when
    neither P(X ≤ x | M) nor P(X ≥ x | M) is under 2.5 % (Buonaccorsi 1987, by test inversion; Wang 2015
    compares it with others). M runs from x, when none of the silent agree, to x + N − n. Up to three of
    the silent may be of one mind whatever the others said, so bounds reach at least that far; where all
    answered, the share is known. Both bounds rise with x. Without a population it is Clopper and
    Pearson's (1934). It covers at least its confidence at every share.
    Checked against R's phyper and binom.test. Raises TooFewRespondents when nobody answered.

    >>> found = exact_share_interval(0, 18, 20)
    >>> found.lower, found.upper
    (0.0, 0.1)
    """
    n = respondents
    if n < 1:
        raise TooFewRespondents(n, 1, "an interval")
    if not 0 <= successes <= n or (population is not None and n > population):
        raise ValueError(f"{successes} of {n} respondents out of a population of {population}")
    tail, share = (1 - confidence) / 2, successes / n
    if population is None:
        lower = lowest_share(share, n, confidence) if successes else 0.0
        upper = 1 - lowest_share(1 - share, n, confidence) if successes < n else 1.0
        return IntervalEstimate(share, lower, upper, confidence, n, None, "Clopper-Pearson")
    silent = population - n
    fewest = _first(silent, lambda found: _at_least(successes, successes + found, population, n) > tail)
    most = silent - _first(
        silent, lambda found: _at_most(successes, successes + silent - found, population, n) > tail
    )
    fewest = min(fewest, max(silent - SILENT_OF_ONE_MIND, 0))
    most = max(most, min(silent, SILENT_OF_ONE_MIND))
    lower = min((successes + fewest) / population, share)
    upper = max((successes + most) / population, share)
    return IntervalEstimate(share, lower, upper, confidence, n, population, "hypergeometric")


def lowest_share(share: float, respondents: int, confidence: float = 0.95) -> float:
    """Clopper and Pearson's lower bound at a share over 0, which need not be a whole number of people's.

    >>> round(lowest_share(0.5, 10), 4)
    0.1871
    """
    successes = share * respondents
    return float(betaincinv(successes, respondents - successes + 1, (1 - confidence) / 2))


def _first(silent: int, is_within: object) -> int:
    """The fewest that are within, when more are too; all when only all are."""
    assert callable(is_within)
    low, high = 0, silent
    while low < high:
        middle = (low + high) // 2
        if is_within(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _at_least(x: int, favourable: int, population: int, n: int) -> float:
    """P(X ≥ x) of x favourable ones among n drawn from a population with so many of them."""
    return _at_most(n - x, population - favourable, population, n)


def _at_most(x: int, favourable: int, population: int, n: int) -> float:
    """P(X ≤ x), summed downwards from x by the ratio of neighbouring terms."""
    least, most = max(0, n - (population - favourable)), min(n, favourable)
    if x < least:
        return 0.0
    if x >= most:
        return 1.0
    others = population - favourable
    term = exp(_choose(favourable, x) + _choose(others, n - x) - _choose(population, n))
    total, k = term, x
    while k > least:
        term *= k * (others - n + k) / ((favourable - k + 1) * (n - k + 1))
        total += term
        k -= 1
        if term < NEGLIGIBLE * total:
            break
    return min(total, 1.0)


def _choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def exact_share_p(successes: int, respondents: int, benchmark: float) -> float:
    """Twice the smaller tail of the binomial under a benchmark that counts as known.

    Checked against R's pbinom.

    >>> round(exact_share_p(56, 70, 0.7), 4)
    0.0825
    """
    below = float(bdtr(successes, respondents, benchmark))
    above = float(bdtr(respondents - successes, respondents, 1 - benchmark))
    return min(1.0, 2 * min(below, above))


def exact_difference_p(successes: tuple[int, int], respondents: tuple[int, int]) -> float:
    """Twice the smaller tail of Fisher's exact test (1935) of two independent shares.

    Checked against R's phyper.

    >>> round(exact_difference_p((56, 48), (70, 80)), 4)
    0.0126
    """
    favourable, population = sum(successes), sum(respondents)
    below = _at_most(successes[0], favourable, population, respondents[0])
    above = _at_least(successes[0], favourable, population, respondents[0])
    return min(1.0, 2 * min(below, above))


def exact_difference_interval(
    successes: tuple[int, int], respondents: tuple[int, int], confidence: float = 0.95
) -> tuple[float, float]:
    """The interval of a difference of two shares from their exact intervals, as Newcombe (1998) joins them.

    >>> [round(bound, 3) for bound in exact_difference_interval((56, 48), (70, 80))]
    [0.044, 0.344]
    """
    first, second = (
        exact_share_interval(yes, n, confidence=confidence)
        for yes, n in zip(successes, respondents, strict=True)
    )
    return share_difference_interval(first, second)
