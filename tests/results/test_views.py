"""An institution reads its results: who may, what stands there, and what must not."""

import re

import pytest
from sqlalchemy import select

from analysis.released.released_values import Hidden, Score
from survey_app.diagnosis.models import Wave
from survey_app.ground import db, jobs
from tests.links import assert_links_land, main_of

HERE = "/i/gaon/waves/2026/results"
PAGES = (
    "",
    "/participation",
    "/areas",
    "/areas/leadership",
    "/items",
    "/drivers",
    "/groups",
    "/groups?by=grade",
    "/units/north",
    "/groups/other:north",
    "/comments",
    "/comments?q=회의",
    "/method",
    "/why-hidden",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_opens_in_both_languages(browser_of, page, language):
    reply = browser_of("hr@gaon.example", language).get(HERE + page)

    assert reply.status_code == 200
    assert f'<html lang="{language}"' in reply.text
    assert "style=" not in re.sub(r"<script.*?</script>", "", reply.text, flags=re.S)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_into_a_page_lands_on_a_heading_that_is_there(hr, page):
    assert_links_land(hr, HERE + page)


def test_what_weighting_to_headcounts_changes_stands_with_participation(hr, release):
    page = main_of(hr.get(HERE + "/participation"))

    assert "Weighted to headcounts" in page
    assert f"those of {release.weighting.effective_respondents:,} people who answered evenly" in page
    for score in release.weighting.scores.values():
        assert f"{score.value:.1f}" in page


@pytest.mark.parametrize("page", PAGES)
def test_the_results_of_another_institution_do_not_exist(browser_of, page):
    assert browser_of("hr@narae.example").get(HERE + page).status_code == 404


@pytest.mark.parametrize("email", ["operator@example.org", "analyst@example.org"])
def test_neither_operator_nor_analyst_reads_an_institutions_results(browser_of, email):
    assert browser_of(email).get(HERE).status_code == 403


def test_a_stranger_is_asked_to_sign_in(browser_of):
    reply = browser_of(None).get(HERE)

    assert reply.status_code == 302
    assert "/sign-in" in reply.location


def test_the_headline_shows_every_area_with_its_interval_and_verdicts(hr, release):
    text = main_of(hr.get(HERE))

    shown = [score for score in release.whole.scores.values() if isinstance(score, Score)]
    assert len(shown) == 12
    for name in ("Leadership", "Communication", "Engagement"):
        assert name in text
    assert "▲" in text
    assert "This wave is in no programme, so there is no benchmark to compare with." in text


def test_a_hidden_group_shows_words_and_no_digits(hr, hidden_group):
    text = main_of(hr.get(f"{HERE}/groups/{hidden_group.key}"))
    after_title = text[text.index("are not shown") :]

    assert re.search("Fewer than 10 people answered here|protect a small group", after_title)
    assert set(re.findall(r"\d+", after_title)) <= {"10"}


def test_a_hidden_group_has_no_link_and_no_number_in_the_list(hr, hidden_group):
    page = hr.get(f"{HERE}/groups/unit:north").text

    assert f"groups/{hidden_group.key}" not in page
    assert "cell-hidden" in page


def test_the_page_of_a_unit_that_is_too_small_is_a_sentence_without_any_number_of_it(hr, release):
    text = main_of(hr.get(f"{HERE}/units/north-3"))

    assert release.counted_in["unit:north-3"] == "other:north"
    assert "fewer than 10 people answered here or in a unit beside it" in text
    assert "data-figure-json" not in text


def test_a_unit_that_is_too_small_is_named_where_its_people_are_counted(hr):
    for page in ("groups", "groups/other:north"):
        assert re.search(r"north-3.*Counted in", main_of(hr.get(f"{HERE}/{page}")), re.DOTALL), page
    assert hr.get(f"{HERE}/units/nowhere").status_code == 404


def test_drivers_that_are_hidden_say_why(hr, release):
    text = main_of(hr.get(f"{HERE}/drivers"))

    if isinstance(release.drivers, Hidden):
        assert "Not shown" in text
    else:
        assert "An association, not a cause" in text


def test_the_worked_example_follows_by_subtraction(hr):
    text = main_of(hr.get(f"{HERE}/why-hidden"))

    assert "46 people less 30 less 12 leaves 4" in text
    assert "is about 25" in text


def test_an_unknown_area_group_question_or_wave_is_not_found(hr):
    for page in ("/areas/none", "/groups/unit:none", "/units/none", "/groups?by=none"):
        assert hr.get(HERE + page).status_code == 404
    assert hr.get("/i/gaon/waves/1999/results").status_code == 404


def test_the_first_wave_says_that_there_is_none_to_compare_with(hr):
    text = main_of(hr.get("/i/gaon/waves/2025/results"))

    assert "There is no earlier wave to compare with." in text


def test_without_a_release_the_page_says_where_to_make_one(hr):
    reply = hr.get("/i/gaon/waves/2024/results")

    assert reply.status_code == 404
    assert "No results yet" in reply.text
    assert 'href="/i/gaon/waves/2024/release"' in reply.text


def test_public_results_show_the_institution_alone(browser_of):
    reply = browser_of(None).get("/waves/gaon.2026/results?lang=en")

    assert reply.status_code == 200
    text = main_of(reply)
    assert "Leadership" in text
    assert "north" not in reply.text
    assert "/i/gaon" not in reply.text


def test_results_that_the_policy_keeps_inside_are_not_public(browser_of):
    assert browser_of(None).get("/waves/gaon.2025/results").status_code == 404
    assert browser_of(None).get("/waves/none.2025/results").status_code == 404


def test_the_release_page_leads_to_the_results(hr):
    reply = hr.get("/i/gaon/waves/2026/release")

    assert reply.status_code == 200
    assert f'href="{HERE}"' in reply.text


def test_a_job_is_followed_and_stopped_by_the_one_who_started_it(released, browser_of, account_ids):
    with released.app_context(), db.work(db.databases().people) as people:
        job = jobs.Job(
            name="make_release",
            subject="wave:gaon.none",
            parameters={},
            started_by=account_ids["hr@gaon.example"],
            queued_at=jobs.datetime.now(jobs.UTC),
            total_steps=4,
            done_steps=1,
        )
        people.add(job)
        people.flush()
        number = job.id
    mine, other = browser_of("hr@gaon.example"), browser_of("hr@narae.example")

    state = mine.get(f"/jobs/{number}.json?back=/home").get_json()
    assert state == {
        "done": 1,
        "total": 4,
        "message": "Waiting for its turn",
        "is_finished": False,
        "has_failed": False,
        "url": "/home",
    }
    assert mine.get(f"/jobs/{number}.json?back=//evil.example").get_json()["url"] is None
    assert other.get(f"/jobs/{number}.json").status_code == 404
    assert other.post(f"/jobs/{number}/cancel").status_code == 404

    assert mine.post(f"/jobs/{number}/cancel", data={"back": "/home"}).location == "/home"
    assert mine.get(f"/jobs/{number}.json").get_json()["is_finished"]


def test_a_public_wave_without_results_says_that_they_will_stand_here(released, browser_of):
    with released.app_context(), db.work(db.databases().people) as people:
        wave = people.scalars(select(Wave).where(Wave.reference == "gaon.2024")).one()
        wave.results_are_public = True
    try:
        reply = browser_of(None).get("/waves/gaon.2024/results?lang=en")
    finally:
        with released.app_context(), db.work(db.databases().people) as people:
            people.scalars(select(Wave).where(Wave.reference == "gaon.2024")).one().results_are_public = False

    assert reply.status_code == 404
    assert "No results yet" in reply.text
    assert 'href="/waves/gaon.2024"' in reply.text
