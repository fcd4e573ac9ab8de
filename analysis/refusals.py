"""Reasons for which a statistic is not computed; each says what was wrong and how much was needed."""


class Refusal(ValueError):
    """A statistic cannot be given. The message is a sentence with the numbers it rests on."""


class TooFewRespondents(Refusal):
    """Fewer respondents than the statistic needs."""

    def __init__(self, respondents: int, needed: int, what: str = "this statistic") -> None:
        self.respondents = respondents
        self.needed = needed
        super().__init__(f"{what} needs at least {needed} respondents, there are {respondents}")


class TooFewItems(Refusal):
    """Fewer items than the statistic needs."""

    def __init__(self, items: int, needed: int, what: str = "this statistic") -> None:
        self.items = items
        self.needed = needed
        super().__init__(f"{what} needs at least {needed} items, there are {items}")


class TooFewGroups(Refusal):
    """Fewer groups than a comparison between groups needs."""

    def __init__(self, groups: int, needed: int, what: str = "this statistic") -> None:
        self.groups = groups
        self.needed = needed
        super().__init__(f"{what} needs at least {needed} groups, there are {groups}")


class ConstantItem(Refusal):
    """Items that everybody answered alike have no variance, so no correlation."""

    def __init__(self, items: tuple[str, ...]) -> None:
        self.items = items
        super().__init__(f"everybody gave the same answer to {', '.join(items)}")


class NoVariance(Refusal):
    """The quantity that a statistic divides by is zero."""


class OutOfBounds(Refusal):
    """An answer that its item does not offer."""

    def __init__(self, item: str, answers: int, lower: float, upper: float) -> None:
        self.item = item
        self.answers = answers
        super().__init__(f"{answers} answers to {item} are not points between {lower:g} and {upper:g}")


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
