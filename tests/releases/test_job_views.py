"""Everybody finds the work that concerns them, sees why it stands, stops it and begins it again."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from survey_app.door.access import Role
from survey_app.ground import db, job_words, jobs, leases
from survey_app.ground.jobs import Job, State

CLOSING = {"name": "close_wave", "subject": "wave:gaon.2026"}


@pytest.fixture
def ordered(databases):
    """Writes down a job in some state."""

    def write(**given):
        about = CLOSING | {"parameters": {}, "queued_at": jobs.datetime.now(jobs.UTC)} | given
        with db.work(databases.people) as people:
            job = Job(**about)
            people.add(job)
            people.flush()
            return job.id

    return write


def state_of(databases, job_id):
    with db.work(databases.people) as people:
        return people.get_one(Job, job_id).state


def test_the_hr_lead_sees_and_stops_what_the_clock_started(databases, ordered, signed_in_as):
    number = ordered()
    page = signed_in_as(Role.HR).get("/jobs?lang=ko").text

    assert "회차 마감" in page
    assert "차례를 기다리는 중" in page
    assert f"/jobs/{number}/cancel" in page
    signed_in_as(Role.HR).post(f"/jobs/{number}/cancel")
    assert state_of(databases, number) == State.CANCELLED


def test_a_job_whose_worker_is_silent_is_seen_and_freed(databases, ordered, signed_in_as):
    number = ordered(state="running", worker="elsewhere/1/1")
    with db.work(databases.people) as people:
        silent = leases.now(people) - leases.LEASE - timedelta(minutes=1)
        people.execute(update(Job).where(Job.id == number).values(heartbeat_at=silent))
    hr = signed_in_as(Role.HR)

    assert "2분 동안 응답하지 않았습니다" in hr.get("/jobs?lang=ko").text
    hr.post(f"/jobs/{number}/cancel")
    assert state_of(databases, number) == State.CANCELLED


def test_what_failed_is_said_in_the_readers_language_and_begun_again(
    databases, ordered, signed_in_as, monkeypatch
):
    done = []
    monkeypatch.setitem(jobs._REGISTERED, "close_wave", lambda _progress, **given: done.append(given))
    ended = {"state": "failed", "ended_at": jobs.datetime.now(jobs.UTC)}
    number = ordered(**ended, problem="OperationalError", parameters={"wave": "gaon.2026"})
    hr = signed_in_as(Role.HR)

    page = hr.get("/jobs?lang=ko").text
    assert f"작업 번호 {number}번" in page
    assert "OperationalError" not in page
    assert "It stopped half-way" in hr.get("/jobs?lang=en").text
    hr.post(f"/jobs/{number}/again")
    assert done == [{"wave": "gaon.2026"}]
    assert hr.post(f"/jobs/{number + 1}/again").status_code == 404


def test_nobody_sees_the_work_of_another_institution(ordered, signed_in_as):
    of_another, of_a_programme = ordered(subject="wave:narae.2026"), ordered(subject="programme:2026")
    hr, analyst = signed_in_as(Role.HR), signed_in_as(Role.ANALYST)

    for browser, hidden in ((hr, of_another), (hr, of_a_programme), (analyst, of_another)):
        assert f"/jobs/{hidden}/cancel" not in browser.get("/jobs").text
        assert browser.get(f"/jobs/{hidden}.json").status_code == 404
        assert browser.post(f"/jobs/{hidden}/cancel").status_code == 404
        assert browser.post(f"/jobs/{hidden}/again").status_code == 404
    assert analyst.get(f"/jobs/{of_a_programme}.json").status_code == 200


def test_the_operator_sees_everything_and_when_the_clock_last_went(app, databases, ordered, signed_in_as):
    number = ordered(subject="wave:narae.2026")
    operator = signed_in_as(Role.OPERATOR)
    page = operator.get("/jobs?lang=ko").text

    assert f"/jobs/{number}/cancel" in page
    assert "지금은 작업이 처리되지 않습니다" in page
    assert "마지막 날이 지난 회차 마감" in page
    with db.work(databases.people) as people:
        leases.beat(people, leases.worker_id(), None)
    assert "지금은 작업이 처리되지 않습니다" not in operator.get("/jobs?lang=ko").text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_empty_list_says_so(signed_in_as, language):
    said = {"ko": "최근 2주 동안 작업이 없습니다", "en": "Nothing in the last fortnight"}[language]
    assert said in signed_in_as(Role.ANALYST).get(f"/jobs?lang={language}").text


def test_every_template_says_problems_through_the_same_words(app):
    folder = Path(app.root_path) / "templates"
    raw = [path.name for path in folder.rglob("*.html") if "job.problem" in path.read_text("utf-8")]
    assert raw == []
    assert job_words.problem(None) == ""
