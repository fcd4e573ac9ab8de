"""Every figure is valid Plotly, tells its finding, and has the numbers behind it."""

import dataclasses
import json
import subprocess
import sys

import msgspec
import plotly.graph_objects as go
import pytest

from analysis.released.released_values import Difference, Interval
from survey_app.figures import look
from survey_app.figures.areas import area_dots
from survey_app.figures.cards import score_cards
from survey_app.figures.comparison import Estimate, caterpillar, funnel
from survey_app.figures.drivers import driver_bars, driver_quadrant, focus_areas
from survey_app.figures.experiences import experience_bars, experience_table, happened
from survey_app.figures.figure import Tone, figure_json
from survey_app.figures.groups import heat_map
from survey_app.figures.items import item_bars
from survey_app.figures.participation import participation_bars
from survey_app.figures.standing import area_standing
from survey_app.figures.trends import trend_lines
from survey_app.wording.items import item_text, reversed_note
from tests.reporting.sample import QUESTIONNAIRE

ESTIMATES = [
    Estimate(f"i{n}", f"기관 {n}", 50 + n, Interval(46 + n, 54 + n), 100 + 10 * n, n == 11) for n in range(12)
]


def every_figure(release, labels):
    experiences = [i for i, item in labels.item_by_id.items() if item.kind == "experience"]
    return [
        area_dots(release, labels),
        area_dots(release, labels, release.group("unit:SVC")),
        score_cards(release, labels),
        area_standing(release, "communication", labels),
        item_bars(release.whole, labels.area_items["ways_of_working"], labels),
        item_bars(release.group("unit:SPK"), labels.area_items["growth"], labels, is_compact=True),
        heat_map(release, release.units, labels),
        driver_quadrant(release.drivers, labels),
        driver_bars(release.drivers, labels),
        participation_bars(release, release.units, labels),
        experience_bars(release.whole, experiences, labels),
        trend_lines(release, list(labels.areas), labels),
        caterpillar(ESTIMATES, 55.5, "소통", labels.language),
        funnel(ESTIMATES, 55.5, [(100, 40, 70), (220, 48, 63)], "소통", labels.language),
    ]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_figure_is_valid_plotly_with_words_and_a_table(release, labels, english, language):
    for figure in every_figure(release, labels if language == "ko" else english):
        assert go.Figure(json.loads(figure_json(figure))).layout.width == 680
        assert figure.title
        assert figure.caption
        assert len(figure.alt) > 10
        assert figure.table.rows
        assert all(len(row) == len(figure.table.columns) for row in figure.table.rows)


