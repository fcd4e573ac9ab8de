"""Promises beside the results: what everybody reads of them, and what the head of a unit reads of its own."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from analysis.released.released_values import Against
from survey_app.diagnosis.models import Wave
from survey_app.ground import db
from survey_app.improvement import services as improvement
from survey_app.improvement.models import Action, ActionState
from survey_app.improvement.services import ActionFields
from survey_app.wording import numbers
from survey_app.wording.differences import difference_against
from tests.links import main_of

HERE = "/i/gaon/waves/2026/results"


def test_the_head_of_a_unit_reads_its_own_results_and_actions_and_nothing_of_others(released, hr):
    ours, theirs = ((f"Open door of {unit}", unit) for unit in ("north-1", "south"))
    with released.app_context(), db.work(db.databases().people) as people:
        wave = people.scalars(select(Wave).where(Wave.reference == "gaon.2026")).one()
        for title, unit in (ours, theirs):
            fields = ActionFields("leadership", title, "Front office", date(2026, 12, 1), (), unit)
            improvement.agree_action(people, wave, fields)
    page = main_of(hr.get(f"{HERE}/units/north-1"))
    public = main_of(hr.get("/waves/gaon.2026/results?lang=en"))
    with released.app_context(), db.work(db.databases().people) as people:
        for action in people.scalars(select(Action)):
            people.delete(action)

    assert "Unit north-1" in page
    assert re.search("the rest|rest of", page)
    assert ours[0] in page
    assert theirs[0] not in page
    assert not re.search(r"north-2|north-3|south", page)
    assert "Open door" not in public


def test_the_head_of_a_unit_that_is_too_small_reads_the_values_of_the_unit_above_it(hr, release):
    page = main_of(hr.get(f"{HERE}/units/north-3"))
    leadership = release.group("unit:north").scores["leadership"]

    assert "Values of “Unit north”" in page
    assert re.search(rf"Leadership\s+{numbers.score(leadership.value)}\s", page)
    assert not re.search(r"north-1|north-2|south", page)


@pytest.fixture
def agreed(released):
    """An action agreed after gaon.2026, for the time of one test."""
    fields = ActionFields(
        "leadership", "A monthly open talk", "Planning office", date(2026, 12, 1), ("Fix days",)
    )
    with released.app_context(), db.work(db.databases().people) as people:
        wave = people.scalars(select(Wave).where(Wave.reference == "gaon.2026")).one()
        action = improvement.agree_action(people, wave, fields)
        people.flush()
        number = action.id
    yield
    with released.app_context(), db.work(db.databases().people) as people:
        improvement.drop_action(people, people.get_one(Action, number))


def test_until_something_is_agreed_the_public_page_says_so(browser_of):
    page = main_of(browser_of(None).get("/waves/gaon.2026/results?lang=en"))

    assert "No action has been agreed yet" in page


@pytest.mark.parametrize("wave", ["gaon.2026", "gaon.2026-pulse"])
def test_the_public_page_says_what_will_be_done_by_which_office_and_when(agreed, browser_of, wave):
    page = main_of(browser_of(None).get(f"/waves/{wave}/results?lang=en"))

    assert "A monthly open talk" in page
    assert "0 of 1 steps" in page
    assert "Planning office" in page
    assert "1 Dec 2026" in page
    assert "not asked again yet" in page


@pytest.fixture
def kept(released):
    """A promise of 2025 with a person as its owner and one of a unit, for the time of one test."""
    of_all = ActionFields("leadership", "We listen", "홍길동 과장", date(2026, 3, 1), ())
    of_unit = ActionFields("leadership", "North listens", "Office", date(2026, 3, 1), (), "north-1")
    with released.app_context(), db.work(db.databases().people) as people:
        wave = people.scalars(select(Wave).where(Wave.reference == "gaon.2025")).one()
        improvement.agree_action(people, wave, of_unit)
        action = improvement.agree_action(people, wave, of_all)
        improvement.edit_action(people, action, of_all, ActionState.DONE, "Twelve talks")
    yield
    with released.app_context(), db.work(db.databases().people) as people:
        for action in people.scalars(select(Action)):
            people.delete(action)


def test_everybody_reads_what_came_of_promises_and_what_the_score_did_since(kept, browser_of, release):
    page = main_of(browser_of(None).get("/promises/gaon?lang=en"))
    change = difference_against(release.whole.scores["leadership"], Against.PREVIOUS)

    assert re.search(rf"Twelve talks.*done.*{re.escape(numbers.signed(change.value))}", page, re.DOTALL)
    assert "홍길동" not in page
    assert "North" not in page


def test_promises_of_an_institution_that_shows_none_are_not_there(browser_of):
    lead = browser_of("hr@narae.example")
    assert browser_of(None).get("/promises/narae").status_code == 404

    lead.post("/i/narae/improvement/public", data={"show": "1"})
    assert "No action has been agreed yet" in browser_of(None).get("/promises/narae?lang=en").text

    lead.post("/i/narae/improvement/public", data={"show": "0"})
    assert browser_of(None).get("/promises/narae").status_code == 404


@pytest.mark.parametrize("wave", ["2026", "2026-pulse"])
def test_the_hr_lead_reads_beside_the_results_what_is_done_and_by_whom(agreed, hr, wave):
    page = main_of(hr.get(f"/i/gaon/waves/{wave}/results"))

    assert "A monthly open talk" in page
    assert "Planning office" in page
