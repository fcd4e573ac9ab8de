"""Hundreds of comments with emoji, other scripts and endless words neither stall nor overflow."""

import io
import re
import subprocess
import time
from dataclasses import replace

import msgspec
import openpyxl
import pikepdf
import pytest
from hwpx import HwpxDocument

from analysis.released.release import Quotation
from survey_app.reporting.making.making import build_report
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.report import Chapter, Quote, ReportKind
from survey_app.reporting.workbooks.xlsx import write_xlsx
from survey_app.reporting.writers.hwpx import write_hwpx
from survey_app.reporting.writers.pdf import write_pdf
from tests.reporting.sample import QUESTIONNAIRE

PLAIN = "같은 내용을 두 번 보고하는 일을 줄였으면 합니다. " * 3
HARD = (
    "Feedback\N{NON-BREAKING HYPHEN}loop가 필요합니다. " * 3,
    "👩\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧🏽🇰🇷 가족 " * 6,
    "שלום עולם مرحبا بالعالم " * 4,
    "\N{RIGHT-TO-LEFT OVERRIDE}거꾸로\N{POP DIRECTIONAL FORMATTING} 쓴 글",
    "가" * 400,
    "w" * 500,
    "z\u0300\u0301\u0302" * 40,
    "🙂" * 150,
    "https://example.org/" + "a/" * 150,
)
MANY = 360
RIGHT_EDGE = 595.3 - 20 / 25.4 * 72 + 1


def quoting(report, texts):
    quotes = tuple(Quote("보고", texts[place % len(texts)]) for place in range(MANY))
    return replace(report, chapters=(Chapter("comments", "의견", quotes),))


@pytest.fixture(scope="module")
def hard_release(release):
    texts = [HARD[place % len(HARD)] for place in range(MANY)]
    return msgspec.structs.replace(
        release, quotations=tuple(Quotation("change", "reporting", text) for text in texts)
    )


def test_hundreds_of_hard_comments_cost_no_more_than_their_pages_and_stay_in_the_margins(
    report, drawer, tmp_path
):
    write_pdf(quoting(report, (PLAIN,)), drawer)
    begun = time.process_time()
    plain = write_pdf(quoting(report, (PLAIN,)), drawer)
    between = time.process_time()
    hard = write_pdf(quoting(report, HARD), drawer)
    hard_seconds = time.process_time() - between
    pages = [len(re.findall(rb"/Type /Page\b", content)) or 1 for content in (plain, hard)]
    assert hard_seconds < 4 * (between - begun) * max(1, pages[1] / pages[0])

    path = tmp_path / "hard.pdf"
    path.write_bytes(hard)
    boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True)
    right = [float(found) for found in re.findall(r'xMax="([\d.]+)"', boxes.stdout)]
    assert len(right) > MANY
    assert max(right) < RIGHT_EDGE


def test_emoji_are_drawn_and_copied_right(report, drawer, tmp_path):
    path = tmp_path / "emoji.pdf"
    text = "좋습니다 🙂 고맙습니다 👍"
    path.write_bytes(
        write_pdf(
            replace(
                quoting(report, (text,)), chapters=(Chapter("comments", "의견", (Quote("보고", text),)),)
            ),
            drawer,
        )
    )
    copied = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    assert text in copied.stdout
    with pikepdf.open(path) as pdf:
        fonts = {str(f.BaseFont)[8:]: f for page in pdf.pages for f in page.Resources.Font.values()}
        assert set(fonts) == {"Pretendard-GOV", "Pretendard-GOV-Bold", "Gyeol-Emoji"}
        for page in pdf.pages:
            for operands, operator in pikepdf.parse_content_stream(page, "TJ Tj"):
                for shown in operands[0] if str(operator) == "TJ" else operands:
                    if isinstance(shown, pikepdf.String):
                        glyphs = bytes(shown)
                        assert all(glyphs[at : at + 2] != b"\0\0" for at in range(0, len(glyphs), 2))


def test_hard_comments_stand_in_workbook_and_hwpx(hard_release, drawer):
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(hard_release, QUESTIONNAIRE, "ko")))
    values = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    for text in HARD:
        assert text in values or text.strip() in values
    report = build_report(Materials(hard_release, QUESTIONNAIRE), ReportKind.INSTITUTION, None, "ko")
    comments = replace(report, chapters=tuple(c for c in report.chapters if c.key == "comments"))
    assert HwpxDocument.open(io.BytesIO(write_hwpx(comments, drawer))).validate().issues == ()
