"""Builds the report of a whole institution, and its one-page summary."""

from collections.abc import Sequence

from survey_app.figures.areas import LOW_ROW, area_dots
from survey_app.ground.rehearsal_names import is_rehearsal
from survey_app.reporting.chapters.appendix import appendix_chapter
from survey_app.reporting.chapters.areas import area_chapter
from survey_app.reporting.chapters.comments import comments_chapter
from survey_app.reporting.chapters.cover import cover_facts
from survey_app.reporting.chapters.experiences import experiences_chapter
from survey_app.reporting.chapters.groups import drivers_chapter, groups_chapter
from survey_app.reporting.chapters.headline import headline_chapter
from survey_app.reporting.chapters.method import method_chapter
from survey_app.reporting.chapters.modules import module_chapters
from survey_app.reporting.chapters.own_items import own_items_chapter
from survey_app.reporting.chapters.participation import participation_chapter
from survey_app.reporting.chapters.promises import promises_chapter
from survey_app.reporting.chapters.proposals import NO_KITS, proposals_chapter
from survey_app.reporting.chapters.reading import reading_chapter
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.report import Chapter, Report, ReportKind, Slide
from survey_app.reporting.making.slides import institution_slides, unit_slides
from survey_app.wording.labels import Labels, labels_of


def build_institution_report(materials: Materials, language: str, has_slides: bool = False) -> Report:
    """The institution's report of 16 to 24 pages."""
    release, questionnaire, kits = materials.release, materials.questionnaire, materials.kits
    labels = labels_of(release, questionnaire, language)
    whole = release.whole
    # Where there are promises to answer for, they fill the page.
    promises = materials.promised_for()
    example = None if promises else area_dots(release, labels, row_height=LOW_ROW)
    chapters = (
        headline_chapter(release, whole, labels, labels.say("One-page summary")),
        promises_chapter(whole, promises, labels),
        reading_chapter(release, labels, starts_page=False, example=example),
        participation_chapter(release, questionnaire, labels),
        *(
            area_chapter(release, area.key, labels, kits.get(area.key))
            for area in questionnaire.areas
            if area.key in whole.scores
        ),
        drivers_chapter(release, labels),
        groups_chapter(release, labels),
        experiences_chapter(whole, questionnaire, labels),
        *module_chapters(whole, questionnaire, labels),
        own_items_chapter(release, questionnaire, labels),
        comments_chapter(release, questionnaire, labels),
        proposals_chapter(release, whole, labels, kits, starts_page=False),
        method_chapter(release, labels, starts_page=False),
        appendix_chapter(release, questionnaire, labels),
    )
    slides = institution_slides(release, labels, kits) if has_slides else ()
    title = labels.say("Organisational culture report")
    return _report(ReportKind.INSTITUTION, title, materials, labels, chapters, slides)


def build_summary(materials: Materials, language: str, has_slides: bool = False) -> Report:
    """The institution on one page."""
    release = materials.release
    labels = labels_of(release, materials.questionnaire, language)
    heading = f"{labels.institution} · {labels.waves.get(release.wave, release.wave)}"
    chapters = (headline_chapter(release, release.whole, labels, heading),)
    slides = unit_slides(release, release.whole, labels, NO_KITS) if has_slides else ()
    title = labels.say("Organisational culture in one page")
    return _report(ReportKind.SUMMARY, title, materials, labels, chapters, slides)


def _report(
    kind: ReportKind,
    title: str,
    materials: Materials,
    labels: Labels,
    chapters: Sequence[Chapter],
    slides: tuple[Slide, ...],
) -> Report:
    release = materials.release
    return Report(
        kind=kind,
        language=labels.language,
        title=title,
        subject=labels.institution,
        period=labels.waves.get(release.wave, release.wave),
        dated=release.held_until,
        fingerprint=release.manifest_fingerprint,
        is_fictional=release.is_fictional,
        is_rehearsal=is_rehearsal(release.institution),
        facts=cover_facts(release, materials.questionnaire, labels),
        chapters=tuple(chapter for chapter in chapters if chapter.blocks),
        slides=slides,
    )
