"""Cells of the tables behind figures: one function for each kind of released number."""

from collections.abc import Iterable

from analysis.release import Against, Count, Difference, Hidden, Score, Shares, Verdict
from survey_app.figures import numbers
from survey_app.figures.figure import Cell, Tone
from survey_app.figures.labels import HIDDEN_TEXT, Labels

TONES = {Verdict.HIGHER: Tone.HIGHER, Verdict.LOWER: Tone.LOWER}
SCORE_FORMAT = "0"
PERCENT_FORMAT = '0"%"'
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


def difference_cell(difference: Difference | Hidden | None, labels: Labels, is_share: bool = False) -> Cell:
    """A difference with its mark, in points, or in percentage points between shares."""
    if difference is None:
        return Cell("", tone=Tone.HIDDEN)
    if isinstance(difference, Hidden):
        return hidden_cell(difference, labels)
    text = (
        numbers.percentage_points(difference.value, labels.language)
        if is_share
        else numbers.signed(difference.value)
    )
    mark = numbers.MARKS[difference.verdict]
    tone = TONES.get(difference.verdict, Tone.PLAIN)
    return Cell(f"{text} {mark}".rstrip(), difference.value, DIFFERENCE_FORMAT, tone)


def count_cell(count: Count | Hidden, labels: Labels) -> Cell:
    """A number of people: a number when exact, the band in words otherwise."""
    if isinstance(count, Hidden):
        return hidden_cell(count, labels)
    text = f"{count.lower:,}" if count.is_exact else f"{count.lower:,}{numbers.DASH}{count.upper:,}"
    return Cell(text, count.lower if count.is_exact else None, "#,##0")


def interval_cell(result: Score | Hidden, labels: Labels) -> Cell:
    """The interval of a score."""
    if isinstance(result, Hidden):
        return hidden_cell(result, labels)
    return text_cell(numbers.interval(result.interval))


def difference_against(
    result: Score | Shares | Hidden | None, against: Against, place: int | None = None
) -> Difference | Hidden | None:
    """The difference of a result from what it is compared with, None where it was not compared.

    A hidden difference does not say what it was compared with; `place` is its place among the
    release's differences, where the caller knows it.
    """
    if not isinstance(result, (Score, Shares)):
        return result
    for difference in result.differences:
        if isinstance(difference, Difference) and difference.against is against:
            return difference
    if place is not None and place < len(result.differences):
        found = result.differences[place]
        return found if isinstance(found, Hidden) else None
    return None


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
