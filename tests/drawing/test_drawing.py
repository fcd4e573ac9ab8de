"""Chromium draws, the same each time, and comes back when it dies."""

import dataclasses
import os
import signal
from xml.etree import ElementTree

import pytest

from survey_app.drawing.chromium import ChromiumIsMissing, PageFailed, find_chromium
from survey_app.drawing.drawing import Drawer
from survey_app.figures.areas import area_dots
from survey_app.figures.groups import heat_map


@pytest.fixture(scope="module")
def drawer():
    found = Drawer()
    yield found
    found.close()


def test_the_same_figure_gives_the_same_svg_with_its_words(drawer, release, labels):
    figure = area_dots(release, labels)
    first = drawer.svg(figure)
    assert first == drawer.svg(figure)
    words = " ".join(ElementTree.fromstring(first).itertext())
    assert all(name in words for name in labels.areas.values())
    assert "http" not in first.replace("http://www.w3.org/2000/svg", "")


def test_the_svg_is_flat_and_holds_every_number(drawer, release, labels):
    figure = heat_map(release, release.units, labels)
    root = ElementTree.fromstring(drawer.svg(figure))
    assert {child.tag.partition("}")[2] for child in root} <= {"path", "rect", "circle", "line", "text"}
    words = [element.text for element in root if element.tag.endswith("text")]
    for row in figure.table.rows:
        for cell in row[2:]:
            assert cell.text.split(" ")[0] in words


def test_the_drawing_and_its_table_agree_on_a_name_with_signs_of_markup(drawer, release, labels):
    names = dict(zip(labels.areas, ["<b>R&D</b>", '<a href="x">가</a>', "1<2", "&lt;b&gt;"], strict=False))
    figure = area_dots(release, dataclasses.replace(labels, areas={**labels.areas, **names}))
    words = [element.text for element in ElementTree.fromstring(drawer.svg(figure)).iter()]

    for name in names.values():
        assert name in words
        assert name in [row[0].text for row in figure.table.rows]


def test_chromium_that_died_is_started_again(drawer, release, labels):
    figure = area_dots(release, labels)
    before = drawer.svg(figure)
    os.kill(drawer._browser.process_id, signal.SIGKILL)
    assert drawer.svg(figure) == before


def test_a_png_has_three_hundred_dots_per_inch(drawer, release, labels):
    png = drawer.png(area_dots(release, labels))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20]) == round(680 * 2.95)


def test_what_the_page_refuses_is_said(drawer, release, labels):
    drawer.svg(area_dots(release, labels))
    with pytest.raises(PageFailed, match="nonsense"):
        drawer._browser.evaluate("nonsense")


def test_without_chromium_the_message_names_the_package():
    with pytest.raises(ChromiumIsMissing, match="Debian package chromium"):
        find_chromium("/nowhere/chromium")


def test_the_browser_reaches_no_network(drawer, release, labels):
    drawer.svg(area_dots(release, labels))
    with pytest.raises(PageFailed):
        drawer._browser.evaluate("fetch('https://example.org/').then(r => r.text())")
