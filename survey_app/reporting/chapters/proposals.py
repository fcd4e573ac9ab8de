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
class Kit:
    """A workshop kit as a report shows it: its title, length, and the questions it opens with."""

    title: str
    minutes: int
    questions: tuple[str, ...] = ()


NO_KITS: Mapping[str, Kit] = {}


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
        f"{score}점으로 영역들의 중앙값보다 낮고, 조직 몰입과의 관련 비중(95% 신뢰구간 {span}%)이 모두 같을 "
        f"때의 몫({share})보다 큽니다.",
        f"Score {score}, below the median of the areas; its share in what goes with engagement (95% interval "
        f"{span}%) is above an even one ({share}).",
    )


def proposals_chapter(
    release: Release, group: Group, labels: Labels, kits: Mapping[str, Kit], starts_page: bool = True
) -> Chapter:
    """Proposed focus areas with reasons, the items to talk about, and the kit for each."""
    say = labels.say
    blocks: list[Block] = [
        Paragraph(
            say(
                "한 번에 한두 가지만 고르는 것이 좋습니다. 고른 영역마다 할 일, 담당, 기한을 "
                "정하고 세 달 뒤 다섯 문항으로 다시 묻습니다.",
                "Choose one or two at a time. For each, settle the action, its owner and a date, "
                "and ask five items again after three months.",
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
        blocks.append(Note(say("제안할 영역이 없습니다.", "There is no area to propose.")))
    return Chapter(
        "proposals",
        say("제안: 먼저 다룰 영역", "Proposed focus areas"),
        tuple(blocks),
        starts_page=starts_page,
    )


def _kit_text(kit: Kit | None, labels: Labels) -> str:
    if kit is None:
        return labels.say(
            " 워크숍: 문항 결과를 함께 읽고(20분), 구체적인 장면을 모으고(20분), 바꿀 한 가지를 "
            "정합니다(20분).",
            " Workshop: read the items together (20 min), collect concrete moments (20 min), "
            "settle one change (20 min).",
        )
    text = labels.say(
        f" 워크숍 자료: 「{kit.title}」({kit.minutes}분).",
        f" Workshop kit: “{kit.title}” ({kit.minutes} min).",
    )
    if kit.questions:
        text += labels.say(" 첫 질문: ", " Opening question: ") + kit.questions[0]
    return text
