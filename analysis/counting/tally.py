"""The inner loop of counting: matrix products in blocks small enough to be exact in float32."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import NO_ANSWER
from analysis.counting.kernel import Kernel
from analysis.counting.moments import CompleteMoments, Counts, Moments
from analysis.counting.scales import Structure
from analysis.refusals import OutOfBounds

GROUPS_AT_ONCE = 32
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


def run(kernel: Kernel, codes: NDArray[np.uint8], groups: NDArray[np.integer], number: int) -> Sums:
    """Count the rows of `codes` into `number` groups; rows with a negative group are left out.

    Raises OutOfBounds when a code is neither a point of its item nor a kind of missing.
    """
    if len(groups) and (groups.min() < 0 or (np.diff(groups) < 0).any()):
        kept = np.flatnonzero(groups >= 0)
        # numpy sorts integers of up to 16 bits by radix.
        small = np.uint16 if number <= 2**16 else np.uint32
        order = kept[np.argsort(groups[kept].astype(small), kind="stable")]
        codes, groups = codes[order], groups[order]
    respondents = np.bincount(groups, minlength=number).astype(np.int64)
    tally = Tally(kernel, number)
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
            and ends[present[last]] - start <= kernel.block_rows
        ):
            last += 1
        batch = present[first:last]
        tally.add(codes[start : ends[batch[-1]]], batch, respondents[batch])
        first = last
    if tally.is_strange:
        refuse_strange(kernel.structure, codes)
    return tally.sums(respondents)


def refuse_strange(structure: Structure, codes: NDArray[np.uint8]) -> None:
    """Raise OutOfBounds for the first item with codes that it does not offer."""
    for column, item in enumerate(structure.items):
        answers = codes[:, column]
        strange = (answers < NO_ANSWER) & ((answers < item.lower) | (answers > item.upper))
        if strange.any():
            raise OutOfBounds(item.id, int(strange.sum()), item.lower, item.upper)


class Tally:
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
        places[0] = table[:, : 2 * p] @ kernel.selection
        places[1] = table[:, p:] @ kernel.favourable_selection
        places += kernel.offsets[:-1].reshape(2, 1, scales)
        at = places[0].copy()
        width = int(kernel.offsets[-1])
        low, high = int(groups.min()), int(groups.max()) + 1
        places += ((groups - low) * width)[:, None]
        counted = np.bincount(places.ravel(), minlength=(high - low) * width)
        self.places[low:high] += counted.reshape(high - low, width)
        scores = np.empty((len(table), 2 * scales))
        scores[:, :scales] = kernel.score_at.take(at, mode="clip")
        scores[:, scales:] = kernel.scored_at.take(at, mode="clip")
        self.scores += np.rint(scores.T @ scores).astype(np.int64)
        return np.asarray(kernel.complete_at.take(at, mode="clip"))

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
