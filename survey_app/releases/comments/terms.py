"""The terms of comments, by morphemes."""

from collections.abc import Sequence

from survey_app.releases.comments.morphemes import taken_apart

NOUNS = frozenset({"NNG", "SL"})
SHORTEST = 2
TOO_COMMON = frozenset(
    {"the", "and", "for", "that", "with", "are", "was", "not", "but", "have", "more", "경우", "정도", "부분"}
)


def terms_of(texts: Sequence[str]) -> list[frozenset[str]]:
    """The nouns of each text, in lower case, each once; English words of three letters or more count too."""
    return [
        frozenset(
            token.form.lower()
            for token in tokens
            if token.tag in NOUNS and len(token.form) >= SHORTEST and token.form.lower() not in TOO_COMMON
        )
        for tokens in taken_apart(texts)
    ]
