"""Which areas stand out as strengths and opportunities, and the sentence that says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.release import Against, Difference, Drivers, Group, Release, Score, Verdict
from survey_app.figures import numbers, sentences
from survey_app.figures.cells import difference_against
from survey_app.figures.labels import Labels
from survey_app.figures.particles import with_particle
from survey_app.figures.sentences import culture_scores


@dataclass(frozen=True, slots=True)
class Finding:
    """An area that stands out, and the sentence that says why."""

    area: str
    sentence: str


def strengths(release: Release, group: Group, labels: Labels, at_most: int = 2) -> tuple[Finding, ...]:
    """Areas that stand out upward: really higher ones first, then the highest scores."""
    scored = culture_scores(group, labels)
    ordered = sorted(scored, key=lambda a: (-_lead(scored[a]), -scored[a].value, a))
    good = [a for a in ordered if _lead(scored[a]) >= 0][:at_most]
    return tuple(
        Finding(a, _finding_sentence(release, group, a, scored[a], labels, is_strength=True)) for a in good
    )


def opportunities(release: Release, group: Group, labels: Labels, at_most: int = 2) -> tuple[Finding, ...]:
    """Areas to work on: really lower ones first, then the lowest; of equals the heavier."""
    scored = culture_scores(group, labels)
    weights = driver_weights(release)
    taken = {f.area for f in strengths(release, group, labels)}
    ordered = sorted(
        (a for a in scored if a not in taken),
        key=lambda a: (_lead(scored[a]), scored[a].value, -weights.get(a, 0.0), a),
    )
    return tuple(
        Finding(a, _finding_sentence(release, group, a, scored[a], labels, is_strength=False))
        for a in ordered[:at_most]
    )


def driver_weights(release: Release) -> Mapping[str, float]:
    """Each area's share in what goes with engagement; empty where it is not released."""
    if not isinstance(release.drivers, Drivers):
        return {}
    return {d.area: d.weight for d in release.drivers.drivers}


def _lead(result: Score) -> int:
    """How many comparisons are really better, less those really worse; the upper quartile is not asked."""
    found = (difference_against(result, a) for a in (Against.BENCHMARK, Against.PREVIOUS, Against.REST))
    verdicts = [d.verdict for d in found if isinstance(d, Difference)]
    return verdicts.count(Verdict.HIGHER) - verdicts.count(Verdict.LOWER)


def _finding_sentence(
    release: Release, group: Group, area: str, result: Score, labels: Labels, is_strength: bool
) -> str:
    wanted = Verdict.HIGHER if is_strength else Verdict.LOWER
    found = [
        d
        for a in (Against.BENCHMARK, Against.PREVIOUS, Against.REST)
        if isinstance(d := difference_against(result, a), Difference) and d.verdict is wanted
    ]
    points = numbers.score(result.value)
    text = labels.say(f"{points}점", f"Score {points}")
    if found:
        word = labels.say("높습니다" if is_strength else "낮습니다", "above" if is_strength else "below")
        parts = [
            labels.say(
                f"{labels.against(d.against)}보다 {abs(numbers.rounded(d.value))}점",
                f"{abs(numbers.rounded(d.value))} {word} {sentences.versus_en(d.against)}",
            )
            for d in found
        ]
        text += labels.say(
            f"으로 {', '.join(parts)} {word}(실제 차이).", f", {sentences.listed(parts, 'en')} (real)."
        )
    else:
        text += _place_clause(group, result, labels, is_strength)
    weights = driver_weights(release)
    if not is_strength and area in weights:
        place = 1 + sum(1 for w in weights.values() if w > weights[area])
        share = numbers.percent(weights[area])
        if place <= 3:
            text += labels.say(
                f" 조직 몰입과의 관련 비중이 {with_particle(share, '으로')} "
                f"{'가장' if place == 1 else f'{place}번째로'} 큽니다.",
                f" Its share in what goes with engagement is {share}, no. {place}.",
            )
    return text


def _place_clause(group: Group, result: Score, labels: Labels, is_strength: bool) -> str:
    """Where a score without a real difference of that direction lies among the group's own."""
    scored = [s.value for s in culture_scores(group, labels).values()]
    place = sum(1 for v in scored if (v > result.value if is_strength else v < result.value)) + 1
    others = [d for d in result.differences if isinstance(d, Difference) and d.verdict in sentences.REAL]
    if place == 1:
        where = labels.say(
            "가장 높은" if is_strength else "가장 낮은", "the highest" if is_strength else "the lowest"
        )
    else:
        where = labels.say(
            f"{place}번째로 높은" if is_strength else f"{place}번째로 낮은",
            f"no. {place} from the top" if is_strength else f"no. {place} from the bottom",
        )
    text = labels.say(
        f"으로 {len(scored)}개 영역 가운데 {where} 점수입니다", f", {where} of {len(scored)} areas"
    )
    if not others:
        return text + labels.say(
            ". 비교한 값들과 실제로 다르다고 할 수는 없습니다.",
            "; not really different from what it is compared with.",
        )
    named = sentence_list([labels.against(d.against) for d in others], labels, others)
    side = labels.say("낮습니다" if is_strength else "높습니다", "below" if is_strength else "above")
    return text + labels.say(f". 다만 {named}보다는 실제로 {side}.", f", though really {side} {named}.")


def sentence_list(names: Sequence[str], labels: Labels, differences: Sequence[Difference]) -> str:
    """What a score was compared with, as it stands inside a sentence of that language."""
    if labels.language == "ko":
        return sentences.listed(names, "ko")
    return sentences.listed([sentences.versus_en(d.against) for d in differences], "en")
