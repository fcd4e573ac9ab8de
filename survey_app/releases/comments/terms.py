"""The terms of comments, by morphemes. The analyser is large: a worker loads it once."""

from collections.abc import Sequence
from functools import lru_cache

from kiwipiepy import Kiwi

NOUNS = frozenset({"NNG", "SL"})
SHORTEST = 2
TOO_COMMON = frozenset(
    {"the", "and", "for", "that", "with", "are", "was", "not", "but", "have", "more", "경우", "정도", "부분"}
)


@lru_cache(maxsize=1)
def _analyser() -> Kiwi:
    return Kiwi(num_workers=1)


def terms_of(texts: Sequence[str]) -> list[frozenset[str]]:
    """The nouns of each text, in lower case, each once; English words of three letters or more count too."""
    if not texts:
        return []
    different = list(dict.fromkeys(texts))
    found = {
        text: frozenset(
            token.form.lower()
            for token in tokens
            if token.tag in NOUNS and len(token.form) >= SHORTEST and token.form.lower() not in TOO_COMMON
        )
        for text, tokens in zip(different, _analyser().tokenize(different), strict=True)
    }
    return [found[text] for text in texts]
