"""The inner loop of counting: matrix products in blocks small enough to be exact in float32."""

from dataclasses import dataclass
from itertools import pairwise
from math import lcm

import numpy as np
from numpy.typing import NDArray

from analysis.answers import LARGEST_POINT, NO_ANSWER
from analysis.moments import CompleteMoments, Counts, Moments
from analysis.refusals import OutOfBounds
from analysis.scales import ScaleSpec, Structure

BLOCK_ROWS = 8192
GROUPS_AT_ONCE = 32
EXACT_IN_FLOAT32 = 2**24


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
        self._sign = np.array([-1.0 if item.is_reversed else 1.0 for item in items], np.float32)
        self._origin = np.array(
            [item.upper if item.is_reversed else -item.lower for item in items], np.float32
        )
        self._steps = np.array([item.steps for item in items], np.float32)
        largest = max((item.steps for item in items), default=1)
        self.block_rows = max(1, min(BLOCK_ROWS, EXACT_IN_FLOAT32 // largest**2))
        self._favourable = np.zeros((p, structure.longest_scale), np.bool_)
        for row, item in enumerate(items):
            for point in item.favourable:
                self._favourable[row, item.keyed_steps(point)] = True
        self._favourable_from = self._lowest_favourable()
        self._select_histograms()
        members = [structure.columns(scale) for scale in structure.scales]
        self.members = np.array([column for columns in members for column in columns], np.intp)
        self.scale_of_member = np.repeat(np.arange(len(members)), [len(columns) for columns in members])
        self.member_slices: list[slice] = []
        start = 0
        for columns in members:
            self.member_slices.append(slice(start, start + len(columns)))
            start += len(columns)

    def _lowest_favourable(self) -> NDArray[np.float32] | None:
        """The lowest favourable step of each item when all steps from it are favourable, else None."""
        lowest = np.empty(len(self.structure.items), np.float32)
        for row, item in enumerate(self.structure.items):
            boxes = np.flatnonzero(self._favourable[row, : item.steps + 1])
            lowest[row] = boxes[0] if boxes.size else item.steps + 1
            if boxes.size and boxes.size != item.steps + 1 - boxes[0]:
                return None
        return lowest

    def _select_histograms(self) -> None:
        """Columns that turn [steps | answered | favourable] into places in flat histograms."""
        p, scales = len(self.structure.items), self.structure.scales
        self._selection = np.zeros((3 * p, 2 * len(scales)), np.float32)
        self.histogram_shapes = [(s.length + 1, s.length * s.steps + 1) for s in scales]
        self.favourable_shapes = [(s.length + 1, s.length + 1) for s in scales]
        sizes = [a * b for a, b in self.histogram_shapes + self.favourable_shapes]
        self.offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        for index, scale in enumerate(scales):
            columns = np.array(self.structure.columns(scale))
            self._selection[columns, index] = 1
            self._selection[p + columns, index] = self.histogram_shapes[index][1]
            self._selection[2 * p + columns, len(scales) + index] = 1
            self._selection[p + columns, len(scales) + index] = scale.length + 1
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
            order = kept[np.argsort(groups[kept].astype(np.uint32), kind="stable")]
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

    def steps_and_answered(self, codes: NDArray[np.uint8], table: NDArray[np.float32]) -> None:
        """Fill `table` (rows, 3p) with keyed steps, answered and favourable as 0 or 1."""
        p = len(self.structure.items)
        steps, answered, favourable = table[:, :p], table[:, p : 2 * p], table[:, 2 * p :]
        np.less_equal(codes, LARGEST_POINT, out=answered, casting="unsafe")
        np.multiply(codes, self._sign, out=steps)
        steps += self._origin
        steps *= answered
        if self._favourable_from is not None:
            np.greater_equal(steps, self._favourable_from, out=favourable, casting="unsafe")
        else:
            at = np.clip(steps, 0, self._favourable.shape[1] - 1).astype(np.intp)
            favourable[:] = self._favourable[np.arange(p), at]
        favourable *= answered

    def categories_of(self, codes: NDArray[np.uint8], steps: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The category of each answer: its keyed step, or one of three kinds of missing after them."""
        missing = codes >= NO_ANSWER
        offset = np.uint8((self.categories - 3 - NO_ANSWER) % 256)
        return np.where(missing, codes + offset, steps.astype(np.uint8))

    def _refuse_strange(self, codes: NDArray[np.uint8], tally: "_Tally") -> None:
        if not tally.is_strange:
            return
        for column, item in enumerate(self.structure.items):
            answers = codes[:, column]
            strange = (answers < NO_ANSWER) & ((answers < item.lower) | (answers > item.upper))
            if strange.any():
                raise OutOfBounds(item.id, int(strange.sum()), item.lower, item.upper)

    def is_strange(self, codes: NDArray[np.uint8], steps: NDArray[np.float32]) -> bool:
        """Whether a code is neither a point of its item nor a kind of missing."""
        return bool(
            (steps < 0).any()
            or (steps > self._steps).any()
            or ((codes > LARGEST_POINT) & (codes < NO_ANSWER)).any()
        )


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
        self.complete_points = np.zeros((number, members, structure.longest_scale + 1), np.int64)

    def add(self, codes: NDArray[np.uint8], batch: NDArray[np.intp], sizes: Counts) -> None:
        """Count the rows of some whole groups; a group larger than a block is cut."""
        kernel, p = self.kernel, len(self.kernel.structure.items)
        members = len(kernel.members)
        products = np.zeros((len(batch), 2 * p, 2 * p))
        complete_products = np.zeros((len(batch), members, members))
        for start in range(0, len(codes), kernel.block_rows):
            block = codes[start : start + kernel.block_rows]
            local = np.repeat(np.arange(len(batch)), sizes)[start : start + kernel.block_rows]
            table = np.empty((len(block), 3 * p), np.float32)
            kernel.steps_and_answered(block, table)
            steps = table[:, :p]
            if kernel.is_strange(block, steps):
                self.is_strange = True
                return
            categories = kernel.categories_of(block, steps)
            complete = self._count_places(table, batch[local])
            filled = steps[:, kernel.members] * complete[:, kernel.scale_of_member]
            self._count_items(categories, complete, local, batch)
            edges = np.flatnonzero(np.diff(local, prepend=-1, append=len(batch) + 1))
            for low, high in pairwise(edges):
                group, moments = int(local[low]), table[low:high, : 2 * p]
                products[group] += moments.T @ moments
                complete_products[group] += filled[low:high].T @ filled[low:high]
        self._keep(batch, products, complete_products)

    def _count_places(self, table: NDArray[np.float32], groups: NDArray[np.intp]) -> NDArray[np.float32]:
        """Add the rows to the histograms and the score moments; return who completed which scale."""
        kernel, scales = self.kernel, len(self.kernel.structure.scales)
        if not scales:
            return np.zeros((len(table), 0), np.float32)
        places = (table @ kernel._selection).astype(np.int64)
        places += kernel.offsets[:-1]
        width = int(kernel.offsets[-1])
        low, high = int(groups.min()), int(groups.max()) + 1
        flat = (places + ((groups - low) * width)[:, None]).ravel()
        counted = np.bincount(flat, minlength=(high - low) * width)
        self.places[low:high] += counted.reshape(high - low, width)
        at = places[:, :scales]
        scores = np.concatenate([kernel._score_at[at], kernel._scored_at[at]], axis=1)
        self.scores += np.rint(scores.T @ scores).astype(np.int64)
        return kernel._complete_at[at]

    def _count_items(
        self,
        categories: NDArray[np.uint8],
        complete: NDArray[np.float32],
        local: NDArray[np.intp],
        batch: NDArray[np.intp],
    ) -> None:
        kernel, p = self.kernel, categories.shape[1]
        wide = kernel.categories
        base = np.arange(p) * wide + (local * (p * wide))[:, None]
        counted = np.bincount((categories + base).ravel(), minlength=len(batch) * p * wide)
        self.item_counts[batch] += counted.reshape(len(batch), p, wide)
        members, last = len(kernel.members), kernel.structure.longest_scale
        kept = np.where(
            complete[:, kernel.scale_of_member] > 0, categories[:, kernel.members], np.uint8(last)
        )
        base = np.arange(members) * (last + 1) + (local * (members * (last + 1)))[:, None]
        counted = np.bincount((kept + base).ravel(), minlength=len(batch) * members * (last + 1))
        self.complete_points[batch] += counted.reshape(len(batch), members, last + 1)

    def _keep(
        self, batch: NDArray[np.intp], products: NDArray[np.float64], complete: NDArray[np.float64]
    ) -> None:
        kernel, p = self.kernel, len(self.kernel.structure.items)
        self.full += products.sum(axis=0)
        for index, scale in enumerate(kernel.structure.scales):
            columns = np.array(kernel.structure.columns(scale))
            both = np.concatenate([columns, p + columns])
            self.blocks[index][batch] += products[:, both[:, None], both].astype(np.int64)
            place = kernel.member_slices[index]
            self.complete_cross[index][batch] += complete[:, place, place].astype(np.int64)

    def sums(self, respondents: Counts) -> Sums:
        """Take the accumulators apart into their layers."""
        kernel, structure = self.kernel, self.kernel.structure
        scales = len(structure.scales)
        p = len(structure.items)
        flat = [
            self.places[:, kernel.offsets[i] : kernel.offsets[i + 1]].reshape(self.number, *shape)
            for i, shape in enumerate(kernel.histogram_shapes + kernel.favourable_shapes)
        ]
        points = [
            self.complete_points[:, place, : scale.steps + 1]
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
