"""The numbers of a release: what may be shown of one result, or why it is not shown."""

from enum import StrEnum
from typing import TypeAlias

import msgspec


class Reason(StrEnum):
    """Why a number is not shown.

    NOT_COMPARABLE: with an earlier wave that asked otherwise. UNLIKE: with other institutions, where the
    items of the area do not mean the same.
    """

    TOO_FEW = "too_few"
    PROTECTED = "protected"
    NOT_ASKED = "not_asked"
    NOT_ASKED_IN_FULL = "not_asked_in_full"
    NOT_COMPARABLE = "not_comparable"
    UNLIKE = "unlike"
    TOO_FEW_FOR_STATISTIC = "too_few_for_statistic"
    NOT_ESTIMABLE = "not_estimable"
    NOT_OFFERED = "not_offered"


class Verdict(StrEnum):
    """What can be said of a difference. `analysis.verdicts` gives it, in one place for all.

    HIGHER, LOWER: certain, and large enough to matter. A_LITTLE_…: certain, and smaller than what matters.
    ABOUT_THE_SAME: a difference that matters is ruled out. CANNOT_TELL: neither.
    """

    HIGHER = "higher"
    LOWER = "lower"
    A_LITTLE_HIGHER = "a_little_higher"
    A_LITTLE_LOWER = "a_little_lower"
    ABOUT_THE_SAME = "about_the_same"
    CANNOT_TELL = "cannot_tell"

    @property
    def matters(self) -> bool:
        """Whether the difference is certain and large enough to matter."""
        return self in (Verdict.HIGHER, Verdict.LOWER)

    @property
    def is_certain(self) -> bool:
        """Whether there surely is a difference, large or small."""
        return self.matters or self in (Verdict.A_LITTLE_HIGHER, Verdict.A_LITTLE_LOWER)


class Against(StrEnum):
    """What a result is compared with."""

    PREVIOUS = "previous"
    BENCHMARK = "benchmark"
    UPPER_QUARTILE = "upper_quartile"
    REST = "rest"


class Hidden(msgspec.Struct, frozen=True, omit_defaults=True, tag="hidden"):
    """Stands where a number would be, and says why it is not shown."""

    reason: Reason


class Count(msgspec.Struct, frozen=True, omit_defaults=True, tag="count"):
    """A number of respondents: exact from 100 (`lower == upper`), else the band it lies in."""

    lower: int
    upper: int

    @property
    def is_exact(self) -> bool:
        return self.lower == self.upper


class Interval(msgspec.Struct, frozen=True, omit_defaults=True, tag="interval"):
    """A confidence interval, by default at 95 %."""

    lower: float
    upper: float
    level: float = 0.95


class Difference(msgspec.Struct, frozen=True, omit_defaults=True, tag="difference"):
    """A difference and what can be said of it; `interval` and `g` where they can be computed."""

    against: Against
    value: float
    verdict: Verdict
    interval: Interval | None = None
    g: float | None = None


class Score(msgspec.Struct, frozen=True, omit_defaults=True, tag="score"):
    """The score of one area or index for one group.

    `favourable` is the area's favourable share: the mean of respondents' shares, in percent.
    """

    value: float
    interval: Interval
    sd: float
    favourable: float
    favourable_interval: Interval
    differences: tuple[Difference | Hidden, ...] = ()


class Shares(msgspec.Struct, frozen=True, omit_defaults=True, tag="shares"):
    """The answers of one item in one group, whole percent of valid answers.

    `points` has one share for each point of the scale as answered, low to high. Where `is_bounded`, a
    (nearly) unanimous answer of a small group stands at its bound: 95 means at least, 5 at most.
    """

    favourable: float
    neutral: float
    unfavourable: float
    favourable_interval: Interval
    points: tuple[float, ...]
    not_applicable: float
    is_bounded: bool = False
    differences: tuple[Difference | Hidden, ...] = ()


ScoreOrHidden: TypeAlias = Score | Hidden
SharesOrHidden: TypeAlias = Shares | Hidden
