"""Says in words what the numbers mean: rules over a release, in Korean and English."""

from collections.abc import Mapping, Sequence

from analysis.release import (
    Against,
    Difference,
    Group,
    Hidden,
    Reason,
    Score,
    Verdict,
)
from survey_app.figures import numbers
from survey_app.figures.cells import compared_with, difference_against, why_not_compared
from survey_app.figures.labels import Labels
from survey_app.figures.particles import with_particle

REAL = (Verdict.HIGHER, Verdict.LOWER)
NAMED_AT_MOST = 4


def listed(names: Sequence[str], language: str) -> str:
    """Names in a row: "가와 나", "가, 나, 다"; "a, b and c" in English.

    >>> listed(["소통", "리더십"], "ko"), listed(["a", "b", "c"], "en")
    ('소통과 리더십', 'a, b and c')
    """
    if len(names) < 2:
        return "".join(names)
    if language == "ko":
        return f"{with_particle(names[0], '과')} {names[1]}" if len(names) == 2 else ", ".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


def difference_clause(difference: Difference, labels: Labels, unit_ko: str = "점") -> str:
    """What one difference says, by itself: how far, from what, and whether it is real."""
    size = abs(numbers.rounded(difference.value))
    versus = labels.against(difference.against)
    points = "point" if size == 1 else "points"
    if difference.verdict is Verdict.HIGHER:
        return labels.say(
            f"{versus}보다 {size}{unit_ko} 높고 실제 차이입니다",
            f"{size} {points} above {versus_en(difference.against)}, a real difference",
        )
    if difference.verdict is Verdict.LOWER:
        return labels.say(
            f"{versus}보다 {size}{unit_ko} 낮고 실제 차이입니다",
            f"{size} {points} below {versus_en(difference.against)}, a real difference",
        )
    shown = numbers.signed(difference.value)
    if difference.verdict.is_certain:
        higher = difference.verdict is Verdict.A_LITTLE_HIGHER
        return labels.say(
            f"{versus}보다 조금 {'높습니다' if higher else '낮습니다'}({shown}{unit_ko})",
            f"a little {'above' if higher else 'below'} {versus_en(difference.against)} ({shown})",
        )
    if difference.verdict is Verdict.CANNOT_TELL:
        return labels.say(
            f"{with_particle(versus, '과')}의 차이({shown}{unit_ko})는 이 자료로는 가릴 수 없습니다",
            f"whether the difference from {versus_en(difference.against)} ({shown}) is real, these data "
            "can't tell",
        )
    return labels.say(
        f"{with_particle(versus, '과')} 비슷합니다({shown}{unit_ko})",
        f"about the same as {versus_en(difference.against)} ({shown})",
    )


def versus_en(against: Against) -> str:
    """What a result is compared with, in an English sentence."""
    return {
        Against.PREVIOUS: "the previous wave",
        Against.BENCHMARK: "the benchmark",
        Against.UPPER_QUARTILE: "the upper quartile",
        Against.REST: "the rest of the institution",
    }[against]


def area_sentence(area: str, result: Score | Hidden, labels: Labels) -> str:
    """One area in a sentence or two: score, interval, and each comparison."""
    name = labels.areas[area]
    if isinstance(result, Hidden):
        reason = labels.reason(result)
        return labels.say(
            f"{with_particle(name, '은')} 표시하지 않습니다({reason}).", f"{name} is not shown ({reason})."
        )
    span = numbers.interval(result.interval)
    text = labels.say(
        f"{with_particle(name, '은')} {numbers.score(result.value)}점입니다(95% 신뢰구간 {span}점).",
        f"{name} scores {numbers.score(result.value)} (95% interval {span}).",
    )
    for against in (Against.PREVIOUS, Against.BENCHMARK, Against.REST):
        difference = difference_against(result, against)
        if isinstance(difference, Difference):
            clause = difference_clause(difference, labels)
            text += f" {clause[:1].upper()}{clause[1:]}."
        elif (why := why_not_compared(result, against)) and why.reason is Reason.UNLIKE:
            text += labels.say(
                " 이 영역의 문항은 모든 기관에서 같은 뜻으로 쓰이지 않으므로 다른 기관과 견주지 않습니다.",
                " It is not set beside other institutions, since the area's items do not mean the same in "
                "all of them.",
            )
    return text


def compared_in(group: Group) -> tuple[Against, ...]:
    """What a group's areas are compared with; the upper quartile is left to the tables."""
    return tuple(a for a in compared_with(group.scores.values()) if a is not Against.UPPER_QUARTILE)


