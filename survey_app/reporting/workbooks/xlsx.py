"""Writes every released number into a workbook: typed cells, reasons beside what is hidden, no formula."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from math import ceil
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from analysis.released.release import Group, Release
from analysis.released.released_values import Hidden
from questionnaires.model import Questionnaire
from survey_app.ground.rehearsal_names import is_rehearsal
from survey_app.reporting.chapters.method import method_chapter
from survey_app.reporting.chapters.reading import reading_chapter
from survey_app.reporting.making.report import Bullets, Heading, Note, Paragraph
from survey_app.reporting.workbooks.xlsx_groups import (
    items_sheet,
    participation_sheet,
    points_sheet,
    scores_sheet,
)
from survey_app.reporting.workbooks.xlsx_sheet import Value, WorkbookSheet
from survey_app.reporting.workbooks.xlsx_units_and_comments import (
    agreement_sheet,
    quotations_sheet,
    themes_sheet,
)
from survey_app.reporting.workbooks.xlsx_units_before import compared_sheet, reorganised_sheet
from survey_app.reporting.workbooks.xlsx_whole import (
    between_sheet,
    drivers_sheet,
    quality_sheet,
    reliability_sheet,
    standings_sheet,
    trend_sheet,
    weighting_sheet,
)
from survey_app.spreadsheets.writing import WORKBOOK_OPTIONS
from survey_app.wording.dates import spoken_days
from survey_app.wording.labels import Labels, labels_of

WIDEST = 60
NARROWEST = 9
ABOUT_WIDTH = 100
PADDING = 2
LEGIBLE_WIDTH = 210
LAST_NAMING_COLUMN = 2
WIDE = 1.8
LINE_POINTS = 15
LONGEST_TEXT = 32_000
A4 = 9


def write_xlsx(
    release: Release, questionnaire: Questionnaire, language: str, unit: str | None = None
) -> bytes:
    """The workbook of a release, or of one group of it. The same release gives the same bytes."""
    labels = labels_of(release, questionnaire, language)
    groups = [
        g for g in release.groups if unit is None or g.key in ("all", unit) or g.key.startswith(unit + "|")
    ]
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, WORKBOOK_OPTIONS)
    held = date.fromisoformat(release.held_until)
    book.set_properties(
        {
            "title": labels.say("Organisational culture results"),
            "subject": f"{labels.institution} {labels.waves.get(release.wave, release.wave)}",
            "keywords": f"manifest:{release.manifest_fingerprint}",
            "created": datetime.combine(held, time()),
        }
    )
    formats = _Formats(book)
    _write_about(book, formats, release, questionnaire, labels)
    for sheet in _sheets(release, questionnaire, groups, labels, unit):
        if sheet.rows:
            _write_sheet(book, formats, sheet)
    book.close()
    return target.getvalue()


class _Formats:
    def __init__(self, book: Any) -> None:
        base = {"font_name": "Pretendard GOV", "font_size": 10, "valign": "top"}
        self.text = book.add_format({**base, "text_wrap": True})
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.head = book.add_format(
            {**base, "bold": True, "bg_color": "#E6E8EA", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.number = book.add_format({**base, "num_format": "0.0"})
        self.whole = book.add_format({**base, "num_format": "#,##0"})


def _write_about(
    book: Any, formats: _Formats, release: Release, questionnaire: Questionnaire, labels: Labels
) -> None:
    say = labels.say
    page = book.add_worksheet(labels.say_as("a sheet", "About"))
    page.set_column(0, 0, 30)
    page.set_column(1, 1, ABOUT_WIDTH)
    page.hide_gridlines(2)
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, say("Organisational culture results"), formats.title)
    who = release.participation
    lines: list[tuple[str, Value]] = [
        (say("Institution"), labels.institution),
        (say("Wave"), labels.waves.get(release.wave, release.wave)),
        (say("Held"), spoken_days(release.held_from, release.held_until, labels)),
        (
            say("Questionnaire"),
            f"{questionnaire.texts[labels.language].title} {release.questionnaire_version}",
        ),
        (say("Eligible"), who.invited),
        (say("Respondents"), who.respondents),
        (say("Response rate (%%)"), None if isinstance(who.rate, Hidden) else who.rate),
        (
            say("Margin of error (± pp)"),
            None if isinstance(who.margin_of_error, Hidden) else who.margin_of_error,
        ),
        (say("Smallest group shown"), release.certificate.smallest_group),
        (say("Manifest fingerprint"), release.manifest_fingerprint),
    ]
    if is_rehearsal(release.institution):
        lines.insert(0, (labels.say_as("a warning", "Note"), say("Rehearsal: invented people")))
    elif release.is_fictional:
        lines.insert(0, (labels.say_as("a warning", "Note"), say("Fictional data.")))
    lines.append(("", ""))
    for chapter in (reading_chapter(release, labels), method_chapter(release, labels)):
        lines.append((chapter.title, ""))
        for block in chapter.blocks:
            if isinstance(block, Bullets):
                lines += list(block.entries)
            elif isinstance(block, (Paragraph, Note, Heading)):
                lines.append(("", block.text))
    for row, (name, value) in enumerate(lines, start=2):
        page.write_string(row, 0, name, formats.text)
        _write_value(page, row, 1, value, formats)
        _make_room(page, row, _characters(value), ABOUT_WIDTH)


def _write_sheet(book: Any, formats: _Formats, sheet: WorkbookSheet) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 1)
    # Printed, a sheet is as wide as the page and repeats its titles; one that would be too small to read
    # goes over several pages, each with the names.
    page.set_landscape()
    page.set_paper(A4)
    page.repeat_rows(0)
    page.repeat_columns(0, LAST_NAMING_COLUMN)
    characters = 0.0
    page.set_footer("&L&A&R&P / &N")
    for column, title in enumerate(sheet.titles):
        page.write_string(0, column, title, formats.head)
        longest = max((wide for row in sheet.rows if (wide := _characters(row[column]))), default=0)
        width = min(WIDEST, max(NARROWEST, longest, _characters(title)) + PADDING)
        page.set_column(column, column, width)
        characters += width
    page.fit_to_pages(ceil(characters / LEGIBLE_WIDTH), 0)
    for row, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values):
            _write_value(page, row, column, value, formats)
        _make_room(page, row, max(map(_characters, values)), WIDEST)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.titles) - 1)


def _characters(value: Value) -> float:
    """How many characters' width a text takes; Hangul is nearly twice as wide."""
    if not isinstance(value, str):
        return 0
    return sum(WIDE if east_asian_width(c) in "WF" else 1 for c in value)


