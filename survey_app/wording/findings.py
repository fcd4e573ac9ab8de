"""Which areas stand out as strengths and opportunities, and the sentence that says why."""

from collections.abc import Mapping
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
    levels = [_clause(d, labels, is_strength) for d in found if d.against is not Against.PREVIOUS]
    changes = [_clause(d, labels, is_strength) for d in found if d.against is Against.PREVIOUS]
    if not changes and not levels:
        return _named_for_its_place(group, result, labels, is_strength)
    # Beside the benchmark a score is high, since the last wave it has become so.
    if not changes:
        clauses = levels[0]
        if len(levels) > 1:
            clauses = labels.say_as(
                "clauses", "%(first)s and %(last)s", first=", ".join(levels[:-1]), last=levels[-1]
            )
        if is_strength:
            return labels.say_as("higher", "Score %(points)s, %(clauses)s.", points=points, clauses=clauses)
        return labels.say_as("lower", "Score %(points)s, %(clauses)s.", points=points, clauses=clauses)
    change = changes[0]
    if not levels:
        if is_strength:
            return labels.say_as("higher", "Score %(points)s, %(change)s.", points=points, change=change)
        return labels.say_as("lower", "Score %(points)s, %(change)s.", points=points, change=change)
    both = {"points": points, "clauses": ", ".join(levels), "change": change}
    if is_strength:
        return labels.say_as("higher", "Score %(points)s, %(clauses)s and %(change)s.", **both)
    return labels.say_as("lower", "Score %(points)s, %(clauses)s and %(change)s.", **both)


def _clause(difference: Difference, labels: Labels, is_strength: bool) -> str:
    """How far above or below what, without a verb."""
    size, versus = abs(numbers.rounded(difference.value)), labels.versus(difference.against)
    if is_strength:
        return labels.say("%(size)s above %(versus)s", size=size, versus=versus)
    return labels.say("%(size)s below %(versus)s", size=size, versus=versus)


def _named_for_its_place(group: Group, result: Score, labels: Labels, is_strength: bool) -> str:
    """Where a score lies among the group's own, and why it is named though it is higher than nothing else."""
    sentence = _place(group, result, labels, is_strength)
    others = [d for d in result.differences if isinstance(d, Difference) and d.verdict.matters]
    if others:
        versus = sentences.listed([labels.versus(d.against) for d in others], labels.language)
        if is_strength:
            return labels.say("%(sentence)s, though below %(versus)s.", sentence=sentence, versus=versus)
        return labels.say("%(sentence)s, though above %(versus)s.", sentence=sentence, versus=versus)
    if not any(isinstance(d, Difference) for d in result.differences):
        return f"{sentence}."
    if is_strength:
        return labels.say(
            "%(sentence)s; it can't be called higher than what it is compared with, and is named because it "
            "is among the group's own highest.",
            sentence=sentence,
        )
    return labels.say(
        "%(sentence)s; it can't be called lower than what it is compared with, and is named because it is "
        "among the group's own lowest.",
        sentence=sentence,
    )


def _place(group: Group, result: Score, labels: Labels, is_strength: bool) -> str:
    scored = [s.value for s in culture_scores(group, labels).values()]
    place = sum(1 for v in scored if (v > result.value if is_strength else v < result.value)) + 1
    where = {"points": numbers.score(result.value), "areas": len(scored)}
    if place == 1 and is_strength:
        return labels.say("Score %(points)s, the highest of %(areas)s areas", **where)
    if place == 1:
        return labels.say("Score %(points)s, the lowest of %(areas)s areas", **where)
    if is_strength:
        return labels.say(
            "Score %(points)s, no. %(place)s from the top of %(areas)s areas", place=place, **where
        )
    return labels.say(
        "Score %(points)s, no. %(place)s from the bottom of %(areas)s areas", place=place, **where
    )
