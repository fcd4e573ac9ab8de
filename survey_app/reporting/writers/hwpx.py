"""Draws a report as .hwpx, the Korean office format, so that an institution can go on writing in Hangul."""

from typing import Any

from hwpx import HwpxDocument

from survey_app.drawing.drawing import DRAWER, Drawer
from survey_app.figures.figure import Figure, FigureTable, Tone
from survey_app.reporting.making.report import (
    Block,
    Bullets,
    Heading,
    KeyNumbers,
    Note,
    Paragraph,
    Quote,
    Report,
    TwoColumns,
)
from survey_app.wording.catalogue import Voice

UNITS_PER_MM = 283.465
BODY_WIDTH_MM = 150.0
PICTURE_SCALE = 2.2
MOST_COLUMNS_AT_NORMAL_SIZE = 6
BODY, CAPTION, TITLE = "본문", "캡션", "바탕글"
TEXT_SIZE, TABLE_SIZE, SMALL_SIZE = 10, 9, 7
BULLET = "• "


class HwpxIsInvalid(Exception):
    """The library's own validation found faults in what was written; the message lists them."""


def write_hwpx(report: Report, drawer: Drawer = DRAWER) -> bytes:
    """The report as .hwpx with real headings, tables and pictures; HwpxIsInvalid rather than a faulty one."""
    document = HwpxDocument.new()
    writer = _Writer(document, drawer)
    writer.cover(report)
    for chapter in report.chapters:
        writer.heading(chapter.title, 1, starts_page=chapter.starts_page)
        for block in chapter.blocks:
            writer.block(block)
    faults = document.validate().issues
    if faults:
        raise HwpxIsInvalid("; ".join(str(fault) for fault in faults))
    written: bytes = document.to_bytes()
    return written


class _Writer:
    """Adds one block after the other to a document."""

    def __init__(self, document: HwpxDocument, drawer: Drawer) -> None:
        self._document = document
        self._drawer = drawer
        run = document.styles.ensure_run
        self._styles = {
            "title": run(bold=True, size=24),
            "subject": run(bold=True, size=16),
            "bold": run(bold=True, size=TEXT_SIZE),
            "text": run(size=TEXT_SIZE),
            "small": run(size=SMALL_SIZE),
            "small-bold": run(size=SMALL_SIZE, bold=True),
            "table": run(size=TABLE_SIZE),
            "table-bold": run(size=TABLE_SIZE, bold=True),
            "caption": run(size=TABLE_SIZE, color="#464C53"),
            "h1": run(bold=True, size=16),
            "h2": run(bold=True, size=12),
            "h3": run(bold=True, size=11),
        }

    def cover(self, report: Report) -> None:
        """Title, subject, period and facts."""
        self._document.paragraphs[0].text = ""
        voice = Voice(report.language)
        self._add(voice.say("Gyeol · organisational culture"), "bold")
        if report.mark:
            self._add(report.mark, "bold")
        self._add(report.title, "title", TITLE)
        self._add(report.subject, "subject")
        self._add(report.period, "text")
        for fact in report.facts:
            self._add(f"{fact.name}: {fact.value}", "text")

    def heading(self, text: str, level: int, starts_page: bool = False) -> None:
        """A heading in the outline style of its level."""
        paragraph = self._document.add_heading(text, level, char_pr_id_ref=self._styles[f"h{level}"])
        if starts_page:
            paragraph.element.set("pageBreak", "1")

    def block(self, block: Block) -> None:
        """One block of a chapter."""
        if isinstance(block, Heading):
            self.heading(block.text, block.level)
        elif isinstance(block, Paragraph) and block.is_fine:
            self._add(block.text, "caption")
        elif isinstance(block, (Paragraph, Note)):
            self._add(block.text, "text")
        elif isinstance(block, KeyNumbers):
            for entry in block.entries:
                self._add(f"{BULLET}{entry.name}: {entry.value} ({entry.detail})", "bold")
        elif isinstance(block, TwoColumns):
            for part in (*block.left, *block.right):
                self.block(part)
        elif isinstance(block, Quote):
            self._add(f"“{block.text}”", "text")
        elif isinstance(block, Bullets):
            for name, text in block.entries:
                self._add(f"{BULLET}{name}: {text}" if name else BULLET + text, "text")
        elif isinstance(block, FigureTable):
            self._table(block)
        else:
            self._figure(block)

    def _add(self, text: str, style: str, paragraph_style: str = BODY) -> Any:
        return self._document.add_paragraph(text, style=paragraph_style, char_pr_id_ref=self._styles[style])

    def _table(self, table: FigureTable) -> None:
        self._add(table.caption, "bold")
        wide = int(BODY_WIDTH_MM * UNITS_PER_MM)
        grid = self._document.add_table(len(table.rows) + 1, len(table.columns), width=wide)
        size = "table" if len(table.columns) <= MOST_COLUMNS_AT_NORMAL_SIZE else "small"
        weights = [column.width or 0.0 for column in table.columns]
        rest = max(0.1, 1 - sum(weights)) / max(1, weights.count(0.0))
        grid.set_column_widths([weight or rest for weight in weights])
        rows = grid.rows
        for cell, column in zip(rows[0].cells, table.columns, strict=True):
            self._write(cell, column.title, f"{size}-bold")
            cell.element.set("header", "1")
        for row, cells in zip(rows[1:], table.rows, strict=True):
            for place, (cell, content) in enumerate(zip(row.cells, cells, strict=True)):
                is_strong = content.tone in (Tone.STRONG, Tone.HIGHER, Tone.LOWER)
                self._write(cell, content.text, f"{size}-bold" if is_strong and place else size)
        grid.set_treat_as_char(False)
        if table.note:
            self._add(table.note, "caption")

    def _write(self, cell: Any, text: str, style: str) -> None:
        cell.set_text(text)
        for paragraph in cell.paragraphs:
            paragraph.char_pr_id_ref = self._styles[style]

    def _figure(self, figure: Figure) -> None:
        """A picture with its caption; what it tells stands in the alternative text."""
        picture = self._document.add_picture(
            self._drawer.png(figure, PICTURE_SCALE),
            "png",
            width_mm=BODY_WIDTH_MM,
            height_mm=BODY_WIDTH_MM * figure.height / figure.width,
        )
        comment = picture.element.find("{*}shapeComment")
        if comment is None:
            comment = picture.element.makeelement(picture.element.tag.replace("}pic", "}shapeComment"), {})
            picture.element.append(comment)
        comment.text = figure.alt
        self._add(figure.caption, "caption", CAPTION)
