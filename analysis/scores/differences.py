"""By how much two results differ: tests, intervals and effect sizes."""

from dataclasses import dataclass, replace
from math import inf, sqrt

import numpy as np
from scipy.special import gammaln, stdtr, stdtrit

from analysis.refusals import NoVariance, TooFewRespondents
from analysis.scores.intervals import share_difference_interval, share_interval
from analysis.scores.samples import Sample


@dataclass(frozen=True, slots=True)
class TestedDifference:
    """A difference with its 95 % interval and test.

    respondents : of the first result and of what it is compared with; None for a fixed benchmark.
    effect : Hedges' g for means, Cohen's h for shares.
    """

    difference: float
    lower: float
    upper: float
    p: float
    effect: float
    respondents: tuple[int, int | None]
    method: str


def small_sample_factor(df: float) -> float:
    """Hedges' exact J = Γ(df/2) / (√(df/2)·Γ((df − 1)/2)), which frees g of its bias.

    >>> round(small_sample_factor(10), 6)
    0.922746
    """
    return float(np.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / sqrt(df / 2))


def hedges_g(first: Sample, second: Sample) -> float:
    """Standardised difference (x̄₁ − x̄₂)/s_pooled · J. Source: Hedges (1981).

    Checked against metafor::escalc(measure = "SMD", vtype = "UB") to 1e-9.
    Raises NoVariance when everybody has the same value.
    """
    df = first.respondents + second.respondents - 2
    if df < 2:
        raise TooFewRespondents(df + 2, 4, "an effect size")
    pooled = (first.squares + second.squares) / df
    if pooled <= 0:
        raise NoVariance("everybody has the same value, so that no effect size can be given")
    return (first.mean - second.mean) / sqrt(pooled) * small_sample_factor(df)


def _two_sided(t: float, df: float) -> float:
    return float(2 * stdtr(df, -abs(t)))


def welch(first: Sample, second: Sample, confidence: float = 0.95) -> TestedDifference:
    """Welch's t-test of two independent means, first minus second.

    Source: Welch (1947); checked against R's t.test to 1e-9. Where neither sample varies, p is 0 or
    1 as the means differ or not, and the effect size is 0 or infinite.
    Raises TooFewRespondents when a sample has fewer than two.

    >>> made = welch(Sample(30, 62.0, 29 * 400.0), Sample(40, 50.0, 39 * 225.0))
    >>> round(made.difference, 1), round(made.p, 4), round(made.effect, 3)
    (12.0, 0.0081, 0.686)
    """
    a, b = first.variance / first.respondents, second.variance / second.respondents
    difference = first.mean - second.mean
    respondents = (first.respondents, second.respondents)
    if a + b == 0:
        p = 0.0 if difference else 1.0
        effect = 0.0 if not difference else (inf if difference > 0 else -inf)
        return TestedDifference(difference, difference, difference, p, effect, respondents, "Welch")
    df = (a + b) ** 2 / (a**2 / (first.respondents - 1) + b**2 / (second.respondents - 1))
    error = sqrt(a + b)
    half = float(stdtrit(df, 0.5 + confidence / 2)) * error
    p = _two_sided(difference / error, df)
    effect = hedges_g(first, second)
    return TestedDifference(difference, difference - half, difference + half, p, effect, respondents, "Welch")


def against_fixed(sample: Sample, benchmark: float, confidence: float = 0.95) -> TestedDifference:
    """One-sample t-test against a benchmark that counts as known. Checked against R's t.test.

    The effect is (x̄ − benchmark)/s · J(n − 1). Raises TooFewRespondents under three respondents.
    """
    if sample.respondents < 3:
        raise TooFewRespondents(sample.respondents, 3, "a comparison with a benchmark")
    difference, df = sample.mean - benchmark, sample.respondents - 1
    error = sample.standard_error
    if error == 0:
        p = 0.0 if difference else 1.0
        effect = 0.0 if not difference else (inf if difference > 0 else -inf)
        return TestedDifference(
            difference, difference, difference, p, effect, (sample.respondents, None), "one-sample t"
        )
    half = float(stdtrit(df, 0.5 + confidence / 2)) * error
    effect = difference / sample.sd * small_sample_factor(df)
    return TestedDifference(
        difference,
        difference - half,
        difference + half,
        _two_sided(difference / error, df),
        effect,
        (sample.respondents, None),
        "one-sample t",
    )


def unit_against_rest(unit: Sample, parent: Sample, confidence: float = 0.95) -> TestedDifference:
    """A unit against the rest of its parent, which holds the unit: the two must not overlap.

    Raises TooFewRespondents when the rest has fewer than two respondents.
    """
    return replace(welch(unit, parent.without(unit), confidence), method="Welch, unit against the rest")


def share_difference(
    successes: tuple[int, int], respondents: tuple[int, int], confidence: float = 0.95
) -> TestedDifference:
    """Difference of two independent shares: Newcombe's interval, the score test with pooled share.

    Source: Newcombe (1998); p checked against R's prop.test(correct = FALSE) to 1e-9.
    """
    if min(respondents) < 1:
        raise TooFewRespondents(min(respondents), 1, "a difference of shares")
    p1, p2 = (yes / n for yes, n in zip(successes, respondents, strict=True))
    lower, upper = share_difference_interval(
        share_interval(p1, respondents[0], confidence=confidence),
        share_interval(p2, respondents[1], confidence=confidence),
    )
    pooled = sum(successes) / sum(respondents)
    error = sqrt(pooled * (1 - pooled) * (1 / respondents[0] + 1 / respondents[1]))
    p = 1.0 if error == 0 else _two_sided((p1 - p2) / error, inf)
    effect = 2 * float(np.arcsin(sqrt(p1)) - np.arcsin(sqrt(p2)))
    return TestedDifference(p1 - p2, lower, upper, p, effect, respondents, "Newcombe")


def share_against_fixed(
    successes: int, respondents: int, benchmark: float, confidence: float = 0.95
) -> TestedDifference:
    """A share against a benchmark that counts as known: the score test, which inverts Wilson's interval.

    p checked against R's prop.test(x, n, p, correct = FALSE). A benchmark of exactly 0 or 1 leaves no
    variance to test with: p is then 0 or 1 as the share differs or not.
    """
    if respondents < 1:
        raise TooFewRespondents(respondents, 1, "a comparison with a benchmark")
    interval = share_interval(successes / respondents, respondents, confidence=confidence)
    difference = interval.estimate - benchmark
    error = sqrt(benchmark * (1 - benchmark) / respondents)
    p = (0.0 if difference else 1.0) if error == 0 else _two_sided(difference / error, inf)
    effect = 2 * float(np.arcsin(sqrt(interval.estimate)) - np.arcsin(sqrt(benchmark)))
    return TestedDifference(
        difference,
        interval.lower - benchmark,
        interval.upper - benchmark,
        p,
        effect,
        (respondents, None),
        "one-sample score test",
    )
