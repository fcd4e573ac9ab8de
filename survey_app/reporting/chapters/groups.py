"""What goes with engagement, how groups differ, and whether a unit's climate is shared."""

from analysis.released.release import Release
from analysis.released.released_statistics import Agreement, BetweenUnits, Drivers
from survey_app.figures.drivers import driver_bars, driver_quadrant
from survey_app.figures.groups import heat_map
from survey_app.reporting.chapters.participation import ROWS_A_PAGE, parts_of
from survey_app.reporting.making.report import Block, Chapter, Heading, Paragraph
from survey_app.wording import numbers, release_sentences
from survey_app.wording.labels import Labels
from survey_app.wording.particles import with_particle


def drivers_chapter(release: Release, labels: Labels) -> Chapter:
    """What matters most."""
    blocks: list[Block] = [Paragraph(release_sentences.drivers_sentence(release, labels), is_lead=True)]
    if isinstance(release.drivers, Drivers):
        blocks += [driver_quadrant(release.drivers, labels), driver_bars(release.drivers, labels)]
    # A sentence alone is no page.
    is_drawn = isinstance(release.drivers, Drivers)
    title = labels.say("무엇이 가장 중요한가", "What matters most")
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
    shared = agreement_sentence(release, labels)
    if shared:
        blocks += [
            Heading(say("부서 안에서 같은 분위기인가", "Is a unit's climate shared?")),
            Paragraph(shared),
        ]
    background = [g for g in release.groups if g.parent == "all" and ":" in g.key and g not in units]
    if background:
        blocks += [
            Heading(say("배경 집단", "Background groups")),
            *(
                heat_map(release, part, labels, key=f"heat-background-{place}")
                for place, part in enumerate(parts_of(background, ROWS_A_PAGE))
            ),
        ]
    return Chapter("groups", say("집단별 결과", "Groups"), tuple(blocks))


def agreement_sentence(release: Release, labels: Labels) -> str:
    """How many unit × area cells are shared, and how much of the variance lies between units."""
    cells = [a for areas in release.agreement.values() for a in areas.values() if isinstance(a, Agreement)]
    if not cells:
        return ""
    shared = sum(1 for a in cells if a.is_shared)
    text = labels.say(
        f"부서와 영역을 짝지은 {len(cells)}칸 가운데 {shared}칸에서 부서 사람들이 비슷하게 봅니다. "
        f"나머지 {len(cells) - shared}칸은 부서 안에서도 생각이 갈리므로 평균만 보아서는 안 됩니다.",
        f"In {shared} of {len(cells)} unit-by-area cells the members see things alike. In the other "
        f"{len(cells) - shared} opinion is split within the unit, and the mean alone misleads.",
    )
    between = {a: b.icc1 for a, b in release.between_units.items() if isinstance(b, BetweenUnits)}
    if between:
        area = max(between, key=lambda a: between[a])
        share = numbers.percent(100 * between[area])
        text += labels.say(
            f" 부서에 따라 가장 많이 갈리는 영역은 {with_particle(labels.areas[area], '이며')}, "
            f"점수 차이의 {with_particle(share, '이')} 부서 사이에 있습니다.",
            f" Units differ most in {labels.areas[area]}: {share} of its variance lies between units.",
        )
    return text
