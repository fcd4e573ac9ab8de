"""Says what weighting to headcounts changes, and whether it matters: sentences and the table behind them."""

from analysis.released.release import Release
from analysis.released.released_statistics import WeightedScore, Weighting
from analysis.released.released_values import Hidden, Score
from analysis.scores.verdicts import MATTERS_IN_POINTS
from survey_app.figures.cells import hidden_cell, score_cell
from survey_app.figures.figure import Cell, Column, Table
from survey_app.wording import numbers
from survey_app.wording.labels import Labels

TENTHS = "0.0"
SIGNED_TENTHS = "+0.0;\N{MINUS SIGN}0.0;0.0"


def weighting_sentences(release: Release, labels: Labels) -> tuple[str, ...]:
    """What was weighted by, what it changes and whether that matters, what it costs and cannot mend."""
    found = release.weighting
    if isinstance(found, Hidden):
        reason = labels.reason(found)
        return (
            labels.say(
                f"현원에 맞추어 가중한 점수는 없습니다({reason}).",
                f"There are no scores weighted to headcounts ({reason}).",
            ),
        )
    return (_what(found, labels), _whether_it_matters(found, labels), _cost(found, labels), _caution(labels))


def weighting_table(release: Release, labels: Labels) -> Table | None:
    """Each area before and after weighting, in tenths of a point; None where nothing was weighted."""
    found = release.weighting
    if isinstance(found, Hidden) or not found.scores:
        return None
    say = labels.say
    columns = (
        Column(say("영역", "Area"), False, 0.4),
        Column(say("가중 전", "Unweighted")),
        Column(say("가중 후", "Weighted")),
        Column(say("가중 후 95% 구간", "Weighted, 95% interval")),
        Column(say("차이", "Difference")),
    )
    rows = tuple(
        (
            Cell(labels.areas[area]),
            *_row(release.whole.scores[area], found.scores[area], labels),
        )
        for area in labels.areas
        if area in found.scores
    )
    caption = say("현원에 맞추어 가중하기 전과 후의 점수", "Scores before and after weighting to headcounts")
    return Table("weighting", caption, columns, rows)


def _row(
    before: Score | Hidden, after: WeightedScore | Hidden, labels: Labels
) -> tuple[Cell, Cell, Cell, Cell]:
    if isinstance(after, Hidden):
        hidden = hidden_cell(after, labels)
        return score_cell(before, labels), hidden, hidden, hidden
    # In tenths throughout: rounded to whole points, most differences would seem to be none.
    unweighted = after.value - after.difference
    around = after.interval
    between = f"{numbers.decimal(around.lower, 1)}{numbers.DASH}{numbers.decimal(around.upper, 1)}"
    return (
        Cell(numbers.decimal(unweighted, 1), unweighted, TENTHS),
        Cell(numbers.decimal(after.value, 1), after.value, TENTHS),
        Cell(between),
        Cell(signed_tenths(after.difference), after.difference, SIGNED_TENTHS),
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
        f"부서마다 응답률이 다르므로, 공개된 {found.parts}개 부분이 현원에 비례해 응답했다면 점수가 "
        "얼마였을지 함께 계산했습니다(가중). 이 밖의 모든 점수는 가중하지 않은 것입니다.",
        f"Response rates differ between units, so scores were also computed as if the {found.parts} parts "
        "that are shown had answered in proportion to their headcounts (weighted). All other scores are "
        "unweighted.",
    )


def _whether_it_matters(found: Weighting, labels: Labels) -> str:
    known = {area: s for area, s in found.scores.items() if isinstance(s, WeightedScore)}
    if not known:
        return labels.say("가중할 수 있는 점수가 없습니다.", "No score could be weighted.")
    least = numbers.rounded(MATTERS_IN_POINTS)
    mattering = {a: s for a, s in known.items() if abs(s.difference) >= MATTERS_IN_POINTS}
    if not mattering:
        most = max(known, key=lambda area: abs(known[area].difference))
        changed, size = _before_and_after(most, known[most], labels), abs(known[most].difference)
        return labels.say(
            f"가중 전과 후의 차이는 가장 큰 {changed}에서도 {numbers.decimal(size, 1)}점으로, 실제로 "
            f"의미 있는 크기({least}점)에 미치지 않습니다. 어느 부서가 더 많이 응답했는지는 결과를 "
            "바꾸지 않습니다.",
            f"Weighting changes scores by {numbers.decimal(size, 1)} points at most, in {changed}, less than "
            f"what matters in practice ({least} points). Which units answered more does not change the "
            "results.",
        )
    changed = ", ".join(_before_and_after(area, score, labels) for area, score in mattering.items())
    return labels.say(
        f"가중 전과 후의 차이가 실제로 의미 있는 크기({least}점) 이상인 영역이 있습니다: {changed}. 이 "
        "영역의 점수에는 많이 응답한 부서의 의견이 더 담겨 있으므로, 기관 전체를 말할 때는 가중한 점수를 "
        "읽으십시오.",
        f"Weighting changes some areas by what matters in practice ({least} points) or more: {changed}. "
        "Their scores say more of the units that answered more; read the weighted score where the whole "
        "institution is meant.",
    )


def _before_and_after(area: str, score: WeightedScore, labels: Labels) -> str:
    before, after = numbers.decimal(score.value - score.difference, 1), numbers.decimal(score.value, 1)
    return labels.say(
        f"{labels.areas[area]}(가중 전 {before}점, 가중 후 {after}점)",
        f"{labels.areas[area]} ({before} before, {after} after)",
    )


def _cost(found: Weighting, labels: Labels) -> str:
    effect = numbers.decimal(found.design_effect)
    text = labels.say(
        f"가중한 점수는 {found.effective_respondents:,}명이 고르게 응답한 것만큼 정확합니다"
        f"(설계효과 {effect}).",
        f"Weighted scores are as exact as those of {found.effective_respondents:,} people who answered "
        f"evenly (design effect {effect}).",
    )
    if found.is_trimmed:
        text += labels.say(
            " 응답이 아주 적은 부분은 몇 사람의 답이 부풀려지지 않도록 가중값을 세 배까지만 주었습니다.",
            " Where very few of a part answered, their weight was held to three times the mean, so that a "
            "few answers are not blown up.",
        )
    return text


def _caution(labels: Labels) -> str:
    return labels.say(
        "가중은 부서별 응답률의 차이만 바로잡습니다. 한 부서 안에서 의견에 따라 응답 여부가 갈린 것은 "
        "고치지 못합니다.",
        "Weights mend differences in response between units only. They cannot mend that opinion itself "
        "drives who answers within a unit.",
    )
