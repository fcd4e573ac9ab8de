"""What goes with engagement, how groups differ, and whether a unit's climate is shared."""

from analysis.released.release import Release
from analysis.released.released_statistics import Agreement, BetweenUnits, Drivers
from survey_app.figures.drivers import driver_bars, driver_quadrant
from survey_app.figures.groups import heat_map
from survey_app.figures.reorganised import reorganised_table
from survey_app.reporting.chapters.participation import ROWS_A_PAGE, parts_of
from survey_app.reporting.making.report import Block, Chapter, Heading, Paragraph
from survey_app.wording import numbers, release_sentences, reorganised
from survey_app.wording.labels import Labels


def drivers_chapter(release: Release, labels: Labels) -> Chapter:
    """What matters most."""
    blocks: list[Block] = [Paragraph(release_sentences.drivers_sentence(release, labels), is_lead=True)]
    if isinstance(release.drivers, Drivers):
        blocks += [driver_quadrant(release.drivers, labels), driver_bars(release.drivers, labels)]
    # A sentence alone is no page.
    is_drawn = isinstance(release.drivers, Drivers)
    title = labels.say("What matters most")
    return Chapter("drivers", title, tuple(blocks), starts_page=is_drawn)


def groups_chapter(release: Release, labels: Labels) -> Chapter:
    """Units and background groups against the rest, and whether a unit's climate is shared."""
    say = labels.say
    units = release.units
    blocks: list[Block] = []
    if units:
        blocks.append(Paragraph(release_sentences.group_differences_sentence(units, labels), is_lead=True))
        blocks += [
            heat_map(release, part, labels, key=f"heat-{place}")
            for place, part in enumerate(parts_of(units, ROWS_A_PAGE))
        ]
    if release.reorganisation:
        heading = Heading(reorganised.heading(labels))
        blocks += [heading, reorganised_table(release, labels), Paragraph(reorganised.explanation(labels))]
    shared = agreement_sentence(release, labels)
    if shared:
        blocks += [
            Heading(say("Is a unit's climate shared?")),
            Paragraph(shared),
        ]
    background = [g for g in release.groups if g.parent == "all" and ":" in g.key and g not in units]
    if background:
        blocks += [
            Heading(say("Background groups")),
            *(
                heat_map(release, part, labels, key=f"heat-background-{place}")
                for place, part in enumerate(parts_of(background, ROWS_A_PAGE))
            ),
        ]
    return Chapter("groups", labels.say_as("results", "Groups"), tuple(blocks))


def agreement_sentence(release: Release, labels: Labels) -> str:
    """How many unit × area cells are shared, and how much of the variance lies between units."""
    cells = [a for areas in release.agreement.values() for a in areas.values() if isinstance(a, Agreement)]
    if not cells:
        return ""
    shared = sum(1 for a in cells if a.is_shared)
    text = labels.say(
        "In %(shared)s of %(cells)s unit-by-area cells the members see things alike. In the other "
        "%(number)s opinion is split within the unit, and the mean alone misleads.",
        shared=shared,
        cells=len(cells),
        number=len(cells) - shared,
    )
    between = {a: b.icc1 for a, b in release.between_units.items() if isinstance(b, BetweenUnits)}
    if between:
        area = max(between, key=lambda a: between[a])
        share = numbers.percent(100 * between[area])
        text += " " + labels.say(
            "Units differ most in %(area)s: %(share)s of its variance lies between units.",
            area=labels.areas[area],
            share=share,
        )
    return text