def _make_room(page: Any, row: int, characters: float, width: int) -> None:
    """Makes a row as high as its wrapped text; not every program does so by itself."""
    lines = ceil(characters / width)
    if lines > 1:
        page.set_row(row, lines * LINE_POINTS)


def _write_value(page: Any, row: int, column: int, value: Value, formats: _Formats) -> None:
    """A cell of the value's own type; text is written as text even where it looks like a formula."""
    if value is None:
        page.write_blank(row, column, None, formats.text)
    elif isinstance(value, str):
        page.write_string(row, column, value[:LONGEST_TEXT], formats.text)
    elif isinstance(value, int):
        page.write_number(row, column, value, formats.whole)
    else:
        page.write_number(row, column, value, formats.number)


def _sheets(
    release: Release, questionnaire: Questionnaire, groups: Sequence[Group], labels: Labels, unit: str | None
) -> Iterable[WorkbookSheet]:
    yield participation_sheet(release, groups, labels)
    yield scores_sheet(groups, labels)
    yield items_sheet(groups, questionnaire, labels)
    yield points_sheet(groups, questionnaire, labels)
    yield compared_sheet(release, groups, labels)
    if unit in (None, release.whole.key):
        yield trend_sheet(release, labels)
        yield standings_sheet(release, labels)
    if unit is None:
        yield reorganised_sheet(release, labels)
        yield drivers_sheet(release, labels)
        yield reliability_sheet(release, labels)
        yield between_sheet(release, labels)
        yield quality_sheet(release, labels)
        yield weighting_sheet(release, labels)
    if unit != release.whole.key:
        yield agreement_sheet(release, labels, unit)
    if unit is None:
        yield themes_sheet(release, labels)
        yield quotations_sheet(release, labels)
