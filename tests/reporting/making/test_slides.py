"""Every number on a slide is the report's, and so the release's; the deck leaves out no score."""

import io
import re

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from analysis.released.released_values import Against, Difference, Score, Shares
from survey_app.figures.figure import Tone
from survey_app.reporting.making.making import build_report
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.report import (
    Bullets,
    Figure,
    KeyNumbers,
    Note,
    Paragraph,
    ReportKind,
    TwoColumns,
)
from survey_app.reporting.writers.pptx import write_pptx
from survey_app.wording import numbers
from survey_app.wording.labels import labels_of
from tests.reporting.sample import QUESTIONNAIRE

NUMBER = re.compile(r"[+\N{MINUS SIGN}]?\d+(?:[,.]\d+)*")
THE_RANGE_OF_A_SCORE = ("점수는 0에서 100 사이이고", "Scores run from 0 to 100")


@pytest.fixture(scope="module", params=["ko", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module", params=[ReportKind.INSTITUTION, ReportKind.UNIT])
def told(request, release, language):
    unit = "unit:SVC" if request.param is ReportKind.UNIT else None
    return build_report(Materials(release, QUESTIONNAIRE), request.param, unit, language, has_slides=True)


@pytest.fixture(scope="module")
def group(told, release):
    key = "unit:SVC" if told.kind is ReportKind.UNIT else "all"
    return next(one for one in release.groups if one.key == key)


@pytest.fixture(scope="module")
def deck(told, drawer):
    return Presentation(io.BytesIO(write_pptx(told, drawer)))


def texts_of(blocks):
    for block in blocks:
        if isinstance(block, Paragraph | Note):
            yield block.text
        elif isinstance(block, Bullets):
            yield from (text for _name, text in block.entries)
        elif isinstance(block, KeyNumbers):
            yield from (f"{entry.value} {entry.detail}" for entry in block.entries)
        elif isinstance(block, TwoColumns):
            yield from texts_of((*block.left, *block.right))


def numbers_in(*texts):
    return {found for text in texts for found in NUMBER.findall(text)}


def drawn_texts(figure):
    for trace in figure.plotly.data:
        text = trace.text
        yield from (text if isinstance(text, list | tuple) else [text or ""])
    yield from (annotation.text for annotation in figure.plotly.layout.annotations)


def figures_of(report):
    return {slide.figure.key: slide.figure for slide in report.slides if slide.figure is not None}


def test_what_a_slide_says_in_words_stands_in_the_report(told, deck):
    said = " ".join(" ".join(texts_of(chapter.blocks)) for chapter in told.chapters)
    for slide in deck.slides:
        boxes = [shape for shape in slide.shapes if shape.has_text_frame and shape.name == "points"]
        lines = [p.text for box in boxes for p in box.text_frame.paragraphs]
        for line in (*lines, slide.notes_slide.notes_text_frame.text):
            for sentence in re.split(r"(?<=[.?!]) (?=\D)", line):
                said_of_area = sentence.split(": ", 1)[-1]
                if NUMBER.search(sentence) and not sentence.startswith((*THE_RANGE_OF_A_SCORE, told.period)):
                    assert said_of_area in said, sentence


def test_every_row_behind_a_slide_s_picture_is_a_row_of_the_report(told):
    rows = {tuple(cell.text for cell in row) for _, table in told.tables for row in table.rows}
    for key, figure in figures_of(told).items():
        for row in figure.table.rows:
            assert tuple(cell.text for cell in row) in rows, key


def test_every_number_in_a_slide_s_picture_is_in_its_table_or_an_item_s_distribution(told, group):
    shares = [found.points for found in group.items.values() if isinstance(found, Shares)]
    points = {str(numbers.rounded(point)) for found in shares for point in found}
    for key, figure in figures_of(told).items():
        cells = [cell for row in figure.table.rows for cell in row]
        known = numbers_in(*(cell.text for cell in cells), *(column.title for column in figure.table.columns))
        counted = {
            str(sum(cell.tone in (Tone.HIGHER, Tone.LOWER) for cell in cells)),
            str(sum(any(cell.tone is Tone.HIDDEN for cell in row) for row in figure.table.rows)),
        }
        drawn = numbers_in(*(re.sub("<[^>]*>", " ", text) for text in drawn_texts(figure)))
        assert drawn - (points if "best" in key or "first" in key else set()) <= known | {"95"}, key
        bare = {n.lstrip("+\N{MINUS SIGN}") for n in known}
        assert numbers_in(figure.alt) <= known | bare | counted, key


def test_the_deck_carries_every_score_of_the_group(told, release, group, language):
    labels = labels_of(release, QUESTIONNAIRE, language)
    figure = figures_of(told)["slide-areas"]
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in figure.table.rows}
    scores = {area: found for area, found in group.scores.items() if isinstance(found, Score)}
    assert set(rows) == {labels.areas[area] for area in scores}
    drawn = [text for text in drawn_texts(figure) if re.fullmatch(r"<b>\d+</b>", text)]
    assert drawn == [f"<b>{numbers.score(scores[area].value)}</b>" for area in labels.areas if area in scores]
    for area, score in scores.items():
        differences = [numbers.marked(d) for d in score.differences if isinstance(d, Difference)]
        said = rows[labels.areas[area]]
        assert said[:3] == [
            numbers.score(score.value),
            numbers.interval(score.interval),
            numbers.percent(score.favourable),
        ]
        assert sorted(said[3:]) == sorted(differences)


def test_the_heat_map_of_the_deck_holds_every_unit_s_difference(release, language):
    report = build_report(
        Materials(release, QUESTIONNAIRE), ReportKind.INSTITUTION, None, language, has_slides=True
    )
    labels = labels_of(release, QUESTIONNAIRE, language)
    rows = {row[0].text: row for row in figures_of(report)["slide-heat"].table.rows}
    units = [unit for unit in release.units if unit.depth <= 1]
    assert set(rows) == {labels.groups[unit.key] for unit in units}
    for unit in units:
        for cell, area in zip(rows[labels.groups[unit.key]][2:], labels.areas, strict=True):
            score = unit.scores.get(area)
            if isinstance(score, Score):
                rest = next(
                    d for d in score.differences if isinstance(d, Difference) and d.against is Against.REST
                )
                assert cell.text == numbers.marked(rest)
            else:
                assert not numbers_in(cell.text)


def test_each_picture_is_its_figure_with_its_finding_in_words(told, deck, drawer):
    for slide, planned in zip(deck.slides, told.slides, strict=True):
        pictures = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
        assert len(pictures) == isinstance(planned.figure, Figure)
        for picture in pictures:
            assert picture.image.blob == drawer.png(planned.figure)
            assert picture._element.nvPicPr.cNvPr.get("descr") == planned.figure.alt
