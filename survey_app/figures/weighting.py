"""Says what weighting to headcounts changes, and whether it matters: sentences and the table behind them."""

from analysis.released.release import Release
from analysis.released.released_statistics import WeightedScore, Weighting
from analysis.released.released_values import Hidden, Score
from analysis.scores.verdicts import MATTERS_IN_POINTS
from survey_app.figures.cells import hidden_cell, score_cell
from survey_app.figures.figure import FigureCell, FigureColumn, FigureTable
from survey_app.wording import numbers
from survey_app.wording.labels import Labels

TENTHS = "0.0"
SIGNED_TENTHS = "+0.0;\N{MINUS SIGN}0.0;0.0"


def weighting_sentences(release: Release, labels: Labels) -> tuple[str, ...]:
    """What was weighted by, what it changes and whether that matters, what it costs and cannot mend."""
    found = release.weighting
    if isinstance(found, Hidden):
        reason = labels.reason(found)
        return (labels.say("There are no scores weighted to headcounts (%(reason)s).", reason=reason),)
    return (_what(found, labels), _whether_it_matters(found, labels), _cost(found, labels), _caution(labels))


def weighting_table(release: Release, labels: Labels) -> FigureTable | None:
    """Each area before and after weighting, in tenths of a point; None where nothing was weighted."""
    found = release.weighting
    if isinstance(found, Hidden) or not found.scores:
        return None
    say = labels.say
    columns = (
        FigureColumn(say("Area"), False, 0.4),
        FigureColumn(say("Unweighted")),
        FigureColumn(say("Weighted")),
        FigureColumn(say("Weighted, 95%% interval")),
        FigureColumn(say("Difference")),
    )
    rows = tuple(
        (
            FigureCell(labels.areas[area]),
            *_row(release.whole.scores[area], found.scores[area], labels),
        )
        for area in labels.areas
        if area in found.scores
    )
    caption = say("Scores before and after weighting to headcounts")
    return FigureTable("weighting", caption, columns, rows)


def _row(
    before: Score | Hidden, after: WeightedScore | Hidden, labels: Labels
) -> tuple[FigureCell, FigureCell, FigureCell, FigureCell]:
    if isinstance(after, Hidden):
        hidden = hidden_cell(after, labels)
        return score_cell(before, labels), hidden, hidden, hidden
    # In tenths throughout: rounded to whole points, most differences would seem to be none.
    unweighted = after.value - after.difference
    around = after.interval
    between = f"{numbers.decimal(around.lower, 1)}{numbers.DASH}{numbers.decimal(around.upper, 1)}"
    return (
        FigureCell(numbers.decimal(unweighted, 1), unweighted, TENTHS),
        FigureCell(numbers.decimal(after.value, 1), after.value, TENTHS),
        FigureCell(between),
        FigureCell(signed_tenths(after.difference), after.difference, SIGNED_TENTHS),
    )


def signed_tenths(value: float) -> str:
    """A difference in tenths of a point, with a true minus sign.

    >>> signed_tenths(0.84), signed_tenths(-1.0), signed_tenths(-0.04)
    ('+0.8', '−1.0', '0.0')
    """
    text = numbers.decimal(round(value, 1) + 0.0, 1)
    return f"+{text}" if value > 0 and text != "0.0" else text


def _what(found: Weighting, labels: Labels) -> str:
    return labels.say(
        "Response rates differ between units, so scores were also computed as if the %(parts)s parts "
        "that are shown had answered in proportion to their headcounts (weighted). All other scores "
        "are unweighted.",
        parts=found.parts,
    )


def _whether_it_matters(found: Weighting, labels: Labels) -> str:
    known = {area: s for area, s in found.scores.items() if isinstance(s, WeightedScore)}
    if not known:
        return labels.say("No score could be weighted.")
    least = numbers.rounded(MATTERS_IN_POINTS)
    mattering = {a: s for a, s in known.items() if abs(s.difference) >= MATTERS_IN_POINTS}
    if not mattering:
        most = max(known, key=lambda area: abs(known[area].difference))
        changed, size = _before_and_after(most, known[most], labels), abs(known[most].difference)
        return labels.say(
            "Weighting changes scores by %(size)s points at most, in %(changed)s, less than what "
            "matters in practice (%(least)s points). Which units answered more does not change the "
            "results.",
            size=numbers.decimal(size, 1),
            changed=changed,
            least=least,
        )
    changed = ", ".join(_before_and_after(area, score, labels) for area, score in mattering.items())
    return labels.say(
        "Weighting changes some areas by what matters in practice (%(least)s points) or more: "
        "%(changed)s. Their scores say more of the units that answered more; read the weighted score "
        "where the whole institution is meant.",
        least=least,
        changed=changed,
    )


def _before_and_after(area: str, score: WeightedScore, labels: Labels) -> str:
    before, after = numbers.decimal(score.value - score.difference, 1), numbers.decimal(score.value, 1)
    return labels.say(
        "%(area)s (%(before)s before, %(after)s after)", area=labels.areas[area], before=before, after=after
    )


def _cost(found: Weighting, labels: Labels) -> str:
    effect = numbers.decimal(found.design_effect)
    text = labels.say(
        "Weighted scores are as exact as those of %(effective_respondents)s people who answered "
        "evenly (design effect %(effect)s).",
        effective_respondents=f"{found.effective_respondents:,}",
        effect=effect,
    )
    if found.is_trimmed:
        text += " " + labels.say(
            "Where very few of a part answered, their weight was held to three times the mean, so "
            "that a few answers are not blown up."
        )
    return text


def _caution(labels: Labels) -> str:
    return labels.say(
        "Weights mend differences in response between units only. They cannot mend that opinion "
        "itself drives who answers within a unit."
    )
