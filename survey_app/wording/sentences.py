"""Says in words what the numbers mean: rules over a release, in Korean and English."""

from collections.abc import Mapping, Sequence

from analysis.released.release import Group
from analysis.released.released_values import Against, Difference, Hidden, Reason, Score, Verdict
from survey_app.wording import numbers, verdicts
from survey_app.wording.differences import compared_with, difference_against, interval_text, why_not_compared
from survey_app.wording.labels import Labels
from survey_app.wording.particles import with_particle

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
    """What one difference says, by itself: how far, from what, and how sure that is."""
    size, shown = abs(numbers.rounded(difference.value)), numbers.signed(difference.value)
    versus, versus_english = labels.against(difference.against), versus_en(difference.against)
    points = "point" if size == 1 else "points"
    is_up = difference.value > 0
    ends = ending(difference.against, is_up)
    if difference.verdict.matters:
        return labels.say(
            f"{versus}보다 {size}{unit_ko} {ends}",
            f"{size} {points} {'above' if is_up else 'below'} {versus_english}",
        )
    if difference.verdict.is_certain:
        return labels.say(
            f"{versus}보다 조금 {ends}({shown}{unit_ko})",
            f"a little {'above' if is_up else 'below'} {versus_english} ({shown})",
        )
    if difference.verdict is Verdict.CANNOT_TELL:
        return labels.say(
            f"{with_particle(versus, '과')} 차이가 있는지 판단하기 어렵습니다({shown}{unit_ko})",
            f"whether it differs from {versus_english} ({shown}) can't be told",
        )
    return labels.say(
        f"{with_particle(versus, '과')} 비슷합니다({shown}{unit_ko})",
        f"about the same as {versus_english} ({shown})",
    )


def ending(against: Against, is_up: bool) -> str:
    """The Korean verb: a change since an earlier wave has become higher, a level beside another is."""
    if against is Against.PREVIOUS:
        return "높아졌습니다" if is_up else "낮아졌습니다"
    return "높습니다" if is_up else "낮습니다"


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
    span = interval_text(result.interval, labels)
    text = labels.say(
        f"{with_particle(name, '은')} {numbers.score(result.value)}점입니다(95% 신뢰구간 {span}).",
        f"{name} scores {numbers.score(result.value)} (95% interval {span}).",
    )
    for against in (Against.PREVIOUS, Against.BENCHMARK, Against.REST):
        difference = difference_against(result, against)
        if isinstance(difference, Difference):
            clause = difference_clause(difference, labels)
            text += f" {clause[:1].upper()}{clause[1:]}."
        elif (why := why_not_compared(result, against)) and why.reason is Reason.UNLIKE:
            text += labels.say(
                " 이 영역의 문항은 모든 기관에서 같은 뜻으로 쓰이지 않으므로 다른 기관과 비교하지 않습니다.",
                " It is not set beside other institutions, since the area's items do not mean the same in "
                "all of them.",
            )
    return text


def compared_in(group: Group) -> tuple[Against, ...]:
    """What a group's areas are compared with; the upper quartile is left to the tables."""
    return tuple(a for a in compared_with(group.scores.values()) if a is not Against.UPPER_QUARTILE)


def changes_sentence(group: Group, against: Against, labels: Labels) -> str:
    """Which scores are higher and lower than one thing, and how many of the others are what."""
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
    by_verdict: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    for area, difference in found:
        by_verdict[difference.verdict].append(labels.areas[area])
    for verdict, names in by_verdict.items():
        if len(names) == len(found) > 1:
            return _all_alike(len(found), verdict, against, labels)
    say = _changes_ko if labels.language == "ko" else _changes_en
    return say(len(found), by_verdict, against, labels)


def _changes_ko(
    scores: int, by_verdict: Mapping[Verdict, Sequence[str]], against: Against, labels: Labels
) -> str:
    versus = labels.against(against)
    up, down = by_verdict[Verdict.HIGHER], by_verdict[Verdict.LOWER]
    is_change = against is Against.PREVIOUS
    if up and down:
        joined = "높아지고" if is_change else "높고"
        text = (
            f"{versus}보다 {_counted(up, labels)}가 {joined} "
            f"{_counted(down, labels)}가 {ending(against, False)}."
        )
    elif up or down:
        text = f"{versus}보다 {_counted(up or down, labels)}가 {ending(against, bool(up))}."
    else:
        either = "높아지거나 낮아진" if is_change else "높거나 낮은"
        text = f"{versus}보다 {either} 점수는 없습니다."
    rest = [verdict for verdict in Verdict if not verdict.matters and by_verdict[verdict]]
    left = scores - len(up) - len(down)
    text = f"{scores}개 점수 가운데 {text}"
    if not rest:
        return text
    if len(rest) == 1:
        return f"{text} 나머지 {left}개는 {_verb_ko(rest[0], against)}."
    others = ", ".join(f"{verdicts.word(one, against, 'ko')} {len(by_verdict[one])}개" for one in rest)
    return f"{text} {f'나머지 {left}개는 ' if up or down else ''}{others}입니다."


def _verb_ko(verdict: Verdict, against: Against) -> str:
    """What scores that are neither higher nor lower are said to be."""
    if verdict is Verdict.ABOUT_THE_SAME:
        return "비슷합니다"
    if verdict is Verdict.CANNOT_TELL:
        return "차이가 있는지 판단하기 어렵습니다"
    return f"조금 {ending(against, verdict is Verdict.A_LITTLE_HIGHER)}"


def _changes_en(
    scores: int, by_verdict: Mapping[Verdict, Sequence[str]], against: Against, labels: Labels
) -> str:
    versus = versus_en(against)
    up, down = by_verdict[Verdict.HIGHER], by_verdict[Verdict.LOWER]
    parts = [
        f"{_counted(names, labels)} {word}"
        for names, word in ((up, f"higher than {versus}"), (down, "lower" if up else f"lower than {versus}"))
        if names
    ]
    text = (
        f"Of {scores} scores: {'; '.join(parts)}."
        if parts
        else f"Of {scores} scores, none is higher or lower than {versus}."
    )
    others = [
        f"{len(by_verdict[verdict])} {verdicts.word(verdict, against, 'en')}"
        for verdict in Verdict
        if not verdict.matters and by_verdict[verdict]
    ]
    return f"{text} The others: {', '.join(others)}." if others else text


def _all_alike(scores: int, verdict: Verdict, against: Against, labels: Labels) -> str:
    """What is said when one thing is to be said of all scores."""
    versus, versus_english = labels.against(against), versus_en(against)
    if verdict.is_certain:
        is_up = verdict in (Verdict.HIGHER, Verdict.A_LITTLE_HIGHER)
        little_ko, little_en = ("", "") if verdict.matters else ("조금 ", "a little ")
        return labels.say(
            f"{scores}개 점수가 모두 {versus}보다 {little_ko}{ending(against, is_up)}.",
            f"All {scores} scores are {little_en}{'higher' if is_up else 'lower'} than {versus_english}.",
        )
    if verdict is Verdict.ABOUT_THE_SAME:
        return labels.say(
            f"{scores}개 점수가 모두 {with_particle(versus, '과')} 비슷합니다.",
            f"All {scores} scores are about the same as {versus_english}.",
        )
    return labels.say(
        f"{scores}개 점수 모두 {with_particle(versus, '과')} 차이가 있는지 판단하기 어렵습니다.",
        f"Whether any of the {scores} scores differs from {versus_english} can't be told.",
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
