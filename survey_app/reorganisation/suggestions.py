"""Guesses what became of each unit of the wave before, from code, name, parent and size; a person confirms.

What has the same code and name is taken for the same unit. The rest is guessed in the order in which guesses
are good: the same name elsewhere, the same code under another name, sizes that add up, a like name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations

from questionnaires.languages import FIRST
from survey_app.manifest.documents import UnitTerms

ALIKE = 0.6
ALIKE_ELSEWHERE = 0.75
"""From which ratio of common letters on two names are alike, under the same parent and under another."""
CLOSE = 0.15
"""Sizes that differ by no more of the larger one fit each other."""
LARGE_FROM = 5
"""Of how many people on a size tells anything by itself."""
MOST_MERGED = 4
MOST_LEFT_BESIDE = 12
"""Of more units that are left under one parent no sums are tried."""

Units = Sequence[UnitTerms]
Fits = Callable[[UnitTerms, UnitTerms], bool]


class Why(StrEnum):
    """What a suggestion rests on."""

    CODE_AND_NAME = "code_and_name"
    NAME = "name"
    CODE = "code"
    LIKE_NAME = "like_name"
    SIZES = "sizes"
    NOTHING_LIKE_IT = "nothing_like_it"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """That a unit of the wave before became one of today's; `now` is empty of one that seems to be gone."""

    then: str
    now: str
    why: Why


def suggest(then: Units, now: Units) -> tuple[Suggestion, ...]:
    """One suggestion or more for each former unit, in their order; several where it seems to be split."""
    guess = _Guess(then, now)
    guess.by(Why.CODE_AND_NAME, lambda a, b: a.code == b.code and _same_name(a, b))
    guess.by(Why.NAME, lambda a, b: _same_name(a, b) and guess.is_under_the_same(a, b))
    guess.by(Why.NAME, _same_name)
    guess.by(Why.CODE, lambda a, b: a.code == b.code and (_is_like(a, b) or guess.is_under_the_same(a, b)))
    guess.sums()
    guess.by(Why.LIKE_NAME, lambda a, b: _is_like(a, b) and guess.is_under_the_same(a, b))
    guess.by(Why.LIKE_NAME, lambda a, b: _alike(a, b) >= ALIKE_ELSEWHERE)
    guess.by(Why.SIZES, lambda a, b: guess.is_under_the_same(a, b) and _is_large(a) and _fits([a], [b]))
    return guess.found()


@dataclass
class _Guess:
    then: Units
    now: Units
    pairs: dict[tuple[str, str], Why] = field(default_factory=dict)

    def by(self, why: Why, fits: Fits) -> None:
        """Pairs the units that are left, where each fits one only."""
        left_then, left_now = self._left_then(), self._left_now()
        fitting = {a.code: [b for b in left_now if fits(a, b)] for a in left_then}
        times = [b.code for some in fitting.values() for b in some]
        for a in left_then:
            if len(fitting[a.code]) == 1 and times.count(fitting[a.code][0].code) == 1:
                self.pairs[a.code, fitting[a.code][0].code] = why

    def sums(self) -> None:
        """Units that seem to be merged or split: sizes add up under one parent, and a name is like it."""
        for today in self.now:
            around = [one for one in self._left_then() if self.is_under_the_same(one, today)]
            known = [unit for unit in self.then if (unit.code, today.code) in self.pairs]
            for former in _adding_up(today, known, around):
                self.pairs.setdefault((former.code, today.code), Why.SIZES)
        for former in self.then:
            around = [one for one in self._left_now() if self.is_under_the_same(former, one)]
            known = [unit for unit in self.now if (former.code, unit.code) in self.pairs]
            for today in _adding_up(former, known, around):
                self.pairs.setdefault((former.code, today.code), Why.SIZES)

    def found(self) -> tuple[Suggestion, ...]:
        """The pairs as suggestions, and that the other former units seem to be gone."""
        into: dict[str, list[Suggestion]] = {unit.code: [] for unit in self.then}
        order = {unit.code: place for place, unit in enumerate(self.now)}
        for (a, b), why in sorted(self.pairs.items(), key=lambda one: order[one[0][1]]):
            into[a].append(Suggestion(a, b, why))
        return tuple(
            one for code, some in into.items() for one in some or [Suggestion(code, "", Why.NOTHING_LIKE_IT)]
        )

    def is_under_the_same(self, a: UnitTerms, b: UnitTerms) -> bool:
        """Whether the parent of the one seems to have become the parent of the other."""
        if a.parent is None or b.parent is None:
            return a.parent == b.parent
        return (a.parent, b.parent) in self.pairs or (
            a.parent == b.parent and all(a.parent != then for then, _ in self.pairs)
        )

    def _left_then(self) -> list[UnitTerms]:
        paired = {a for a, _ in self.pairs}
        return [unit for unit in self.then if unit.code not in paired]

    def _left_now(self) -> list[UnitTerms]:
        paired = {b for _, b in self.pairs}
        return [unit for unit in self.now if unit.code not in paired]


def _adding_up(whole: UnitTerms, known: Units, around: Units) -> list[UnitTerms]:
    """Which units were merged into one, or came out of it: the known one and some beside it, by size."""
    if len(known) > 1 or len(around) > MOST_LEFT_BESIDE:
        return []
    for many in range(2 - len(known), MOST_MERGED - len(known) + 1):
        for beside in combinations(around, many):
            some = [*known, *beside]
            is_alike = bool(known) or any(_is_like(whole, one) for one in beside)
            # Where one is as large as the whole already, nothing was merged or split.
            if is_alike and _fits(some, [whole]) and not any(_fits([one], [whole]) for one in some):
                return some
    return []


def _same_name(a: UnitTerms, b: UnitTerms) -> bool:
    return _plain(a) == _plain(b)


def _is_like(a: UnitTerms, b: UnitTerms) -> bool:
    return _alike(a, b) >= ALIKE


def _alike(a: UnitTerms, b: UnitTerms) -> float:
    """The ratio of letters that two names have in common."""
    return SequenceMatcher(None, _plain(a), _plain(b)).ratio()


def _plain(unit: UnitTerms) -> str:
    return "".join(unit.name.in_language(FIRST).casefold().split())


def _is_large(unit: UnitTerms) -> bool:
    return unit.headcount >= LARGE_FROM


def _fits(some: Units, others: Units) -> bool:
    """Whether as many people belong to the ones as to the others, nearly."""
    these, those = sum(unit.headcount for unit in some), sum(unit.headcount for unit in others)
    return min(these, those) > 0 and abs(these - those) <= CLOSE * max(these, those)
