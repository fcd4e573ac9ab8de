"""What the typeface can print: the glyph and width of each character, and text made of nothing else."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from survey_app.ground.typeface import emoji_file, typeface_files

REGULAR, BOLD = 400, 700
STRANGER = "□"
# Formats, surrogates, private use and marks that combine with what the typeface lacks.
INVISIBLE = ("Cf", "Cs", "Co", "Cn", "Cc", "Mn", "Me")
THOUSANDTHS = 1000


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character's number in the font file, and its width in thousandths of the type's size."""

    number: int
    width: int


@cache
def glyphs(weight: int) -> Mapping[str, Glyph]:
    """All characters of one weight of the typeface."""
    with TTFont(typeface_files()[weight], lazy=True) as font:
        number_of, metrics = font.getReverseGlyphMap(), font["hmtx"].metrics
        scale = THOUSANDTHS / font["head"].unitsPerEm
        return {
            chr(code): Glyph(number_of[name], round(metrics[name][0] * scale))
            for code, name in font.getBestCmap().items()
        }


@cache
def _characters() -> frozenset[str]:
    return frozenset(glyphs(REGULAR))


@cache
def _with_emoji() -> frozenset[str]:
    file = emoji_file()
    if file is None:
        return _characters()
    with TTFont(file, lazy=True) as font:
        return _characters() | {chr(code) for code in font.getBestCmap()}


def has_emoji(text: str) -> bool:
    """Whether a printable text needs more than the typeface itself."""
    return not _characters().issuperset(text.replace("\n", ""))


def printable_text(value: object) -> object:
    """The same for running text, in which emoji are set in a typeface of their own."""
    return printable(value, _with_emoji())


def printable(value: object, characters: frozenset[str] | None = None) -> object:
    """Text with only what the typeface can print: composed, and a square for each emoji or other stranger.

    A missing glyph would make the paper unreadable aloud; U+2011, which no Korean typeface has, is a hyphen.
    """
    if type(value) is not str or value.isascii():
        return value
    known = characters or _characters()
    if known.issuperset(value):
        return value
    composed = unicodedata.normalize("NFC", value).replace("\N{NON-BREAKING HYPHEN}", "-")
    kept = (c for c in composed if unicodedata.category(c) not in INVISIBLE)
    return "".join(c if c in known else STRANGER for c in kept)
