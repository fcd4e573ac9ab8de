"""What the page of comments shows: themes and the quotations that a person has released."""

from dataclasses import dataclass

from survey_app.results.services import Reading
from survey_app.wording import numbers


@dataclass(frozen=True, slots=True)
class CommentTheme:
    """A theme: its terms, how many comments speak of it, and its released quotations."""

    key: str
    terms: str
    comments: str
    quotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommentQuestionPage:
    """What was said to one open question, as far as it is released."""

    key: str
    text: str
    themes: tuple[CommentTheme, ...]
    quotations: tuple[str, ...]


def comment_questions(reading: Reading, sought: str = "") -> tuple[CommentQuestionPage, ...]:
    """Every open question with its themes and quotations; with `sought`, only what holds those words."""
    texts = reading.questionnaire.texts[reading.labels.language].comments
    wanted = sought.casefold()
    found = []
    for question in reading.questionnaire.comments:
        quotations = [
            q for q in reading.release.quotations if q.question == question.id and wanted in q.text.casefold()
        ]
        themes = tuple(
            CommentTheme(
                theme.key,
                ", ".join(theme.terms),
                numbers.comments(theme.comments, reading.labels.language),
                tuple(q.text for q in quotations if q.theme == theme.key),
            )
            for theme in reading.release.themes
            if theme.question == question.id
            and (
                not wanted
                or any(wanted in term.casefold() for term in theme.terms)
                or any(q.theme == theme.key for q in quotations)
            )
        )
        named = {theme.key for theme in themes}
        rest = tuple(q.text for q in quotations if q.theme not in named)
        found.append(CommentQuestionPage(question.id, texts.get(question.id, ""), themes, rest))
    return tuple(found)
