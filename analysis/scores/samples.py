"""A sample as its size, mean and sum of squares: what means can be compared from."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from analysis.refusals import TooFewRespondents


@dataclass(frozen=True, slots=True)
class Sample:
    """Values of some respondents in short.

    squares : the sum of squared deviations from the mean, so that samples can be merged and parted.
    """

    respondents: int
    mean: float
    squares: float

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> "Sample":
        """The sample of an array of values without missing ones. Raises TooFewRespondents when empty.

        >>> Sample.of(np.array([65.0, 25, 70, 35, 50, 100, 90, 40, 20, 35])).mean
        53.0
        """
        if values.size == 0:
            raise TooFewRespondents(0, 1, "a mean")
        mean = float(values.mean())
        return cls(int(values.size), mean, float(((values - mean) ** 2).sum()))

    @classmethod
    def of_counts(cls, values: NDArray[np.float64], counts: NDArray[np.int64]) -> "Sample":
        """The sample in which each of `values` occurs `counts` times."""
        respondents = int(counts.sum())
        if respondents == 0:
            raise TooFewRespondents(0, 1, "a mean")
        mean = float((values * counts).sum() / respondents)
        return cls(respondents, mean, float((counts * (values - mean) ** 2).sum()))

    @classmethod
    def of_variance(cls, respondents: int, mean: float, variance: float) -> "Sample":
        """The sample of this mean and variance (with n − 1)."""
        if respondents < 1:
            raise TooFewRespondents(respondents, 1, "a mean")
        return cls(respondents, mean, variance * (respondents - 1))

    @classmethod
    def of_share(cls, successes: int, respondents: int) -> "Sample":
        """Answers of yes (1) and no (0)."""
        if respondents < 1:
            raise TooFewRespondents(respondents, 1, "a share")
        share = successes / respondents
        return cls(respondents, share, respondents * share * (1 - share))

    @classmethod
    def of_percent(cls, percent: float, respondents: int) -> "Sample":
        """Answers of yes and no of which no more is known than a share as it is shown."""
        share = percent / 100
        return cls(respondents, share, respondents * share * (1 - share))

    @property
    def variance(self) -> float:
        """With n − 1. Raises TooFewRespondents for a single respondent."""
        if self.respondents < 2:
            raise TooFewRespondents(self.respondents, 2, "a variance")
        return max(self.squares, 0.0) / (self.respondents - 1)

    @property
    def sd(self) -> float:
        """Standard deviation with n − 1."""
        return sqrt(self.variance)

    @property
    def standard_error(self) -> float:
        """Of the mean, for samples from a large population."""
        return sqrt(self.variance / self.respondents)

    def merge(self, other: "Sample") -> "Sample":
        """Both samples together (Chan, Golub and LeVeque 1979).

        >>> Sample.of(np.array([1.0, 2.0])).merge(Sample.of(np.array([6.0])))
        Sample(respondents=3, mean=3.0, squares=14.0)
        """
        respondents = self.respondents + other.respondents
        gap = other.mean - self.mean
        mean = self.mean + gap * other.respondents / respondents
        squares = self.squares + other.squares + gap**2 * self.respondents * other.respondents / respondents
        return Sample(respondents, mean, squares)

    def without(self, part: "Sample") -> "Sample":
        """The rest, when `part` is taken out: a unit's parent without the unit.

        Raises TooFewRespondents when nobody is left.
        """
        respondents = self.respondents - part.respondents
        if respondents < 1:
            raise TooFewRespondents(respondents, 1, "the rest")
        mean = (self.mean * self.respondents - part.mean * part.respondents) / respondents
        gap = part.mean - mean
        between = gap**2 * respondents * part.respondents / self.respondents
        return Sample(respondents, mean, max(self.squares - part.squares - between, 0.0))
