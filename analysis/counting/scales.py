"""What the answers are answers to: items, their bounds and boxes, and the scales they form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import LARGEST_POINT
from analysis.refusals import BadTable, MixedScales
from questionnaires.model import Questionnaire

FloatArray = NDArray[np.float64]


def default_minimum_answered(items: int) -> int:
    """Items that must be answered for a score: k ≤ 3 all, 4-5 all but one, from 6 two thirds.

    >>> [default_minimum_answered(k) for k in (1, 2, 3, 4, 5, 6, 7, 11)]
    [1, 2, 3, 3, 4, 4, 5, 8]
    """
    if items <= 3:
        return items
    if items <= 5:
        return items - 1
    return -(-2 * items // 3)


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """One item: its bounds, whether it is reversed, and its boxes as points as answered."""

    id: str
    lower: int
    upper: int
    is_reversed: bool
    favourable: tuple[int, ...]
    unfavourable: tuple[int, ...]

    @property
    def steps(self) -> int:
        """Steps from the lowest to the highest point."""
        return self.upper - self.lower

    def keyed_steps(self, point: int) -> int:
        """Steps above the unfavourable end: x − a, or b − x when the item is reversed."""
        return self.upper - point if self.is_reversed else point - self.lower


@dataclass(frozen=True, slots=True)
class ScaleSpec:
    """Items that are scored together, all with the same bounds."""

    key: str
    items: tuple[str, ...]
    lower: int
    upper: int
    minimum_answered: int
    is_index: bool = False

    @property
    def length(self) -> int:
        return len(self.items)

    @property
    def steps(self) -> int:
        return self.upper - self.lower


@dataclass(frozen=True)
class Structure:
    """Items in the order of the columns of `Answers.codes`, and the scales made of them."""

    items: tuple[ItemSpec, ...]
    scales: tuple[ScaleSpec, ...]

    def __post_init__(self) -> None:
        known = {item.id: item for item in self.items}
        if len(known) != len(self.items):
            raise BadTable("an item stands twice in the structure")
        if len({scale.key for scale in self.scales}) != len(self.scales):
            raise BadTable("a scale stands twice in the structure")
        for item in self.items:
            if not 0 <= item.lower < item.upper <= LARGEST_POINT:
                raise BadTable(f"the bounds {item.lower} and {item.upper} of {item.id} are not points")
        for scale in self.scales:
            if len(set(scale.items)) != scale.length or not scale.items:
                raise BadTable(f"the scale {scale.key} has no items or one twice")
            if not 1 <= scale.minimum_answered <= scale.length:
                raise BadTable(f"the minimum answered of {scale.key} is not between 1 and {scale.length}")
            for item_id in scale.items:
                if item_id not in known:
                    raise BadTable(f"the scale {scale.key} names {item_id}, which is no item")
                if (known[item_id].lower, known[item_id].upper) != (scale.lower, scale.upper):
                    raise MixedScales(f"{item_id} has other bounds than its area {scale.key}")

    @classmethod
    def of_questionnaire(cls, questionnaire: Questionnaire) -> "Structure":
        """The items and areas of a questionnaire; areas and indices are scales alike.

        An area that is not asked in full is no scale: a mean of some of its items is another measure.
        """
        items = tuple(
            ItemSpec(
                item.id,
                item.scale.lower,
                item.scale.upper,
                item.is_reversed,
                item.favourable,
                item.unfavourable,
            )
            for item in questionnaire.items
        )
        by_id = questionnaire.item_by_id
        scales = tuple(
            ScaleSpec(
                area.key,
                area.items,
                by_id[area.items[0]].scale.lower,
                by_id[area.items[0]].scale.upper,
                area.minimum_answered,
                area.is_index,
            )
            for area in questionnaire.areas
            if area.is_in_full
        )
        return cls(items, scales)

    @classmethod
    def of_scale(
        cls,
        key: str,
        items: tuple[str, ...],
        *,
        lower: int,
        upper: int,
        reversed_items: frozenset[str] = frozenset(),
        minimum_answered: int | None = None,
    ) -> "Structure":
        """One scale of like items, favourable above and unfavourable below the middle of the scale.

        >>> Structure.of_scale("LEAD", ("L1", "L2"), lower=1, upper=5).items[0].favourable
        (4, 5)
        """
        middle = (lower + upper) / 2
        high = tuple(point for point in range(lower, upper + 1) if point > middle)
        low = tuple(point for point in range(lower, upper + 1) if point < middle)
        specs = tuple(
            ItemSpec(item, lower, upper, True, low, high)
            if item in reversed_items
            else ItemSpec(item, lower, upper, False, high, low)
            for item in items
        )
        minimum = default_minimum_answered(len(items)) if minimum_answered is None else minimum_answered
        return cls(specs, (ScaleSpec(key, items, lower, upper, minimum),))

    def joined(self, other: "Structure") -> "Structure":
        """Both structures side by side; their items and scales must have different names."""
        return Structure(self.items + other.items, self.scales + other.scales)

    @cached_property
    def item_ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)

    @cached_property
    def item_index(self) -> Mapping[str, int]:
        return {item.id: index for index, item in enumerate(self.items)}

    @cached_property
    def scale_index(self) -> Mapping[str, int]:
        return {scale.key: index for index, scale in enumerate(self.scales)}

    def scale(self, key: str) -> ScaleSpec:
        """The scale of this name; KeyError when there is none."""
        return self.scales[self.scale_index[key]]

    def columns(self, scale: ScaleSpec) -> tuple[int, ...]:
        """The columns of a scale's items."""
        return tuple(self.item_index[item] for item in scale.items)

    @cached_property
    def longest_scale(self) -> int:
        """Points of the item with the most points."""
        return max((item.steps + 1 for item in self.items), default=0)
