"""Cut a typeface down to the characters of Gyeol's own pages: `subset_type.py SOURCE TARGET < characters`.

The build runs this. The result is a modified version in the sense of the SIL Open Font License,
so it does not carry the reserved font name: it is called Gyeol Sans, and keeps the copyright and licence.
"""

import sys

from fontTools import subset  # type: ignore[import-untyped]

FAMILY = "Gyeol Sans"
COPYRIGHT, FAMILY_NAME, STYLE_NAME, UNIQUE_ID, FULL_NAME, POSTSCRIPT_NAME = 0, 1, 2, 3, 4, 6
LICENCE, LICENCE_URL = 13, 14


def cut(source: str, target: str, characters: str) -> None:
    """Write `target` (.woff2) holding the glyphs of `characters`; the same input gives the same bytes."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum"]
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [COPYRIGHT, FAMILY_NAME, STYLE_NAME, FULL_NAME, POSTSCRIPT_NAME, LICENCE, LICENCE_URL]
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    names = font["name"]
    style = names.getDebugName(STYLE_NAME) or "Regular"
    renamed = {
        FAMILY_NAME: FAMILY,
        FULL_NAME: f"{FAMILY} {style}",
        POSTSCRIPT_NAME: f"{FAMILY}-{style}".replace(" ", ""),
    }
    for record in list(names.names):
        if record.nameID in renamed:
            record.string = renamed[record.nameID]
    if "CFF " in font:
        outlines = font["CFF "].cff
        outlines.fontNames = [renamed[POSTSCRIPT_NAME]]
        outlines.topDictIndex[0].FamilyName = FAMILY
        outlines.topDictIndex[0].FullName = renamed[FULL_NAME]
    subset.save_font(font, target, options)


if __name__ == "__main__":
    cut(sys.argv[1], sys.argv[2], sys.stdin.read())
