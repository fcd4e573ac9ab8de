"""Which passwords others would try first: known ones, names, rows of keys, years, Korean typed in Latin.

zxcvbn knows lists of leaked passwords, words, names, dates and rows of keys, and says after how many
tries it would have found one. What it does not know is added here: the names of whoever chooses, and
Korean words, which stand in no list when they are typed with the keyboard set to English
("dkssudgktpdy" is 안녕하세요).
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from zxcvbn import zxcvbn

FEWEST_TRIES_LOG10 = 10.0
"""zxcvbn's own measure of "safely unguessable": ten thousand million tries."""
DECORATION_LOG10 = 3.0
"""What digits and signs before or behind a word are worth: a year, 1234! and the like are a thousand."""
FEWEST_SYLLABLES = 6
"""Different Korean syllables that must be left without the words that are tried first: two or three words."""
LONGEST_TRIED = 72

COMMON_KOREAN = tuple(Path(__file__).with_name("common_korean.txt").read_text("utf-8").split())
EXAMPLES = tuple(Path(__file__).with_name("shown_examples.txt").read_text("utf-8").splitlines())
"""Shown as examples, and therefore tried first from now on."""

_LEADS = "r R s e E f a q Q t T d w W c z x v g".split()  # noqa: SIM905
_VOWELS = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split()  # noqa: SIM905
_ENDS = ["", *"r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split()]  # noqa: SIM905
_FIRST, _LAST = ord("가"), ord("힣")
# A consonant ends a syllable where no vowel follows it. Read so, there is one way to read a row of keys.
_SYLLABLE = r"[qwertasdfgzxcv][yuiophjklbnm]{1,2}(?:[qwertasdfgzxcv](?![yuiophjklbnm])){0,2}"
_ONE_SYLLABLE, _KOREAN_KEYS = re.compile(_SYLLABLE), re.compile(f"(?:{_SYLLABLE})+")


class Weakness(StrEnum):
    """Why a password is refused. The words stand in pages.WEAKNESSES."""

    TOO_SHORT = "too_short"
    TRIED_FIRST = "tried_first"
    OWN_NAMES = "own_names"
    UNCHANGED = "unchanged"


def weakness_of(password: str, own_words: Iterable[str]) -> Weakness | None:
    """Why others would find the password soon, or None. `own_words`: names of the person and the institution.

    >>> weakness_of("dkssudgktpdy", [])
    <Weakness.TRIED_FIRST: 'tried_first'>
    >>> weakness_of("narae-bu-2026!", ["narae"])
    <Weakness.OWN_NAMES: 'own_names'>
    >>> weakness_of("teapot gravel violin", ["narae"]) is None
    True
    """
    own = [word for whole in own_words for word in _words(whole)]
    if not _is_found(password, own):
        return None
    keys = as_keys(password)
    holds_a_name = any(len(as_keys(word)) > 2 and as_keys(word) in keys for word in own)
    return Weakness.OWN_NAMES if holds_a_name else Weakness.TRIED_FIRST


def as_keys(text: str) -> str:
    """Korean as the keys that type it on the usual keyboard; everything else as it is, in small letters.

    >>> as_keys("안녕 Hi")
    'dkssud hi'
    """
    return "".join(_keys_of(character) for character in text).casefold()


def _is_found(password: str, own: Sequence[str]) -> bool:
    keys = as_keys(password)
    known = sorted({as_keys(word) for word in (*own, *COMMON_KOREAN, "gyeol")}, key=len, reverse=True)
    if keys in {as_keys(example) for example in EXAMPLES}:
        return True
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", keys)
    tries = min(
        _tries_log10(password, [*own, "gyeol"]),
        _tries_log10(keys, known),
        _tries_log10(core, known) + (DECORATION_LOG10 if core != keys else 0.0),
    )
    return tries < FEWEST_TRIES_LOG10 or _is_little_korean(core, known)


def _is_little_korean(core: str, known: Sequence[str]) -> bool:
    """Whether all letters are keys of Korean syllables, and too few of them are no word tried first."""
    letters = re.sub(r"[^a-z]", "", core)
    if not letters or not _KOREAN_KEYS.fullmatch(letters):
        return False
    for word in known:
        if len(word) > 2:
            letters = letters.replace(word, " ")
    return len(set(_ONE_SYLLABLE.findall(letters))) < FEWEST_SYLLABLES


def _tries_log10(password: str, known: Sequence[str]) -> float:
    if not password:
        return 0.0
    return float(zxcvbn(password[:LONGEST_TRIED], user_inputs=list(known))["guesses_log10"])


def _words(whole: str) -> list[str]:
    """A name or an address as a whole, and in its parts of two letters or more."""
    return [part for part in {whole, *re.split(r"[\W_]+", whole)} if len(part) > 1]


def _keys_of(character: str) -> str:
    number = ord(character) - _FIRST
    if not 0 <= number <= _LAST - _FIRST:
        return character
    lead, rest = divmod(number, 21 * 28)
    vowel, end = divmod(rest, 28)
    return _LEADS[lead] + _VOWELS[vowel] + _ENDS[end]
