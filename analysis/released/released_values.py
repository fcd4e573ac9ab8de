"""The numbers of a release: what may be shown of one result, or why it is not shown."""

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

Points: TypeAlias = Annotated[float, msgspec.Meta(extra={"digits": 1})]
"""A score, a standard deviation, an area's share or a difference: a tenth is finer than anybody can feel."""
Percent: TypeAlias = Annotated[float, msgspec.Meta(extra={"digits": 0})]
"""A share of people who chose an answer: whole percent."""
Coefficient: TypeAlias = Annotated[float, msgspec.Meta(extra={"digits": 2})]
"""A correlation, a reliability or an effect size: hundredths, as journals print them."""
AsItsOwner: TypeAlias = Annotated[float, msgspec.Meta(extra={"digits": "as its owner"})]
"""A bound, which has the digits of what it is around: those of the field that holds the interval."""
AsChosen: TypeAlias = Annotated[float, msgspec.Meta(extra={"digits": "as chosen"})]
"""No result but somebody's choice, such as a level of confidence."""


class Reason(StrEnum):
    """Why a number is not shown.

    NOT_COMPARABLE: with an earlier wave that asked otherwise. REORGANISED: with the wave before, whose units
    became others. NOT_SHOWN_BEFORE: nor could it be worked out of what was shown then.
    UNLIKE: with other institutions, where the items of the area do not mean the same. NOT_IN_DETAIL: told
    of large groups only. OLDER_VERSION: the release was made before rules that this number would have to
    keep to.
    """

    TOO_FEW = "too_few"
    PROTECTED = "protected"
    NOT_ASKED = "not_asked"
    NOT_ASKED_IN_FULL = "not_asked_in_full"
    NOT_COMPARABLE = "not_comparable"
    REORGANISED = "reorganised"
    NOT_SHOWN_BEFORE = "not_shown_before"
    UNLIKE = "unlike"
    TOO_FEW_FOR_STATISTIC = "too_few_for_statistic"
    NOT_ESTIMABLE = "not_estimable"
    NOT_OFFERED = "not_offered"
    NOT_IN_DETAIL = "not_in_detail"
    OLDER_VERSION = "older_version"


class Verdict(StrEnum):
    """What can be said of a difference. `analysis.scores.verdicts` gives it, in one place for all.

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

    lower: AsItsOwner
    upper: AsItsOwner
    level: AsChosen = 0.95


PointsInterval: TypeAlias = Annotated[Interval, msgspec.Meta(extra={"digits": 1})]
PercentInterval: TypeAlias = Annotated[Interval, msgspec.Meta(extra={"digits": 0})]
CoefficientInterval: TypeAlias = Annotated[Interval, msgspec.Meta(extra={"digits": 2})]


class Difference(msgspec.Struct, frozen=True, omit_defaults=True, tag="difference"):
    """A difference and what can be said of it; `interval` and `g` where they can be computed."""

    against: Against
    value: Points
    verdict: Verdict
    interval: PointsInterval | None = None
    g: Coefficient | None = None


class Score(msgspec.Struct, frozen=True, omit_defaults=True, tag="score"):
    """The score of one area or index for one group.

    `favourable` is the area's favourable share: the mean of respondents' shares, in percent. It is hidden
    where it would tell how (nearly) all of a small group answered one of its items.
    """

    value: Points
    interval: PointsInterval
    sd: Points
    favourable: Points | Hidden
    favourable_interval: PointsInterval | Hidden
    differences: tuple[Difference | Hidden, ...] = ()


class Shares(msgspec.Struct, frozen=True, omit_defaults=True, tag="shares"):
    """The answers of one item in one group, whole percent of valid answers.

    Where `is_bounded`, (nearly) all of a small group answered alike, and `favourable` is a bound: at least
    so many where it is above a half, at most otherwise. `neutral`, `unfavourable` and `points`, one share for
    each point of the scale as answered, low to high, are told of large groups only: `points` is empty
    otherwise. Of a sensitive experience no points are told.
    """

    favourable: Percent
    neutral: Percent | Hidden
    unfavourable: Percent | Hidden
    favourable_interval: PercentInterval
    points: tuple[Percent, ...]
    not_applicable: Percent | Hidden
    is_bounded: bool = False
    differences: tuple[Difference | Hidden, ...] = ()

    @property
    def is_at_least(self) -> bool:
        """Whether the favourable share is so much or more, and not known further."""
        return self.is_bounded and self.favourable > 50

    @property
    def is_at_most(self) -> bool:
        """Whether the favourable share is so much or less, and not known further."""
        return self.is_bounded and self.favourable <= 50


ScoreOrHidden: TypeAlias = Score | Hidden
SharesOrHidden: TypeAlias = Shares | Hidden
