"""Whoever reads a moment reads Korea's: the servers keep UTC, in which the day is another until nine."""

import re
from datetime import UTC, datetime

import pytest

from config import ROOT
from survey_app.ground import days

TEMPLATES = sorted((ROOT / "survey_app" / "templates").rglob("*.html"))
SOURCES = sorted((ROOT / "survey_app").rglob("*.py"))
# A moment is a column or field whose name ends so; dates end in _on.
WRITTEN = re.compile(r"strftime\(|\{[^{}\n]*:%[YmdHMS]")
BARE_DAY = re.compile(r"\{\{[^}|]*\w_on\s*\}\}|=[\w.]*\w_on\)")
BARE_MOMENT = re.compile(r"\{\{[^}|]*_at\s*\}\}|\{\{[^}|]*\.at\s*\}\}")


def _name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_page_writes_moments_with_the_filter_alone(path):
    text = path.read_text("utf-8")

    assert "UTC" not in text
    assert "strftime" not in text
    assert not BARE_MOMENT.findall(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_page_writes_days_with_the_filter_alone(path):
    text = re.sub(r'(datetime|value)="\{\{[^}]*\}\}"', "", path.read_text("utf-8"))

    assert not BARE_DAY.findall(text)


def test_no_sentence_speaks_of_utc():
    catalogue = ROOT / "survey_app" / "translations" / "ko" / "LC_MESSAGES" / "messages.po"

    assert "UTC" not in catalogue.read_text("utf-8")


def test_moments_are_put_into_words_in_one_place():
    writers = [_name(path) for path in SOURCES if WRITTEN.search(path.read_text("utf-8"))]

    assert writers == ["survey_app/ground/days.py"]


def test_the_last_hours_of_a_day_in_utc_are_the_next_day_in_korea(app):
    evening = datetime(2026, 11, 29, 18, 52, 7, tzinfo=UTC)
    page = app.jinja_env.from_string("{{ at | moment }}, {{ at | moment_to_the_second }}, {{ at | day }}")

    assert days.spoken(evening) == "2026-11-30 03:52"
    with app.test_request_context("/?lang=ko"):
        assert page.render(at=evening) == "2026. 11. 30.(월) 03:52, 2026-11-30 03:52:07, 2026. 11. 30.(월)"
    with app.test_request_context("/?lang=en"):
        assert page.render(at=evening).startswith("Mon 30 Nov 2026 03:52")
