"""Says in words what the numbers mean: rules over a release, in Korean and English."""

from collections.abc import Mapping, Sequence

from analysis.released.release import Group
from analysis.released.released_values import Against, Difference, Hidden, Reason, Score, Verdict
from survey_app.wording import numbers
from survey_app.wording.catalogue import Voice
from survey_app.wording.differences import compared_with, difference_against, interval_text, why_not_compared
from survey_app.wording.labels import Labels

NAMED_AT_MOST = 4


def listed(names: Sequence[str], language: str) -> str:
    """Names in a row: "가와 나", "가, 나, 다"; "a, b and c" in English.

    >>> listed(["소통", "리더십"], "ko"), listed(["a", "b", "c"], "en")
    ('소통과 리더십', 'a, b and c')
    """
    if len(names) < 2:
        return "".join(names)
    if len(names) == 2:
        return Voice(language).say("%(first)s and %(last)s", first=names[0], last=names[1])
    return Voice(language).say("%(others)s and %(last)s", others=", ".join(names[:-1]), last=names[-1])


def difference_clause(difference: Difference, labels: Labels) -> str:
    """What one difference says, by itself: how far, from what, and how sure that is."""
    shown, versus = numbers.signed(difference.value), labels.versus(difference.against)
    if difference.verdict is Verdict.CANNOT_TELL:
        return labels.say(
            "whether it differs from %(versus)s (%(shown)s) can't be told", versus=versus, shown=shown
        )
    if not difference.verdict.is_certain:
        return labels.say("about the same as %(versus)s (%(shown)s)", versus=versus, shown=shown)
    is_up = difference.value > 0
    if difference.against is Against.PREVIOUS:
        return _change_clause(difference, labels, is_up)
    size = abs(numbers.rounded(difference.value))
    if difference.verdict.matters and is_up:
        return labels.say_many(
            "%(num)s point above %(versus)s", "%(num)s points above %(versus)s", size, versus=versus
        )
    if difference.verdict.matters:
        return labels.say_many(
            "%(num)s point below %(versus)s", "%(num)s points below %(versus)s", size, versus=versus
        )
    if is_up:
        return labels.say("a little above %(versus)s (%(shown)s)", versus=versus, shown=shown)
    return labels.say("a little below %(versus)s (%(shown)s)", versus=versus, shown=shown)


def _change_clause(difference: Difference, labels: Labels, is_up: bool) -> str:
    """The same of a change since the previous wave: it has become higher, where another level is higher."""
    size, shown = abs(numbers.rounded(difference.value)), numbers.signed(difference.value)
    if difference.verdict.matters and is_up:
        return labels.say_many(
            "%(num)s point above the previous wave", "%(num)s points above the previous wave", size
        )
    if difference.verdict.matters:
        return labels.say_many(
            "%(num)s point below the previous wave", "%(num)s points below the previous wave", size
        )
    if is_up:
        return labels.say("a little above the previous wave (%(shown)s)", shown=shown)
    return labels.say("a little below the previous wave (%(shown)s)", shown=shown)


def area_sentence(area: str, result: Score | Hidden, labels: Labels) -> str:
    """One area in a sentence or two: score, interval, and each comparison."""
    name = labels.areas[area]
    if isinstance(result, Hidden):
        reason = labels.reason(result)
        return labels.say("%(name)s is not shown (%(reason)s).", name=name, reason=reason)
    span = interval_text(result.interval, labels)
    text = labels.say(
        "%(name)s scores %(score)s (95%% interval %(span)s).",
        name=name,
        score=numbers.score(result.value),
        span=span,
    )
    for against in (Against.PREVIOUS, Against.BENCHMARK, Against.REST):
        difference = difference_against(result, against)
        if isinstance(difference, Difference):
            clause = difference_clause(difference, labels)
            text += f" {clause[:1].upper()}{clause[1:]}."
        elif (why := why_not_compared(result, against)) and why.reason is Reason.UNLIKE:
            text += " " + labels.say(
                "It is not set beside other institutions, since the area's items do not mean the same "
                "in all of them."
            )
    return text


def compared_in(group: Group) -> tuple[Against, ...]:
    """What a group's areas are compared with; the upper quartile is left to the tables."""
    return tuple(a for a in compared_with(group.scores.values()) if a is not Against.UPPER_QUARTILE)


def extremes_sentence(group: Group, labels: Labels) -> str:
    """The highest and the lowest culture areas, ties named together."""
    scored = culture_scores(group, labels)
    if not scored:
        return labels.say("No area score can be shown.")
    whole = {a: numbers.rounded(s.value) for a, s in scored.items()}
    top, bottom = max(whole.values()), min(whole.values())
    high = [labels.areas[a] for a, v in whole.items() if v == top]
    low = [labels.areas[a] for a, v in whole.items() if v == bottom]
    if top == bottom:
        return labels.say("All %(areas)s areas shown score %(score)s.", areas=len(whole), score=top)
    return labels.say(
        "Highest: %(highest)s; lowest: %(lowest)s.",
        highest=_scored(high, top, labels),
        lowest=_scored(low, bottom, labels),
    )


def _scored(names: Sequence[str], score: int, labels: Labels) -> str:
    named = listed(names, labels.language)
    if len(names) > 1:
        return labels.say("%(areas)s (%(score)s each)", areas=named, score=score)
    return labels.say("%(area)s (%(score)s)", area=named, score=score)


def rounding_sentence(results: Mapping[str, Score | Hidden], labels: Labels) -> str:
    """Explains where rounded scores and their rounded difference seem not to agree; empty where they do."""
    seeming = []
    for area, result in results.items():
        difference = difference_against(result, Against.PREVIOUS)
        if not isinstance(result, Score) or not isinstance(difference, Difference):
            continue
        now, before = numbers.rounded(result.value), numbers.rounded(result.value - difference.value)
        if now - before != numbers.rounded(difference.value):
            seeming.append(
                labels.say(
                    "%(area)s (previous %(before)s, now %(now)s, difference %(difference)s)",
                    area=labels.areas[area],
                    before=before,
                    now=now,
                    difference=numbers.signed(difference.value),
                )
            )
    if not seeming:
        return ""
    if len(seeming) == 1:
        return labels.say(
            "Scores and differences are each rounded last. That is why rounded scores and their difference "
            "may be one point apart: %(first)s.",
            first=seeming[0],
        )
    return labels.say(
        "Scores and differences are each rounded last. That is why rounded scores and their difference may "
        "be one point apart: %(first)s, and %(more)s more.",
        first=seeming[0],
        more=len(seeming) - 1,
    )


def culture_scores(group: Group, labels: Labels) -> dict[str, Score]:
    """The scores of the areas that are no index."""
    return {
        area: result
        for area in labels.areas
        if area not in labels.index_areas and isinstance(result := group.scores.get(area), Score)
    }
