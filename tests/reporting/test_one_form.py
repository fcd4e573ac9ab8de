"""A number of people stands in one form in every page and format of a release."""

import io
import re
from dataclasses import fields, is_dataclass

import msgspec
import openpyxl
import pytest

from analysis.released.release import GroupKind, Participation
from analysis.released.released_values import Count, Hidden
from survey_app.figures.people import respondents_of, response_rate
from survey_app.reporting.making.institution import build_institution_report, build_summary
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.unit import build_unit_report
from survey_app.reporting.workbooks.xlsx import write_xlsx
from survey_app.wording.labels import labels_of
from tests.reporting.sample import QUESTIONNAIRE, sample_release

PEOPLE = 60


@pytest.fixture(scope="module")
def small():
    """An institution of sixty: its release gives them as a band, its participation exactly."""
    release = sample_release()
    whole = msgspec.structs.replace(release.whole, respondents=Count(50, 99), invited=80)
    groups = tuple(whole if g.key == "all" else g for g in release.groups if g.kind is not GroupKind.UNIT)
    units = tuple(
        msgspec.structs.replace(g, respondents=Count(20, 49), invited=51)
        for g in release.units
        if isinstance(g.respondents, Count)
    )
    took_part = Participation(80, PEOPLE, 75.0, 6.3, 0, 0)
    return msgspec.structs.replace(release, groups=(*groups, *units), participation=took_part)


def texts_of(value):
    """Every text anywhere in a report, with those of one row joined."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            if one.name not in ("plotly", "key"):
                yield from texts_of(getattr(value, one.name))
    elif isinstance(value, tuple | list):
        if value and all(hasattr(cell, "text") and hasattr(cell, "tone") for cell in value):
            yield " | ".join(cell.text for cell in value)
        else:
            for one in value:
                yield from texts_of(one)


def drawn(report):
    """Every text that a report's figures draw."""
    figures = [*report.figures, *(slide.figure for slide in report.slides if slide.figure)]
    for figure in figures:
        for trace in figure.plotly.data:
            yield from (str(t) for t in (trace.text if trace.text is not None else ()))
        yield from (str(note.text) for note in figure.plotly.layout.annotations)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_institution_of_sixty_is_sixty_everywhere(small, language):
    for build in (build_institution_report, build_summary):
        report = build(Materials(small, QUESTIONNAIRE), language, has_slides=True)
        found = [*texts_of(report), *drawn(report)]
        labels = labels_of(small, QUESTIONNAIRE, language)
        assert any(re.search(rf"\b{PEOPLE}\b", text) for text in found)
        assert [text for text in found if re.search(r"\b50\s*[–-]\s*99", text)] == []
        rows = [text for text in found if text.startswith(labels.groups["all"] + " |")]
        assert all(f"| {PEOPLE} |" in row for row in rows if "80" in row)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_unit_under_a_hundred_has_a_band_and_no_rate(small, language):
    unit = small.units[0]
    report = build_unit_report(Materials(small, QUESTIONNAIRE), unit.key, language, has_slides=True)
    whole = build_institution_report(Materials(small, QUESTIONNAIRE), language)

    found = [*texts_of(report), *drawn(report), *texts_of(whole), *drawn(whole)]

    assert response_rate(small, unit) is None
    assert any("20–49" in text for text in found)
    # 20 and 49 of 51: no range of rates that nobody can use stands anywhere.
    assert [text for text in found if re.search(r"39\s*[–-]\s*96", text)] == []


def test_the_workbook_gives_the_same_numbers(small):
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(small, QUESTIONNAIRE, "ko")), read_only=True)
    sheet = book["참여"]
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True)}

    assert rows["all"][2:6] == (80, PEOPLE, PEOPLE, 75.0)
    assert rows[small.units[0].key][2:6] == (51, 20, 49, None)


def test_a_hidden_group_stays_hidden(small):
    hidden = msgspec.structs.replace(small.units[0], respondents=Hidden("too_few"))
    assert isinstance(respondents_of(small, hidden), Hidden)
