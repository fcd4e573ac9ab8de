"""Builds the report of one unit, against the rest of its institution."""

from collections.abc import Sequence

from analysis.released.release import Group, Release
from analysis.released.released_statistics import Agreement
from analysis.released.released_values import Hidden, Score
from questionnaires.model import Questionnaire
from survey_app.figures.areas import area_dots
from survey_app.figures.groups import heat_map
from survey_app.figures.items import item_bars, item_table
from survey_app.reporting.chapters.cover import cover_facts
from survey_app.reporting.chapters.experiences import experiences_chapter
from survey_app.reporting.chapters.headline import headline_chapter
from survey_app.reporting.chapters.method import method_chapter
from survey_app.reporting.chapters.promises import promises_blocks
from survey_app.reporting.chapters.proposals import proposals_chapter
from survey_app.reporting.chapters.reading import reading_chapter
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.report import Block, Chapter, Fact, Report, ReportKind
from survey_app.reporting.making.slides import unit_slides
from survey_app.wording import sentences
from survey_app.wording.labels import Labels, labels_of
from survey_app.wording.particles import with_particle

ITEMS_A_FIGURE = 28


class UnitIsNotShown(Exception):
    """The unit has too few respondents, is protected, or is not in the release; the message says which."""


def build_unit_report(materials: Materials, unit_key: str, language: str, has_slides: bool = False) -> Report:
    """The report of one unit, six to eight pages. Raises UnitIsNotShown for a unit that may not be shown."""
    release, questionnaire, kits = materials.release, materials.questionnaire, materials.kits
    promises = materials.promises
    labels = labels_of(release, questionnaire, language)
    unit = reportable_unit(release, unit_key, labels)
    parts = [g for g in release.groups if g.parent == unit.key]
    # Promises and scores fill a page; how to read them then stands beside the method.
    reading = (reading_chapter(release, labels, starts_page=False, is_of_a_part=True),)
    chapters = (
        headline_chapter(
            release,
            unit,
            labels,
            labels.say("한눈에 보기", "At a glance"),
            unit_agreement(release, unit, labels),
            promises_blocks(unit, promises, labels),
        ),
        unit_areas(release, unit, labels, follows_promises=bool(promises)),
        *(() if promises else reading),
        *items_chapters(unit, questionnaire, labels),
        parts_chapter(release, parts, labels),
        experiences_chapter(unit, questionnaire, labels, is_drawn=False, starts_page=not parts),
        proposals_chapter(release, unit, labels, kits, starts_page=False),
        *(reading if promises else ()),
        method_chapter(release, labels, starts_page=False, is_of_a_part=True),
    )
    return Report(
        kind=ReportKind.UNIT,
        language=language,
        title=labels.say("부서 진단 결과 보고서", "Unit report"),
        subject=labels.say(" ", ", ").join((labels.institution, labels.groups[unit.key])),
        period=labels.waves.get(release.wave, release.wave),
        dated=release.held_until,
        fingerprint=release.manifest_fingerprint,
        is_fictional=release.is_fictional,
        facts=(
            Fact(labels.say("부서", "Unit"), labels.groups[unit.key]),
            *cover_facts(release, questionnaire, labels, is_of_a_part=True),
        ),
        chapters=tuple(chapter for chapter in chapters if chapter.blocks),
        slides=unit_slides(release, unit, labels, kits) if has_slides else (),
    )


def reportable_unit(release: Release, unit_key: str, labels: Labels) -> Group:
    """The unit's group; UnitIsNotShown says why there is none to report on."""
    try:
        unit = release.group(unit_key)
    except KeyError:
        raise UnitIsNotShown(
            labels.say(
                f"이 회차에 {unit_key} 부서의 결과가 없습니다.",
                f"There is no result for {unit_key} in this wave.",
            )
        ) from None
    if isinstance(unit.respondents, Hidden):
        reason = labels.reason(unit.respondents)
        raise UnitIsNotShown(
            labels.say(
                f"{with_particle(labels.groups[unit_key], '은')} 보고서를 만들 수 없습니다: {reason}.",
                f"No report can be made for {labels.groups[unit_key]}: {reason}.",
            )
        )
    return unit


def unit_areas(release: Release, unit: Group, labels: Labels, follows_promises: bool = False) -> Chapter:
    """The unit's scores among those of other institutions; on the page that promises begin."""
    title = labels.say("영역별 점수", "Scores by area")
    figure = area_dots(release, labels, unit, key="unit-areas")
    return Chapter("areas", title, (figure,), starts_page=not follows_promises)


def unit_agreement(release: Release, unit: Group, labels: Labels) -> str:
    """In how many areas the unit's members see things alike, and in which they are split."""
    cells = release.agreement.get(unit.key, {})
    known = {a: c for a, c in cells.items() if isinstance(c, Agreement)}
    if not known:
        return ""
    split = [labels.areas[a] for a, c in known.items() if not c.is_shared and a in labels.areas]
    if not split:
        return labels.say(
            f"{len(known)}개 영역 모두에서 부서 사람들이 비슷하게 봅니다.",
            f"In all {len(known)} areas the unit's members see things alike.",
        )
    named = sentences.listed(split[: sentences.NAMED_AT_MOST], labels.language)
    more = labels.say(" 등", " and others") if len(split) > sentences.NAMED_AT_MOST else ""
    return labels.say(
        f"{len(known)}개 영역 가운데 {len(split)}개({named}{more})에서는 부서 안에서도 생각이 "
        "갈립니다. 평균만 보지 마십시오.",
        f"In {len(split)} of {len(known)} areas ({named}{more}) opinion is split within the unit; "
        "do not read the mean alone.",
    )


def items_chapters(unit: Group, questionnaire: Questionnaire, labels: Labels) -> tuple[Chapter, ...]:
    """The items of all areas as bars, and once more as numbers with their differences."""
    say = labels.say
    areas = [a for a in questionnaire.areas if isinstance(unit.scores.get(a.key), Score)]
    items = [item for area in areas for item in area.items]
    bars: tuple[Block, ...] = tuple(
        item_bars(unit, items[start : start + ITEMS_A_FIGURE], labels, f"unit-items-{start}", is_compact=True)
        for start in range(0, len(items), ITEMS_A_FIGURE)
    )
    table = item_table(unit, items, labels, key="unit-differences")
    return (
        Chapter("items", say("문항별 응답", "Answers by item"), bars),
        Chapter("item-numbers", say("문항별 차이", "Differences by item"), (table,), is_appendix=True),
    )


def parts_chapter(release: Release, parts: Sequence[Group], labels: Labels) -> Chapter:
    """Units and background groups inside the unit."""
    title = labels.say("부서 안의 집단", "Groups within the unit")
    return Chapter("parts", title, (heat_map(release, parts, labels, key="unit-heat"),) if parts else ())
