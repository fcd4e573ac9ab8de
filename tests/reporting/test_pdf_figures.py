"""Figures stand in the PDF as they were drawn, and their texts can be copied."""

import io
import subprocess
from xml.etree.ElementTree import fromstring

import pikepdf
import pytest

from survey_app.reporting.writers.pdf import write_pdf
from survey_app.reporting.writers.pdf_paths import UnknownStroke, strokes


def test_lines_may_be_absolute_or_relative():
    assert strokes("M1,2H4V6H1Z") == strokes("M1,2h3v4h-3Z") == strokes("m1,2l3,0 0,4 -3,0z")
    assert strokes("M1,2L3,4") == "1.00 2.00 m\n3.00 4.00 l"


def test_a_circle_is_four_curves_through_its_quarters():
    drawn = strokes("M6,0A6,6 0 1,1 0,-6A6,6 0 0,1 6,0Z").split("\n")
    curves = [line.split()[4:6] for line in drawn if line.endswith("c")]
    ends = [tuple(round(float(number), 1) for number in end) for end in curves]
    assert ends == [(0.0, 6.0), (-6.0, 0.0), (0.0, -6.0), (6.0, 0.0)]


@pytest.mark.parametrize("path", ["M0,0Q1,1 2,2", "M0,0A6,3 0 0,1 6,6", "1,2"])
def test_a_stroke_that_no_figure_draws_is_refused(path):
    with pytest.raises(UnknownStroke):
        strokes(path)


def test_every_text_of_a_figure_can_be_copied(pdf_text, report, drawer):
    figures = [figure for figure in report.figures if figure.key in ("quadrant", "items-culture", "heat-0")]
    texts = [node.text for figure in figures for node in fromstring(drawer.svg(figure)) if node.text]
    assert len(texts) > 100
    for text in texts:
        for word in text.split():
            assert word in pdf_text


def test_a_figure_prints_what_the_typeface_lacks_as_a_square(unit_report, tmp_path):
    class Wishful:
        """Draws every figure as one text."""

        def svg(self, _figure):
            body = '<text x="9" y="20" font-size="12" fill="#000000">좋음🙂 A\N{NON-BREAKING HYPHEN}B</text>'
            return f'<svg xmlns="http://www.w3.org/2000/svg" width="680" height="40">{body}</svg>'

    path = tmp_path / "unit.pdf"
    path.write_bytes(write_pdf(unit_report, Wishful()))
    run = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    assert "좋음□ A-B" in run.stdout.replace("\N{HYPHEN}", "-").replace("\N{NON-BREAKING HYPHEN}", "-")


def test_marks_that_let_something_through_do_not_fade_what_follows(unit_report):
    class Faint:
        """Draws a mark at half strength, then a full one."""

        def svg(self, _figure):
            marks = (
                '<path d="M0,0H9V9Z" fill="#ff0000" fill-opacity="0.5"/><path d="M0,0H9V9Z" fill="#00ff00"/>'
            )
            return f'<svg xmlns="http://www.w3.org/2000/svg" width="680" height="40">{marks}</svg>'

    with pikepdf.open(io.BytesIO(write_pdf(unit_report, Faint()))) as pdf:
        page = next(p for p in pdf.pages if b"1.0000 0.0000 0.0000 rg" in p.Contents.read_bytes())
        drawn = page.Contents.read_bytes()
    faint, full = drawn.index(b"1.0000 0.0000 0.0000 rg"), drawn.index(b"0.0000 1.0000 0.0000 rg")
    assert b"/a0.5 gs" in drawn[:faint]
    assert b"/a1" in drawn[faint:full]
