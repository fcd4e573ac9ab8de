"""What the page of comments shows: themes and the quotations that a person has released."""

from dataclasses import dataclass

from analysis.released.release import Theme
from survey_app.results.services import Reading
from survey_app.wording import numbers
from survey_app.wording.themes import theme_change, theme_name


@dataclass(frozen=True, slots=True)
class CommentTheme:
    """A theme as people say it: how many comments speak of it, how that has changed, and released words.

    example : the released comment that says most of the theme in the fewest words; empty: none is released.
    """

    key: str
    name: str
    terms: str
    comments: str
    change: str
    example: str
    others: tuple[str, ...]


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
            _theme(theme, [q.text for q in quotations if q.theme == theme.key], reading.labels.language)
            for theme in reading.release.themes
            if theme.question == question.id
            and (
                not wanted
                or any(wanted in words.casefold() for words in (*theme.terms, *theme.phrases))
                or any(q.theme == theme.key for q in quotations)
            )
        )
        named = {theme.key for theme in themes}
        rest = tuple(q.text for q in quotations if q.theme not in named)
        found.append(CommentQuestionPage(question.id, texts.get(question.id, ""), themes, rest))
    return tuple(found)


def example_of(theme: Theme, quotations: list[str]) -> str:
    """The quotation that holds most of the theme's terms; of those the shortest; empty: there is none."""
    return min(
        quotations,
        key=lambda text: (-sum(term in text.casefold() for term in theme.terms), len(text), text),
        default="",
    )


def _theme(theme: Theme, quotations: list[str], language: str) -> CommentTheme:
    example = example_of(theme, quotations)
    return CommentTheme(
        theme.key,
        theme_name(theme),
        ", ".join(theme.terms) if theme.phrases else "",
        numbers.comments(theme.comments, language),
        theme_change(theme, language),
        example,
        tuple(text for text in quotations if text != example),
    )
