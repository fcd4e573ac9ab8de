"""Finds Pretendard GOV, the typeface of screen and paper, which the front-end build puts into static/dist."""

from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

FAMILY = "Pretendard GOV"
STACK = f"'{FAMILY}', 'Pretendard', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif"
EMOJI_FAMILY = "Gyeol Emoji"
WEIGHTS = {400: "Regular", 700: "Bold"}
ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    ROOT / "survey_app/static/dist/fonts",
    ROOT / "node_modules/pretendard-gov/dist/public/static/alternative",
    ROOT / "node_modules/pretendard-gov/dist/web/static/woff2",
)
# TrueType outlines cost half of PostScript ones when a PDF takes its subset.
SUFFIXES = (".ttf", ".woff2", ".otf")


class TypefaceIsMissing(Exception):
    """Pretendard GOV was not found; the message says what to run."""


@cache
def typeface_files() -> dict[int, Path]:
    """The file of each weight that is used; TypefaceIsMissing when the front end was not built."""
    for folder in FOLDERS:
        for suffix in SUFFIXES:
            files = {weight: folder / f"PretendardGOV-{name}{suffix}" for weight, name in WEIGHTS.items()}
            if all(file.is_file() for file in files.values()):
                return files
    raise TypefaceIsMissing(
        f"{FAMILY} is not in {FOLDERS[0]}. Run `npm ci && npm run build` (or `make install`) once."
    )


@cache
def emoji_file() -> Path | None:
    """Noto Emoji, which reports take for a comment's emoji; None where the front end was built without it."""
    file = FOLDERS[0] / "NotoEmoji-Regular.ttf"
    return file if file.is_file() else None


def emoji_face() -> str:
    """CSS that declares the emoji and sets them behind the typeface; empty without the file."""
    file = emoji_file()
    if file is None:
        return ""
    return (
        f"@font-face{{font-family:'{EMOJI_FAMILY}';src:url('{file.as_uri()}')}}"
        f"html{{font-family:'{FAMILY}','{EMOJI_FAMILY}',sans-serif}}"
    )


def font_faces() -> str:
    """CSS that declares the typeface from its files on this machine."""
    return "".join(
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};src:url('{file.as_uri()}')}}"
        for weight, file in typeface_files().items()
    )


def fontconfig_file(folder: Path) -> Path:
    """Writes a fontconfig file into `folder` that adds the typeface to the machine's own; returns its path.

    An image that Chromium draws does not see its page's fonts, so the typeface has to be installed for it.
    """
    fonts = folder / "fonts"
    fonts.mkdir()
    for file in typeface_files().values():
        (fonts / file.name).symlink_to(file)
    settings = folder / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{escape(str(fonts))}</dir>'
        f"<cachedir>{escape(str(folder / 'font-cache'))}</cachedir></fontconfig>",
        "utf-8",
    )
    return settings
