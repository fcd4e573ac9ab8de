"""The terms and phrases of comments, by morphemes. Whatever may name somebody is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from survey_app.releases.comments.morphemes import taken_apart
from survey_app.releases.comments.names import found_among
from survey_app.releases.comments.redaction import Passage

NOUNS = frozenset({"NNG", "SL"})
ROOT, VERB, OBJECT = "XR", "VV", "JKO"
VERBS = frozenset({VERB, "VA"})
# How many morphemes a phrase reaches over: two words with a particle, an adverb and an ending.
REACH = 5
# What may stand between the words of a phrase: a particle of a noun, an adverb.
BETWEEN = frozenset({"JKO", "JKS", "JKG", "JX", "MAG"})
SHORTEST = 2
TOO_COMMON = frozenset(
    {
        "the",
        "and",
        "for",
        "that",
        "with",
        "are",
        "was",
        "not",
        "but",
        "have",
        "more",
        "경우",
        "정도",
        "부분",
        "때",
    }
)
SAY_NOTHING = frozenset(
    {"하", "되", "있", "없", "같", "주", "받", "대하", "위하", "통하", "알", "오", "가", "들", "많"}
)
AS_A_NOUN = "기"


@dataclass(frozen=True, slots=True)
class WordsSaid:
    """The terms of one comment and the phrases in it, each once. A phrase is words parted by a space."""

    terms: frozenset[str]
    phrases: frozenset[str]


def said_in(texts: Sequence[str]) -> list[WordsSaid]:
    """The nouns of each text, in lower case, and how words stand together in it.

    >>> sorted(said_in(["회의 시간을 줄이고 김민수 과장이 자료를 미리 공유했으면 합니다."])[0].phrases)
    ['시간 줄이기', '자료 공유', '회의 시간']
    """
    tokens = taken_apart(texts)
    found = found_among(texts, tokens)
    return [
        _said(text, [token for token in held if not any(_overlaps(token, one) for one in passages)])
        for text, held, passages in zip(texts, tokens, found, strict=True)
    ]


def _said(text: str, tokens: Sequence[Any]) -> WordsSaid:
    phrases = (_phrase(text, tokens[at : at + REACH]) for at in range(len(tokens)))
    return WordsSaid(
        frozenset(token.form.lower() for token in tokens if _is_term(token)),
        frozenset(phrase for phrase in phrases if phrase),
    )


def _phrase(text: str, tokens: Sequence[Any]) -> str:
    """The word that begins these with the noun, root or verb that goes with it; empty: none does."""
    first, *after = tokens
    if _kind(first) in VERBS and len(after) > 1 and after[0].tag == "ETM" and _is_term(after[1]):
        # 돕는 분위기: as it is written.
        return text[first.start : after[1].end].lower() if first.form not in SAY_NOTHING else ""
    between = [token.tag for token in takewhile(lambda token: token.tag in BETWEEN, after)]
    then, *end = after[len(between) :] or [None]
    if then is None or then.form == first.form:
        return ""
    # 자료를 공유하다, 기준이 투명하다; other nouns stand side by side.
    is_done = bool(end) and end[0].tag in ("XSV", "XSA")
    is_said = _is_term(first) and (_is_term(then) or then.tag == ROOT) and is_done
    is_compound = first.tag == ROOT and _is_term(then) and first.end == then.start
    if is_said or is_compound or (not between and _is_term(first) and _is_term(then)):
        return f"{first.form} {then.form}".lower()
    is_object = not between or between[0] == OBJECT
    if _is_term(first) and is_object and _kind(then) == VERB and then.form not in SAY_NOTHING:
        return f"{first.form} {then.form}{AS_A_NOUN}".lower()
    return ""


def _kind(token: Any) -> str:
    """Its tag, whether it is a regular verb or not."""
    return str(token.tag).partition("-")[0]


def _overlaps(token: Any, passage: Passage) -> bool:
    return bool(passage.start < token.end and token.start < passage.end)


def _is_term(token: Any) -> bool:
    return token.tag in NOUNS and len(token.form) >= SHORTEST and token.form.lower() not in TOO_COMMON
