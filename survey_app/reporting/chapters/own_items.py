"""The institution's own items: those that belong to no area and ask for no experience."""

from analysis.released.release import Release
from questionnaires.model import Kind, Questionnaire
from survey_app.figures.item_table import item_table
from survey_app.reporting.making.report import Chapter, Paragraph
from survey_app.wording.labels import Labels


def own_items_chapter(release: Release, questionnaire: Questionnaire, labels: Labels) -> Chapter:
    """A table of their favourable shares; without blocks when there are none, so that it is left out."""
    say = labels.say
    title = say("The institution's own items")
    items = [
        item.id
        for item in questionnaire.items_outside_areas
        if item.kind is not Kind.EXPERIENCE
        and item.id in release.whole.items
        and item.id not in questionnaire.module_items
    ]
    if not items:
        return Chapter("own-items", title, ())
    text = say(
        "Items that the institution added. They enter no area's score and are not compared with other "
        "institutions."
    )
    blocks = (Paragraph(text), item_table(release.whole, items, labels, "own-items"))
    return Chapter("own-items", title, blocks, starts_page=False)
