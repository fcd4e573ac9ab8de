"""Which areas a report proposes to work on, and with which workshop kit."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.released.release import Group, GroupKind, Release
from analysis.released.released_statistics import Driver, Drivers
from survey_app.figures.drivers import even_share, focus_areas
from survey_app.reporting.making.report import Block, Bullets, Chapter, Note, Paragraph
from survey_app.wording import numbers
from survey_app.wording.findings import Finding, opportunities
from survey_app.wording.labels import Labels

MOST_PROPOSED = 3


@dataclass(frozen=True, slots=True)
class KitExcerpt:
    """A workshop kit as a report shows it: its title, length, and the questions it opens with."""

    title: str
    minutes: int
    questions: tuple[str, ...] = ()


NO_KITS: Mapping[str, KitExcerpt] = {}


def proposed_areas(release: Release, group: Group, labels: Labels) -> tuple[Finding, ...]:
    """One to three focus areas: opportunities first, then areas that are surely heavy, and low.

    What goes with engagement is known of the institution alone, so it proposes nothing to a unit.
    """
    found = list(opportunities(group, labels))
    if group.kind is GroupKind.INSTITUTION and isinstance(release.drivers, Drivers):
        known = {f.area for f in found}
        by_area = {d.area: d for d in release.drivers.drivers}
        found += [
            Finding(area, _heavy(by_area[area], even_share(release.drivers), labels))
            for area in focus_areas(release.drivers)
            if area not in known and area in labels.areas
        ]
    return tuple(found[:MOST_PROPOSED])


def _heavy(driver: Driver, even: float, labels: Labels) -> str:
    """Why an area is proposed that is lower than nothing it is compared with."""
    score, span, share = numbers.score(driver.score), numbers.interval(driver.interval), numbers.percent(even)
    return labels.say(
        "Score %(score)s, below the median of the areas; its share in what goes with engagement (95%% "
        "interval %(span)s%%) is above an even one (%(share)s).",
        score=score,
        span=span,
        share=share,
    )


def proposals_chapter(
    release: Release, group: Group, labels: Labels, kits: Mapping[str, KitExcerpt], starts_page: bool = True
) -> Chapter:
    """Proposed focus areas with reasons, the items to talk about, and the kit for each."""
    say = labels.say
    blocks: list[Block] = [
        Paragraph(
            say(
                "Choose one or two at a time. For each, settle the action, its owner and a date, and "
                "ask five items again after three months."
            )
        )
    ]
    entries = [
        (labels.areas[finding.area], finding.sentence + _kit_text(kits.get(finding.area), labels))
        for finding in proposed_areas(release, group, labels)
    ]
    if entries:
        blocks.append(Bullets(tuple(entries)))
    else:
        blocks.append(Note(say("There is no area to propose.")))
    return Chapter(
        "proposals",
        say("Proposed focus areas"),
        tuple(blocks),
        starts_page=starts_page,
    )


def _kit_text(kit: KitExcerpt | None, labels: Labels) -> str:
    if kit is None:
        return " " + labels.say(
            "Workshop: read the items together (20 min), collect concrete moments (20 min), settle "
            "one change (20 min)."
        )
    text = " " + labels.say(
        "Workshop kit: “%(title)s” (%(minutes)s min).", title=kit.title, minutes=kit.minutes
    )
    if kit.questions:
        text += " " + labels.say("Opening question: ") + kit.questions[0]
    return text
