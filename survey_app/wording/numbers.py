"""Writes numbers as people read them. Rounding is the last thing that happens, and it happens here."""

import math

from analysis.released.released_values import Count, Difference, Hidden, Interval, Shares, Verdict
from survey_app.wording.catalogue import Voice

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
SMALLEST_STEP = 1e-9
MARKS = {
    Verdict.HIGHER: "▲",
    Verdict.LOWER: "▼",
    Verdict.A_LITTLE_HIGHER: "△",
    Verdict.A_LITTLE_LOWER: "▽",
    Verdict.ABOUT_THE_SAME: "≈",
    Verdict.CANNOT_TELL: "?",
}


def rounded(value: float) -> int:
    """The nearest whole number, halves away from zero, as people round by hand.

    >>> rounded(74.5), rounded(-0.5), rounded(0.49999999999)
    (75, -1, 1)
    """
    return int(math.copysign(math.floor(abs(value) + 0.5 + SMALLEST_STEP), value))


def score(value: float) -> str:
    """A score of 0 to 100 without its unit."""
    return str(rounded(value))


def percent(value: float) -> str:
    """A share in percent."""
    return f"{rounded(value)}%"


def share(value: Shares) -> str:
    """The favourable share of an item in percent, or the bound that is told of it."""
    bound = "≥" if value.is_at_least else "≤" if value.is_at_most else ""
    return f"{bound}{percent(value.favourable)}"


def signed(value: float) -> str:
    """A difference in points, with a true minus sign.

    >>> signed(2.6), signed(-2.6), signed(-0.2)
    ('+3', '−3', '0')
    """
    whole = rounded(value)
    if whole == 0:
        return "0"
    return f"+{whole}" if whole > 0 else f"{MINUS}{-whole}"


def percentage_points(value: float, language: str) -> str:
    """A difference between two shares; never to be taken for a relative change."""
    return Voice(language).say("%(difference)s pp", difference=signed(value))


def decimal(value: float, places: int = 2) -> str:
    """A number with that many decimals, with a true minus sign."""
    return f"{value:.{places}f}".replace("-", MINUS)


def interval(value: Interval) -> str:
    """An interval of scores or shares, bounds rounded."""
    lower, upper = (str(rounded(bound)).replace("-", MINUS) for bound in (value.lower, value.upper))
    return f"{lower} {DASH} {upper}" if MINUS in lower + upper else f"{lower}{DASH}{upper}"


def people(value: Count) -> str:
    """A number of people, or the band it lies in, without a counter."""
    return f"{value.lower:,}" if value.is_exact else f"{value.lower:,}{DASH}{value.upper:,}"


def signed_interval(value: Interval) -> str:
    """The interval of a difference, each bound with its sign, so that "8 to 16" is never taken for a level.

    >>> signed_interval(Interval(-3.2, 8.4))
    '−3 ~ +8'
    """
    return f"{signed(value.lower)} ~ {signed(value.upper)}"


def count(value: Count, language: str) -> str:
    """A number of people, or the band it lies in."""
    return Voice(language).say("%(people)s", people=people(value))


def comments(value: Count, language: str) -> str:
    """A number of comments, or the band it lies in."""
    return Voice(language).say("%(comments)s", comments=people(value))


def marked(difference: Difference | Hidden | None) -> str:
    """A difference with the mark of what can be said of it; "·" where there is none to show."""
    if not isinstance(difference, Difference):
        return "·"
    mark = MARKS[difference.verdict]
    return f"{signed(difference.value)} {mark}".rstrip()
