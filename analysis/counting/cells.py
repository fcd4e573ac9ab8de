"""Everything the statistics need of the answers, as counts that can be added up group by group."""

from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.counting.kernel import Kernel
from analysis.counting.moments import CompleteMoments, Counts, Moments
from analysis.counting.scales import ScaleSpec, Structure
from analysis.counting.tally import Sums, run
from analysis.refusals import BadTable

REPLICATES = 32


@dataclass(frozen=True, eq=False)
class ScaleCells:
    """The counts of one scale in each group.

    histogram : (groups, k+1, k·steps+1) respondents by items answered and by the sum of their keyed
        steps above the scale's unfavourable end. It gives the score's exact mean, variance and
        percentiles under any minimum-answered rule.
    favourable : (groups, k+1, k+1) respondents by items answered and favourable answers among them.
    pairwise, complete : moments of the items' keyed steps, stacked over the groups.
    complete_points : (groups, k, steps+1) keyed steps of those who answered every item of the scale.
    """

    spec: ScaleSpec
    histogram: Counts
    favourable: Counts
    pairwise: Moments
    complete: CompleteMoments
    complete_points: Counts

    @classmethod
    def empty(cls, spec: ScaleSpec, groups: int) -> "ScaleCells":
        """The neutral element of `merge`."""
        k = spec.length
        return cls(
            spec,
            np.zeros((groups, k + 1, k * spec.steps + 1), np.int64),
            np.zeros((groups, k + 1, k + 1), np.int64),
            Moments.empty(k, groups),
            CompleteMoments.empty(k, groups),
            np.zeros((groups, k, spec.steps + 1), np.int64),
        )

    def merge(self, other: "ScaleCells") -> "ScaleCells":
        """The counts of both sets of respondents together, group by group."""
        return ScaleCells(
            self.spec,
            self.histogram + other.histogram,
            self.favourable + other.favourable,
            self.pairwise.merge(other.pairwise),
            self.complete.merge(other.complete),
            self.complete_points + other.complete_points,
        )

    def group(self, index: int) -> "ScaleCells":
        """One group, as a stack of one."""
        return self.select(np.array([index]))

    def select(self, groups: NDArray[np.int64]) -> "ScaleCells":
        """Some of the groups, in the order given."""
        return ScaleCells(
            self.spec,
            self.histogram[groups],
            self.favourable[groups],
            Moments(self.pairwise.counts[groups], self.pairwise.sums[groups], self.pairwise.cross[groups]),
            self.complete.select(groups),
            self.complete_points[groups],
        )

    def total(self) -> "ScaleCells":
        """All groups as one, as a stack of one."""
        return self.joined(np.zeros(self.histogram.shape[0], np.int64), 1)

    def joined(self, into: NDArray[np.int64], groups: int) -> "ScaleCells":
        """Groups added up: group i goes into the new group `into[i]`; −1 leaves it out."""

        def add(counts: NDArray[Any]) -> NDArray[Any]:
            result = np.zeros((groups, *counts.shape[1:]), counts.dtype)
            kept = into >= 0
            np.add.at(result, into[kept], counts[kept])
            return result

        pairwise = Moments(add(self.pairwise.counts), add(self.pairwise.sums), add(self.pairwise.cross))
        complete = CompleteMoments(
            add(self.complete.counts), add(self.complete.sums), add(self.complete.cross)
        )
        return ScaleCells(
            self.spec,
            add(self.histogram),
            add(self.favourable),
            pairwise,
            complete,
            add(self.complete_points),
        )

    @property
    def groups(self) -> int:
        return int(self.histogram.shape[0])