def test_the_same_release_gives_the_same_drawing_in_another_process(release, labels):
    program = (
        "from tests.reporting.sample import QUESTIONNAIRE, sample_release\n"
        "from survey_app.wording.labels import labels_of\n"
        "from survey_app.figures.figure import figure_json\n"
        "from survey_app.figures.areas import area_dots\n"
        "release = sample_release()\n"
        "print(figure_json(area_dots(release, labels_of(release, QUESTIONNAIRE, 'ko'))))\n"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == figure_json(area_dots(release, labels))


def test_the_alternative_text_names_the_highest_and_the_lowest(release, labels):
    assert area_dots(release, labels).alt == (
        "인권·윤리의식이 71점으로 가장 높고 조직구조·인사제도가 47점으로 가장 낮습니다."
    )


def test_a_hidden_group_is_hatched_and_the_table_says_why(release, labels):
    figure = heat_map(release, release.units, labels)
    row = next(row for row in figure.table.rows if row[0].text == "대변인실")
    assert all(cell.tone is Tone.HIDDEN and cell.value is None for cell in row[1:])
    assert row[2].reason == "응답자가 너무 적음"
    assert figure.plotly.layout.shapes[0].type == "path"


def test_no_hidden_number_reaches_a_drawing(release, labels):
    drawn = figure_json(heat_map(release, [release.group("unit:SPK")], labels))
    traces = json.loads(drawn)["data"]
    assert all(value is None for trace in traces for value in trace.get("customdata", []))


def test_every_number_of_a_heat_map_is_the_release_s_own(release, labels):
    units = [unit for unit in release.units if unit.is_shown]
    table = heat_map(release, units, labels).table
    for unit, row in zip(units, table.rows, strict=True):
        for area, cell in zip(labels.areas, row[2:], strict=True):
            found = unit.scores[area].differences[0]
            assert isinstance(found, Difference)
            assert cell.value == found.value


def test_a_bar_ends_at_a_hundred_however_its_shares_are_rounded(release, labels):
    whole = release.whole
    shares = msgspec.structs.replace(whole.items["CULT01"], points=(13.0, 21.0, 42.0, 13.0, 15.0))
    group = msgspec.structs.replace(whole, items={**whole.items, "CULT01": shares})
    bars = [t for t in item_bars(group, ["CULT01"], labels).plotly.data if t.type == "bar"]
    assert sum(bar.x[0] for bar in bars) == pytest.approx(100)
    assert [bar.customdata[0] for bar in bars] == [13.0, 21.0, 42.0, 13.0, 15.0]


def test_an_item_s_wording_is_whole_and_keeps_to_its_row(release, english):
    for items in english.area_items.values():
        for is_compact in (False, True):
            row = 29 if is_compact else 42
            figure = item_bars(
                release.whole,
                items,
                english,
                is_compact=is_compact,
                row_height=row,
                has_differences=not is_compact,
            )
            written = next(t for t in figure.plotly.data if t.type == "scatter")
            for text, size in zip(written.text, written.textfont.size, strict=True):
                assert "…" not in text
                assert (text.count("<br>") + 1) * size * 1.2 < row


def test_a_reversed_item_is_turned_so_that_blue_is_favourable(release, labels):
    shares = release.whole.items["WORK04"]
    figure = item_bars(release.whole, ["WORK04"], labels)
    bars = [trace for trace in figure.plotly.to_plotly_json()["data"] if trace["type"] == "bar"]
    # Whole percents are rounded each, and the bar is made a whole of.
    assert bars[-1]["x"][0] + bars[-2]["x"][0] == pytest.approx(shares.favourable, abs=1.0)


def test_an_experience_is_the_share_to_whom_it_happened(release, labels):
    table = experience_table(release.whole, ["EXPE01"], labels)
    assert table.rows[0][2].value == pytest.approx(happened(release.whole.items["EXPE01"]))
    assert table.rows[0][1].text == "최근 12개월"


def test_focus_areas_weigh_much_and_score_low(release):
    assert focus_areas(release.drivers)[0] == "communication"


def test_a_bar_of_a_band_shows_the_band(release, labels):
    table = participation_bars(release, release.units, labels).table
    by_name = {row[0].text.strip("\N{NO-BREAK SPACE}"): row for row in table.rows}
    assert "–" in by_name["데이터정보과"][3].text
    assert by_name["데이터정보과"][2].value is None


HOSTILE = '<i>R&D</i><br><a href="http://x.kr">과</a>&lt;'


def test_a_name_is_drawn_as_it_was_typed_whatever_signs_it_holds(release, labels):
    named = dataclasses.replace(
        labels,
        groups=dict.fromkeys(labels.groups, HOSTILE),
        areas=dict.fromkeys(labels.areas, HOSTILE),
        items=dict.fromkeys(labels.items, HOSTILE),
        waves=dict.fromkeys(labels.waves, HOSTILE),
    )
    for figure in every_figure(release, named):
        for text in texts_of(figure.plotly.to_plotly_json()):
            assert "<" not in text.replace("<b>", "").replace("</b>", "").replace("<br>", ""), figure.key


def texts_of(value):
    if isinstance(value, dict):
        for key, one in value.items():
            if key != "hovertemplate":
                yield from texts_of(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, str):
        yield value


def test_a_reversed_item_says_whose_share_its_favourable_one_is(release, labels, english):
    reversed_item = next(i.id for i in QUESTIONNAIRE.items if i.is_reversed and i.id in release.whole.items)
    for names, words in ((labels, "그렇지 않다고 답한 비율"), (english, "share who disagreed")):
        bars = item_bars(release.whole, [reversed_item], names)
        assert words in item_text(reversed_item, names)
        assert words in bars.table.rows[0][0].text
        assert words in bars.alt
        assert reversed_note([reversed_item], names) in bars.caption + "."


def test_a_sum_that_seems_wrong_is_explained_where_it_stands(release, labels):
    item = next(iter(labels.area_items["culture"]))
    shares = release.whole.items[item]
    off = msgspec.structs.replace(shares, points=(10.4, 12.4, 28.4, 28.4, 20.4), favourable=48.8)
    fits = msgspec.structs.replace(shares, points=(10.0, 12.0, 29.0, 29.0, 20.0), favourable=49.0)

    for result, is_explained in ((off, True), (fits, False)):
        group = msgspec.structs.replace(release.whole, items={item: result})
        assert ("반올림" in item_bars(group, [item], labels).caption) is is_explained


def test_a_long_korean_head_breaks_between_pairs_of_syllables():
    assert look.wrapped("조직융화활동", 44, look.SMALL - 1, 4) == f"조직융화{look.BREAK}활동"
    assert look.wrapped("일하는 방식", 44, look.SMALL - 1, 4) == f"일하는{look.BREAK}방식"


def test_every_dot_of_a_funnel_has_a_name_that_no_line_and_no_other_name_crosses():
    limits = [(n, 50 - 60 / n**0.5, 50 + 60 / n**0.5) for n in range(40, 240, 5)]
    drawn = funnel(ESTIMATES, 55.0, limits, "리더십", "ko")
    notes = drawn.plotly.layout.annotations

    assert {note.text for note in notes} == {e.name for e in ESTIMATES}
    assert all(note.bgcolor for note in notes)
    assert set(drawn.plotly.data[2].marker.color) <= {look.ACCENT, look.BENCHMARK}


def test_no_figure_shows_markup_as_text(release, labels, english):
    for names in (labels, english):
        for figure in every_figure(release, names):
            drawn = json.dumps(figure.plotly.to_plotly_json(), ensure_ascii=False)
            assert "&lt;b" not in drawn, figure.key
