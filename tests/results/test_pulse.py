"""The page of a pulse: each item with its verdict, no half area, nothing of units in public."""

import re

import pytest

BASE = "/i/gaon/waves/2026-pulse/results"


def test_like_answers_are_no_difference_and_the_page_says_so_in_words(hr):
    page = hr.get(BASE).text

    words = re.findall(r"<td[^>]*>(about the same|can&#39;t tell)</td>", page)
    assert len(words) == 5
    assert not re.search(r"<td[^>]*>higher</td>", page)
    assert "some of its items are no score" in page


def test_a_pulse_has_no_pages_of_areas_groups_drivers_and_comments(hr):
    for page in ("areas", "areas/work_life", "items", "drivers", "groups", "comments"):
        assert hr.get(f"{BASE}/{page}").status_code == 404
    for page in ("participation", "method", "why-hidden"):
        assert hr.get(f"{BASE}/{page}").status_code == 200


def test_hidden_units_of_a_pulse_have_no_numbers(hr):
    page = hr.get(BASE).text

    assert "Unit south" in page
    # It is named by what was counted together, and has no row of its own.
    assert ">Unit north-3<" not in page


def test_the_public_page_of_a_pulse_shows_the_institution_alone(browser_of):
    page = browser_of(None).get("/waves/gaon.2026-pulse/results?lang=en").text

    assert "Five items, asked again" in page
    assert "Unit south" not in page


@pytest.mark.parametrize("email", ["hr@narae.example", "analyst@example.org", None])
def test_nobody_else_reads_the_pulse_of_an_institution(browser_of, email):
    assert browser_of(email).get(BASE).status_code in (302, 403, 404)


def test_reports_of_a_pulse_are_the_institutions_alone_and_without_slides(hr):
    address = "/i/gaon/waves/2026-pulse/reports"
    page = hr.get(address).text

    assert 'value="institution"' in page
    assert 'value="summary"' not in page
    assert 'value="pptx"' not in page
    form = {"kind": "summary", "format": "pdf", "language": "ko"}
    assert hr.post(address, data=form).status_code == 400
