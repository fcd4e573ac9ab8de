"""What stands in a roster's cells: codes, numbers of people and addresses, however offices write them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.ground.addresses import AddressIsWrong, AddressProblem, read_address
from survey_app.institutions.column_words import WORDS
from survey_app.institutions.columns import header_key, keys_of

LONGEST_CODE, LONGEST_NAME = 40, 120
LARGEST_HEADCOUNT = 100_000
_CODE = re.compile(r"[0-9A-Za-z가-힣][0-9A-Za-z가-힣_.\-]*")
_COUNT = re.compile(r"(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?")
_COUNTED = re.compile(rf"(?:{'|'.join(WORDS['counted'].split())})$", re.IGNORECASE)
_DASHES = frozenset("-–—―‐‑−─━·ㆍ.…")
_NONE = frozenset(WORDS["none"].split())
_BETWEEN_ADDRESSES = re.compile(r"[;,、/|]+")
_IN_BRACKETS = re.compile(r"[<(\[]\s*(?:mailto:)?([^<>()\[\]]*@[^<>()\[\]]*?)\s*[>)\]]", re.IGNORECASE)
_TOTALS = frozenset((WORDS["sums"] + " " + WORDS["further_totals"]).split())
_TOTAL_ENDINGS = tuple(WORDS["total_endings"].split())
_TOTAL_OF_A_UNIT = tuple(WORDS["total_of_a_unit"].split())
WHOLE = WORDS["whole"]
GRAND_TOTALS = frozenset((*WORDS["sums"].split(), WHOLE))
_FOOTNOTES = tuple(WORDS["footnotes"])


def name_key(text: str) -> str:
    """A name as it is compared: without space, signs and the width of its letters.

    >>> name_key("기획 조정실") == name_key("기획조정실"), name_key("ＩＴ과") == name_key("it과")
    (True, True)
    """
    return header_key(text)


def code_of(text: str) -> str | None:
    """A code with letters of one width, or None where it holds a sign that codes can't have.

    Letters of other alphabets look like Latin ones and are not.

    >>> code_of("Ａ１"), code_of("기획-1.2"), code_of("А1"), code_of("..")
    ('A1', '기획-1.2', None, None)
    """
    folded = unicodedata.normalize("NFKC", text)
    return folded if _CODE.fullmatch(folded) else None


def has_letter_of_another_alphabet(text: str) -> bool:
    """Whether a code holds a letter that is neither Latin nor Hangul, such as the Cyrillic А."""
    folded = unicodedata.normalize("NFKC", text)
    return any(sign.isalpha() and not _CODE.fullmatch(sign) for sign in folded)


def is_dash(text: str) -> bool:
    """Whether a cell says that there is nothing, by a dash or in words.

    >>> is_dash("-"), is_dash("없음"), is_dash("A-1")
    (True, True, False)
    """
    return bool(text) and (set(text) <= _DASHES or text.replace(" ", "").casefold() in _NONE)


def count_of(text: str) -> int | None:
    """A number of people as offices write it, or None. A dash is nobody.

    >>> [count_of(text) for text in ("12.0", "１２", "32명", "1,051", "-", "−3")]
    [12, 12, 32, 1051, 0, -3]
    >>> [count_of(text) for text in ("1.5", "1,5", "약 10", "12(3)", "٣", "")]
    [None, None, None, None, None, None]
    """
    if is_dash(text):
        return 0
    folded = unicodedata.normalize("NFKC", text).replace(" ", "").replace("−", "-")
    plain = _COUNTED.sub("", folded)
    is_negative = plain.startswith("-")
    if not _COUNT.fullmatch(plain.removeprefix("-")):
        return None
    number = int(plain.removeprefix("-").partition(".")[0].replace(",", ""))
    return -number if is_negative else number


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of a cell, or the first part of it that is none and why."""

    emails: tuple[str, ...] = ()
    wrong: str = ""
    problem: AddressProblem | None = None


def addresses_of(text: str) -> Addresses:
    """The addresses in a cell, with or without names beside them; one cell has one fault at most.

    >>> addresses_of("홍길동 <Hong@x.kr>; kim@x.kr").emails
    ('hong@x.kr', 'kim@x.kr')
    >>> addresses_of("-").emails, addresses_of("kim @x.kr").wrong
    ((), 'kim @x.kr')
    """
    if not text or is_dash(text):
        return Addresses()
    named = _IN_BRACKETS.sub(r" \1 ", text)
    found: list[str] = []
    for part in _BETWEEN_ADDRESSES.split(named):
        words = part.split()
        addresses = [word for word in words if "@" in word.strip("@")]
        others = [word for word in words if word not in addresses]
        # A word in Hangul beside an address is a name; a Latin one may be the half of an address.
        if words and (not addresses or any(not _is_a_name(word) for word in others)):
            return Addresses(wrong=part.strip(), problem=AddressProblem.NO_SIGN)
        for address in addresses:
            try:
                found.append(read_address(re.sub("^mailto:", "", address, flags=re.IGNORECASE)))
            except AddressIsWrong as wrong:
                return Addresses(wrong=address, problem=wrong.problem)
    return Addresses(tuple(found))


def _is_a_name(word: str) -> bool:
    return any("가" <= sign <= "힣" for sign in word) and "@" not in word


def is_total(texts: Sequence[str], names: frozenset[str] = frozenset()) -> bool:
    """Whether a row sums up others: one of its first cells says so, alone or behind a unit's name.

    >>> is_total(["합 계", "1,083"]), is_total(["[소계]"]), is_total(["회계과"]), is_total(["통계"])
    (True, True, False, False)
    >>> is_total(["기획실 계"], frozenset({"기획실"}))
    True
    """
    for text in texts:
        for key in keys_of(text):
            if key in _TOTALS or key.endswith(_TOTAL_ENDINGS):
                return True
            if any(key.endswith(end) and key.removesuffix(end) in names for end in _TOTAL_OF_A_UNIT):
                return True
    return False


def is_footnote(texts: Sequence[str]) -> bool:
    """Whether a row under a table says something about it, and is none of its rows."""
    filled = {text for text in texts if text}
    return len(filled) == 1 and next(iter(filled)).startswith(_FOOTNOTES)
