"""What comments speak of: themes of many, the theme of each comment, and released words under theirs."""

from collections.abc import Mapping, Sequence

from analysis.findings.themes import key_terms, themes
from analysis.released.release import Quotation, Theme
from analysis.released.released_values import Count
from analysis.released.showing import shown_count
from survey_app.protocol.ballot import Comment
from survey_app.releases.comments.terms import terms_of


def themes_of(comments: Sequence[Comment], smallest_group: int) -> tuple[Theme, ...]:
    """What the comments speak of; nothing where there are too few of them."""
    if len(comments) < smallest_group:
        return ()
    by_question: Mapping[str, list[str]] = {comment.question: [] for comment in comments}
    for comment in comments:
        by_question[comment.question].append(comment.text)
    terms = {question: terms_of(texts) for question, texts in sorted(by_question.items())}
    return tuple(
        Theme(question, theme.term, (theme.term, *theme.companions), count)
        for question in terms
        for theme in themes(key_terms(terms, question, smallest_group))
        if isinstance(count := shown_count(theme.comments, smallest_group), Count)
    )


def theme_of_each(comments: Sequence[Comment], found: Sequence[Theme]) -> list[str]:
    """The key of the first theme whose term each comment holds; empty: of none."""
    held = terms_of([comment.text for comment in comments])
    return [
        next(
            (theme.key for theme in found if theme.question == one.question and terms & set(theme.terms)), ""
        )
        for one, terms in zip(comments, held, strict=True)
    ]


def quotations(released: Sequence[Comment], found: Sequence[Theme]) -> tuple[Quotation, ...]:
    """Released comments, each under its theme."""
    return tuple(
        Quotation(comment.question, theme, comment.text)
        for comment, theme in zip(released, theme_of_each(released, found), strict=True)
    )
