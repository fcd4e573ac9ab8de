"""Which units of the wave before a group of today stands for, whatever was reorganised in between."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

Units = frozenset[str]
"""Codes; "" stands for people whose unit is not known."""
Pairs = Collection[tuple[str, str]]
"""A unit of the wave before and one that it became, wholly or in part, by their codes."""


@dataclass(frozen=True, slots=True)
class MatchedUnits:
    """Units of the wave before and the units of today that are made of them and of no others.

    One of each is the same unit still, under whatever code and name. `then` is empty of a new unit, `now` of
    one that is gone.
    """

    then: Units
    now: Units


@dataclass(frozen=True, eq=False)
class FormerUnits:
    """The units of two waves, in the parts that can be compared as wholes.

    >>> pairs = [("a", "ab"), ("b", "ab"), ("c", "c1"), ("c", "c2")]
    >>> made = FormerUnits.of(pairs, "abcd", ["ab", "c1", "c2", "e"])
    >>> sorted(made.were(frozenset({"ab", "e"})) or ())
    ['a', 'b']
    >>> made.were(frozenset({"c1"})) is None
    True
    >>> sorted(made.were(frozenset({"c1", "c2"})) or ()), sorted(made.gone)
    (['c'], ['d'])
    """

    parts: tuple[MatchedUnits, ...]

    @classmethod
    def of(cls, pairs: Pairs, then: Iterable[str], now: Iterable[str]) -> "FormerUnits":
        """The parts that follow from the pairs. Pairs that name a unit of neither wave say nothing."""
        known_then, known_now = frozenset(then), frozenset(now)
        known = [(a, b) for a, b in pairs if a in known_then and b in known_now]
        if "" in known_then and "" in known_now:
            known.append(("", ""))
        parts: list[MatchedUnits] = []
        for a, b in known:
            met = [part for part in parts if a in part.then or b in part.now]
            parts = [part for part in parts if part not in met]
            parts.append(
                MatchedUnits(
                    frozenset({a}).union(*(p.then for p in met)), frozenset({b}).union(*(p.now for p in met))
                )
            )
        mapped_then, mapped_now = _all(part.then for part in parts), _all(part.now for part in parts)
        parts += [MatchedUnits(frozenset({code}), frozenset()) for code in known_then - mapped_then]
        parts += [MatchedUnits(frozenset(), frozenset({code})) for code in known_now - mapped_now]
        return cls(tuple(sorted(parts, key=lambda part: (sorted(part.then), sorted(part.now)))))

    @classmethod
    def by_code(cls, then: Iterable[str], now: Iterable[str]) -> "FormerUnits":
        """Where nobody has said what became of what: a code that both waves know is the same unit."""
        then, now = frozenset(then), frozenset(now)
        return cls.of([(code, code) for code in sorted(then & now)], then, now)

    @cached_property
    def gone(self) -> Units:
        """Former units that became none of today's."""
        return _all(part.then for part in self.parts if not part.now)

    def were(self, units: Units) -> Units | None:
        """The former units that these units of today are now.

        None where they are all new, or where a former unit is among them in part only. What is new beside
        others changes nothing: its people joined the group.
        """
        touched = [part for part in self.parts if part.then and part.now & units]
        if not touched or any(not part.now <= units for part in touched):
            return None
        return _all(part.then for part in touched)

    def then(self, code: str) -> str | None:
        """The one unit of the wave before that a unit of today is still; None where there is no such one."""
        for part in self.parts:
            if part.now == {code} and len(part.then) == 1:
                return next(iter(part.then))
        return None


def _all(some: Iterable[Units]) -> Units:
    return frozenset[str]().union(*some)
