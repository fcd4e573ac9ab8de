"""Builds the short report of a pulse: its items, what was promised, and who took part."""

from dataclasses import replace

from analysis.released.release import Release
from analysis.released.released_values import Score
from survey_app.figures.items import item_bars
from survey_app.figures.pulses import numbered_items, pulse_groups_table, pulse_sentence, pulse_table
from survey_app.reporting.chapters.appendix import appendix_chapter
from survey_app.reporting.chapters.areas import area_chapter
from survey_app.reporting.chapters.cover import cover_facts
from survey_app.reporting.chapters.participation import participation_chapter
from survey_app.reporting.chapters.promises import promises_chapter
from survey_app.reporting.chapters.reading import reading_chapter
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.report import Block, Bullets, Chapter, Note, Paragraph, Report, ReportKind
from survey_app.wording.labels import Labels, labels_of
from survey_app.wording.release_sentences import participation_sentence


def build_pulse_report(materials: Materials, language: str) -> Report:
    """The report of a pulse, of a few pages: no area has a page unless all its items were asked."""
    release, questionnaire = materials.release, materials.questionnaire
    labels = labels_of(release, questionnaire, language)
    scored = [area for area in labels.areas if isinstance(release.whole.scores.get(area), Score)]
    chapters = (
        items_chapter(release, labels),
        promises_chapter(release.whole, materials.promised_for(), labels, starts_page=False),
        *(area_chapter(release, area, labels) for area in scored),
        # An area's five items leave a third of their page, and the units' table leaves the appendix its own.
        reading_chapter(release, labels, starts_page=False),
        replace(participation_chapter(release, questionnaire, labels), starts_page=False),
        units_chapter(release, labels),
        replace(appendix_chapter(release, questionnaire, labels), starts_page=True),
    )
    return Report(
        kind=ReportKind.INSTITUTION,
        language=language,
        title=labels.say("Organisational culture pulse report"),
        subject=labels.institution,
        period=labels.waves.get(release.wave, release.wave),
        dated=release.held_until,
        fingerprint=release.manifest_fingerprint,
        is_fictional=release.is_fictional,
        facts=cover_facts(release, questionnaire, labels),
        chapters=tuple(chapter for chapter in chapters if chapter.blocks),
    )


def items_chapter(release: Release, labels: Labels) -> Chapter:
    """The five items: how they were answered, how each moved, and why their areas have no score."""
    say = labels.say
    partly = [
        name for area, name in labels.areas.items() if not isinstance(release.whole.scores.get(area), Score)
    ]
    blocks: list[Block] = [
        Paragraph(
            f"{participation_sentence(release, labels)} {pulse_sentence(release, labels)}", is_lead=True
        ),
        item_bars(release.whole, tuple(labels.items), labels, "pulse-items"),
        pulse_table(release, labels),
    ]
    if partly:
        names = ", ".join(partly)
        blocks.append(
            Note(
                say(
                    "%(names)s: not asked in full, so without a score. A score of some of its items "
                    "would measure something else and could not be compared with the wave before.",
                    names=names,
                )
            )
        )
    return Chapter("pulse", say("Five items, asked again"), tuple(blocks))


def units_chapter(release: Release, labels: Labels) -> Chapter:
    """The favourable share of each item in each unit, or nothing where there is no unit."""
    title = labels.say_as("results", "Units")
    if not release.units:
        return Chapter("pulse-units", title, ())
    blocks: list[Block] = [Bullets(numbered_items(labels)), pulse_groups_table(release.units, labels)]
    return Chapter("pulse-units", title, tuple(blocks))
