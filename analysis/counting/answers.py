"""Answers as a table of small integers, with the three kinds of missing kept apart."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NO_ANSWER = 253
NOT_APPLICABLE = 254
NOT_ASKED = 255
LARGEST_POINT = 100
CLASS_NOT_GIVEN = 255
MISSING = (NO_ANSWER, NOT_APPLICABLE, NOT_ASKED)


@dataclass(frozen=True, eq=False)
class Answers:
    """Item-level answers of one wave of one institution.

    codes : (respondents, items) uint8. A value up to 100 is the point that was chosen, as answered
        (not reverse-keyed); NO_ANSWER, NOT_APPLICABLE and NOT_ASKED are the three kinds of missing.
    units : (respondents,) int32, index of the respondent's unit in the wave's list of units; -1 unknown.
    background : by question id, (respondents,) uint8, index of the class; CLASS_NOT_GIVEN unknown.
    """

    items: tuple[str, ...]
    codes: NDArray[np.uint8]
    units: NDArray[np.int32]
    background: Mapping[str, NDArray[np.uint8]]

    @property
    def respondents(self) -> int:
        return int(self.codes.shape[0])

    def column(self, item_id: str) -> NDArray[np.uint8]:
        """The codes of one item, shape (respondents,)."""
        return self.codes[:, self.items.index(item_id)]

    def subset(self, mask: NDArray[np.bool_]) -> "Answers":
        """The answers of the respondents marked in `mask`."""
        return Answers(
            self.items,
            self.codes[mask],
            self.units[mask],
            {question: classes[mask] for question, classes in self.background.items()},
        )


def answers_as_numbers(codes: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Codes as real numbers with NaN for the three kinds of missing."""
    return np.where(np.isin(codes, MISSING), np.nan, codes.astype(np.float64))