def changes_sentence(group: Group, against: Against, labels: Labels) -> str:
    """How many areas are really higher, lower, the same, or can't be told, against one thing."""
    found = [
        (area, d)
        for area in labels.areas
        if isinstance(d := difference_against(group.scores.get(area), against), Difference)
    ]
    versus = labels.against(against)
    if not found:
        return labels.say(
            f"{with_particle(versus, '과')} 비교할 수 있는 영역이 없습니다.",
            f"No area can be compared with {versus_en(against)}.",
        )
    up = [labels.areas[a] for a, d in found if d.verdict is Verdict.HIGHER]
    down = [labels.areas[a] for a, d in found if d.verdict is Verdict.LOWER]
    unknown = sum(1 for _, d in found if d.verdict is Verdict.CANNOT_TELL)
    rest = len(found) - len(up) - len(down) - unknown
    if len(found) > 1 and len(found) in (len(up), len(down), unknown):
        return _all_alike(len(found), bool(up), bool(down), against, labels)
    if not up and not down:
        text = labels.say(
            f"{len(found)}개 점수 가운데 {with_particle(versus, '과')} 실제로 다른 것은 없습니다.",
            f"None of the {len(found)} scores is really different from {versus_en(against)}.",
        )
    else:
        parts = []
        if up:
            parts.append(
                labels.say(
                    f"{versus}보다 실제로 높은 것은 {_counted(up, labels)}",
                    f"{_counted(up, labels)} really higher than {versus_en(against)}",
                )
            )
        if down:
            parts.append(
                labels.say(
                    f"실제로 낮은 것은 {_counted(down, labels)}", f"{_counted(down, labels)} really lower"
                )
                if up
                else labels.say(
                    f"{versus}보다 실제로 낮은 것은 {_counted(down, labels)}",
                    f"{_counted(down, labels)} really lower than {versus_en(against)}",
                )
            )
        joined = labels.say("이고, ", "; ").join(parts)
        text = labels.say(f"{len(found)}개 점수 가운데 {joined}입니다.", f"Of {len(found)} scores: {joined}.")
        if rest:
            are_last, shows = not unknown, "shows" if rest == 1 else "show"
            text += labels.say(
                f" {'나머지 ' if are_last else ''}{rest}개는 실제 차이라고 할 수 없습니다.",
                f" {'The other ' if are_last else ''}{rest} {shows} no real difference.",
            )
    if unknown:
        are_others = bool(up or down)
        text += labels.say(
            f" {'나머지 ' if are_others else ''}{unknown}개는 이 자료로는 가릴 수 없습니다.",
            f" For {f'the other {unknown}' if are_others else f'{unknown} of them'}, these data can't tell.",
        )
    return text


def _all_alike(scores: int, are_higher: bool, are_lower: bool, against: Against, labels: Labels) -> str:
    """What is said when all scores went one way, or none can be told."""
    versus, versus_english = labels.against(against), versus_en(against)
    if are_higher or are_lower:
        return labels.say(
            f"{scores}개 점수 모두 {versus}보다 실제로 {'높습니다' if are_higher else '낮습니다'}.",
            f"All {scores} scores are really {'higher' if are_higher else 'lower'} than {versus_english}.",
        )
    return labels.say(
        f"{scores}개 점수 모두 {with_particle(versus, '과')} 실제로 다른지 이 자료로는 가릴 수 없습니다.",
        f"Whether the {scores} scores really differ from {versus_english}, these data can't tell.",
    )


def extremes_sentence(group: Group, labels: Labels) -> str:
    """The highest and the lowest culture areas, ties named together."""
    scored = culture_scores(group, labels)
    if not scored:
        return labels.say("표시할 수 있는 영역 점수가 없습니다.", "No area score can be shown.")
    whole = {a: numbers.rounded(s.value) for a, s in scored.items()}
    top, bottom = max(whole.values()), min(whole.values())
    high = [labels.areas[a] for a, v in whole.items() if v == top]
    low = [labels.areas[a] for a, v in whole.items() if v == bottom]
    if top == bottom:
        return labels.say(
            f"표시된 {len(whole)}개 영역의 점수는 모두 {top}점입니다.",
            f"All {len(whole)} areas shown score {top}.",
        )
    both_ko = {True: "모두 ", False: ""}
    return labels.say(
        f"가장 높은 영역은 {listed(high, 'ko')}({both_ko[len(high) > 1]}{top}점), "
        f"가장 낮은 영역은 {listed(low, 'ko')}({both_ko[len(low) > 1]}{bottom}점)입니다.",
        f"Highest: {listed(high, 'en')} ({top}{' each' if len(high) > 1 else ''}); "
        f"lowest: {listed(low, 'en')} ({bottom}{' each' if len(low) > 1 else ''}).",
    )


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
                    f"{labels.areas[area]}(지난 회차 {before}점, 이번 {now}점, 차이 "
                    f"{numbers.signed(difference.value)}점)",
                    f"{labels.areas[area]} (previous {before}, now {now}, difference "
                    f"{numbers.signed(difference.value)})",
                )
            )
    if not seeming:
        return ""
    more = len(seeming) - 1
    others_ko = f"(이런 영역이 {more}개 더 있습니다)" if more else ""
    others_en = f", and {more} more" if more else ""
    return labels.say(
        f"점수와 차이는 각각 마지막에 반올림합니다. 그래서 {seeming[0]}처럼 "
        f"반올림한 점수끼리 뺀 값과 차이가 1점 다를 수 있습니다{others_ko}.",
        "Scores and differences are each rounded last. That is why rounded scores and their "
        "difference may be "
        f"one point apart: {seeming[0]}{others_en}.",
    )


def culture_scores(group: Group, labels: Labels) -> dict[str, Score]:
    """The scores of the areas that are no index."""
    return {
        area: result
        for area in labels.areas
        if area not in labels.index_areas and isinstance(result := group.scores.get(area), Score)
    }


def _counted(names: Sequence[str], labels: Labels) -> str:
    more = max(len(names) - NAMED_AT_MOST, 0)
    shown = list(names[:NAMED_AT_MOST])
    if labels.language == "ko":
        return f"{len(names)}개({listed(shown, 'ko')}{' 등' if more else ''})"
    others = [f"{more} more"] if more else []
    return f"{len(names)} ({listed([*shown, *others], 'en')}) {'is' if len(names) == 1 else 'are'}"
