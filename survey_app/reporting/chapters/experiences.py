"""What happened to people, with the period asked about."""

from analysis.released.release import Group
from questionnaires.model import Kind, Questionnaire
from survey_app.figures.experiences import experience_bars, experience_table
from survey_app.reporting.making.report import Block, Chapter, Paragraph
from survey_app.wording.labels import Labels


def experiences_chapter(
    group: Group,
    questionnaire: Questionnaire,
    labels: Labels,
    is_drawn: bool = True,
    starts_page: bool = True,
) -> Chapter:
    """What happened to people of the group, drawn and as a table; no blocks where nothing was asked."""
    say = labels.say
    title = say("Experiences")
    items = [
        item.id
        for item in questionnaire.items_outside_areas
        if item.kind is Kind.EXPERIENCE
        and item.id in group.items
        and item.id not in questionnaire.module_items
    ]
    if not items:
        return Chapter("experiences", title, ())
    blocks: list[Block] = [
        Paragraph(say("Each question names its own period; shares over different periods can't be compared."))
    ]
    if is_drawn:
        blocks.append(experience_bars(group, items, labels))
    blocks.append(experience_table(group, items, labels, key="experience-table"))
    return Chapter("experiences", title, tuple(blocks), starts_page=starts_page)
