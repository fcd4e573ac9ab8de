"""Paper: slips with single-use codes for a box, a poster, and lists of links for a mail merge."""

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import segno
import xlsxwriter
from flask import render_template
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from survey_app.figures.typeface import font_faces, typeface_files
from survey_app.invitations.inviting import Code
from survey_app.spreadsheets.writing import WORKBOOK_OPTIONS, csv_file, write_cell

SLIPS_ON_A_SHEET = 8
_STYLE = Path(__file__).parent / "slips.css"


class NothingIsFetched(FatalURLFetchingError):  # type: ignore[misc]
    """A sheet asked for something from outside; that is never given."""


class _OwnTypeOnly(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint our typeface and nothing else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=())
        self._fonts = {file.as_uri(): file for file in typeface_files().values()}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url not in self._fonts:
            raise NothingIsFetched(url)
        return URLFetcherResponse(url, self._fonts[url].read_bytes(), {"Content-Type": "font/ttf"})


def qr_code(text: str) -> str:
    """A QR code as an SVG element that can stand in a page; error correction for creased paper."""
    svg: str = segno.make(text, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return svg


def slips_pdf(codes: Sequence[Code], facts: dict[str, Any]) -> bytes:
    """A4 sheets of eight slips with cut marks, each with a code and its QR code. No name stands on them."""
    sheets = [codes[start : start + SLIPS_ON_A_SHEET] for start in range(0, len(codes), SLIPS_ON_A_SHEET)]
    page = render_template("invitations/slips.html", sheets=sheets, qr_code=qr_code, **facts)
    return _pdf(page)


def poster_pdf(address: str, facts: dict[str, Any]) -> bytes:
    """An A4 poster with the survey's address, for those who hold a slip. It has no code of its own."""
    return _pdf(render_template("invitations/poster.html", qr_code=qr_code, **(facts | {"address": address})))


def links_csv(codes: Sequence[Code]) -> bytes:
    """The links for a mail merge as .csv that Excel opens in Korean."""
    return csv_file([("unit", "code", "link"), *((code.unit_code, code.code, code.link) for code in codes)])


def links_xlsx(codes: Sequence[Code]) -> bytes:
    """The links for a mail merge as .xlsx; every cell is text."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, WORKBOOK_OPTIONS) as book:
        sheet = book.add_worksheet("links")
        for column, title in enumerate(("unit", "code", "link")):
            write_cell(sheet, 0, column, title)
        for row, code in enumerate(codes, 1):
            for column, value in enumerate((code.unit_code, code.code, code.link)):
                write_cell(sheet, row, column, value)
    return content.getvalue()


def _pdf(page: str) -> bytes:
    fonts, style = _style()
    written: bytes = HTML(string=page, url_fetcher=_OwnTypeOnly(), base_url="sheet:").write_pdf(
        font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1"
    )
    return written


@cache
def _style() -> tuple[FontConfiguration, CSS]:
    fonts = FontConfiguration()
    content = font_faces() + _STYLE.read_text("utf-8")
    return fonts, CSS(string=content, font_config=fonts, url_fetcher=_OwnTypeOnly(), base_url="sheet:")
