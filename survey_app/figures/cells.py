"""Cells of the tables behind figures: one function for each kind of released number."""

from collections.abc import Iterable

from analysis.release import Against, Count, Difference, Hidden, Interval, Reason, Score, Shares, Verdict
from survey_app.figures import numbers, verdicts
from survey_app.figures.figure import Cell, Tone
from survey_app.figures.labels import HIDDEN_TEXT, Labels

TONES = {Verdict.HIGHER: Tone.HIGHER, Verdict.LOWER: Tone.LOWER}
SCORE_FORMAT = "0"
PERCENT_FORMAT = '0"%"'
ONLY_OF = {
    Reason.NOT_COMPARABLE: (Against.PREVIOUS,),
    Reason.UNLIKE: (Against.BENCHMARK, Against.UPPER_QUARTILE),
}
"""The comparisons that a reason can belong to; others belong to any."""
DIFFERENCE_FORMAT = "+0;\N{MINUS SIGN}0;0"


def text_cell(text: str, tone: Tone = Tone.PLAIN) -> Cell:
    """A cell with words."""
    return Cell(text, tone=tone)


def hidden_cell(hidden: Hidden, labels: Labels) -> Cell:
    """A dot, and why."""
    return Cell(HIDDEN_TEXT, tone=Tone.HIDDEN, reason=labels.reason(hidden))


def score_cell(score: Score | Hidden | float, labels: Labels) -> Cell:
    """A score of 0 to 100."""
    if isinstance(score, Hidden):
        return hidden_cell(score, labels)
    value = score.value if isinstance(score, Score) else score
    return Cell(numbers.score(value), value, SCORE_FORMAT, Tone.STRONG)


def percent_cell(value: float | Hidden, labels: Labels) -> Cell:
    """A share in percent."""
    if isinstance(value, Hidden):
        return hidden_cell(value, labels)
    return Cell(numbers.percent(value), value, PERCENT_FORMAT)


def shares_cell(result: Shares) -> Cell:
    """The favourable share of an item, or the bound that is told of it."""
    return Cell(numbers.share(result), None if result.is_bounded else result.favourable, PERCENT_FORMAT)


def difference_cell(
    difference: Difference | Hidden | None, labels: Labels, is_share: bool = False, is_turned: bool = False
) -> Cell:
    """A difference with its sign, in points, or in percentage points between shares.

    `is_turned` says it from the other side: of those to whom something happened, not of the favourable.
    """
    if difference is None:
        return Cell("", tone=Tone.HIDDEN)
    if isinstance(difference, Hidden):
        return hidden_cell(difference, labels)
    value = -difference.value if is_turned else difference.value
    verdict = verdicts.TURNED[difference.verdict] if is_turned else difference.verdict
    text = numbers.percentage_points(value, labels.language) if is_share else numbers.signed(value)
    return Cell(
        f"{text} {numbers.MARKS[verdict]}",
        value,
        DIFFERENCE_FORMAT,
        TONES.get(verdict, Tone.PLAIN),
        word=verdicts.word(verdict, difference.against, labels.language),
    )


def count_cell(count: Count | Hidden, labels: Labels) -> Cell:
    """A number of people: a number when exact, the band in words otherwise."""
    if isinstance(count, Hidden):
        return hidden_cell(count, labels)
    return Cell(numbers.people(count), count.lower if count.is_exact else None, "#,##0")


def interval_cell(result: Score | Hidden, labels: Labels) -> Cell:
    """The interval of a score."""
    if isinstance(result, Hidden):
        return hidden_cell(result, labels)
    return text_cell(interval_text(result.interval, labels))


def interval_text(interval: Interval, labels: Labels) -> str:
    """An interval as people read it; "50 to 50" is none, it says that everybody gave the same answer."""
    if interval.lower == interval.upper:
        return labels.say("모두 같은 답", "all alike")
    return numbers.interval(interval)


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
