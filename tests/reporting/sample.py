"""A rich, believable release of a fictional institution, made from a fixed seed."""

import math
import random
from collections.abc import Sequence

from analysis.released.digits import in_digits
from analysis.released.release import Certificate, Group, GroupKind, Participation, Release
from analysis.released.released_statistics import BetweenUnits, Quality
from analysis.released.released_values import (
    Against,
    Count,
    Difference,
    Hidden,
    Interval,
    Reason,
    Score,
    Shares,
    Verdict,
)
from questionnaires.languages import Spoken
from questionnaires.loader import published
from questionnaires.model import Item, Questionnaire
from tests.reporting.sample_institution import (
    BASE,
    CHANGE,
    HAPPENED,
    HIDDEN_UNITS,
    INVITED,
    RESPONDENTS,
    UNITS,
)
from tests.reporting.sample_statistics import (
    agreement_of_sample,
    drivers_of_sample,
    quotations_of_sample,
    reliability_of_sample,
    standing_of_sample,
    themes_of_sample,
    weighting_of_sample,
)

QUESTIONNAIRE = published("public-culture", "2026.1")


def sample_release(
    questionnaire: Questionnaire = QUESTIONNAIRE, seed: int = 7, units: int = len(UNITS)
) -> Release:
    """The release of 나래처, wave 2026-1; the same seed gives the same release."""
    chance = random.Random(seed)
    institution = BASE
    groups = [_group(chance, questionnaire, "all", GroupKind.INSTITUTION, None, RESPONDENTS, INVITED, 0.0, 0)]
    names = {
        "NARAE": Spoken(ko="나래처", en="Narae Agency"),
        "2026-1": Spoken(ko="2026년 상반기", en="First half of 2026"),
        "2025-1": Spoken(ko="2025년 상반기", en="First half of 2025"),
        "2024-1": Spoken(ko="2024년 상반기", en="First half of 2024"),
        "all": Spoken(ko="나래처", en="Narae Agency"),
    }
    for code, parent, ko, en, headcount in UNITS[:units]:
        key = f"unit:{code}"
        names[key] = Spoken(ko=ko, en=en)
        depth = 1 if parent is None else 2
        parent_key = "all" if parent is None else f"unit:{parent}"
        if code in HIDDEN_UNITS:
            groups.append(_hidden_group(questionnaire, key, parent_key, headcount, HIDDEN_UNITS[code]))
            continue
        shift = chance.gauss(0, 4.5)
        respondents = round(headcount * chance.uniform(0.62, 0.95))
        groups.append(
            _group(
                chance, questionnaire, key, GroupKind.UNIT, parent_key, respondents, headcount, shift, depth
            )
        )
        if headcount > 100:
            for value, part in (("women", 0.45), ("men", 0.5)):
                groups.append(
                    _group(
                        chance,
                        questionnaire,
                        f"{key}|gender:{value}",
                        GroupKind.BACKGROUND,
                        key,
                        round(respondents * part),
                        None,
                        shift + chance.gauss(0, 2),
                        depth + 1,
                    )
                )
    for question, values in _background(questionnaire):
        for value, part in values:
            groups.append(
                _group(
                    chance,
                    questionnaire,
                    f"{question}:{value}",
                    GroupKind.BACKGROUND,
                    "all",
                    max(10, round(RESPONDENTS * part)),
                    None,
                    chance.gauss(0, 4),
                    1,
                )
            )
    culture = [area.key for area in questionnaire.culture_areas]
    made = Release(
        format=1,
        institution="NARAE",
        wave="2026-1",
        programme="national-2026",
        questionnaire_key=questionnaire.key,
        questionnaire_version=questionnaire.version,
        questionnaire_hash=questionnaire.content_hash,
        manifest_fingerprint="3f9a7c21d4e8b06512fa9e77c0d83b4e5a16f2908c7d4be1a3359c60ef812d47",
        held_from="2026-05-11",
        held_until="2026-05-29",
        is_fictional=True,
        names=names,
        participation=Participation(INVITED, RESPONDENTS, 100 * RESPONDENTS / INVITED, 2.4, 3, 12),
        groups=tuple(groups),
        certificate=Certificate(10, None, 1, 1, 2, "exact attack", "highs", "ab" * 32),
        previous_wave="2025-1",
        reliability={area.key: reliability_of_sample(chance, area.items) for area in questionnaire.areas},
        agreement=agreement_of_sample(chance, groups, questionnaire),
        between_units={
            a: BetweenUnits(chance.uniform(0.03, 0.16), chance.uniform(0.45, 0.83), 9) for a in culture
        },
        drivers=drivers_of_sample(chance, culture),
        standings={
            area.key: standing_of_sample(chance, institution[area.key]) for area in questionnaire.areas
        },
        trend={
            area.key: {
                "2024-1": institution[area.key] - CHANGE[area.key] - chance.gauss(0.5, 1.5),
                "2025-1": institution[area.key] - CHANGE[area.key],
                "2026-1": institution[area.key],
            }
            for area in questionnaire.areas
        },
        quality=Quality(2.4, {area.key: institution[area.key] + 0.4 for area in questionnaire.areas}),
        weighting=weighting_of_sample(institution),
        themes=themes_of_sample(),
        quotations=quotations_of_sample(),
        benchmark_institutions=63,
    )
    return in_digits(made)


