"""Paper: a poster, a notice, lists of links for a mail merge; and how sheets are written in our typeface."""

import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import segno
import xlsxwriter
from flask import render_template

from questionnaires.languages import NAMES
from survey_app.ground.typeface import font_faces
from survey_app.invitations.inviting import Code, LinkMaker
from survey_app.manifest.documents import Manifest
from survey_app.spreadsheets.writing import WORKBOOK_OPTIONS, csv_file, write_cell
from survey_app.wording.catalogue import Voice
from survey_app.wording.last_days import last_day_said

_STYLE = Path(__file__).parent / "slips.css"


def qr_code(text: str) -> str:
    """A QR code as an SVG element that can stand in a page; error correction for creased paper."""
    svg: str = segno.make(text, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return svg


def facts_of(manifest: Manifest, link: LinkMaker, language: str, last_day: date) -> dict[str, Any]:
    """What slips and poster say of a wave, out of its signed terms, and of its last day as it is now."""
    closes_on = last_day.isoformat()
    latest = manifest.latest_day if closes_on == manifest.closes_on else None
    plain = f"{link.base_url}/take/{link.reference}"
    return {
        "institution": manifest.institution_name.in_language(language),
        "title": manifest.title.in_language(language),
        "closing_day": last_day_said(closes_on, latest, language),
        "contact": manifest.contact,
        "fingerprint": link.spoken,
        "plain_address": plain,
        "address": plain,
        "language": language,
        "names": {unit.code: unit.name.in_language(language) for unit in manifest.units},
    }


def poster_pdf(address: str, facts: dict[str, Any]) -> bytes:
    """An A4 poster with the survey's address, for those who hold a slip. It has no code of its own."""
    page = render_template("invitations/poster.html", qr_code=qr_code, **(facts | {"address": address}))
    return write_sheets(page, "pdf/ua-1")


def notice_pdf(manifest: Manifest, link: LinkMaker, last_day: date) -> bytes:
    """One A4 page for the wall, in all languages: the check letters, their meaning, and who keeps watch."""
    both = [(Voice(language).say, facts_of(manifest, link, language, last_day)) for language in NAMES]
    page = render_template("invitations/notice.html", both=both, log=manifest.log, base_url=link.base_url)
    return write_sheets(page, "pdf/ua-1")


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


def write_sheets(page: str, variant: str | None = None) -> bytes:
    """A page of HTML in our typeface as PDF; `variant` asks for tags."""
    # WeasyPrint takes a second to load, which whoever only takes answers in never needs.
    from weasyprint import HTML  # noqa: PLC0415

    from survey_app.drawing.fetching import ClosedFetcher  # noqa: PLC0415

    fonts, style = _style()
    written: bytes = HTML(string=page, url_fetcher=ClosedFetcher(), base_url="sheet:").write_pdf(
        font_config=fonts, stylesheets=[style], pdf_variant=variant
    )
    return written


@cache
def _style() -> tuple[Any, Any]:
    from weasyprint import CSS  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    from survey_app.drawing.fetching import ClosedFetcher  # noqa: PLC0415

    fonts = FontConfiguration()
    content = font_faces() + _STYLE.read_text("utf-8")
    return fonts, CSS(string=content, font_config=fonts, url_fetcher=ClosedFetcher(), base_url="sheet:")
