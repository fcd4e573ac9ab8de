"""The ten slides of a readout meeting, with what to say."""

from collections.abc import Mapping

from analysis.released.release import Group, Release
from analysis.released.released_statistics import Drivers
from analysis.released.released_values import Against
from survey_app.figures.areas import LOW_ROW, area_dots
from survey_app.figures.cards import score_cards
from survey_app.figures.drivers import driver_quadrant
from survey_app.figures.experiences import experience_bars
from survey_app.figures.groups import heat_map
from survey_app.figures.items import item_bars
from survey_app.figures.participation import participation_bars
from survey_app.reporting.chapters.proposals import KitExcerpt, proposed_areas
from survey_app.reporting.making.report import Slide
from survey_app.wording import findings, release_sentences, sentences
from survey_app.wording.changes import changes_sentence
from survey_app.wording.labels import Labels

MOST_ROWS = 14


def institution_slides(release: Release, labels: Labels, kits: Mapping[str, KitExcerpt]) -> tuple[Slide, ...]:
    """Ten slides, from who took part to what comes next."""
    say = labels.say
    whole = release.whole
    proposed = proposed_areas(release, whole, labels)
    first = proposed[0].area if proposed else next(iter(labels.areas))
    strengths = findings.strengths(whole, labels)
    best = strengths[0].area if strengths else next(iter(labels.areas))
    units = [g for g in release.units if g.depth <= 1][:MOST_ROWS] or list(release.units[:MOST_ROWS])
    experiences = [
        i for i, item in labels.item_by_id.items() if item.kind == "experience" and i in whole.items
    ]
    drivers = release.drivers if isinstance(release.drivers, Drivers) else None
    changes = changes_sentence(whole, Against.PREVIOUS, labels)
    participation = release_sentences.participation_sentence(release, labels)
    return (
        Slide(
            say("Organisational culture results"),
            (labels.institution, labels.waves.get(release.wave, release.wave)),
            notes=say(
                "Today we read the results together and settle one or two areas to work on. Nothing "
                "is kept that tells who answered what."
            ),
        ),
        Slide(
            say("Who took part"),
            (participation,),
            participation_bars(release, units, labels, "slide-rates") if units else None,
            notes=f"{participation} {' '.join(release_sentences.hidden_sentences(release, labels))}",
        ),
        Slide(
            say("At a glance"),
            (sentences.extremes_sentence(whole, labels),),
            score_cards(release, labels, key="slide-cards"),
            notes=say("Scores run from 0 to 100; ▲▼ mark differences that chance hardly explains."),
        ),
        Slide(
            say("Against others and the previous wave"),
            (changes, changes_sentence(whole, Against.BENCHMARK, labels)),
            area_dots(release, labels, key="slide-areas", row_height=LOW_ROW),
            notes=changes,
        ),
        Slide(
            say("Strengths"),
            tuple(f"{labels.areas[f.area]}: {f.sentence}" for f in strengths),
            item_bars(whole, labels.area_items[best], labels, "slide-best"),
            notes=say("Ask for two or three moments that show why."),
        ),
        Slide(
            say("Opportunities"),
            tuple(f"{labels.areas[f.area]}: {f.sentence}" for f in proposed[:2]),
            item_bars(whole, labels.area_items[first], labels, "slide-first"),
            notes=say("Do not look for whose fault it is. Ask in which situations people feel this way."),
        ),
        Slide(
            say("What matters most"),
            () if drivers else (release_sentences.drivers_sentence(release, labels),),
            driver_quadrant(drivers, labels, "slide-quadrant") if drivers else None,
            notes=release_sentences.drivers_sentence(release, labels),
        ),
        Slide(
            say("Differences between units"),
            () if units else (say("There are no results by unit."),),
            heat_map(release, units, labels, "slide-heat") if units else None,
            notes=release_sentences.group_differences_sentence(release.units, labels),
        ),
        Slide(
            say("Experiences"),
            (),
            experience_bars(whole, experiences, labels, "slide-experiences") if experiences else None,
            notes=say("Do not compare shares over different periods. Say where people can find help."),
        ),
        Slide(
            say("Next steps"),
            (
                *(f"{labels.areas[f.area]}{_kit(kits.get(f.area))}" for f in proposed),
                say("Settle actions, owners and dates."),
                say("Ask five items again after three months."),
            ),
            notes=say("Choose one or two. The next report opens with what came of today's promises."),
        ),
    )


def unit_slides(
    release: Release, group: Group, labels: Labels, kits: Mapping[str, KitExcerpt]
) -> tuple[Slide, ...]:
    """Five slides for a unit's own talk, or for the summary of an institution."""
    say = labels.say
    proposed = proposed_areas(release, group, labels)
    strengths = findings.strengths(group, labels)
    first = proposed[0].area if proposed else next(iter(labels.areas))
    return (
        Slide(
            say("Organisational culture results"),
            (labels.groups[group.key], labels.waves.get(release.wave, release.wave)),
            notes=say("Nothing is kept that tells who answered what."),
        ),
        Slide(
            say("At a glance"),
            (sentences.extremes_sentence(group, labels),),
            area_dots(release, labels, group, key="slide-areas", row_height=LOW_ROW),
            notes=" ".join(changes_sentence(group, a, labels) for a in sentences.compared_in(group)),
        ),
        Slide(
            say("Strengths"),
            tuple(f"{labels.areas[f.area]}: {f.sentence}" for f in strengths),
            notes=say("Ask for moments that show why."),
        ),
        Slide(
            say("Opportunities"),
            tuple(f"{labels.areas[f.area]}: {f.sentence}" for f in proposed[:2]),
            item_bars(group, labels.area_items[first], labels, "slide-first"),
            notes=say("Ask in which situations people feel this way."),
        ),
        Slide(
            say("Next steps"),
            (
                *(f"{labels.areas[f.area]}{_kit(kits.get(f.area))}" for f in proposed),
                say("Settle actions, owners and dates."),
            ),
            notes=say("Choose one or two."),
        ),
    )


def _kit(kit: KitExcerpt | None) -> str:
    return "" if kit is None else f" - {kit.title}"
