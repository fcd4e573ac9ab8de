"""Builds the report of one unit, against the rest of its institution, and the one-page summary."""

from collections.abc import Mapping, Sequence

from analysis.release import Agreement, Group, Hidden, Release, Score
from questionnaires.model import Kind, Questionnaire
from survey_app.figures import numbers, sentences
from survey_app.figures.areas import area_dots, area_table
from survey_app.figures.experiences import experience_table
from survey_app.figures.groups import heat_map
from survey_app.figures.items import item_bars, item_table
from survey_app.figures.labels import Labels, labels_of
from survey_app.figures.participation import rate_bounds
from survey_app.figures.particles import with_particle
from survey_app.reporting.explaining import method_chapter, promises_blocks, reading_chapter
from survey_app.reporting.institution import NO_KITS, cover_facts, headline_chapter
from survey_app.reporting.proposals import Kit, proposals_chapter
from survey_app.reporting.report import (
    Block,
    Bullets,
    Chapter,
    Fact,
    Heading,
    Note,
    Paragraph,
    Promise,
    Report,
    ReportKind,
)
from survey_app.reporting.slides import unit_slides

ITEMS_A_FIGURE = 28


class UnitIsNotShown(Exception):
    """The unit has too few respondents, is protected, or is not in the release; the message says which."""


def build_unit_report(
    release: Release,
    unit_key: str,
    questionnaire: Questionnaire,
    language: str,
    promises: Sequence[Promise] = (),
    kits: Mapping[str, Kit] = NO_KITS,
    has_slides: bool = False,
) -> Report:
    """The report of one unit, six to eight pages. Raises UnitIsNotShown for a unit that may not be shown."""
    labels = labels_of(release, questionnaire, language)
    unit = reportable_unit(release, unit_key, labels)
    parts = [g for g in release.groups if g.parent == unit.key]
    chapters = (
        unit_headline(release, unit, labels, tuple(promises)),
        unit_areas(release, unit, labels),
        reading_chapter(release, labels, starts_page=False),
        *items_chapters(unit, questionnaire, labels),
        parts_chapter(release, unit, parts, questionnaire, labels),
        proposals_chapter(release, unit, labels, kits, starts_page=False),
        method_chapter(release, labels, starts_page=False),
    )
    return Report(
        kind=ReportKind.UNIT,
        language=language,
        title=labels.say("부서 진단 결과 보고서", "Unit report"),
        subject=f"{labels.institution} {labels.groups[unit.key]}",
        period=labels.waves.get(release.wave, release.wave),
        dated=release.held_until,
        fingerprint=release.manifest_fingerprint,
        is_fictional=release.is_fictional,
        facts=(
            Fact(labels.say("부서", "Unit"), labels.groups[unit.key]),
            *cover_facts(release, questionnaire, labels),
        ),
        chapters=tuple(chapter for chapter in chapters if chapter.blocks),
        slides=unit_slides(release, unit, labels, kits) if has_slides else (),
    )


def build_summary(
    release: Release, questionnaire: Questionnaire, language: str, has_slides: bool = False
) -> Report:
    """The institution on one page."""
    labels = labels_of(release, questionnaire, language)
    page = headline_chapter(release, labels)
    title = labels.say("조직문화 진단 한 쪽 요약", "Organisational culture in one page")
    heading = Chapter(
        page.key, f"{labels.institution} · {labels.waves.get(release.wave, release.wave)}", page.blocks
    )
    return Report(
        kind=ReportKind.SUMMARY,
        language=language,
        title=title,
        subject=labels.institution,
        period=labels.waves.get(release.wave, release.wave),
        dated=release.held_until,
        fingerprint=release.manifest_fingerprint,
        is_fictional=release.is_fictional,
        facts=cover_facts(release, questionnaire, labels),
        chapters=(heading,),
        slides=unit_slides(release, release.whole, labels, NO_KITS) if has_slides else (),
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


def unit_headline(
    release: Release, unit: Group, labels: Labels, promises: tuple[Promise, ...] = ()
) -> Chapter:
    """The unit on one page: who took part, scores against the rest, strengths and opportunities."""
    say = labels.say
    strengths = sentences.strengths(release, unit, labels)
    opportunities = sentences.opportunities(release, unit, labels)
    lead = f"{unit_participation(unit, labels)} {sentences.extremes_sentence(unit, labels)}"
    against = sentences.compared_in(unit)
    blocks: list[Block] = [
        Paragraph(lead, is_lead=True),
        area_table(unit, labels, "unit-table"),
        *(Paragraph(sentences.changes_sentence(unit, a, labels)) for a in against),
    ]
    shared = unit_agreement(release, unit, labels)
    if shared:
        blocks.append(Note(shared))
    blocks += [
        Heading(say("강점", "Strengths")),
        Bullets(tuple((labels.areas[f.area], f.sentence) for f in strengths))
        if strengths
        else Note(say("두드러지게 높은 영역이 없습니다.", "No area stands out upward.")),
        Heading(say("개선 기회", "Opportunities")),
        Bullets(tuple((labels.areas[f.area], f.sentence) for f in opportunities)),
        *promises_blocks(promises, labels),
    ]
    return Chapter("headline", say("한눈에 보기", "At a glance"), tuple(blocks))


def unit_areas(release: Release, unit: Group, labels: Labels) -> Chapter:
    """The unit's scores among those of other institutions."""
    title = labels.say("영역별 점수", "Scores by area")
    return Chapter("areas", title, (area_dots(release, labels, unit, key="unit-areas"),))


def unit_participation(unit: Group, labels: Labels) -> str:
    """How many of the unit took part, as far as it may be said."""
    if isinstance(unit.respondents, Hidden):
        return labels.reason(unit.respondents)
    people = numbers.count(unit.respondents, labels.language)
    bounds = rate_bounds(unit)
    if bounds is None:
        return labels.say(f"{with_particle(people, '이')} 응답했습니다.", f"{people} people took part.")
    low, high = numbers.rounded(bounds[0]), numbers.rounded(bounds[1])
    rate = f"{low}%" if low == high else f"{low}{numbers.DASH}{high}%"
    return labels.say(
        f"현원 {unit.invited:,}명 가운데 {with_particle(people, '이')} 응답했습니다(응답률 {rate}).",
        f"{people} of {unit.invited:,} people took part (response rate {rate}).",
    )


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


def parts_chapter(
    release: Release, unit: Group, parts: Sequence[Group], questionnaire: Questionnaire, labels: Labels
) -> Chapter:
    """Units and background groups inside the unit, and what people experienced."""
    say = labels.say
    blocks: list[Block] = []
    if parts:
        blocks += [heat_map(release, parts, labels, key="unit-heat")]
    items = [
        i.id for i in questionnaire.items_outside_areas if i.kind is Kind.EXPERIENCE and i.id in unit.items
    ]
    if items:
        blocks += [
            Heading(say("겪은 일", "Experiences")),
            experience_table(unit, items, labels, key="unit-experiences"),
        ]
    return Chapter(
        "parts", say("부서 안의 집단과 겪은 일", "Groups within the unit, and experiences"), tuple(blocks)
    )
