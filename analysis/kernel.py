"""The inner loop of counting: matrix products in blocks small enough to be exact in float32."""

from dataclasses import dataclass
from itertools import pairwise
from math import lcm

import numpy as np
from numpy.typing import NDArray

from analysis.answers import NO_ANSWER
from analysis.moments import CompleteMoments, Counts, Moments
from analysis.refusals import OutOfBounds
from analysis.scales import ScaleSpec, Structure

# At most 8,192 rows are exact in float32; half of that fits the processor's cache.
BLOCK_ROWS = 4096
GROUPS_AT_ONCE = 32
EXACT_IN_FLOAT32 = 2**24
MOST_PAIRED_CATEGORIES = 144


@dataclass(frozen=True, eq=False)
class Sums:
    """What one run of the kernel returns; the shapes are those of `Cells` and `ScaleCells`."""

    respondents: Counts
    item_counts: Counts
    histograms: tuple[Counts, ...]
    favourable: tuple[Counts, ...]
    pairwise: tuple[Moments, ...]
    complete: tuple[CompleteMoments, ...]
    complete_points: tuple[Counts, ...]
    items: Moments
    scores: Moments


def score_unit(scale: ScaleSpec) -> int:
    """Whole units in which a respondent's score of this scale is counted, per step and item.

    With m answered items and t steps the score is 100·t / (m·steps). The smallest number that all
    permitted m divide makes t·unit/m whole, so that sums of scores are exact.
    """
    return lcm(*range(scale.minimum_answered, scale.length + 1))


