"""The PDF is tagged, speaks Korean, fetches nothing, and is the same each time."""

import re
import subprocess
from itertools import pairwise

import msgspec
import pikepdf
import pytest

from analysis.released.released_values import Hidden, Reason
from survey_app.drawing.fetching import ClosedFetcher, NothingIsFetched
from survey_app.figures.figure import Tone
from survey_app.reporting.making.institution import build_institution_report
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.report import KeyNumbers, Note, Paragraph
from survey_app.reporting.writers.glyphs import printable
from survey_app.reporting.writers.pdf import COVER, _cover, report_html, write_pdf
from tests.reporting.sample import QUESTIONNAIRE


def tags(pdf):
    """All structure elements, depth first."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        if "/S" in element:
            yield element
        children = element.get("/K", [])
        waiting += list(children) if isinstance(children, pikepdf.Array) else [children]


def test_it_is_tagged_has_a_language_and_claims_pdf_ua(pdf):
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "ko"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert "나래처" in metadata["dc:title"]


def test_every_figure_has_an_alternative_text_that_tells_the_finding(pdf, report):
    figures = [tag for tag in tags(pdf) if tag.S == "/Figure"]
    drawn = [figure.alt for figure in report.figures]
    assert len(figures) >= len(drawn)
    alternatives = [str(tag.get("/Alt", "")) for tag in figures]
    assert all(alternatives)
    assert set(drawn) <= set(alternatives)


def test_every_table_has_headers_with_a_scope(pdf):
    headers = [tag for tag in tags(pdf) if tag.S == "/TH"]
    assert len(headers) > 100
    scopes = set()
    for header in headers:
        attributes = header.get("/A")
        found = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
        scopes |= {str(a.Scope) for a in found if a is not None and "/Scope" in a}
    assert scopes == {"/Column", "/Row"}


def test_every_mark_on_a_page_hangs_in_the_tree_or_is_an_artefact(pdf):
    hanging = {page.objgen: set() for page in pdf.pages}
    for tag in tags(pdf):
        kids = tag.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                hanging[tag.Pg.objgen].add(kid)
    artefacts = 0
    for page in pdf.pages:
        marked = set()
        for operands, operator in pikepdf.parse_content_stream(page, "BDC BMC"):
            if operands[0] == "/Artifact":
                artefacts += 1
            elif str(operator) == "BDC":
                marked.add(int(operands[1].MCID))
        assert marked == hanging[page.objgen]
    assert artefacts >= 2 * (len(pdf.pages) - 1)


def test_running_heads_are_not_read_aloud(pdf_bytes, tmp_path, report):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_bytes)
    run = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, text=True, check=True)
    assert not run.stderr
    read_aloud = run.stdout
    assert f"{report.subject} · {report.period}" not in read_aloud
    assert not re.search(r'"\d+ / \d+"', read_aloud)
    headings = re.findall(r'H1 \(block\)\s+Span \(inline\)\s+"([^"]*)"', read_aloud)
    assert headings == [report.title, *(chapter.title for chapter in report.chapters)]


def test_lists_hold_nothing_but_their_entries(pdf):
    lists = [tag for tag in tags(pdf) if tag.S == "/L"]
    assert len(lists) > 20
    assert {str(entry.S) for tag in lists for entry in tag.K} == {"/LI"}


def test_links_say_the_title_of_the_chapter(pdf, report):
    links = [note for note in pdf.pages[0].Annots if note.Subtype == "/Link"]
    assert {str(link.Contents) for link in links} == {chapter.title for chapter in report.chapters}


def test_headings_lie_in_order(pdf):
    levels = [int(str(tag.S)[2]) for tag in tags(pdf) if re.fullmatch(r"/H\d", str(tag.S))]
    assert levels.count(1) >= 15
    assert set(levels) <= {1, 2, 3}


def test_bookmarks_name_the_chapters(pdf, report):
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == [chapter.title for chapter in report.chapters]


def test_it_has_sixteen_to_twenty_four_pages(pdf):
    assert 16 <= len(pdf.pages) <= 24


def test_a_unit_s_report_has_six_to_eight_pages(unit_report, drawer, tmp_path):
    path = tmp_path / "unit.pdf"
    path.write_bytes(write_pdf(unit_report, drawer))
    with pikepdf.open(path) as opened:
        assert 6 <= len(opened.pages) <= 8


def test_no_page_is_empty(pdf_bytes, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_bytes)
    run = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    pages = run.stdout.split("\f")[:-1]
    assert min(len("".join(page.split())) for page in pages) > 150


def test_fonts_are_embedded_subset_and_readable(pdf_bytes, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_bytes)
    run = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True)
    fonts = run.stdout.splitlines()[2:]
    assert fonts
    for line in fonts:
        assert re.match(r"[A-Z]{6}\+(Pretendard-GOV|Gyeol-Emoji)", line)
        assert line.split()[-5:-2] == ["yes", "yes", "yes"]


def test_its_metadata_carry_the_fingerprint(pdf, release):
    assert release.manifest_fingerprint in str(pdf.docinfo["/Keywords"])


def test_the_same_report_gives_the_same_bytes(unit_report, drawer):
    assert write_pdf(unit_report, drawer) == write_pdf(unit_report, drawer)


def test_nothing_is_fetched():
    fetcher = ClosedFetcher({COVER: _cover})
    assert fetcher.fetch("figure:cover.svg").read().startswith(b"<svg")
    for address in ("https://example.org/a.png", "file:///etc/passwd", "data:text/plain,a", "figure:b"):
        with pytest.raises(NothingIsFetched):
            fetcher.fetch(address)


def test_copied_text_is_right_korean(pdf_text, report):
    for chapter in report.chapters:
        assert chapter.title in pdf_text
    assert "지난번 약속과 그 결과" in pdf_text
    assert "두 번 공개함" in pdf_text


def test_markup_in_a_name_stays_text(report):
    html = report_html(report)
    assert "<script" not in html


def test_emoji_and_strange_hyphens_are_made_printable():
    assert printable("좋습니다 🙂") == "좋습니다 □"
    assert printable("Feedback\N{NON-BREAKING HYPHEN}loop 회의") in (
        "Feedback-loop 회의",
        "Feedback‑loop 회의",
    )
    assert printable("한글".encode().decode()) == "한글"
    assert printable("가족 👨\N{ZERO WIDTH JOINER}👩") == "가족 □□"


def test_a_sign_has_one_colour_wherever_it_stands(report):
    """A fall set large was blue on an area's page and orange in every table."""
    for chapter in report.chapters:
        for block in chapter.blocks:
            for number in block.entries if isinstance(block, KeyNumbers) else ():
                for sign, tone in (("▲", Tone.HIGHER), ("▼", Tone.LOWER)):
                    if number.value.endswith(f" {sign}"):
                        assert number.tone is tone
                    assert number.tone is not tone or sign in number.value


def test_a_sentence_alone_is_no_page(release):
    without = msgspec.structs.replace(release, drivers=Hidden(Reason.TOO_FEW_FOR_STATISTIC))
    report = build_institution_report(Materials(without, QUESTIONNAIRE), "ko")
    for chapter, following in pairwise(report.chapters):
        is_short = len(chapter.blocks) == 1 and isinstance(chapter.blocks[0], (Paragraph, Note))
        assert not (chapter.starts_page and is_short and following.starts_page), chapter.key
