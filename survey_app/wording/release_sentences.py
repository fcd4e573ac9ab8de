"""Says of a whole release: who took part, what is hidden, what goes with engagement, how groups differ."""

from collections.abc import Iterable

from analysis.released.release import Group, GroupKind, Release
from analysis.released.released_values import Against, Difference, Hidden, Reason, Shares
from survey_app.wording import numbers
from survey_app.wording.differences import difference_against
from survey_app.wording.driver_shares import shares_sentence
from survey_app.wording.labels import Labels
from survey_app.wording.particles import with_particle


def participation_sentence(release: Release, labels: Labels) -> str:
    """How many took part, the rate, and the margin of error; and that opinion may drive participation."""
    who = release.participation
    people = f"{who.respondents:,}"
    if who.invited is None or isinstance(who.rate, Hidden):
        text = labels.say(f"{people}명이 응답했습니다.", f"{people} people took part.")
    else:
        text = labels.say(
            f"대상 인원 {who.invited:,}명 가운데 {people}명이 응답하여 "
            f"응답률은 {numbers.percent(who.rate)}입니다.",
            f"{people} of {who.invited:,} people took part, a response rate of {numbers.percent(who.rate)}.",
        )
    if not isinstance(who.margin_of_error, Hidden):
        margin = numbers.decimal(who.margin_of_error, 1)
        text += labels.say(
            f" 표본오차는 95% 신뢰수준에서 최대 ±{margin}%p입니다.",
            f" The margin of error is at most ±{margin} percentage points (95% confidence).",
        )
    return text


def hidden_sentences(release: Release, labels: Labels, says_where: bool = True) -> tuple[str, ...]:
    """What can't be told, and why: hidden groups by reason, and items without a comparison."""
    smallest = release.certificate.smallest_group
    hidden = hidden_groups(release)
    found = []
    if hidden:
        few = sum(
            isinstance(g.respondents, Hidden) and g.respondents.reason is Reason.TOO_FEW for g in hidden
        )
        beside = len(hidden) - few
        parts_ko = [f"응답자가 {smallest}명보다 적은 집단 {few}개"] * bool(few)
        parts_ko += [f"그런 집단을 빼기로 알아낼 수 없도록 함께 가린 집단 {beside}개"] * bool(beside)
        parts_en = [f"{few} with fewer than {smallest} respondents"] * bool(few)
        parts_en += [f"{beside} beside them, so that none can be found by subtraction"] * bool(beside)
        found.append(
            labels.say(
                f"가린 집단은 기관에 모두 {len(hidden)}개입니다: {', '.join(parts_ko)}.",
                f"{_groups(len(hidden))} of the institution {_are(len(hidden))} hidden: "
                f"{'; '.join(parts_en)}.",
            )
        )
        if says_where:
            found.append(where_hidden(release, labels))
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


def hidden_groups(release: Release) -> tuple[Group, ...]:
    """The groups that are not shown, the institution itself left out."""
    return tuple(
        g for g in release.groups if isinstance(g.respondents, Hidden) and g.kind is not GroupKind.INSTITUTION
    )


def where_hidden(release: Release, labels: Labels, on_screen: bool = False) -> str:
    """Where a reader meets the hidden groups: most are classes within a unit, in no table of a report."""
    hidden = hidden_groups(release)
    units = [g for g in hidden if g.kind is not GroupKind.BACKGROUND]
    classes = [g for g in hidden if g.kind is GroupKind.BACKGROUND and g.parent == "all"]
    within = [g for g in hidden if g.kind is GroupKind.BACKGROUND and g.parent != "all"]
    parts = [
        (units, labels.say("부서", "units")),
        (classes, labels.say("기관 전체의 배경 집단", "background groups of the institution")),
        (within, labels.say("부서 안의 배경 집단", "background groups within a unit")),
    ]
    counted = ", ".join(
        labels.say(f"{what} {len(groups)}개", f"{len(groups)} {what}") for groups, what in parts if groups
    )
    text = labels.say(f"그 가운데 {counted}입니다.", f"Of these: {counted}.")
    if not within or on_screen:
        return text
    example = within[0]
    name = f"{labels.groups[example.parent or 'all']} · {labels.groups[example.key]}"
    return text + labels.say(
        f" 부서 안의 배경 집단(예: {name})은 이 보고서의 표에는 없고, 화면의 부서별 결과와 통합 "
        "문서(.xlsx)에만 나옵니다.",
        f" Background groups within a unit (such as {name}) stand in no table of this report, but on the "
        "pages of units and in the workbook (.xlsx).",
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
    explained, areas = numbers.percent(100 * drivers.r_squared), len(drivers.drivers)
    return labels.say(
        f"조직 몰입 점수의 차이 가운데 {with_particle(explained, '이')} {areas}개 영역의 점수와 함께 "
        f"움직입니다. {shares_sentence(drivers, labels)} 함께 움직인다는 뜻이지 원인이라는 뜻은 아닙니다.",
        f"{explained} of the variation in engagement goes with the scores of the {areas} areas. "
        f"{shares_sentence(drivers, labels)} This is an association, not a cause.",
    )


def group_differences_sentence(groups: Iterable[Group], labels: Labels) -> str:
    """How many groups are higher or lower than the rest, and in what they differ most."""
    shown = [g for g in groups if g.is_shown]
    found = [
        (d, g, a)
        for g in shown
        for a in labels.areas
        if isinstance(d := difference_against(g.scores.get(a), Against.REST), Difference)
        and d.verdict.matters
    ]
    if not found:
        return labels.say(
            f"표시된 {len(shown)}개 집단에서 나머지보다 높거나 낮은 점수는 없습니다.",
            f"In the {len(shown)} groups shown, no score is higher or lower than the rest.",
        )
    differing = len({g.key for _, g, _ in found})
    first = max(found, key=lambda f: abs(f[0].value))
    name, area = labels.groups[first[1].key], labels.areas[first[2]]
    size = abs(numbers.rounded(first[0].value))
    direction = labels.say(
        "높습니다" if first[0].value > 0 else "낮습니다", "above" if first[0].value > 0 else "below"
    )
    return labels.say(
        f"표시된 {len(shown)}개 집단 가운데 {differing}개가 한 영역 이상에서 나머지보다 높거나 낮습니다. "
        f"가장 큰 차이: {with_particle(name, '은')} {area}에서 나머지보다 {size}점 {direction}.",
        f"{differing} of the {len(shown)} groups shown are higher or lower than the rest in an area or more. "
        f"The largest: {name} is {size} points {direction} the rest in {area}.",
    )


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
