"""A worked example, with invented numbers, of how a small group could be found by subtraction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A division of three units, of which one is small: what would follow if only that one were hidden."""

    smallest_group: int
    division: int
    division_score: float
    first: int
    first_score: float
    second: int
    second_score: float

    @property
    def third(self) -> int:
        return self.division - self.first - self.second

    @property
    def third_score(self) -> float:
        """The hidden unit's score, found by whoever can subtract."""
        total = self.division * self.division_score
        return (total - self.first * self.first_score - self.second * self.second_score) / self.third

    @property
    def pair(self) -> int:
        return self.second + self.third

    @property
    def pair_score(self) -> float:
        """What can still be found when the neighbour is hidden, too: the two together, no single one."""
        total = self.division * self.division_score
        return (total - self.first * self.first_score) / self.pair


def worked(smallest_group: int) -> Example:
    """An example in which the small unit has four people, whatever the smallest group is.

    >>> found = worked(10)
    >>> found.third, round(found.third_score, 6), round(found.pair_score, 2)
    (4, 25.0, 53.12)
    """
    first, second, third = 3 * smallest_group, smallest_group + 2, 4
    division = first + second + third
    score = (first * 64.0 + second * 62.5 + third * 25.0) / division
    return Example(smallest_group, division, score, first, 64.0, second, 62.5)
