"""One area on one page: its score among others, its items, who sees it differently, what to ask."""

from analysis.released.release import Release
from analysis.released.released_statistics import Agreement, Reliability
from analysis.released.released_values import Against, Difference, Hidden, Score
from survey_app.figures.cells import TONES
from survey_app.figures.figure import Tone
from survey_app.figures.items import item_bars
from survey_app.figures.standing import area_standing
from survey_app.reporting.chapters.proposals import Kit
from survey_app.reporting.making.report import (
    Block,
    Bullets,
    Chapter,
    Heading,
    KeyNumber,
    KeyNumbers,
    Paragraph,
)
from survey_app.wording import numbers, sentences
from survey_app.wording.differences import difference_against, interval_text
from survey_app.wording.labels import Labels

PAPER_ROW = 42
MOST_QUESTIONS = 3
MOST_NAMED = 4


def area_chapter(release: Release, area: str, labels: Labels, kit: Kit | None = None) -> Chapter:
    """One area on one page."""
    say = labels.say
    whole = release.whole
    result = whole.scores[area]
    blocks: list[Block] = [Paragraph(sentences.area_sentence(area, result, labels), is_lead=True)]
    if isinstance(result, Score):
        blocks.append(KeyNumbers(_key_numbers(result, labels)))
    blocks += [
        area_standing(release, area, labels, key=f"standing-{area}"),
        item_bars(
            whole,
            labels.area_items[area],
            labels,
            key=f"items-{area}",
            row_height=PAPER_ROW,
            has_differences=True,
        ),
    ]
    rounding = sentences.rounding_sentence({area: result}, labels)
    if rounding:
        blocks.append(Paragraph(rounding, is_fine=True))
    blocks += [
        Heading(say("누가 다르게 보는가", "Who sees it differently")),
        Paragraph(f"{_apart(release, area, labels)} {_shared(release, area, labels)}".strip()),
    ]
    if kit is not None and kit.questions:
        blocks += [
            Heading(say("함께 이야기할 물음", "Questions to talk about")),
            Bullets(tuple(("", question) for question in kit.questions[:MOST_QUESTIONS])),
        ]
    reliability = release.reliability.get(area)
    if reliability is not None:
        blocks.append(Paragraph(_reliability(reliability, labels), is_fine=True))
    return Chapter(f"area-{area}", labels.areas[area], tuple(blocks))


def _key_numbers(result: Score, labels: Labels) -> tuple[KeyNumber, ...]:
    """The score and each of its differences, with the value it is compared with."""
    say = labels.say
    span = interval_text(result.interval, labels)
    found = [
        KeyNumber(
            numbers.score(result.value),
            say("이번 점수", "Score"),
            say(f"95% 신뢰구간 {span}", f"95% interval {span}"),
        )
    ]
    for against in (Against.PREVIOUS, Against.BENCHMARK, Against.UPPER_QUARTILE):
        difference = difference_against(result, against)
        if isinstance(difference, Difference):
            other = numbers.score(result.value - difference.value)
            name = labels.against(against)
            found.append(
                KeyNumber(
                    numbers.marked(difference),
                    labels.column(against),
                    say(f"{name} {other}점", f"{name}: {other}"),
                    TONES.get(difference.verdict, Tone.PLAIN),
                )
            )
    return tuple(found)


def _apart(release: Release, area: str, labels: Labels) -> str:
    """The groups whose score is higher or lower than the rest in this area."""
    found = [
        (d.value, labels.groups[g.key])
        for g in release.groups
        if g.key != "all"
        and "|" not in g.key
        and isinstance(d := difference_against(g.scores.get(area), Against.REST), Difference)
        and d.verdict.matters
    ]
    if not found:
        return labels.say(
            "표시된 집단 가운데 나머지보다 높거나 낮은 집단은 없습니다.",
            "None of the groups shown is higher or lower than the rest.",
        )
    parts = []
    for ko, en, chosen in (
        ("높은", "higher", sorted((f for f in found if f[0] > 0), reverse=True)),
        ("낮은", "lower", sorted(f for f in found if f[0] < 0)),
    ):
        if chosen:
            unit = labels.say("점", "")
            named = [
                f"{n}({numbers.signed(v)}{unit})" if unit else f"{n} ({numbers.signed(v)})" for v, n in chosen
            ]
            shown = sentences.listed(named[:MOST_NAMED], labels.language)
            more = labels.say(" 등", " and others") if len(named) > MOST_NAMED else ""
            parts.append(
                labels.say(
                    f"나머지보다 {ko} 집단은 {shown}{more} {len(named)}곳입니다."
                    if len(named) > 1
                    else f"나머지보다 {ko} 집단은 {shown}입니다.",
                    f"{en.capitalize()} than the rest: {shown}{more}.",
                )
            )
    return " ".join(parts)


def _shared(release: Release, area: str, labels: Labels) -> str:
    """In how many units the members see this area alike."""
    cells = [a for areas in release.agreement.values() if isinstance(a := areas.get(area), Agreement)]
    if not cells:
        return ""
    alike = sum(1 for cell in cells if cell.is_shared)
    return labels.say(
        f"부서 {len(cells)}곳 가운데 {alike}곳에서 부서 사람들의 생각이 서로 비슷합니다."
        if alike
        else f"부서 {len(cells)}곳 어디에서도 부서 사람들의 생각이 서로 비슷하다고 할 수 없습니다.",
        f"In {alike or 'none'} of {len(cells)} units the members see it alike.",
    )


def _reliability(reliability: Reliability | Hidden, labels: Labels) -> str:
    if isinstance(reliability, Hidden):
        reason = labels.reason(reliability)
        return labels.say(f"신뢰도는 표시하지 않습니다({reason}).", f"Reliability is not shown ({reason}).")
    bounds = reliability.alpha_interval
    span = f"{numbers.decimal(bounds.lower)}{numbers.DASH}{numbers.decimal(bounds.upper)}"
    alpha = f"{numbers.decimal(reliability.alpha)} ({span})"
    omega = "·" if isinstance(reliability.omega, Hidden) else numbers.decimal(reliability.omega)
    return labels.say(
        f"신뢰도: α = {alpha}, ω = {omega}. 0.7 이상이면 집단을 비교하기에 충분합니다.",
        f"Reliability: α = {alpha}, ω = {omega}. From 0.7 it serves for comparing groups.",
    )
