"""One area on one page: its score among others, its items, who sees it differently, what to ask."""

from analysis.released.release import Release
from analysis.released.released_statistics import Agreement, Reliability
from analysis.released.released_values import Against, Difference, Hidden, Score
from survey_app.figures.cells import TONES
from survey_app.figures.figure import Tone
from survey_app.figures.items import item_bars
from survey_app.figures.standing import area_standing
from survey_app.reporting.chapters.proposals import KitExcerpt
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


def area_chapter(release: Release, area: str, labels: Labels, kit: KitExcerpt | None = None) -> Chapter:
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
        Heading(say("Who sees it differently")),
        Paragraph(f"{_apart(release, area, labels)} {_shared(release, area, labels)}".strip()),
    ]
    if kit is not None and kit.questions:
        blocks += [
            Heading(say("Questions to talk about")),
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
            labels.say_as("of this wave", "Score"),
            say("95%% interval %(span)s", span=span),
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
                    say("%(name)s: %(other)s", name=name, other=other),
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
        return labels.say("None of the groups shown is higher or lower than the rest.")
    up = sorted((f for f in found if f[0] > 0), reverse=True)
    down = sorted(f for f in found if f[0] < 0)
    parts = []
    if up:
        parts.append(_higher(_named(up, labels), len(up), labels))
    if down:
        parts.append(_lower(_named(down, labels), len(down), labels))
    return " ".join(parts)


def _named(found: list[tuple[float, str]], labels: Labels) -> str:
    """The groups that are farthest off, each with its difference."""
    named = [
        labels.say("%(group)s (%(difference)s)", group=group, difference=numbers.signed(value))
        for value, group in found
    ]
    shown = sentences.listed(named[:MOST_NAMED], labels.language)
    return labels.say("%(names)s and others", names=shown) if len(named) > MOST_NAMED else shown


def _higher(groups: str, number: int, labels: Labels) -> str:
    if number == 1:
        return labels.say("Higher than the rest: %(group)s.", group=groups)
    # English does not say how many they are.
    return labels.say("Higher than the rest: %(groups)s.%(number).0s", groups=groups, number=number)


def _lower(groups: str, number: int, labels: Labels) -> str:
    if number == 1:
        return labels.say("Lower than the rest: %(group)s.", group=groups)
    return labels.say("Lower than the rest: %(groups)s.%(number).0s", groups=groups, number=number)


def _shared(release: Release, area: str, labels: Labels) -> str:
    """In how many units the members see this area alike."""
    cells = [a for areas in release.agreement.values() if isinstance(a := areas.get(area), Agreement)]
    if not cells:
        return ""
    alike = sum(1 for cell in cells if cell.is_shared)
    if not alike:
        return labels.say("In none of %(units)s units the members see it alike.", units=len(cells))
    return labels.say(
        "In %(alike)s of %(units)s units the members see it alike.", alike=alike, units=len(cells)
    )


def _reliability(reliability: Reliability | Hidden, labels: Labels) -> str:
    if isinstance(reliability, Hidden):
        reason = labels.reason(reliability)
        return labels.say("Reliability is not shown (%(reason)s).", reason=reason)
    bounds = reliability.alpha_interval
    span = f"{numbers.decimal(bounds.lower)}{numbers.DASH}{numbers.decimal(bounds.upper)}"
    alpha = f"{numbers.decimal(reliability.alpha)} ({span})"
    omega = "·" if isinstance(reliability.omega, Hidden) else numbers.decimal(reliability.omega)
    return labels.say(
        "Reliability: α = %(alpha)s, ω = %(omega)s. From 0.7 it serves for comparing groups.",
        alpha=alpha,
        omega=omega,
    )
