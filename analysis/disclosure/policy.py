"""The terms under which results are shown, fixed when a wave opens."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SMALLEST_GROUP_EVER = 5


class PolicyTooWeak(ValueError):
    """The smallest group of a policy lies under five."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is published, and how small a group may be.

    smallest_group : fewest respondents whose common result may be known. The ministry may raise it.
    background_node_minimum : respondents that a node needs before background tables are made for it.
    two_way : pairs of background question ids whose cross tables are made at the top of the tree.
    headcounts : invited people by index of the unit, when these are public. They bound what an attacker
        infers about the number of respondents; an empty mapping says that they are not public.
    """

    smallest_group: int = 10
    background_node_minimum: int = 50
    two_way: tuple[tuple[str, str], ...] = ()
    headcounts: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.smallest_group < SMALLEST_GROUP_EVER:
            raise PolicyTooWeak(
                f"The smallest group is {self.smallest_group}; it may never be under {SMALLEST_GROUP_EVER}."
            )
        if self.background_node_minimum < self.smallest_group:
            raise PolicyTooWeak(
                f"Background tables at nodes of {self.background_node_minimum} respondents, "
                f"fewer than the smallest group of {self.smallest_group}."
            )

    def canonical(self) -> tuple[object, ...]:
        """The terms in one fixed order, for hashing."""
        return (
            self.smallest_group,
            self.background_node_minimum,
            tuple(self.two_way),
            tuple(sorted(self.headcounts.items())),
        )
