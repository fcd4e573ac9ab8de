"""The modules that a wave asked behind the core, each in a chapter of its own."""

from analysis.released.release import Group
from questionnaires.model import Module, Questionnaire
from survey_app.figures.experiences import experience_bars, experience_table
from survey_app.figures.item_table import item_table
from survey_app.figures.modules import parted
from survey_app.reporting.making.report import Block, Chapter, Paragraph
from survey_app.wording.labels import Labels


def module_chapters(
    group: Group, questionnaire: Questionnaire, labels: Labels, is_drawn: bool = True
) -> tuple[Chapter, ...]:
    """What each module is for, its opinions in a table, its experiences drawn and in a table."""
    return tuple(_chapter(group, module, labels, is_drawn) for module in questionnaire.modules)


def _chapter(group: Group, module: Module, labels: Labels, is_drawn: bool) -> Chapter:
    key, title = f"module-{module.key}", module.title(labels.language)
    opinions, experiences = parted(group, module, labels)
    blocks: list[Block] = []
    if opinions:
        blocks.append(item_table(group, opinions, labels, key))
    if experiences and is_drawn:
        blocks.append(experience_bars(group, experiences, labels, f"{key}-experiences"))
    if experiences:
        blocks.append(experience_table(group, experiences, labels, f"{key}-experience-table"))
    if not blocks:
        return Chapter(key, title, ())
    about = labels.say(
        "Published questions that follow the standard questionnaire. They enter no area's score."
    )
    return Chapter(
        key, title, (Paragraph(f"{module.purpose(labels.language)} {about}"), *blocks), starts_page=False
    )