@dataclass(frozen=True, eq=False)
class Cells:
    """The counts of some groups of respondents: a commutative monoid under `merge`.

    respondents : (groups,) all respondents of the group, whatever they answered.
    item_counts : (groups, items, points+3) answers by keyed step above the unfavourable end, then
        no answer, not applicable and not asked. Unused points of short scales stay zero.
    scales : one `ScaleCells` a scale of the structure.
    items : moments of all items over all groups together (blocks of the whole institution).
    scores : moments of the scale scores over all groups together, in whole units
        of `kernel.score_unit` for each step above the unfavourable end.
    """

    structure: Structure
    respondents: Counts
    item_counts: Counts
    scales: tuple[ScaleCells, ...]
    items: Moments
    scores: Moments

    @classmethod
    def empty(cls, structure: Structure, groups: int = 1) -> "Cells":
        """No respondents in any of the groups."""
        return cls(
            structure,
            np.zeros(groups, np.int64),
            np.zeros((groups, len(structure.items), structure.longest_scale + 3), np.int64),
            tuple(ScaleCells.empty(scale, groups) for scale in structure.scales),
            Moments.empty(len(structure.items)),
            Moments.empty(len(structure.scales)),
        )

    @property
    def groups(self) -> int:
        return int(self.respondents.shape[0])

    def scale(self, key: str) -> ScaleCells:
        """The counts of a scale; KeyError when there is none of this name."""
        return self.scales[self.structure.scale_index[key]]

    def add(self, codes: NDArray[np.uint8], groups: NDArray[np.integer] | None = None) -> "Cells":
        """These cells with more respondents counted in; see `count`."""
        return self.merge(count(self.structure, codes, groups, number_of_groups=self.groups))

    def merge(self, other: "Cells") -> "Cells":
        """The counts of both sets of respondents together. Exact, so order and parts do not matter.

        Raises BadTable when the two were not counted for the same structure and groups.
        """
        if self.structure != other.structure or self.groups != other.groups:
            raise BadTable("cells of different structures or groups cannot be merged")
        return Cells(
            self.structure,
            self.respondents + other.respondents,
            self.item_counts + other.item_counts,
            tuple(mine.merge(theirs) for mine, theirs in zip(self.scales, other.scales, strict=True)),
            self.items.merge(other.items),
            self.scores.merge(other.scores),
        )

    def joined(self, into: NDArray[np.int64], groups: int) -> "Cells":
        """Groups added up: group i goes into the new group `into[i]`, all of them into some group."""
        respondents = np.zeros(groups, np.int64)
        np.add.at(respondents, into, self.respondents)
        item_counts = np.zeros((groups, *self.item_counts.shape[1:]), np.int64)
        np.add.at(item_counts, into, self.item_counts)
        scales = tuple(scale.joined(into, groups) for scale in self.scales)
        return Cells(self.structure, respondents, item_counts, scales, self.items, self.scores)

    def total(self) -> "Cells":
        """All groups as one."""
        return self.joined(np.zeros(self.groups, np.int64), 1)


def merged(parts: list[Cells]) -> Cells:
    """All parts together; at least one is needed."""
    return reduce(Cells.merge, parts)


def count(
    structure: Structure,
    codes: NDArray[np.uint8],
    groups: NDArray[np.integer] | None = None,
    *,
    number_of_groups: int | None = None,
    kernel: Kernel | None = None,
) -> Cells:
    """Count the answers of some respondents.

    Parameters
    ----------
    structure : the items, in the order of the columns of `codes`, and the scales.
    codes : (respondents, items) uint8 as in `Answers`: points as answered, or a kind of missing.
    groups : (respondents,) index of each respondent's group; one group for all when left out.
        A negative index (unit not known) belongs to no group and is left out: give such respondents a group
        of their own when they must count.
    number_of_groups : groups of the result, also those without respondents.
    kernel : reuse one for many calls; it depends on the structure only.

    Raises OutOfBounds when an answer is not a point of its item, BadTable on mismatching shapes.

    >>> structure = Structure.of_scale("LEAD", ("L1", "L2"), lower=1, upper=5)
    >>> cells = count(structure, np.array([[5, 4], [3, 253]], np.uint8))
    >>> cells.item_counts[0].tolist()
    [[0, 0, 1, 0, 1, 0, 0, 0], [0, 0, 0, 1, 0, 1, 0, 0]]
    """
    if codes.ndim != 2 or codes.shape[1] != len(structure.items):
        raise BadTable(
            f"the answers have {codes.shape[-1]} columns, the structure {len(structure.items)} items"
        )
    of_row = np.zeros(codes.shape[0], np.int64) if groups is None else np.asarray(groups)
    if of_row.shape != codes.shape[:1]:
        raise BadTable("there must be one group for each row of answers")
    highest = int(of_row.max(initial=-1)) + 1
    number = max(highest, 1) if number_of_groups is None else number_of_groups
    if highest > number:
        raise BadTable(f"a respondent is in group {highest - 1} of {number}")
    return _assemble(structure, run(kernel or Kernel(structure), codes, of_row, number))


def _assemble(structure: Structure, sums: Sums) -> Cells:
    scales = tuple(
        ScaleCells(
            scale,
            sums.histograms[index],
            sums.favourable[index],
            sums.pairwise[index],
            sums.complete[index],
            sums.complete_points[index],
        )
        for index, scale in enumerate(structure.scales)
    )
    return Cells(structure, sums.respondents, sums.item_counts, scales, sums.items, sums.scores)
