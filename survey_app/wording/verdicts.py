"""What may be said of a difference: one set of words, one set of signs, one legend, for page and paper."""

from collections.abc import Mapping

from analysis.released.released_values import Against, Verdict
from analysis.scores.verdicts import MATTERS_IN_POINTS, MATTERS_IN_SHARES
from survey_app.wording import numbers

LEVELS: Mapping[str, Mapping[Verdict, str]] = {
    "ko": {
        Verdict.HIGHER: "높음",
        Verdict.LOWER: "낮음",
        Verdict.A_LITTLE_HIGHER: "조금 높음",
        Verdict.A_LITTLE_LOWER: "조금 낮음",
        Verdict.ABOUT_THE_SAME: "비슷함",
        Verdict.CANNOT_TELL: "판단하기 어려움",
    },
    "en": {
        Verdict.HIGHER: "higher",
        Verdict.LOWER: "lower",
        Verdict.A_LITTLE_HIGHER: "a little higher",
        Verdict.A_LITTLE_LOWER: "a little lower",
        Verdict.ABOUT_THE_SAME: "about the same",
        Verdict.CANNOT_TELL: "can't tell",
    },
}
CHANGES: Mapping[str, Mapping[Verdict, str]] = {
    "ko": {
        **LEVELS["ko"],
        Verdict.HIGHER: "높아짐",
        Verdict.LOWER: "낮아짐",
        Verdict.A_LITTLE_HIGHER: "조금 높아짐",
        Verdict.A_LITTLE_LOWER: "조금 낮아짐",
    },
    "en": LEVELS["en"],
}
TURNED = {
    **{verdict: verdict for verdict in Verdict},
    Verdict.HIGHER: Verdict.LOWER,
    Verdict.LOWER: Verdict.HIGHER,
    Verdict.A_LITTLE_HIGHER: Verdict.A_LITTLE_LOWER,
    Verdict.A_LITTLE_LOWER: Verdict.A_LITTLE_HIGHER,
}
"""The verdict on the same difference seen from the other side: on who met something, not on who did not."""


def word(verdict: Verdict, against: Against | None, language: str) -> str:
    """The verdict in words: of a change since an earlier wave, or of a level beside another."""
    return (CHANGES if against is Against.PREVIOUS else LEVELS)[language][verdict]


def legend(language: str) -> str:
    """What the signs mean, in one line, the same beside every table."""
    points, shares = numbers.rounded(MATTERS_IN_POINTS), numbers.rounded(100 * MATTERS_IN_SHARES)
    signs = {verdict: f"{mark} {LEVELS[language][verdict]}" for verdict, mark in numbers.MARKS.items()}
    if language == "ko":
        return (
            f"{signs[Verdict.HIGHER]}(높아짐)·{signs[Verdict.LOWER]}(낮아짐): 우연으로 보기 어렵고 뜻이 있을 "
            f"만큼 큼(점수 {points}점, 비율 {shares}%p부터) · {signs[Verdict.A_LITTLE_HIGHER]}·"
            f"{signs[Verdict.A_LITTLE_LOWER]}: 우연으로 보기 어렵지만 그보다 작음 · "
            f"{signs[Verdict.ABOUT_THE_SAME]}: 뜻이 있을 만큼 큰 차이는 없음 · "
            f"{signs[Verdict.CANNOT_TELL]}: 응답이 적거나 답이 크게 갈려 차이가 있는지 알 수 없음"
        )
    return (
        f"{signs[Verdict.HIGHER]}, {signs[Verdict.LOWER]}: hardly chance, and large enough to matter (from "
        f"{points} points of a score, {shares} percentage points of a share) · "
        f"{signs[Verdict.A_LITTLE_HIGHER]}, {signs[Verdict.A_LITTLE_LOWER]}: hardly chance, but smaller than "
        f"that · {signs[Verdict.ABOUT_THE_SAME]}: no difference that matters · "
        f"{signs[Verdict.CANNOT_TELL]}: too few answers, or answers too far apart, to know"
    )


def why_alike_numbers_differ(language: str) -> str:
    """Why two differences of one size may have different verdicts, for whoever wonders at "+2" and "+2"."""
    if language == "ko":
        return (
            "판정은 차이의 크기만이 아니라 얼마나 확실한지에 따릅니다. 같은 +2점이라도 응답이 많고 고르면 "
            "‘조금 높음’이고, 응답이 적거나 답이 크게 갈리면 ‘판단하기 어려움’입니다."
        )
    return (
        "A verdict goes by how certain a difference is, not by its size alone: +2 is “a little higher” where "
        "many answered much alike, and “can't tell” where few answered or answers lie far apart."
    )
