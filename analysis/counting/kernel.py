"""Tables for counting answers of one structure, and how answers become numbers to be multiplied."""

from math import lcm

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import NO_ANSWER
from analysis.counting.scales import ScaleSpec, Structure

# At most 8,192 rows are exact in float32; half of that fits the processor's cache.
BLOCK_ROWS = 4096
EXACT_IN_FLOAT32 = 2**24


def score_unit(scale: ScaleSpec) -> int:
    """Whole units in which a respondent's score of this scale is counted, per step and item.

    With m answered items and t steps the score is 100·t / (m·steps). The smallest number that all
    permitted m divide makes t·unit/m whole, so that sums of scores are exact.
    """
    return lcm(*range(scale.minimum_answered, scale.length + 1))


class Kernel:
    """Tables that depend on the structure only; one serves any number of counts.

    With p items, each block of codes becomes a float32 table [steps | answered | favourable] of 3p
    columns. One product of it with itself gives all pairwise moments, one with a selection matrix
    gives each respondent's place in the histograms of all scales.
    """

    def __init__(self, structure: Structure) -> None:
        self.structure = structure
        items = structure.items
        p = len(items)
        self.categories = structure.longest_scale + 3
        # In uint8, where 255 is −1: keyed steps are codes times sign plus origin, modulo 256.
        self._sign = np.array([255 if item.is_reversed else 1 for item in items], np.uint8)
        origin = [item.upper if item.is_reversed else 256 - item.lower for item in items]
        self._origin = np.array(origin, np.int64).astype(np.uint8)
        self._steps = np.array([item.steps for item in items], np.uint8)
        largest = max((item.steps for item in items), default=1)
        self.block_rows = max(1, min(BLOCK_ROWS, EXACT_IN_FLOAT32 // largest**2))
        # One row for each row of a block: operations on whole tables are several times faster than
        # those that go from row to row with a short vector.
        self._sign, self._origin, self._steps = (
            np.tile(row, (self.block_rows, 1)) for row in (self._sign, self._origin, self._steps)
        )
        self._favourable = np.zeros((p, structure.longest_scale), np.bool_)
        for row, item in enumerate(items):
            for point in item.favourable:
                self._favourable[row, item.keyed_steps(point)] = True
        lowest = self._lowest_favourable()
        self._favourable_from = None if lowest is None else np.tile(lowest, (self.block_rows, 1))
        self._select_histograms()
        members = [structure.columns(scale) for scale in structure.scales]
        self.members = np.array([column for columns in members for column in columns], np.intp)
        self.members_are_items = self.members.tolist() == list(range(p))
        # Turns who completed which scale into the same for each member, by one product.
        self.spread = np.zeros((len(members), len(self.members)), np.float32)
        self.block_places = np.concatenate(
            [
                (both[:, None] * (2 * p) + both).ravel()
                for both in (np.array([*columns, *(p + column for column in columns)]) for columns in members)
            ]
            or [np.zeros(0, np.intp)]
        )
        self.member_slices: list[slice] = []
        start = 0
        for index, columns in enumerate(members):
            self.member_slices.append(slice(start, start + len(columns)))
            self.spread[index, start : start + len(columns)] = 1
            start += len(columns)

    def _lowest_favourable(self) -> NDArray[np.uint8] | None:
        """The lowest favourable step of each item when all steps from it are favourable, else None."""
        lowest = np.empty(len(self.structure.items), np.uint8)
        for row, item in enumerate(self.structure.items):
            boxes = np.flatnonzero(self._favourable[row, : item.steps + 1])
            lowest[row] = boxes[0] if boxes.size else item.steps + 1
            if boxes.size and boxes.size != item.steps + 1 - boxes[0]:
                return None
        return lowest

    def _select_histograms(self) -> None:
        """Columns that turn [steps | answered | favourable] into places in flat histograms."""
        p, scales = len(self.structure.items), self.structure.scales
        self.selection = np.zeros((2 * p, len(scales)), np.float32)
        self.favourable_selection = np.zeros((2 * p, len(scales)), np.float32)
        self.histogram_shapes = [(s.length + 1, s.length * s.steps + 1) for s in scales]
        self.favourable_shapes = [(s.length + 1, s.length + 1) for s in scales]
        sizes = [a * b for a, b in self.histogram_shapes + self.favourable_shapes]
        self.offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        for index, scale in enumerate(scales):
            columns = np.array(self.structure.columns(scale))
            self.selection[columns, index] = 1
            self.selection[p + columns, index] = self.histogram_shapes[index][1]
            self.favourable_selection[columns, index] = scale.length + 1
            self.favourable_selection[p + columns, index] = 1
        # Scores in whole units, and whether there is one, by place in the histogram.
        self.score_at = np.zeros(int(self.offsets[len(scales)]), np.float64)
        self.scored_at = np.zeros(int(self.offsets[len(scales)]), np.float64)
        self.complete_at = np.zeros(int(self.offsets[len(scales)]), np.float32)
        for index, scale in enumerate(scales):
            answered, width = self.histogram_shapes[index]
            m, t = np.divmod(np.arange(answered * width), width)
            place = slice(int(self.offsets[index]), int(self.offsets[index + 1]))
            enough = m >= scale.minimum_answered
            self.score_at[place] = np.where(enough, t * score_unit(scale) / np.maximum(m, 1), 0)
            self.scored_at[place] = enough
            self.complete_at[place] = m == scale.length

    def keyed(self, codes: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.bool_], bool]:
        """Category of each answer, whether it is one, and whether any code is no point of its item.

        The category is the keyed step above the unfavourable end, or, for the three kinds of missing,
        one of the last three categories.
        """
        rows = len(codes)
        steps = codes * self._sign[:rows]
        steps += self._origin[:rows]
        missing = codes >= NO_ANSWER
        outside = steps > self._steps[:rows]
        # A missing answer's steps are outside too, unless they happen not to be.
        is_strange = bool(np.greater(outside, missing).any())
        np.add(codes, np.uint8((self.categories - 3 - NO_ANSWER) % 256), out=steps, where=missing)
        return steps, ~missing, is_strange

    def fill(
        self, categories: NDArray[np.uint8], answered: NDArray[np.bool_], table: NDArray[np.float32]
    ) -> None:
        """Fill `table` (rows, 3p) with keyed steps, answered and favourable, 0 where not answered."""
        p = len(self.structure.items)
        table[:, :p] = categories * answered
        table[:, p : 2 * p] = answered
        if self._favourable_from is not None:
            table[:, 2 * p :] = (categories >= self._favourable_from[: len(categories)]) & answered
        else:
            at = np.minimum(categories, self._favourable.shape[1] - 1)
            table[:, 2 * p :] = self._favourable[np.arange(p), at] & answered
