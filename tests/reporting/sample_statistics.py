"""The statistics beside the scores of the fictional institution."""

import random
from collections.abc import Sequence

from analysis.released.release import Group, GroupKind, Quotation, Theme
from analysis.released.released_statistics import (
    Agreement,
    Driver,
    Drivers,
    Reliability,
    Standing,
    WeightedScore,
    Weighting,
)
from analysis.released.released_values import Count, Hidden, Interval, Reason
from questionnaires.model import Questionnaire
from tests.reporting.sample_institution import BASE, RESPONDENTS


def weighting_of_sample(institution: dict[str, float]) -> Weighting:
    """What weighting changes: a little everywhere, more than three points in one area."""
    scores = {}
    for area, value in institution.items():
        change = -3.4 if area == "work_life" else 0.8
        weighted = round(value + change, 1)
        scores[area] = WeightedScore(
            weighted, Interval(round(weighted - 2.1, 1), round(weighted + 2.1, 1)), change
        )
    return Weighting(scores, 9, 1.07, 377)


def reliability_of_sample(chance: random.Random, items: tuple[str, ...]) -> Reliability:
    alpha = chance.uniform(0.74, 0.91)
    return Reliability(
        alpha,
        Interval(alpha - 0.03, alpha + 0.02),
        alpha + 0.01,
        {item: chance.uniform(0.4, 0.7) for item in items},
        {item: alpha - chance.uniform(0.0, 0.04) for item in items},
        RESPONDENTS,
    )


def agreement_of_sample(
    chance: random.Random, groups: Sequence[Group], questionnaire: Questionnaire
) -> dict[str, dict[str, Agreement | Hidden]]:
    found: dict[str, dict[str, Agreement | Hidden]] = {}
    for group in groups:
        if group.kind is not GroupKind.UNIT:
            continue
        if not group.is_shown:
            found[group.key] = {a.key: Hidden(Reason.TOO_FEW) for a in questionnaire.culture_areas}
            continue
        found[group.key] = {}
        for area in questionnaire.culture_areas:
            uniform = chance.uniform(0.55, 0.93)
            skew = uniform - 0.12
            found[group.key][area.key] = Agreement(uniform, skew, 0.7, uniform > 0.7 and skew > 0.7)
    return found


def drivers_of_sample(chance: random.Random, areas: Sequence[str]) -> Drivers:
    raw = {a: chance.uniform(3, 14) for a in areas}
    raw["communication"], raw["growth"] = 17.0, 15.0
    total, ordered = sum(raw.values()), sorted(raw, key=lambda a: -raw[a])
    drivers = tuple(
        Driver(
            a,
            w,
            Interval(max(0.0, w - 2.6), w + 2.6),
            BASE[a],
            min(0.85, 0.3 + w / 40),
            (max(1, ordered.index(a) - 1), min(len(ordered), ordered.index(a) + 4)),
        )
        for a, w in ((a, 100 * w / total) for a, w in raw.items())
    )
    return Drivers("engagement", drivers, 0.58, RESPONDENTS)


def standing_of_sample(chance: random.Random, value: float) -> Standing:
    median = 58.3
    band = (
        "top"
        if value > 63.6
        else "upper middle"
        if value > 58.3
        else "lower middle"
        if value > 53
        else "bottom"
    )
    return Standing(median, 53.2, 63.6, 41.0 + chance.uniform(-2, 2), 76.0 + chance.uniform(-3, 3), 63, band)


def themes_of_sample() -> tuple[Theme, ...]:
    return (
        Theme("keep", "cooperation", ("협조", "동료", "존중"), Count(40, 49)),
        Theme("keep", "flexible-work", ("유연근무", "연가", "눈치"), Count(30, 39)),
        Theme("change", "reporting", ("보고서", "대면보고", "회의"), Count(50, 59)),
        Theme("change", "personnel", ("승진", "평가", "기준"), Count(40, 49)),
        Theme("change", "communication", ("건의", "답변", "설명"), Count(20, 29)),
    )


def quotations_of_sample() -> tuple[Quotation, ...]:
    return (
        Quotation("keep", "flexible-work", "유연근무를 눈치 보지 않고 쓸 수 있게 된 점이 가장 좋습니다. 🙂"),
        Quotation(
            "change", "reporting", "같은 내용을 전자결재와 대면으로 두 번 보고하는 일을 줄였으면 합니다."
        ),
        Quotation(
            "change",
            "communication",
            "건의를 해도 어떻게 처리되었는지 알 수 없습니다. Feedback‑loop가 필요합니다.",
        ),
        Quotation("change", "personnel", "승진 기준을 미리 알려 주면 좋겠습니다."),
    )
