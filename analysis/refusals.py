"""Reasons for which a statistic is not computed; each says what was wrong and how much was needed."""

from collections.abc import Callable
from typing import TypeVar

from numpy.linalg import LinAlgError

T = TypeVar("T")


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 item", "2 items"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _short(what: str, needed: int, there: int, noun: str) -> str:
    verb = "is" if there == 1 else "are"
    return f"{what} needs at least {counted(needed, noun)}, there {verb} {there}"


class Refusal(ValueError):
    """A statistic cannot be given. The message is a sentence with the numbers it rests on."""


class TooFewRespondents(Refusal):
    """Fewer respondents than the statistic needs."""

    def __init__(self, respondents: int, needed: int, what: str = "this statistic") -> None:
        self.respondents = respondents
        self.needed = needed
        super().__init__(_short(what, needed, respondents, "respondent"))


class TooFewItems(Refusal):
    """Fewer items than the statistic needs, or fewer areas where it rests on those."""

    def __init__(self, items: int, needed: int, what: str = "this statistic", of: str = "item") -> None:
        self.items = items
        self.needed = needed
        super().__init__(_short(what, needed, items, of))


class TooFewGroups(Refusal):
    """Fewer groups than a comparison between groups needs."""

    def __init__(self, groups: int, needed: int, what: str = "this statistic", why: str = "") -> None:
        self.groups = groups
        self.needed = needed
        super().__init__(_short(what, needed, groups, "group") + (f" ({why})" if why else ""))


class ConstantItem(Refusal):
    """Items that everybody answered alike have no variance, so no correlation."""

    def __init__(self, items: tuple[str, ...]) -> None:
        self.items = items
        super().__init__(f"everybody gave the same answer to {', '.join(items)}")


class NoVariance(Refusal):
    """The quantity that a statistic divides by is zero."""


class OutOfBounds(Refusal):
    """An answer that its item does not offer."""

    def __init__(self, item: str, answers: int, lower: float, upper: float, where: str = "") -> None:
        self.item = item
        self.answers = answers
        verb = "is not a point" if answers == 1 else "are not points"
        super().__init__(
            f"{counted(answers, 'answer')} to {item} {verb} between {lower:g} and {upper:g}" + where
        )


class MixedScales(Refusal):
    """Items of one area with different answer scales cannot be averaged."""


class NotIdentified(Refusal):
    """A model has more parameters than the data can tell apart."""


class DidNotConverge(Refusal):
    """An iterative fit stopped before it reached its optimum."""


class IllConditioned(Refusal):
    """A matrix is so close to singular that what follows from it would be noise."""


class NotComparable(Refusal):
    """Two results that do not measure the same thing, so that their difference means nothing."""


class BadTable(Refusal):
    """A table or its description that cannot be read as item-level answers."""


def attempt(make: Callable[[], T]) -> T | Refusal:
    """The result, or the refusal that it was answered with.

    A matrix that defeats numpy is a refusal too, so that one bad scale does not take the others down.
    """
    try:
        return make()
    except Refusal as reason:
        return reason
    except LinAlgError as reason:
        return IllConditioned(f"the numbers of this statistic cannot be worked with: {reason}")
