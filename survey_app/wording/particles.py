"""Chooses Korean particles by how the word before them ends: 은/는, 이/가, 을/를, 과/와, (으)로, 이다/다."""

import re

FIRST_SYLLABLE = ord("가")
LAST_SYLLABLE = ord("힣")
FINALS = 28
RIEUL = 8
# How digits end when read aloud: 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구.
DIGIT_FINALS = {"0": 21, "1": RIEUL, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": RIEUL, "8": RIEUL, "9": 0}
# How letters end when their names are read in Korean: 엘, 엠, 엔, 알 have a final consonant.
LETTER_FINALS = {"l": RIEUL, "m": 16, "n": 4, "r": RIEUL}
UNIT_FINALS = {"%p": 0, "%": 0, "㎡": 0, "kg": 16, "km": 0}
# 십, 백, 천; then 만 up to the seventh power and 억 from the eighth.
TEN_POWERS_FINAL = {1: 17, 2: 1, 3: 4}
MYRIAD_FINAL, EOK_FINAL = 4, 1

PAIRS = {
    "은": ("은", "는"),
    "는": ("은", "는"),
    "이": ("이", "가"),
    "가": ("이", "가"),
    "을": ("을", "를"),
    "를": ("을", "를"),
    "과": ("과", "와"),
    "와": ("과", "와"),
    "이다": ("이다", "다"),
    "이며": ("이며", "며"),
    "이고": ("이고", "고"),
    "이나": ("이나", "나"),
    "으로": ("으로", "로"),
    "로": ("으로", "로"),
}
_OPEN = re.compile(r"\{([가-힣]+)/[가-힣]+\}")


def final_consonant(word: str) -> int:
    """The final consonant of the last sound: 0 for none, 8 for ㄹ, another number for another.

    Reads Hangul, digits (10 as 십, 100 as 백) and Latin letters; brackets, quotation marks and
    closing punctuation at the end are passed over. A word that ends in none of these counts as
    ending in a vowel.
    """
    for unit, final in UNIT_FINALS.items():
        if word.endswith(unit):
            return final
    spoken = word.rstrip("\"'”’」』>》)]}.,!?… ")
    if word.endswith(")") and "(" in spoken:
        before = spoken[: spoken.rindex("(")].rstrip()
        spoken = before or spoken
    if not spoken:
        return 0
    last = spoken[-1]
    if FIRST_SYLLABLE <= ord(last) <= LAST_SYLLABLE:
        return (ord(last) - FIRST_SYLLABLE) % FINALS
    if last.isascii() and last.isdigit():
        return _final_of_number(spoken)
    return LETTER_FINALS.get(last.lower(), 0)


def with_particle(word: str, particle: str) -> str:
    """The word followed by the form of the particle that fits; KeyError for an unknown particle.

    >>> with_particle("소통", "은"), with_particle("리더십", "이"), with_particle("서울", "으로")
    ('소통은', '리더십이', '서울로')
    """
    after_consonant, after_vowel = PAIRS[particle]
    final = final_consonant(word)
    takes_short_form = final == 0 or (after_vowel == "로" and final == RIEUL)
    return word + (after_vowel if takes_short_form else after_consonant)


def with_fitting_particles(text: str) -> str:
    """The text with each `{은/는}` turned into the form that fits what stands before it.

    >>> with_fitting_particles("소통{은/는} 리더십{과/와} 비슷합니다.")
    '소통은 리더십과 비슷합니다.'
    """
    said = ""
    for place, part in enumerate(_OPEN.split(text)):
        said = with_particle(said, part) if place % 2 else said + part
    return said


def _final_of_number(word: str) -> int:
    """How a number ends when read in Sino-Korean; decimals are read digit by digit."""
    digits = ""
    for character in reversed(word):
        if character.isdigit():
            digits = character + digits
        elif character == ",":
            continue
        else:
            if character == ".":
                return DIGIT_FINALS[word[-1]]
            break
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros in (0, len(digits)):
        return DIGIT_FINALS[digits[-1]]
    return TEN_POWERS_FINAL.get(zeros, MYRIAD_FINAL if zeros < 8 else EOK_FINAL)
