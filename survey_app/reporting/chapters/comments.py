"""What people wrote: themes and released quotations, question by question."""

from analysis.released.release import Release
from questionnaires.model import Questionnaire
from survey_app.figures.figure import FigureCell, FigureColumn, FigureTable
from survey_app.reporting.making.report import Block, Chapter, Heading, Note, Paragraph, Quote
from survey_app.wording import numbers
from survey_app.wording.labels import Labels
from survey_app.wording.themes import theme_change, theme_name

MOST_QUOTATIONS = 6


def comments_chapter(release: Release, questionnaire: Questionnaire, labels: Labels) -> Chapter:
    """Themes and released quotations, question by question."""
    say = labels.say
    blocks: list[Block] = []
    questions = questionnaire.texts[labels.language].comments
    for question, wording in questions.items():
        themes = [t for t in release.themes if t.question == question]
        quotations = [q for q in release.quotations if q.question == question][:MOST_QUOTATIONS]
        if not themes and not quotations:
            continue
        blocks.append(Heading(wording))
        if themes:
            rows = tuple(
                (
                    FigureCell(theme_name(t)),
                    FigureCell(numbers.comments(t.comments, labels.language)),
                    FigureCell(theme_change(t, labels.language) or "·"),
                )
                for t in themes
            )
            columns = (
                FigureColumn(say("Theme"), False, 0.5),
                FigureColumn(labels.say_as("how many", "Comments"), True, 0.16),
                FigureColumn(say("Beside the last wave"), False, 0.34),
            )
            blocks.append(FigureTable(f"themes-{question}", say("Themes"), columns, rows))
        names = {t.key: theme_name(t) for t in themes}
        blocks += [Quote(names.get(q.theme, q.theme), q.text) for q in quotations]
    if blocks:
        blocks.insert(
            0,
            Paragraph(
                say(
                    "A theme is a set of words that often stand together in comments. What was meant "
                    "by them the words alone do not tell."
                )
            ),
        )
        quoted = any(isinstance(block, Quote) for block in blocks)
        blocks.append(
            Note(
                say(
                    "Quotations were redacted and released by a person; nothing that could identify "
                    "anybody remains."
                )
                if quoted
                else say(
                    "No quotation has been released. Only comments that a person has read, redacted "
                    "and released are quoted."
                )
            )
        )
    return Chapter("comments", say("Comments"), tuple(blocks), starts_page=False)
