"""Which areas stand out as strengths and opportunities, and the sentence that says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from analysis.released.release import Group
from analysis.released.released_values import Against, Difference, Score, Verdict
from survey_app.wording import numbers, sentences
from survey_app.wording.differences import difference_against
from survey_app.wording.labels import Labels
from survey_app.wording.sentences import culture_scores


@dataclass(frozen=True, slots=True)
class Finding:
    """An area that stands out, and the sentence that says why."""

    area: str
    sentence: str


def strengths(group: Group, labels: Labels, at_most: int = 2) -> tuple[Finding, ...]:
    """Areas that stand out upward: higher than something first, then those above the group's own middle."""
    scored = culture_scores(group, labels)
    ordered = sorted(scored, key=lambda a: (-_lead(scored[a]), -scored[a].value, a))
    middle = _middle(scored)
    good = [
        a for a in ordered if _lead(scored[a]) > 0 or (_lead(scored[a]) == 0 and scored[a].value > middle)
    ]
    return tuple(
        Finding(a, _finding_sentence(group, scored[a], labels, is_strength=True)) for a in good[:at_most]
    )


def opportunities(group: Group, labels: Labels, at_most: int = 2) -> tuple[Finding, ...]:
    """Areas to work on: lower than something first, then those below the group's own middle."""
    scored = culture_scores(group, labels)
    middle = _middle(scored)
    low = [a for a, s in scored.items() if _lead(s) < 0 or (_lead(s) == 0 and _rounded(s) < middle)]
    ordered = sorted(low, key=lambda a: (_lead(scored[a]), scored[a].value, a))
    return tuple(
        Finding(a, _finding_sentence(group, scored[a], labels, is_strength=False)) for a in ordered[:at_most]
    )


def _middle(scored: Mapping[str, Score]) -> float:
    """The median of the group's own areas: what lies at it is neither strong nor weak."""
    return median(map(_rounded, scored.values())) if scored else 0.0


def _rounded(score: Score) -> int:
    """As it is printed: what reads alike is not set apart."""
    return numbers.rounded(score.value)


def _lead(result: Score) -> int:
    """How many comparisons are higher, less those that are lower; the upper quartile is not asked."""
    found = (difference_against(result, a) for a in (Against.BENCHMARK, Against.PREVIOUS, Against.REST))
    verdicts = [d.verdict for d in found if isinstance(d, Difference)]
    return verdicts.count(Verdict.HIGHER) - verdicts.count(Verdict.LOWER)


def _finding_sentence(group: Group, result: Score, labels: Labels, is_strength: bool) -> str:
    wanted = Verdict.HIGHER if is_strength else Verdict.LOWER
    found = [
        d
        for a in (Against.BENCHMARK, Against.REST, Against.PREVIOUS)
        if isinstance(d := difference_against(result, a), Difference) and d.verdict is wanted
    ]
    points = numbers.score(result.value)
    text = labels.say(f"{points}점", f"Score {points}")
    if not found:
        return text + _place_clause(group, result, labels, is_strength)
    word = "above" if is_strength else "below"
    sizes = [abs(numbers.rounded(d.value)) for d in found]
    if labels.language != "ko":
        parts = [f"{n} {word} {sentences.versus_en(d.against)}" for n, d in zip(sizes, found, strict=True)]
        return f"{text}, {sentences.listed(parts, 'en')}."
    clauses = [f"{labels.against(d.against)}보다 {n}점" for n, d in zip(sizes, found, strict=True)]
    last = found[-1].against
    if last is Against.PREVIOUS and len(found) > 1:
        # Beside the benchmark a score is high, since the last wave it has become so.
        before = f"{', '.join(clauses[:-1])} {'높고' if is_strength else '낮고'}, {clauses[-1]}"
        return f"{text}으로 {before} {sentences.ending(last, is_strength)}."
    return f"{text}으로 {', '.join(clauses)} {sentences.ending(last, is_strength)}."


def _place_clause(group: Group, result: Score, labels: Labels, is_strength: bool) -> str:
    """Where a score lies among the group's own, and why it is named though it is higher than nothing else."""
    scored = [s.value for s in culture_scores(group, labels).values()]
    place = sum(1 for v in scored if (v > result.value if is_strength else v < result.value)) + 1
    others = [d for d in result.differences if isinstance(d, Difference) and d.verdict.matters]
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
    if others:
        named = sentence_list([labels.against(d.against) for d in others], labels, others)
        side = labels.say("낮습니다" if is_strength else "높습니다", "below" if is_strength else "above")
        return text + labels.say(f". 다만 {named}보다는 {side}.", f", though {side} {named}.")
    if not any(isinstance(d, Difference) for d in result.differences):
        return text + "."
    return text + labels.say(
        f". 비교한 값보다 {'높다' if is_strength else '낮다'}고 하기는 어려우나, 우리 영역들 가운데 "
        f"{'높은' if is_strength else '낮은'} 편이어서 꼽았습니다.",
        f"; it can't be called {'higher' if is_strength else 'lower'} than what it is compared with, and is "
        f"named because it is among the group's own {'highest' if is_strength else 'lowest'}.",
    )


def sentence_list(names: Sequence[str], labels: Labels, differences: Sequence[Difference]) -> str:
    """What a score was compared with, as it stands inside a sentence of that language."""
    if labels.language == "ko":
        return sentences.listed(names, "ko")
    return sentences.listed([sentences.versus_en(d.against) for d in differences], "en")
