"""Totals of one measure over one group: what a mean, its spread and a test need, in whole numbers."""

from fractions import Fraction

import msgspec
import numpy as np
from numpy.typing import NDArray

from analysis.counting.scales import ScaleSpec
from analysis.refusals import TooFewRespondents
from analysis.scores.samples import Sample

PARTS = 1_000_000
"""Whole millionths, so that totals are the same on every machine and in whatever order people come."""
Counts = NDArray[np.int64]
Bins = list[tuple[Fraction, int]]


class Totals(msgspec.Struct, frozen=True, tag="totals"):
    """Values 0-100 of some respondents: their sum and the sum of their squares, in millionths."""

    respondents: int
    total: int
    squares: int

    @property
    def sample(self) -> Sample:
        """The same as size, mean and squared deviations. Raises TooFewRespondents when nobody is in it."""
        return self.scaled(1)

    @property
    def shares(self) -> Sample:
        """The same of percentages, as shares 0-1."""
        return self.scaled(100)

    def scaled(self, by: int) -> Sample:
        """The sample of the values divided by a whole number."""
        if self.respondents < 1:
            raise TooFewRespondents(self.respondents, 1, "a mean")
        mean = self.total / (PARTS * by * self.respondents)
        deviations = Fraction(self.squares, PARTS) - Fraction(self.total, PARTS) ** 2 / self.respondents
        return Sample(self.respondents, mean, max(float(deviations), 0.0) / by**2)

    def plus(self, other: "Totals") -> "Totals":
        """The sums of both sets of respondents together."""
        return Totals(
            self.respondents + other.respondents, self.total + other.total, self.squares + other.squares
        )

    def minus(self, part: "Totals") -> "Totals":
        """The sums of the rest, when `part` is taken out."""
        return Totals(
            self.respondents - part.respondents, self.total - part.total, self.squares - part.squares
        )


def score_totals(spec: ScaleSpec, histogram: Counts) -> Totals:
    """The sums of a group's scores. histogram : (k+1, k·steps+1) as in `ScaleCells`, of one group.

    >>> spec = ScaleSpec("E", ("E1", "E2"), 1, 5, 2)
    >>> histogram = np.zeros((3, 9), np.int64)
    >>> histogram[2, 6], histogram[2, 4] = 1, 1
    >>> score_totals(spec, histogram)
    Totals(respondents=2, total=125000000, squares=8125000000)
    """
    answered, total = np.nonzero(histogram)
    counts = histogram[answered, total]
    return _totals(
        [
            (Fraction(100 * int(t), int(m) * spec.steps), int(n))
            for m, t, n in zip(answered, total, counts, strict=True)
            if m >= spec.minimum_answered
        ]
    )


def favourable_totals(favourable: Counts) -> Totals:
    """The sums of a group's favourable shares in percent. favourable : (k+1, k+1) as in `ScaleCells`."""
    answered, chosen = np.nonzero(favourable)
    counts = favourable[answered, chosen]
    return _totals(
        [
            (Fraction(100 * int(f), int(m)), int(n))
            for m, f, n in zip(answered, chosen, counts, strict=True)
            if m > 0
        ]
    )


def _totals(bins: Bins) -> Totals:
    total = sum((value * n for value, n in bins), Fraction(0))
    squares = sum((value**2 * n for value, n in bins), Fraction(0))
    return Totals(sum(n for _, n in bins), round(total * PARTS), round(squares * PARTS))
