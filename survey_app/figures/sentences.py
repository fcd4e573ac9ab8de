"""Says in words what the numbers mean: rules over a release, in Korean and English."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from analysis.release import (
    Against,
    Difference,
    Group,
    GroupKind,
    Hidden,
    Reason,
    Release,
    Score,
    Shares,
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
    if difference.verdict is Verdict.CANNOT_TELL:
        return labels.say(
            f"{versus}과의 차이({shown}{unit_ko})는 응답이 적어 판단할 수 없습니다".replace(
                f"{versus}과", with_particle(versus, "과")
            ),
            f"the difference from {versus_en(difference.against)} ({shown}) can't be judged on so "
            "few answers",
        )
    return labels.say(
        f"{with_particle(versus, '과')}의 차이({shown}{unit_ko})는 실제 차이라고 할 수 없습니다",
        f"not really different from {versus_en(difference.against)} ({shown})",
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
            text += labels.say(
                f" 나머지 {rest}개는 실제 차이라고 할 수 없습니다.",
                f" For the other {rest} no real difference.",
            )
    if unknown:
        text += labels.say(
            f" {unknown}개는 응답이 적어 판단할 수 없습니다.",
            f" {unknown} can't be judged on so few answers.",
        )
    return text


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


def participation_sentence(release: Release, labels: Labels) -> str:
    """How many took part, the rate, and the margin of error; and that opinion may drive participation."""
    who = release.participation
    people = f"{who.respondents:,}"
    if who.invited is None or isinstance(who.rate, Hidden):
        text = labels.say(f"{people}명이 응답했습니다.", f"{people} people took part.")
    else:
        text = labels.say(
            f"{who.invited:,}명 가운데 {people}명이 응답하여 응답률은 {numbers.percent(who.rate)}입니다.",
            f"{people} of {who.invited:,} people took part, a response rate of {numbers.percent(who.rate)}.",
        )
    if not isinstance(who.margin_of_error, Hidden):
        margin = numbers.decimal(who.margin_of_error, 1)
        text += labels.say(
            f" 절반쯤 되는 비율의 오차 한계는 ±{margin}%p입니다(95% 신뢰수준).",
            f" The margin of error for a share near one half is ±{margin} percentage points (95%).",
        )
    return text


def hidden_sentences(release: Release, labels: Labels) -> tuple[str, ...]:
    """What can't be told, and why: hidden groups by reason, and items without a comparison."""
    counted: Counter[Reason] = Counter(
        g.respondents.reason
        for g in release.groups
        if isinstance(g.respondents, Hidden) and g.kind is not GroupKind.INSTITUTION
    )
    smallest = release.certificate.smallest_group
    found = []
    if counted[Reason.TOO_FEW]:
        count = counted[Reason.TOO_FEW]
        found.append(
            labels.say(
                f"응답자가 {smallest}명보다 적은 {count}개 집단은 표시하지 않습니다.",
                f"{_groups(count)} with fewer than {smallest} respondents {_are(count)} not shown.",
            )
        )
    if counted[Reason.PROTECTED]:
        count = counted[Reason.PROTECTED]
        found.append(
            labels.say(
                f"{count}개 집단은 다른 작은 집단의 응답을 빼기로 알아낼 수 없도록 함께 가렸습니다.",
                f"{_groups(count)} {_are(count)} hidden as well, so that a smaller one can't be "
                "found by subtraction.",
            )
        )
    changed = _not_comparable(release.whole)
    if changed:
        found.append(
            labels.say(
                f"{len(changed)}개 문항은 문구나 묻는 기간이 달라져 지난 회차와 비교하지 않습니다.",
                f"{len(changed)} item{'s' if len(changed) > 1 else ''} can't be compared with the "
                "previous wave: "
                "the wording or the recall period changed.",
            )
        )
    if not found:
        found.append(labels.say("가린 집단이 없습니다.", "No group had to be hidden."))
    return tuple(found)


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


def drivers_sentence(release: Release, labels: Labels) -> str:
    """What goes with engagement, and that it is an association."""
    drivers = release.drivers
    if isinstance(drivers, Hidden):
        reason = labels.reason(drivers)
        return labels.say(
            f"몰입과 관련된 영역은 이번에 계산하지 않았습니다({reason}).",
            f"What goes with engagement was not computed this time ({reason}).",
        )
    top = sorted(drivers.drivers, key=lambda d: -d.weight)[:3]
    names = [f"{labels.areas[d.area]}{labels.say('', ' ')}({numbers.percent(d.weight)})" for d in top]
    explained = numbers.percent(100 * drivers.r_squared)
    return labels.say(
        f"조직 몰입 점수의 차이 가운데 {with_particle(explained, '이')} {len(drivers.drivers)}개 영역의 "
        f"점수와 함께 움직이며, 그 안에서 비중이 큰 영역은 {listed(names, 'ko')}입니다. "
        "함께 움직인다는 뜻이지 원인이라는 뜻은 아닙니다.",
        f"{explained} of the variation in engagement goes with the scores of the "
        f"{len(drivers.drivers)} areas; "
        f"the largest shares are {listed(names, 'en')}. This is an association, not a cause.",
    )


def group_differences_sentence(groups: Iterable[Group], labels: Labels) -> str:
    """How many groups differ really from the rest, and in what they differ most."""
    shown = [g for g in groups if g.is_shown]
    real = [
        (d, g, a)
        for g in shown
        for a in labels.areas
        if isinstance(d := difference_against(g.scores.get(a), Against.REST), Difference)
        and d.verdict in REAL
    ]
    if not real:
        return labels.say(
            f"표시된 {len(shown)}개 집단에서 나머지와 실제로 다른 점수는 없습니다.",
            f"In the {len(shown)} groups shown, no score is really different from the rest.",
        )
    differing = len({g.key for _, g, _ in real})
    first = max(real, key=lambda f: abs(f[0].value))
    name, area = labels.groups[first[1].key], labels.areas[first[2]]
    size = abs(numbers.rounded(first[0].value))
    direction = labels.say(
        "높습니다" if first[0].value > 0 else "낮습니다", "above" if first[0].value > 0 else "below"
    )
    return labels.say(
        f"표시된 {len(shown)}개 집단 가운데 {differing}개가 한 영역 이상에서 나머지와 실제로 다릅니다. "
        f"가장 큰 차이: {with_particle(name, '은')} {area}에서 나머지보다 {size}점 {direction}.",
        f"{differing} of the {len(shown)} groups shown really differ from the rest in at least one area. "
        f"The largest: {name} is {size} points {direction} the rest in {area}.",
    )


def culture_scores(group: Group, labels: Labels) -> dict[str, Score]:
    """The scores of the areas that are no index."""
    return {
        area: result
        for area in labels.areas
        if area not in labels.index_areas and isinstance(result := group.scores.get(area), Score)
    }


def _counted(names: Sequence[str], labels: Labels) -> str:
    shown = listed(names[:NAMED_AT_MOST], labels.language)
    more = len(names) - NAMED_AT_MOST
    if labels.language == "ko":
        tail = " 등" if more > 0 else ""
        return f"{len(names)}개({shown}{tail})"
    tail = " …" if more > 0 else ""
    return f"{len(names)} ({shown}{tail}) {'is' if len(names) == 1 else 'are'}"


def _not_comparable(group: Group) -> list[str]:
    return [
        item
        for item, result in group.items.items()
        if isinstance(result, Shares)
        and any(isinstance(d, Hidden) and d.reason is Reason.NOT_COMPARABLE for d in result.differences)
    ]


def _groups(count: int) -> str:
    return "1 group" if count == 1 else f"{count} groups"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
