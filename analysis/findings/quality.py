"""Answers given without reading: signs of it, and what the result is without those who show them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri

from analysis.refusals import IllConditioned, TooFewItems, TooFewRespondents
from analysis.scores.samples import Sample

FloatArray = NDArray[np.float64]
FEWEST_ITEMS = 10
LONGSTRING_SHARE = 0.5
LOWEST_IRV = 0.25
MAHALANOBIS_P = 0.001


@dataclass(frozen=True, slots=True)
class WithAndWithout:
    """One result of all respondents and of those without flags: the line that a report prints."""

    everybody: Sample
    unflagged: Sample

    @property
    def difference(self) -> float:
        """How much the flagged pull the mean."""
        return self.everybody.mean - self.unflagged.mean


@dataclass(frozen=True, eq=False)
class Carelessness:
    """Signs of careless answering of each respondent. A sign is not a proof: nobody is deleted.

    longstring : (rows,) longest run of one same answer, as answered, in questionnaire order.
    irv : (rows,) standard deviation of a respondent's answers; −1 with fewer than two answers.
    is_flagged : a run over at least half of the items and no fewer than ten, or, with ten answers
        or more, hardly any variation over both kinds of keying.
    """

    longstring: NDArray[np.int64]
    irv: FloatArray
    is_flagged: NDArray[np.bool_]

    @property
    def flagged(self) -> int:
        return int(self.is_flagged.sum())


def longstring(answers: FloatArray) -> NDArray[np.int64]:
    """Longest run of the same answer in a row, shape (rows,); a missing answer ends a run.

    answers : (rows, items) as answered, not keyed, in the order they were asked; NaN for missing.
    Source: Johnson (2005). Checked against R's rle on each row.

    >>> longstring(np.array([[3, 3, 3, 2, 2], [1, np.nan, 1, 1, 2]])).tolist()
    [3, 2]
    """
    rows, items = answers.shape
    longest = np.zeros(rows, np.int64)
    run = np.zeros(rows, np.int64)
    for column in range(items):
        present = ~np.isnan(answers[:, column])
        goes_on = present & (answers[:, column] == answers[:, column - 1]) if column else np.zeros(rows, bool)
        run = np.where(goes_on, run + 1, present)
        longest = np.maximum(longest, run)
    return longest


def intra_individual_variability(answers: FloatArray) -> FloatArray:
    """Standard deviation (n − 1) of each respondent's answers as answered, shape (rows,).

    −1 where there are fewer than two answers. Source: Dunn et al. (2018); checked against R's
    apply(x, 1, sd, na.rm = TRUE).
    """
    present = ~np.isnan(answers)
    n = present.sum(axis=1)
    filled = np.where(present, answers, 0.0)
    mean = filled.sum(axis=1) / np.maximum(n, 1)
    squares = (np.where(present, answers - mean[:, None], 0.0) ** 2).sum(axis=1)
    return np.where(n >= 2, np.sqrt(squares / np.maximum(n - 1, 1)), -1.0)


def mahalanobis(answers: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Squared Mahalanobis distances of the complete rows, in order, and which rows those are.

    Checked against R's mahalanobis. Raises TooFewRespondents when there are not more complete rows
    than items, IllConditioned when items repeat each other.
    """
    complete = ~np.isnan(answers).any(axis=1)
    rows = answers[complete]
    if rows.shape[0] <= rows.shape[1]:
        raise TooFewRespondents(rows.shape[0], rows.shape[1] + 1, "a Mahalanobis distance")
    centred = rows - rows.mean(axis=0)
    covariance = centred.T @ centred / (rows.shape[0] - 1)
    eigenvalues = np.linalg.eigvalsh(covariance)
    if eigenvalues[0] <= 1e-10 * eigenvalues[-1]:
        raise IllConditioned("an item is constant or items repeat each other; distances cannot be given")
    distances = np.einsum("ij,ij->i", centred @ np.linalg.inv(covariance), centred)
    return distances, np.asarray(complete)


def mahalanobis_limit(items: int, p: float = MAHALANOBIS_P) -> float:
    """The squared distance that a normal respondent exceeds with probability p."""
    return float(chdtri(items, p))


def carelessness(answers: FloatArray, steps: FloatArray | None = None) -> Carelessness:
    """Signs of careless answering over a whole questionnaire.

    answers : (rows, items) as answered, in order; NaN for missing. steps : (items,) steps from each
    item's lowest to highest point, so that variation is judged in parts of the scale; 4 when left out.
    A respondent is flagged by a run over half of the items (at least ten), or by an IRV under a quarter
    of a step on a five-point scale with ten answers or more.
    Raises TooFewItems under ten items: short batteries are answered alike in good faith.
    """
    items = answers.shape[1]
    if items < FEWEST_ITEMS:
        raise TooFewItems(items, FEWEST_ITEMS, "signs of careless answering")
    run, irv = longstring(answers), intra_individual_variability(answers)
    scale = np.full(items, 4.0) if steps is None else steps
    relative = intra_individual_variability(answers / scale * 4.0)
    answered = (~np.isnan(answers)).sum(axis=1)
    is_flat = (answered >= FEWEST_ITEMS) & (relative >= 0) & (relative < LOWEST_IRV)
    is_line = run >= max(FEWEST_ITEMS, int(np.ceil(LONGSTRING_SHARE * items)))
    return Carelessness(run, irv, is_line | is_flat)


def with_and_without(values: FloatArray, is_flagged: NDArray[np.bool_]) -> WithAndWithout:
    """A result of everybody beside that of the unflagged; both arrays have shape (rows,).

    Raises TooFewRespondents when everybody is flagged.
    """
    return WithAndWithout(Sample.of(values), Sample.of(values[~is_flagged]))
