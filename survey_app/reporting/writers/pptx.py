"""Draws a report's slides as a presentation for the readout meeting, with speaker notes."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from survey_app.drawing.drawing import DRAWER, Drawer
from survey_app.figures.figure import Figure, FigureTable
from survey_app.reporting.making.report import Report, Slide

WIDTH, HEIGHT = Mm(338.7), Mm(190.5)
MARGIN = Mm(15)
TITLE_TOP, TITLE_HEIGHT = Mm(10), Mm(18)
BODY_TOP = Mm(33)
BODY_BOTTOM = Mm(180)
BLANK_LAYOUT, TITLE_ONLY_LAYOUT = 6, 5
TYPEFACE = "Pretendard GOV"
INK = RGBColor.from_string("1E2124")  # type: ignore[no-untyped-call]
QUIET = RGBColor.from_string("464C53")  # type: ignore[no-untyped-call]
POINT_HEIGHT = Mm(15)
LANGUAGE_TAGS = {"ko": "ko-KR", "en": "en-GB"}
FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def write_pptx(report: Report, drawer: Drawer = DRAWER) -> bytes:
    """The slides as .pptx, figures as pictures of 300 dots per inch. The same report gives the same bytes."""
    show = Presentation()
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    properties = show.core_properties
    properties.title = f"{report.title} - {report.subject}, {report.period}"
    properties.author = report.subject
    properties.keywords = f"manifest:{report.fingerprint}"
    properties.language = report.language
    held = date.fromisoformat(report.dated)
    properties.created = properties.modified = datetime.combine(held, time())
    properties.last_modified_by = "Gyeol"
    properties.revision = 1
    for number, slide in enumerate(report.slides, start=1):
        _add_slide(show, slide, number, report, drawer)
    target = io.BytesIO()
    show.save(target)
    return with_fixed_times(target.getvalue())


def with_fixed_times(archive: bytes) -> bytes:
    """The same .zip with all times set alike, so that equal content gives equal bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, FIXED_TIME)
            fixed.compress_type = entry.compress_type
            fixed.external_attr = entry.external_attr
            copy.writestr(fixed, source.read(entry))
    return target.getvalue()


def _add_slide(show: Any, slide: Slide, number: int, report: Report, drawer: Drawer) -> None:
    page = show.slides.add_slide(show.slide_layouts[TITLE_ONLY_LAYOUT])
    title = page.shapes.title
    title.left, title.top, title.width, title.height = MARGIN, TITLE_TOP, WIDTH - 2 * MARGIN, TITLE_HEIGHT
    is_first = number == 1
    _write(title.text_frame, [slide.title], 40 if is_first else 26, report.language, is_bold=True)
    if is_first:
        title.top, title.height = Mm(62), Mm(26)
    top: int = Mm(92) if is_first else BODY_TOP
    points = list(slide.points)
    if is_first and report.mark:
        points.append(report.mark)
    if points:
        height = min(POINT_HEIGHT * len(points), BODY_BOTTOM - top)
        box = page.shapes.add_textbox(MARGIN, top, WIDTH - 2 * MARGIN, height)
        box.name = "points"
        size = 20 if is_first or (slide.figure is None and slide.table is None) else 14
        _write(box.text_frame, points, size, report.language)
        top += height + Mm(3)
    if slide.figure is not None:
        _add_figure(page, slide.figure, top, drawer)
    elif slide.table is not None:
        _add_table(page, slide.table, top, report.language)
    footer = page.shapes.add_textbox(MARGIN, Mm(182), WIDTH - 2 * MARGIN, Mm(7))
    footer.name = "footer"
    _write(
        footer.text_frame,
        [f"{report.subject} · {report.period} · {number}"],
        9,
        report.language,
        colour=QUIET,
    )
    page.notes_slide.notes_text_frame.text = slide.notes


def _write(
    frame: Any, lines: list[str], size: int, language: str, is_bold: bool = False, colour: RGBColor = INK
) -> None:
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = Emu(0)
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = 1
        paragraph.space_after = Pt(4)
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), is_bold, colour
        _set_typeface(run, language)


def _set_typeface(run: Any, language: str) -> None:
    """Latin and Korean letters alike in our typeface; without it, the reader's own Korean one."""
    run.font.name = TYPEFACE
    properties = run._r.get_or_add_rPr()
    properties.set("lang", LANGUAGE_TAGS.get(language, language))
    east = properties.makeelement(qn("a:ea"), {"typeface": TYPEFACE})
    properties.append(east)


def _add_figure(page: Any, figure: Figure, top: int, drawer: Drawer) -> None:
    """The figure as large as fits, centred, with its alternative text."""
    most_wide, most_high = WIDTH - 2 * MARGIN, BODY_BOTTOM - top
    scale = min(most_wide / figure.width, most_high / figure.height)
    wide, high = int(figure.width * scale), int(figure.height * scale)
    picture = page.shapes.add_picture(
        io.BytesIO(drawer.png(figure)), int((WIDTH - wide) / 2), int(top), wide, high
    )
    picture.name = figure.title
    picture._element.nvPicPr.cNvPr.set("descr", figure.alt)


def _add_table(page: Any, table: FigureTable, top: int, language: str) -> None:
    shape = page.shapes.add_table(
        len(table.rows) + 1,
        len(table.columns),
        MARGIN,
        int(top),
        WIDTH - 2 * MARGIN,
        Mm(8) * (len(table.rows) + 1),
    )
    shape.name = table.caption
    for column, head in enumerate(table.columns):
        _write(shape.table.cell(0, column).text_frame, [head.title], 11, language, is_bold=True)
    for row, cells in enumerate(table.rows, start=1):
        for column, cell in enumerate(cells):
            _write(shape.table.cell(row, column).text_frame, [cell.text], 11, language)
