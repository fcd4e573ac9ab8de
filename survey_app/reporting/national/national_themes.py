"""The chapter of the national report on comments: the themes that institutions share, without a comment."""

from collections import Counter

from analysis.institutions.shared_themes import SharedTheme, shared_themes
from analysis.released.released_values import Count
from survey_app.comparison.services import Comparison
from survey_app.figures.figure import FigureCell, FigureColumn, FigureTable
from survey_app.reporting.making.report import Block, Chapter, Heading, Note, Paragraph
from survey_app.wording import numbers
from survey_app.wording.catalogue import to_be_said

KINDS = {
    "central": to_be_said("Central administrative agency"),
    "metropolitan": to_be_said("Metropolitan or provincial government"),
    "local": to_be_said("Local government"),
    "public_body": to_be_said("Public body"),
}


def themes_chapter(comparison: Comparison) -> Chapter:
    """Question by question the themes of at least three institutions; no quotation and no institution."""
    say = comparison.voice.say
    shared = shared_themes({row.code: row.themes for row in comparison.released})
    texts = comparison.questionnaire.texts[comparison.language].comments
    blocks: list[Block] = []
    for question, wording in texts.items():
        of_question = [theme for theme in shared if theme.question == question]
        if of_question:
            blocks += [Heading(wording), _table(comparison, question, of_question)]
    if blocks:
        blocks.insert(
            0,
            Paragraph(
                say(
                    "Themes that at least three institutions released, put together from their key terms. "
                    "Each institution’s number of comments is known in steps, so their sum is a range. "
                    "Comments themselves are quoted only in an institution’s own report."
                )
            ),
        )
        blocks.append(
            Note(
                say(
                    "A theme says what many speak of, not how good or bad they find it, and counts comments, "
                    "not people. Who writes comments is no sample of all staff."
                )
            )
        )
    return Chapter("themes", say("What staff write about"), tuple(blocks))


def _table(comparison: Comparison, question: str, shared: list[SharedTheme]) -> FigureTable:
    say = comparison.voice.say
    rows = tuple(
        (
            FigureCell(", ".join(theme.phrases or theme.terms)),
            FigureCell(str(len(theme.institutions)), len(theme.institutions)),
            FigureCell(_kinds(comparison, theme)),
            FigureCell(numbers.comments(Count(theme.lower, theme.upper), comparison.language)),
        )
        for theme in shared
    )
    columns = (
        FigureColumn(say("Theme"), False, 0.36),
        FigureColumn(comparison.voice.say_as("how many", "Institutions")),
        FigureColumn(say("Kinds of institution"), False, 0.3),
        FigureColumn(comparison.voice.say_as("how many", "Comments")),
    )
    return FigureTable(f"themes-{question}", say("Themes"), columns, rows)


def _kinds(comparison: Comparison, theme: SharedTheme) -> str:
    """Of which kinds these institutions are, and how many of each."""
    kinds = Counter(row.kind for row in comparison.released if row.code in theme.institutions)
    names = {kind: comparison.voice.say(KINDS.get(kind, kind)) for kind in kinds}
    return ", ".join(f"{names[kind]} {number}" for kind, number in kinds.most_common())
