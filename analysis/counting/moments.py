"""Counts, sums and cross-products that can be added up: all that covariances need."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.refusals import TooFewRespondents

FloatArray = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Moments:
    """Pairwise moments of p variables; any leading axes are groups.

    counts : (…, p, p) rows in which both variables are present.
    sums : (…, p, p) at [i, j] the sum of variable i over the rows in which j is present too.
    cross : (…, p, p) sums of products. int64 for Likert answers (exact), float64 for real values.
    """

    counts: Counts
    sums: NDArray[np.int64] | FloatArray
    cross: NDArray[np.int64] | FloatArray

    @classmethod
    def empty(cls, variables: int, groups: int | None = None) -> "Moments":
        """The neutral element of `merge`."""
        shape = (variables, variables) if groups is None else (groups, variables, variables)
        return cls(np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int64))

    @classmethod
    def of(cls, values: FloatArray) -> "Moments":
        """Moments of a table (rows, p) of real numbers with NaN for missing."""
        present = ~np.isnan(values)
        filled = np.where(present, values, 0.0)
        mask = present.astype(np.float64)
        return cls((mask.T @ mask).astype(np.int64), filled.T @ mask, filled.T @ filled)

    def merge(self, other: "Moments") -> "Moments":
        """The moments of both sets of rows together."""
        return Moments(self.counts + other.counts, self.sums + other.sums, self.cross + other.cross)

    def group(self, index: int) -> "Moments":
        """One group of a stack."""
        return Moments(self.counts[index], self.sums[index], self.cross[index])

    def total(self) -> "Moments":
        """All groups of a stack as one."""
        return Moments(self.counts.sum(0), self.sums.sum(0), self.cross.sum(0))

    def part(self, variables: list[int]) -> "Moments":
        """The moments of some of the variables, in the order given."""
        pick = np.ix_(variables, variables)
        rows, columns = pick
        return Moments(
            self.counts[..., rows, columns], self.sums[..., rows, columns], self.cross[..., rows, columns]
        )

    @property
    def variables(self) -> int:
        return int(self.counts.shape[-1])

    def means(self) -> FloatArray:
        """Mean of each variable over the rows in which it is present, shape (p,)."""
        present = np.diagonal(self.counts)
        if (present < 1).any():
            raise TooFewRespondents(0, 1, "a mean")
        return np.asarray(np.diagonal(self.sums) / present, np.float64)

    def covariance(self) -> FloatArray:
        """Pairwise-complete covariances with n − 1, as R's ``cov(x, use = "pairwise")``.

        For each pair, both means are taken over the rows in which both are present. The result
        need not be positive definite when answers are missing.
        Raises TooFewRespondents when a pair has fewer than two rows.

        >>> Moments.of(np.array([[1.0, 2.0], [2.0, np.nan], [3.0, 6.0]])).covariance()
        array([[1., 4.],
               [4., 8.]])
        """
        fewest = int(self.counts.min())
        if fewest < 2:
            raise TooFewRespondents(fewest, 2, "a covariance")
        counts = self.counts.astype(np.float64)
        sums = self.sums.astype(np.float64)
        centred = self.cross - sums * np.swapaxes(sums, -1, -2) / counts
        return np.asarray(centred / (counts - 1.0), np.float64)


@dataclass(frozen=True, eq=False)
class CompleteMoments:
    """Moments of the rows in which all p variables are present; leading axes are groups.

    counts : (…,) rows. sums : (…, p). cross : (…, p, p).
    """

    counts: Counts
    sums: NDArray[np.int64] | FloatArray
    cross: NDArray[np.int64] | FloatArray

    @classmethod
    def empty(cls, variables: int, groups: int | None = None) -> "CompleteMoments":
        """The neutral element of `merge`."""
        lead = () if groups is None else (groups,)
        return cls(
            np.zeros(lead, np.int64),
            np.zeros((*lead, variables), np.int64),
            np.zeros((*lead, variables, variables), np.int64),
        )

    @classmethod
    def of(cls, values: FloatArray) -> "CompleteMoments":
        """Moments of the complete rows of a table (rows, p) of real numbers, NaN for missing."""
        rows = values[~np.isnan(values).any(axis=1)]
        return cls(np.asarray(rows.shape[0], np.int64), rows.sum(axis=0), rows.T @ rows)

    @classmethod
    def of_groups(cls, values: FloatArray, groups: NDArray[np.int64], number: int) -> "CompleteMoments":
        """As `of` for each of `number` groups; `groups` (rows,) holds the index of each row's group."""
        complete = ~np.isnan(values).any(axis=1)
        rows, of_row = values[complete], groups[complete]
        order = np.argsort(of_row, kind="stable")
        rows, of_row = rows[order], of_row[order]
        counts = np.bincount(of_row, minlength=number)
        variables = values.shape[1]
        sums = np.zeros((number, variables))
        cross = np.zeros((number, variables, variables))
        ends = np.cumsum(counts)
        for index in np.flatnonzero(counts):
            block = rows[ends[index] - counts[index] : ends[index]]
            sums[index] = block.sum(axis=0)
            cross[index] = block.T @ block
        return cls(counts.astype(np.int64), sums, cross)

    def merge(self, other: "CompleteMoments") -> "CompleteMoments":
        """The moments of both sets of rows together."""
        return CompleteMoments(self.counts + other.counts, self.sums + other.sums, self.cross + other.cross)

    def group(self, index: int) -> "CompleteMoments":
        """One group of a stack."""
        return CompleteMoments(np.asarray(self.counts[index]), self.sums[index], self.cross[index])

    def total(self) -> "CompleteMoments":
        """All groups of a stack as one."""
        return CompleteMoments(np.asarray(self.counts.sum()), self.sums.sum(0), self.cross.sum(0))

    def select(self, groups: NDArray[np.int64]) -> "CompleteMoments":
        """Some groups of a stack."""
        return CompleteMoments(self.counts[groups], self.sums[groups], self.cross[groups])

    @property
    def respondents(self) -> int:
        """Complete rows of all groups."""
        return int(self.counts.sum())

    @property
    def variables(self) -> int:
        return int(self.sums.shape[-1])

    def means(self) -> FloatArray:
        """Means, shape (…, p)."""
        if (self.counts < 1).any():
            raise TooFewRespondents(0, 1, "a mean")
        return np.asarray(self.sums / self.counts[..., None], np.float64)

    def covariance(self) -> FloatArray:
        """Covariances with n − 1, shape (…, p, p). Raises TooFewRespondents under two rows."""
        fewest = int(self.counts.min(initial=2**62))
        if fewest < 2:
            raise TooFewRespondents(fewest, 2, "a covariance")
        counts = self.counts.astype(np.float64)[..., None, None]
        sums = self.sums.astype(np.float64)
        centred = self.cross - sums[..., :, None] * sums[..., None, :] / counts
        return np.asarray(centred / (counts - 1.0), np.float64)
