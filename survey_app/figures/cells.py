"""Cells of the tables behind figures: one function for each kind of released number."""

from analysis.released.released_values import Count, Difference, Hidden, Score, Shares, Verdict
from survey_app.figures.figure import FigureCell, Tone
from survey_app.wording import numbers, verdicts
from survey_app.wording.differences import interval_text
from survey_app.wording.labels import HIDDEN_TEXT, Labels

TONES = {Verdict.HIGHER: Tone.HIGHER, Verdict.LOWER: Tone.LOWER}
SCORE_FORMAT = "0"
PERCENT_FORMAT = '0"%"'
DIFFERENCE_FORMAT = "+0;\N{MINUS SIGN}0;0"


def text_cell(text: str, tone: Tone = Tone.PLAIN) -> FigureCell:
    """A cell with words."""
    return FigureCell(text, tone=tone)


def hidden_cell(hidden: Hidden, labels: Labels) -> FigureCell:
    """A dot, and why."""
    return FigureCell(HIDDEN_TEXT, tone=Tone.HIDDEN, reason=labels.reason(hidden))


def score_cell(score: Score | Hidden | float, labels: Labels) -> FigureCell:
    """A score of 0 to 100."""
    if isinstance(score, Hidden):
        return hidden_cell(score, labels)
    value = score.value if isinstance(score, Score) else score
    return FigureCell(numbers.score(value), value, SCORE_FORMAT, Tone.STRONG)


def percent_cell(value: float | Hidden, labels: Labels) -> FigureCell:
    """A share in percent."""
    if isinstance(value, Hidden):
        return hidden_cell(value, labels)
    return FigureCell(numbers.percent(value), value, PERCENT_FORMAT)


def shares_cell(result: Shares) -> FigureCell:
    """The favourable share of an item, or the bound that is told of it."""
    return FigureCell(numbers.share(result), None if result.is_bounded else result.favourable, PERCENT_FORMAT)


def difference_cell(
    difference: Difference | Hidden | None, labels: Labels, is_share: bool = False, is_turned: bool = False
) -> FigureCell:
    """A difference with its sign, in points, or in percentage points between shares.

    `is_turned` says it from the other side: of those to whom something happened, not of the favourable.
    """
    if difference is None:
        return FigureCell("", tone=Tone.HIDDEN)
    if isinstance(difference, Hidden):
        return hidden_cell(difference, labels)
    value = -difference.value if is_turned else difference.value
    verdict = verdicts.TURNED[difference.verdict] if is_turned else difference.verdict
    text = numbers.percentage_points(value, labels.language) if is_share else numbers.signed(value)
    return FigureCell(
        f"{text} {numbers.MARKS[verdict]}",
        value,
        DIFFERENCE_FORMAT,
        TONES.get(verdict, Tone.PLAIN),
        word=verdicts.word(verdict, difference.against, labels.language),
    )


def count_cell(count: Count | Hidden, labels: Labels) -> FigureCell:
    """A number of people: a number when exact, the band in words otherwise."""
    if isinstance(count, Hidden):
        return hidden_cell(count, labels)
    return FigureCell(numbers.people(count), count.lower if count.is_exact else None, "#,##0")


def interval_cell(result: Score | Hidden, labels: Labels) -> FigureCell:
    """The interval of a score."""
    if isinstance(result, Hidden):
        return hidden_cell(result, labels)
    return text_cell(interval_text(result.interval, labels))