def _score(
    chance: random.Random, area: str, value: float, respondents: int, is_whole: bool, shift: float
) -> Score:
    sd = 18.0
    half = 1.97 * sd / math.sqrt(respondents) * math.sqrt(max(0.05, 1 - respondents / INVITED))
    favourable = max(4.0, min(96.0, value * 1.15 - 12 + chance.gauss(0, 2)))
    share_half = 98 * math.sqrt(favourable / 100 * (1 - favourable / 100) / respondents)
    differences: list[Difference | Hidden] = []
    if is_whole:
        change = CHANGE[area]
        verdict = (
            Verdict.ABOUT_THE_SAME if abs(change) < 2 else Verdict.HIGHER if change > 0 else Verdict.LOWER
        )
        differences.append(
            Difference(Against.PREVIOUS, change, verdict, Interval(change - 2, change + 2), change / sd)
        )
        for against, gap in ((Against.BENCHMARK, value - 58.3), (Against.UPPER_QUARTILE, value - 63.6)):
            verdict = Verdict.ABOUT_THE_SAME if abs(gap) < 3 else Verdict.HIGHER if gap > 0 else Verdict.LOWER
            differences.append(Difference(against, gap, verdict))
    else:
        gap = shift + chance.gauss(0, 3)
        verdict = Verdict.ABOUT_THE_SAME if abs(gap) < 5.5 else Verdict.HIGHER if gap > 0 else Verdict.LOWER
        if respondents < 20:
            verdict = Verdict.CANNOT_TELL
        differences.append(Difference(Against.REST, gap, verdict, Interval(gap - 5, gap + 5), gap / sd))
        value = max(5.0, min(95.0, BASE[area] + gap))
    return Score(
        value,
        Interval(max(0, value - half), min(100, value + half)),
        sd,
        favourable,
        Interval(max(0, favourable - share_half), min(100, favourable + share_half)),
        tuple(differences),
    )


def _shares(chance: random.Random, item: Item, favourable: float, respondents: int, is_whole: bool) -> Shares:
    favourable = max(3.0, min(97.0, favourable))
    neutral = (100 - favourable) * chance.uniform(0.4, 0.65)
    unfavourable = 100 - favourable - neutral
    points: tuple[float, ...]
    if len(item.scale.points) == 5 and len(item.favourable) == 2:
        points = (unfavourable * 0.3, unfavourable * 0.7, neutral, favourable * 0.72, favourable * 0.28)
        points = tuple(reversed(points)) if item.is_reversed else points
    else:
        rest, places = 100 - favourable, len(item.scale.points) - 1
        points = (favourable, *(rest * 2 * (places - k) / (places * (places + 1)) for k in range(places)))
        neutral, unfavourable = 0.0, rest
    half = 98 * math.sqrt(favourable / 100 * (1 - favourable / 100) / respondents)
    whole = (Against.PREVIOUS, Against.BENCHMARK, Against.UPPER_QUARTILE)
    differences: list[Difference | Hidden] = []
    for against in whole if is_whole else (Against.REST,):
        gap = chance.gauss(0, 5)
        verdict = Verdict.ABOUT_THE_SAME if abs(gap) < 5 else Verdict.HIGHER if gap > 0 else Verdict.LOWER
        if respondents < 30:
            verdict = Verdict.CANNOT_TELL
        differences.append(Difference(against, gap, verdict))
    if is_whole and item.id == "COMM05":
        differences[0] = Hidden(Reason.NOT_COMPARABLE)
    few = Hidden(Reason.NOT_IN_DETAIL)
    is_told = respondents >= 30
    return Shares(
        favourable,
        neutral if is_told else few,
        unfavourable if is_told else few,
        Interval(max(0, favourable - half), min(100, favourable + half)),
        points if is_told and not item.is_sensitive else (),
        chance.uniform(0, 6),
        differences=tuple(differences),
    )


def _group(
    chance: random.Random,
    questionnaire: Questionnaire,
    key: str,
    kind: GroupKind,
    parent: str | None,
    respondents: int,
    invited: int | None,
    shift: float,
    depth: int,
) -> Group:
    is_whole = kind is GroupKind.INSTITUTION
    scores = {
        area.key: _score(chance, area.key, BASE[area.key], respondents, is_whole, shift)
        for area in questionnaire.areas
    }
    items: dict[str, Shares | Hidden] = {}
    area_of = {item: area.key for area in questionnaire.areas for item in area.items}
    for item in questionnaire.items:
        if item.id in area_of:
            middle = scores[area_of[item.id]].value * 1.1 - 8 + chance.gauss(0, 7)
        else:
            middle = 100 - HAPPENED[item.id] + chance.gauss(0, 2)
        items[item.id] = _shares(chance, item, middle, respondents, is_whole)
        if item.is_sensitive and respondents < 30:
            items[item.id] = Hidden(Reason.TOO_FEW)
    lower = respondents // 10 * 10
    count = Count(respondents, respondents) if respondents >= 100 else Count(lower, lower + 9)
    return Group(key, kind, parent, count, invited, scores, items, depth)


def _hidden_group(
    questionnaire: Questionnaire, key: str, parent: str, headcount: int, reason: Reason
) -> Group:
    hidden = Hidden(reason)
    return Group(
        key,
        GroupKind.UNIT,
        parent,
        hidden,
        headcount,
        {area.key: hidden for area in questionnaire.areas},
        {item.id: hidden for item in questionnaire.items},
        1,
    )


def _background(questionnaire: Questionnaire) -> Sequence[tuple[str, Sequence[tuple[str, float]]]]:
    found = []
    for question in questionnaire.background:
        classes = question.classes
        found.append((question.id, [(c, 0.9 / len(classes)) for c in classes]))
    return found
