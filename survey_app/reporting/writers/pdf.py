"""Draws a report as a tagged PDF (PDF/UA-1) with WeasyPrint; nothing is fetched from anywhere."""

import gc
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from survey_app.drawing.drawing import DRAWER, Drawer
from survey_app.drawing.fetching import ClosedFetcher
from survey_app.figures import look
from survey_app.figures.figure import Figure, FigureTable
from survey_app.ground.typeface import emoji_face, font_faces
from survey_app.reporting.making.report import (
    Bullets,
    Heading,
    KeyNumbers,
    Note,
    Paragraph,
    Quote,
    Report,
    TwoColumns,
)
from survey_app.reporting.writers.glyphs import has_emoji, printable_text
from survey_app.reporting.writers.pdf_figures import FlatFigure
from survey_app.reporting.writers.pdf_tags import mend_tags
from survey_app.wording.catalogue import Voice

HEAD_SYLLABLES = 5
FOLDER = Path(__file__).resolve().parents[2] / "templates" / "reporting"
FIGURE_SCHEME = "figure:"
COVER = "figure:cover.svg"
IDENTIFIER_BYTES = 16
OBJECTS_UNTIL_COLLECTION = 3_000_000
# WeasyPrint's own remarks (an unknown CSS property, a missing glyph) concern us, not an operator.
logging.getLogger("weasyprint").setLevel(logging.ERROR)


def write_pdf(report: Report, drawer: Drawer = DRAWER) -> bytes:
    """The report as PDF. The same report gives the same bytes.

    Raises ChromiumIsMissing or ChromiumDied when its figures can't be drawn, TypefaceIsMissing without type.
    """
    figures = {figure.key: drawer.svg(figure) for figure in report.figures}
    with _unhurried_collection():
        return _set(report, figures)


def _set(report: Report, figures: dict[str, str]) -> bytes:
    html = report_html(report)
    fonts, style = _type_and_style(has_emoji(html))
    drawn = {f"{FIGURE_SCHEME}{key}": FlatFigure(svg) for key, svg in figures.items()}
    document = HTML(string=html, url_fetcher=ClosedFetcher({COVER: _cover}), base_url=FIGURE_SCHEME).render(
        font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1", cache=drawn
    )
    identifier = hashlib.sha256(
        f"{report.fingerprint}/{report.kind}/{report.subject}/{report.language}".encode()
    ).digest()[:IDENTIFIER_BYTES]
    titles = {chapter.key: chapter.title for chapter in report.chapters}
    written: bytes = document.write_pdf(
        finisher=lambda _document, pdf: mend_tags(pdf, titles),
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier.hex().encode(),
        custom_metadata=True,
    )
    return written


def report_html(report: Report) -> str:
    """The report as one HTML document, figures as images under `figure:<key>`."""
    say = Voice(report.language).say
    return _templates().get_template("report.html").render(report=report, kind_of=_kind_of, say=say)


@cache
def _cover() -> bytes:
    """The grain of the cover, which says nothing and is not read aloud."""
    return (FOLDER / "cover.svg").read_bytes()


def _kind_of(block: object) -> str:
    """The name of the macro that draws a block."""
    return _MACROS[type(block)]


_MACROS = {
    Heading: "heading",
    Paragraph: "paragraph",
    Bullets: "bullets",
    Note: "note",
    Quote: "quote",
    KeyNumbers: "key_numbers",
    TwoColumns: "beside",
    FigureTable: "table",
    Figure: "figure",
}


@contextmanager
def _unhurried_collection() -> Iterator[None]:
    """Keeps Python from searching for garbage while a document's boxes are made: a quarter of the time."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_UNTIL_COLLECTION, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=printable_text,
    )
    templates.filters["head_words"] = head_words
    return templates


def head_words(title: str) -> tuple[tuple[str, bool], ...]:
    """The words of a column's head, each to stay on one line, and whether the next is joined to it.

    The engine breaks Korean anywhere. A long Korean word may break where look.wrapped breaks it, too.
    """
    found: list[tuple[str, bool]] = []
    for word in title.split():
        parts = look.pieces(word, HEAD_SYLLABLES * look.WIDE_EM, 1.0) if look.is_wide(word[0]) else [word]
        found += [(part, place < len(parts) - 1) for place, part in enumerate(parts)]
    return tuple(found)


@cache
def _type_and_style(with_emoji: bool) -> tuple[FontConfiguration, CSS]:
    """Shared by all reports of a process: reading the Korean type costs more than setting a page in it.

    Only a report that quotes an emoji pays for the emoji.
    """
    fonts = FontConfiguration()
    style = font_faces() + (FOLDER / "report.css").read_text("utf-8")
    style += emoji_face() if with_emoji else ""
    return fonts, CSS(
        string=style, font_config=fonts, url_fetcher=ClosedFetcher({COVER: _cover}), base_url=FIGURE_SCHEME
    )