class Kernel:
    """Tables that depend on the structure only, and the loop over blocks of rows.

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
        self._selection = np.zeros((2 * p, len(scales)), np.float32)
        self._favourable_selection = np.zeros((2 * p, len(scales)), np.float32)
        self.histogram_shapes = [(s.length + 1, s.length * s.steps + 1) for s in scales]
        self.favourable_shapes = [(s.length + 1, s.length + 1) for s in scales]
        sizes = [a * b for a, b in self.histogram_shapes + self.favourable_shapes]
        self.offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        for index, scale in enumerate(scales):
            columns = np.array(self.structure.columns(scale))
            self._selection[columns, index] = 1
            self._selection[p + columns, index] = self.histogram_shapes[index][1]
            self._favourable_selection[columns, index] = scale.length + 1
            self._favourable_selection[p + columns, index] = 1
        # Scores in whole units, and whether there is one, by place in the histogram.
        self._score_at = np.zeros(int(self.offsets[len(scales)]), np.float64)
        self._scored_at = np.zeros(int(self.offsets[len(scales)]), np.float64)
        self._complete_at = np.zeros(int(self.offsets[len(scales)]), np.float32)
        for index, scale in enumerate(scales):
            answered, width = self.histogram_shapes[index]
            m, t = np.divmod(np.arange(answered * width), width)
            place = slice(int(self.offsets[index]), int(self.offsets[index + 1]))
            enough = m >= scale.minimum_answered
            self._score_at[place] = np.where(enough, t * score_unit(scale) / np.maximum(m, 1), 0)
            self._scored_at[place] = enough
            self._complete_at[place] = m == scale.length

    def run(self, codes: NDArray[np.uint8], groups: NDArray[np.integer], number: int) -> Sums:
        """Count the rows of `codes` into `number` groups."""
        if len(groups) and (groups.min() < 0 or (np.diff(groups) < 0).any()):
            kept = np.flatnonzero(groups >= 0)
            # numpy sorts integers of up to 16 bits by radix.
            small = np.uint16 if number <= 2**16 else np.uint32
            order = kept[np.argsort(groups[kept].astype(small), kind="stable")]
            codes, groups = codes[order], groups[order]
        respondents = np.bincount(groups, minlength=number).astype(np.int64)
        tally = _Tally(self, number)
        ends = np.cumsum(respondents)
        present = np.flatnonzero(respondents)
        first = 0
        while first < len(present):
            # As many whole groups as fit into one block, but at least one.
            start = int(ends[present[first]] - respondents[present[first]])
            last = first + 1
            while (
                last < len(present)
                and last - first < GROUPS_AT_ONCE
                and ends[present[last]] - start <= self.block_rows
            ):
                last += 1
            batch = present[first:last]
            tally.add(codes[start : ends[batch[-1]]], batch, respondents[batch])
            first = last
        self._refuse_strange(codes, tally)
        return tally.sums(respondents)

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

    def _refuse_strange(self, codes: NDArray[np.uint8], tally: "_Tally") -> None:
        if not tally.is_strange:
            return
        for column, item in enumerate(self.structure.items):
            answers = codes[:, column]
            strange = (answers < NO_ANSWER) & ((answers < item.lower) | (answers > item.upper))
            if strange.any():
                raise OutOfBounds(item.id, int(strange.sum()), item.lower, item.upper)


class _Tally:
    """Accumulators of one run."""

    def __init__(self, kernel: Kernel, number: int) -> None:
        structure = kernel.structure
        p, members = len(structure.items), len(kernel.members)
        self.kernel, self.number = kernel, number
        self.is_strange = False
        self.item_counts = np.zeros((number, p, kernel.categories), np.int64)
        self.places = np.zeros((number, int(kernel.offsets[-1])), np.int64)
        self.full = np.zeros((2 * p, 2 * p))
        self.scores = np.zeros((2 * len(structure.scales), 2 * len(structure.scales)), np.int64)
        self.blocks = [np.zeros((number, 2 * s.length, 2 * s.length), np.int64) for s in structure.scales]
        self.complete_cross = [np.zeros((number, s.length, s.length), np.int64) for s in structure.scales]
        self.incomplete_points = np.zeros((number, members, kernel.categories), np.int64)

    def add(self, codes: NDArray[np.uint8], batch: NDArray[np.intp], sizes: Counts) -> None:
        """Count the rows of some whole groups; a group larger than a block is cut."""
        kernel, p = self.kernel, len(self.kernel.structure.items)
        members = len(kernel.members)
        products = np.zeros((len(batch), 2 * p, 2 * p))
        complete_products = np.zeros((len(batch), members, members))
        of_row = np.repeat(np.arange(len(batch)), sizes)
        for start in range(0, len(codes), kernel.block_rows):
            block = codes[start : start + kernel.block_rows]
            local = of_row[start : start + kernel.block_rows]
            categories, answered, is_strange = kernel.keyed(block)
            if is_strange:
                self.is_strange = True
                return
            table = np.empty((len(block), 3 * p), np.float32)
            kernel.fill(categories, answered, table)
            complete = self._count_places(table, batch[local])
            everywhere = complete @ kernel.spread
            filled = (table[:, :p] if kernel.members_are_items else table[:, kernel.members]) * everywhere
            self._count_items(categories, everywhere, local, batch)
            edges = np.flatnonzero(np.diff(local, prepend=-1, append=len(batch) + 1))
            for low, high in pairwise(edges):
                group, moments, full = int(local[low]), table[low:high, : 2 * p], filled[low:high]
                products[group] += moments.T @ moments
                complete_products[group] += full.T @ full
        self._keep(batch, products, complete_products)

    def _count_places(self, table: NDArray[np.float32], groups: NDArray[np.intp]) -> NDArray[np.float32]:
        """Add the rows to the histograms and the score moments; return who completed which scale."""
        kernel, scales = self.kernel, len(self.kernel.structure.scales)
        if not scales:
            return np.zeros((len(table), 0), np.float32)
        p = len(kernel.structure.items)
        places = np.empty((2, len(table), scales), np.int64)
        places[0] = table[:, : 2 * p] @ kernel._selection
        places[1] = table[:, p:] @ kernel._favourable_selection
        places += kernel.offsets[:-1].reshape(2, 1, scales)
        at = places[0].copy()
        width = int(kernel.offsets[-1])
        low, high = int(groups.min()), int(groups.max()) + 1
        places += ((groups - low) * width)[:, None]
        counted = np.bincount(places.ravel(), minlength=(high - low) * width)
        self.places[low:high] += counted.reshape(high - low, width)
        scores = np.empty((len(table), 2 * scales))
        scores[:, :scales] = kernel._score_at.take(at, mode="clip")
        scores[:, scales:] = kernel._scored_at.take(at, mode="clip")
        self.scores += np.rint(scores.T @ scores).astype(np.int64)
        return np.asarray(kernel._complete_at.take(at, mode="clip"))

    def _count_items(
        self,
        categories: NDArray[np.uint8],
        everywhere: NDArray[np.float32],
        local: NDArray[np.intp],
        batch: NDArray[np.intp],
    ) -> None:
        """Answers of each item by category; and, to be taken off them, those of incomplete scales.

        Two neighbouring items are counted as one with their categories' product, which halves the
        work as long as the products are few.
        """
        kernel, wide = self.kernel, self.kernel.categories
        p = categories.shape[1]
        pairs = p // 2 if wide * wide <= MOST_PAIRED_CATEGORIES else 0
        of_group = (local * (pairs * wide * wide))[:, None]
        paired = categories[:, 0 : 2 * pairs : 2] * np.uint8(wide)
        paired += categories[:, 1 : 2 * pairs : 2]
        at = paired + (np.arange(pairs) * (wide * wide) + of_group)
        counted = np.bincount(at.ravel(), minlength=len(batch) * pairs * wide * wide)
        counted = counted.reshape(len(batch), pairs, wide, wide)
        self.item_counts[batch, 0 : 2 * pairs : 2] += counted.sum(axis=3)
        self.item_counts[batch, 1 : 2 * pairs : 2] += counted.sum(axis=2)
        rest = p - 2 * pairs
        if rest:
            single = categories[:, 2 * pairs :] + (np.arange(rest) * wide + (local * (rest * wide))[:, None])
            counted = np.bincount(single.ravel(), minlength=len(batch) * rest * wide)
            self.item_counts[batch, 2 * pairs :] += counted.reshape(len(batch), rest, wide)
        members = len(kernel.members)
        row, member = np.divmod(np.flatnonzero(everywhere.ravel() == 0), max(members, 1))
        values = categories.ravel().take(row * p + kernel.members.take(member))
        at = (local.take(row) * members + member) * wide + values
        counted = np.bincount(at, minlength=len(batch) * members * wide)
        self.incomplete_points[batch] += counted.reshape(len(batch), members, wide)

    def _keep(
        self, batch: NDArray[np.intp], products: NDArray[np.float64], complete: NDArray[np.float64]
    ) -> None:
        kernel = self.kernel
        self.full += products.sum(axis=0)
        taken = products.reshape(len(batch), -1).take(kernel.block_places, axis=1).astype(np.int64)
        start = 0
        for index, scale in enumerate(kernel.structure.scales):
            side = 2 * scale.length
            block = taken[:, start : start + side * side].reshape(-1, side, side)
            start += side * side
            self.blocks[index][batch] = block
            place = kernel.member_slices[index]
            self.complete_cross[index][batch] = complete[:, place, place]

    def sums(self, respondents: Counts) -> Sums:
        """Take the accumulators apart into their layers."""
        kernel, structure = self.kernel, self.kernel.structure
        scales = len(structure.scales)
        p = len(structure.items)
        flat = [
            self.places[:, kernel.offsets[i] : kernel.offsets[i + 1]].reshape(self.number, *shape)
            for i, shape in enumerate(kernel.histogram_shapes + kernel.favourable_shapes)
        ]
        complete_points = self.item_counts[:, kernel.members] - self.incomplete_points
        points = [
            complete_points[:, place, : scale.steps + 1]
            for place, scale in zip(kernel.member_slices, structure.scales, strict=True)
        ]
        complete = tuple(
            CompleteMoments(
                flat[index][:, scale.length, :].sum(axis=1),
                points[index] @ np.arange(scale.steps + 1),
                self.complete_cross[index],
            )
            for index, scale in enumerate(structure.scales)
        )
        return Sums(
            respondents,
            self.item_counts,
            tuple(flat[:scales]),
            tuple(flat[scales:]),
            tuple(_moments(block, s.length) for block, s in zip(self.blocks, structure.scales, strict=True)),
            complete,
            tuple(points),
            _moments(self.full.astype(np.int64), p),
            _moments(self.scores, scales),
        )


def _moments(product: NDArray[np.int64], p: int) -> Moments:
    """Moments from the product of [values | present] with itself."""
    return Moments(product[..., p:, p:], product[..., :p, p:], product[..., :p, :p])
