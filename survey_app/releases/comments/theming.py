"""What comments speak of: themes of many, the theme of each comment, and released words under theirs."""

from collections.abc import Mapping, Sequence

from analysis.findings.themes import key_terms, naming_phrases, themes
from analysis.released.release import Quotation, Theme
from analysis.released.released_values import Count, Hidden, Reason
from analysis.released.showing import shown_count
from survey_app.protocol.ballot import Comment
from survey_app.releases.comments.terms import WordsSaid, said_in

LEAST_SAID = 5
"""Of how many comments of a theme at least one holds a phrase that names it."""


def themes_of(
    comments: Sequence[Comment], smallest_group: int, released_before: Sequence[Theme] = ()
) -> tuple[Theme, ...]:
    """What the comments speak of, beside what was released of the wave before; nothing of too few."""
    if len(comments) < smallest_group:
        return ()
    said = _said_to_each(comments)
    terms = {question: [one.terms for one in of_question] for question, of_question in said.items()}
    return tuple(
        Theme(
            question,
            theme.term,
            (held := (theme.term, *theme.companions)),
            count,
            naming_phrases(
                held,
                [one.phrases for one in of_question],
                max(smallest_group, theme.comments // LEAST_SAID),
            ),
            _before(question, held, released_before),
        )
        for question, of_question in said.items()
        for theme in themes(key_terms(terms, question, smallest_group))
        if isinstance(count := shown_count(theme.comments, smallest_group), Count)
    )


def theme_of_each(comments: Sequence[Comment], found: Sequence[Theme]) -> list[str]:
    """The key of the first theme whose term each comment holds; empty: of none."""
    return [
        next(
            (
                theme.key
                for theme in found
                if theme.question == one.question and said.terms & set(theme.terms)
            ),
            "",
        )
        for one, said in zip(comments, said_in([comment.text for comment in comments]), strict=True)
    ]


def quotations(released: Sequence[Comment], found: Sequence[Theme]) -> tuple[Quotation, ...]:
    """Released comments, each under its theme."""
    return tuple(
        Quotation(comment.question, theme, comment.text)
        for comment, theme in zip(released, theme_of_each(released, found), strict=True)
    )


def _said_to_each(comments: Sequence[Comment]) -> Mapping[str, list[WordsSaid]]:
    """What was said to each question, in the order of their names."""
    by_question: dict[str, list[WordsSaid]] = {
        one.question: [] for one in sorted(comments, key=lambda one: one.question)
    }
    for comment, said in zip(comments, said_in([comment.text for comment in comments]), strict=True):
        by_question[comment.question].append(said)
    return by_question


def _before(question: str, terms: Sequence[str], released_before: Sequence[Theme]) -> Count | Hidden | None:
    """How many spoke of it then: of the earlier theme whose term is among these, or that has this one's."""
    of_question = [theme for theme in released_before if theme.question == question]
    if not of_question:
        return None
    return next(
        (theme.comments for theme in of_question if theme.key in terms or terms[0] in theme.terms),
        Hidden(Reason.TOO_FEW),
    )
