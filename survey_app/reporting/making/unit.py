"""Builds the report of one unit, against the rest of its institution."""

from collections.abc import Sequence

from analysis.released.release import Group, Release
from analysis.released.released_statistics import Agreement
from analysis.released.released_values import Hidden, Score
from questionnaires.model import Questionnaire
from survey_app.figures.areas import area_dots
from survey_app.figures.groups import heat_map
from survey_app.figures.item_table import item_table
from survey_app.figures.items import item_bars
from survey_app.ground.rehearsal_names import is_rehearsal
from survey_app.reporting.chapters.cover import cover_facts
from survey_app.reporting.chapters.experiences import experiences_chapter
from survey_app.reporting.chapters.headline import headline_chapter
from survey_app.reporting.chapters.method import method_chapter
from survey_app.reporting.chapters.modules import module_chapters
from survey_app.reporting.chapters.promises import promises_blocks
from survey_app.reporting.chapters.proposals import proposals_chapter
from survey_app.reporting.chapters.reading import reading_chapter
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.report import Block, Chapter, Fact, Report, ReportKind
from survey_app.reporting.making.slides import unit_slides
from survey_app.wording import sentences
from survey_app.wording.labels import Labels, labels_of

ITEMS_A_FIGURE = 28


class UnitIsNotShown(Exception):
    """The unit has too few respondents, is protected, or is not in the release; the message says which."""


def build_unit_report(materials: Materials, unit_key: str, language: str, has_slides: bool = False) -> Report:
    """The report of one unit, six to eight pages. Raises UnitIsNotShown for a unit that may not be shown."""
    release, questionnaire, kits = materials.release, materials.questionnaire, materials.kits
    promises = materials.promised_for(unit_key)
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
            labels.say("At a glance"),
            unit_agreement(release, unit, labels),
            promises_blocks(unit, promises, labels),
        ),
        unit_areas(release, unit, labels, follows_promises=bool(promises)),
        *(() if promises else reading),
        *items_chapters(unit, questionnaire, labels),
        parts_chapter(release, parts, labels),
        experiences_chapter(unit, questionnaire, labels, is_drawn=False, starts_page=not parts),
        *module_chapters(unit, questionnaire, labels, is_drawn=False),
        proposals_chapter(release, unit, labels, kits, starts_page=False),
        *(reading if promises else ()),
        method_chapter(release, labels, starts_page=False, is_of_a_part=True),
    )
    return Report(
        kind=ReportKind.UNIT,
        language=language,
        title=labels.say("Unit report"),
        subject=labels.say(
            "%(institution)s, %(unit)s", institution=labels.institution, unit=labels.groups[unit.key]
        ),
        period=labels.waves.get(release.wave, release.wave),
        dated=release.held_until,
        fingerprint=release.manifest_fingerprint,
        is_fictional=release.is_fictional,
        is_rehearsal=is_rehearsal(release.institution),
        facts=(
            Fact(labels.say("Unit"), labels.groups[unit.key]),
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
            labels.say("There is no result for %(unit_key)s in this wave.", unit_key=unit_key)
        ) from None
    if isinstance(unit.respondents, Hidden):
        reason = labels.reason(unit.respondents)
        raise UnitIsNotShown(
            labels.say(
                "No report can be made for %(group)s: %(reason)s.",
                group=labels.groups[unit_key],
                reason=reason,
            )
        )
    return unit


def unit_areas(release: Release, unit: Group, labels: Labels, follows_promises: bool = False) -> Chapter:
    """The unit's scores among those of other institutions; on the page that promises begin."""
    title = labels.say("Scores by area")
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
        return labels.say("In all %(known)s areas the unit's members see things alike.", known=len(known))
    named = sentences.listed(split[: sentences.NAMED_AT_MOST], labels.language)
    if len(split) > sentences.NAMED_AT_MOST:
        named = labels.say("%(names)s and others", names=named)
    return labels.say(
        "In %(split)s of %(known)s areas (%(names)s) opinion is split within the unit; do not "
        "read the mean alone.",
        split=len(split),
        known=len(known),
        names=named,
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
        Chapter("items", say("Answers by item"), bars),
        Chapter("item-numbers", say("Differences by item"), (table,), is_appendix=True),
    )


def parts_chapter(release: Release, parts: Sequence[Group], labels: Labels) -> Chapter:
    """Units and background groups inside the unit."""
    title = labels.say("Groups within the unit")
    return Chapter("parts", title, (heat_map(release, parts, labels, key="unit-heat"),) if parts else ())
