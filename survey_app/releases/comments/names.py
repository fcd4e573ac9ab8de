"""Names of persons that no rule sees, by morphemes: without a title, or rare. For workers alone."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from survey_app.releases.comments.morphemes import taken_apart
from survey_app.releases.comments.redaction import Passage, found_by_rules, merged, words_of

WHOLE_NAME, SHORT_NAME = 3, 2
NAMING, NOUN = "NNP", "NNG"
# What a name is taken apart into where the analyser does not know it.
OF_NAMES = frozenset({NAMING, NOUN, "XR"})
# 전라도, 원주시: known proper nouns that end like places.
OF_PLACES = "도시군구읍면동리강산역"


def names_in(texts: Sequence[str]) -> list[tuple[Passage, ...]]:
    """The names that morphemes tell in each text.

    >>> [found.start for found in names_in(["작성자 진선규, 이의제기를 하면 안전모를 씁니다."])[0]]
    [4]
    """
    return [tuple(_names(text, tokens)) for text, tokens in zip(texts, taken_apart(texts), strict=True)]


def found_among(texts: Sequence[str], taken: Sequence[Sequence[Any]]) -> list[list[Passage]]:
    """What rules and morphemes find in each text, which was taken apart before."""
    return [
        merged(found_by_rules(text), _names(text, tokens)) for text, tokens in zip(texts, taken, strict=True)
    ]


def _names(text: str, tokens: Sequence[Any]) -> Sequence[Passage]:
    found = []
    for at, first in enumerate(tokens):
        begins_word = first.start == 0 or not _is_syllable(text[first.start - 1])
        if not begins_word or first.form[0] not in words_of("surname"):
            continue
        ends = accumulate(token.len for token in tokens[at:])
        count = next((n for n, length in enumerate(ends, 1) if length >= WHOLE_NAME), len(tokens) - at)
        if _is_whole_name(tokens[at : at + count]) and _ends_word(tokens[at : at + count + 1], text):
            found.append(Passage(first.start, first.start + WHOLE_NAME, "name"))
        elif _is_short_name(first) and _has_title(tokens[at + 1 : at + 2]):
            found.append(Passage(first.start, first.end, "name"))
    return found


def _is_whole_name(tokens: Sequence[Any]) -> bool:
    """Whether these are a family name of one letter and a given name of two, written as one word."""
    name = "".join(token.form for token in tokens)
    is_one_word = tokens[-1].end - tokens[0].start == len(name) == WHOLE_NAME
    if not is_one_word or any(token.tag not in OF_NAMES for token in tokens):
        return False
    if any(name in words_of(words) for words in ("not_full", "not_name", "title", "rank")):
        return False
    if len(tokens) == 1 and tokens[0].tag == NAMING and not tokens[0].oov:
        return name[-1] not in OF_PLACES
    if tokens[0].tag == NAMING and tokens[0].len == 1:
        return True
    if not all(letter in words_of("given") for letter in name[1:]):
        return False
    if len(tokens) == 1:
        return bool(tokens[0].oov)
    # A noun and an ending of it (안전+모, 표창+장) is a word; a family name by itself begins none.
    return tokens[0].len == 1 or (tokens[0].tag == NAMING and tokens[0].form not in words_of("place"))


def _is_short_name(token: Any) -> bool:
    return (
        token.tag == NAMING
        and token.len == SHORT_NAME
        and token.form[1] in words_of("given")
        and token.form not in words_of("place")
    )


def _ends_word(tokens: Sequence[Any], text: str) -> bool:
    """Whether the last of these, if it stands in the same word as those before, is a particle or a title."""
    end = tokens[0].start + WHOLE_NAME
    if end >= len(text) or not _is_syllable(text[end]):
        return True
    after = tokens[-1]
    return after.start >= end and (after.tag[0] == "J" or after.tag in ("VCP", "XSN") or _has_title([after]))


def _has_title(tokens: Sequence[Any]) -> bool:
    return any(token.form in words_of("title") or token.form in ("씨", "님") for token in tokens)


def _is_syllable(character: str) -> bool:
    return "가" <= character <= "힣"
