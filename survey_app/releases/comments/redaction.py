"""Finds in a comment what may say who somebody is, by the rules that the browser reads too, and takes it out.

The rules stand in `taking/client/identifying.json`. Names that no rule sees are found in a worker (`names`).
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

MASK = "[삭제]"
RULES = Path(__file__).parents[2] / "taking/client/identifying.json"
ROWS_OF_LETTERS = ("surname", "alone", "given")


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Where in a text something may say who somebody is, and what kind of thing it is."""

    start: int
    end: int
    kind: str


def found_by_rules(text: str) -> tuple[Passage, ...]:
    """What the rules find, in the order of the text; none overlaps another. Full-width digits are digits.

    >>> [(found.kind, found.start, found.end) for found in found_by_rules("김민수 과장님, ０１０-1234-5678")]
    [('name', 0, 3), ('phone', 9, 22)]
    """
    plain = "".join(map(_plain, text))
    found: list[Passage] = []
    for kind, pattern in _rules():
        spans = (match.span(pattern.groups) for match in pattern.finditer(plain))
        found = merged(found, (Passage(start, end, kind) for start, end in spans))
    return tuple(found)


def merged(found: Sequence[Passage], others: Iterable[Passage]) -> list[Passage]:
    """Both in the order of the text; of the others those that overlap nothing that was found before."""
    new = [one for one in others if not any(one.start < old.end and old.start < one.end for old in found)]
    return sorted([*found, *new])


def is_taken_out(passage: Passage) -> bool:
    """Whether it goes unless a person puts it back; what only may point at one person is pointed out."""
    return passage.kind not in _file()["pointed_out_only"]


def without(text: str, passages: Iterable[Passage]) -> str:
    """The text with each of these passages masked.

    >>> without("우리 과 막내 김민수 주무관이", [Passage(8, 11, "name")])
    '우리 과 막내 [삭제] 주무관이'
    """
    for passage in sorted(passages, reverse=True):
        text = text[: passage.start] + MASK + text[passage.end :]
    return text


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(RULES.read_text(encoding="utf-8"))
    return read


@cache
def words_of(name: str) -> frozenset[str]:
    """A list of the rules: its words, or its letters where its words are rows of them."""
    words = _listed(name)
    return frozenset("".join(words) if name in ROWS_OF_LETTERS else words)


def _listed(name: str) -> list[str]:
    return " ".join(_file()[name]).split()


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    after = f"님?(?:{'|'.join(_listed('particle'))}){{0,2}}(?![가-힣])"

    def spelled(pattern: str) -> str:
        # [<list>] is one letter of the list, (?:<list>) one word of it.
        letters = re.sub(r"\[<(\w+)>", lambda found: "[" + "".join(_listed(found[1])), pattern)
        return re.sub(
            r"<(\w+)>",
            lambda found: after if found[1] == "after" else "|".join(_listed(found[1])),
            letters,
        )

    return tuple((kind, re.compile(spelled(pattern), re.ASCII)) for kind, pattern in _file()["rules"])


def _plain(character: str) -> str:
    """A full-width letter or digit as its plain one; whatever would change its length stays."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character
