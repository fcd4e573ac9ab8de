"""Which difference of a result is meant, and why there is none."""

from collections.abc import Iterable

from analysis.released.released_values import Against, Difference, Hidden, Interval, Reason, Score, Shares
from survey_app.wording import numbers
from survey_app.wording.labels import Labels

ONLY_OF = {
    Reason.NOT_COMPARABLE: (Against.PREVIOUS,),
    Reason.REORGANISED: (Against.PREVIOUS,),
    Reason.NOT_SHOWN_BEFORE: (Against.PREVIOUS,),
    Reason.UNLIKE: (Against.BENCHMARK, Against.UPPER_QUARTILE),
}
"""The comparisons that a reason can belong to; others belong to any."""


def difference_against(
    result: Score | Shares | Hidden | None, against: Against, says_why: bool = False
) -> Difference | Hidden | None:
    """The difference of a result from what it is compared with, None where it was not compared.

    With `says_why`, why it was not compared, where the release has a reason that belongs to this comparison.
    """
    if not isinstance(result, (Score, Shares)):
        return result
    for difference in result.differences:
        if isinstance(difference, Difference) and difference.against is against:
            return difference
    return why_not_compared(result, against) if says_why else None


def why_not_compared(result: Score | Shares, against: Against) -> Hidden | None:
    """The reason that belongs to a comparison which was not made; a hidden difference does not name it."""
    hidden = [difference for difference in result.differences if isinstance(difference, Hidden)]
    return next((one for one in hidden if ONLY_OF.get(one.reason, (against,)).count(against)), None)


def compared_with(results: Iterable[Score | Shares | Hidden]) -> tuple[Against, ...]:
    """What at least one of the results is compared with, in the order of the report."""
    found = {
        difference.against
        for result in results
        if not isinstance(result, Hidden)
        for difference in result.differences
        if isinstance(difference, Difference)
    }
    return tuple(against for against in Against if against in found)


def interval_text(interval: Interval, labels: Labels) -> str:
    """An interval as people read it; "50 to 50" is none, it says that everybody gave the same answer."""
    if interval.lower == interval.upper:
        return labels.say("all alike")
    return numbers.interval(interval)
