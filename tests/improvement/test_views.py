"""Acting on results in a browser: proposals, focus areas, actions, a pulse, kits."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from analysis.released.release import content_hash, encode
from analysis.released.released_values import Against
from survey_app.diagnosis.models import Wave
from survey_app.door.access import Role
from survey_app.ground import days, db
from survey_app.improvement.models import Action
from survey_app.improvement.workshops import kit_of
from survey_app.institutions.models import Unit
from survey_app.releases.models import StoredRelease

SCORES = {"culture": 60.0, "customs": 50.0, "leadership": 70.0}
ITEMS = dict.fromkeys(("CUST01", "CUST02", "CUST03", "CUST04"), 30.0)
ACTION = {
    "area": "customs",
    "title": "의전 줄이기",
    "owner": "총무과",
    "due_on": "2030-09-01",
    "steps": "하나\n둘",
}


@pytest.fixture
def hr(signed_in_as, databases, make_wave, release_of):
    browser = signed_in_as(Role.HR)
    with db.work(databases.people) as session:
        wave = make_wave(session)
        wave.institution.units = [Unit(code="u", name_ko="과", name_en="Unit", headcount=40, position=0)]
        document = encode(release_of(SCORES, lower=[("culture", Against.BENCHMARK)], favourable=ITEMS))
        session.add(
            StoredRelease(
                wave_id=wave.id,
                number=1,
                document=document,
                content_hash=content_hash(document),
                signature=b"",
                made_at=datetime.now(UTC),
                reason="",
            )
        )
    return browser


def test_without_results_the_kits_can_be_read_already(signed_in_as):
    browser = signed_in_as(Role.HR)

    assert "/kits" in browser.get("/i/gaon/improvement").text
    assert browser.get("/kits").status_code == 200
    assert browser.get("/kits/culture").status_code == 200
    assert browser.get("/kits/none").status_code == 404
    assert browser.post("/i/gaon/improvement/focus", data={"areas": ["culture"]}).status_code == 404


def test_proposals_come_with_reasons_and_are_chosen(hr):
    assert "60.0" in hr.get("/i/gaon/improvement").text

    assert hr.post("/i/gaon/improvement/focus", data={"areas": ["customs"]}).status_code == 302
    assert "/improvement/actions/new/customs" in hr.get("/i/gaon/improvement").text
    four = ["customs", "culture", "leadership", "growth"]
    assert hr.post("/i/gaon/improvement/focus", data={"areas": four}).status_code == 422
    assert hr.post("/i/gaon/improvement/focus", data={}).status_code == 422


def test_an_action_is_agreed_ticked_ended_and_dropped(hr, databases):
    address = "/i/gaon/improvement/actions"
    assert hr.get(f"{address}/new/customs").status_code == 200
    assert hr.post(f"{address}/new/customs", data={**ACTION, "title": ""}).status_code == 422
    assert hr.post(f"{address}/new/customs", data=ACTION).status_code == 302
    assert hr.post(f"{address}/1/tick/1").location.endswith("#action-1")
    assert hr.post(f"{address}/1", data={**ACTION, "state": "done", "outcome": ""}).status_code == 422
    ended = {**ACTION, "state": "done", "outcome": "절반으로 줄었다."}
    assert hr.post(f"{address}/1", data=ended).status_code == 302
    assert "절반으로 줄었다." in hr.get("/i/gaon/improvement").text
    assert hr.get(f"{address}/1").status_code == 200

    assert hr.post(f"{address}/1/drop").status_code == 302
    with db.work(databases.people) as session:
        assert session.scalars(select(Action)).all() == []


def test_what_often_helps_is_taken_into_the_form_with_one_press(hr):
    address = "/i/gaon/improvement/actions/new/customs?lang=ko"
    kit = kit_of("customs").in_language("ko")
    assert 'name="take" value="1"' in hr.get(address).text

    page = hr.post(address, data={**ACTION, "title": "", "take": "1"})

    assert page.status_code == 200
    assert f'value="{kit.actions[1]}"' in page.text
    assert 'value="총무과"' in page.text
    assert hr.get("/i/gaon/improvement/actions/1").status_code == 404


def test_an_institution_has_training_of_its_own_beside_a_kit(hr, signed_in_as):
    address = "/i/gaon/kits/customs/training"
    proposed = kit_of("customs").in_language("ko").training
    assert proposed[0].address in hr.get("/kits/customs?lang=ko").text
    refused = hr.post(f"{address}?lang=en", data={"links": "우리 과정\n과정 javascript:alert(1)"})
    assert refused.status_code == 422
    assert "Line 1 can’t be read" in refused.text

    hr.post(address, data={"links": "우리 과정 https://learn.gaon.example/1"})

    for page in ("/kits/customs", "/i/gaon/improvement/actions/new/customs"):
        text = hr.get(page).text
        assert 'href="https://learn.gaon.example/1"' in text, page
        assert proposed[0].address not in text
    assert proposed[0].address in signed_in_as(Role.HR, "nara").get("/kits/customs").text
    hr.post(f"{address}/reset")
    assert proposed[0].address in hr.get("/kits/customs").text


def test_the_actions_of_another_institution_do_not_exist(hr, signed_in_as):
    hr.post("/i/gaon/improvement/actions/new/customs", data=ACTION)
    other = signed_in_as(Role.HR, "nara")

    assert other.get("/i/gaon/improvement/actions/1").status_code == 404
    assert other.get("/i/nara/improvement/actions/1").status_code == 404
    assert other.post("/i/nara/improvement/actions/1/drop").status_code == 404


def test_a_pulse_is_planned_with_five_items_as_a_wave_of_its_own(hr, databases):
    page = hr.get("/i/gaon/improvement/pulse?lang=ko").text
    assert page.count("checked") == 4  # of those items alone a favourable share was released
    data = {"items": list(ITEMS), "opens_on": "2030-09-01"}
    assert hr.post("/i/gaon/improvement/pulse", data=data).status_code == 422

    data["items"].append("CULT01")

    assert hr.post("/i/gaon/improvement/pulse", data=data).location == "/i/gaon/waves/2026-pulse"
    with db.work(databases.people) as session:
        pulse = session.scalars(select(Wave).where(Wave.key == "2026-pulse")).one()
        assert pulse.opens_on.isoformat() == "2030-09-01"
        assert set(pulse.items_asked_again) == set(data["items"])
    assert "/i/gaon/waves/2026-pulse" in hr.get("/i/gaon/improvement").text
    assert hr.post("/i/gaon/improvement/pulse", data=data).status_code == 422


def test_the_plan_of_a_pulse_shows_its_items_and_takes_no_others(hr):
    data = {"items": [*ITEMS, "CULT01"], "opens_on": "2030-09-01"}
    hr.post("/i/gaon/improvement/pulse", data=data)
    plan = "/i/gaon/waves/2026-pulse/plan"

    assert hr.get(f"{plan}/questionnaire").text.count("<li>") >= 5
    titles = {"title_ko": "가을에 다시", "title_en": "Again"}
    assert hr.post(f"{plan}/questionnaire", data=titles).status_code == 302
    assert "간이 조사는 다른 회차의 문항 다섯 개만 다시 묻습니다." in hr.get(f"{plan}/questions").text
    assert 'name="asks_comments"' not in hr.get(f"{plan}/policy").text


def test_good_practice_stands_beside_proposed_and_chosen_areas(hr, signed_in_as):
    practice = {"area": "culture", "title_ko": "협조", "text_ko": "사흘 안에 답합니다."}
    signed_in_as(Role.ANALYST).post("/ministry/practices/new", data=practice)
    link = 'href="/practices#area-culture"'
    assert hr.get("/i/gaon/improvement").text.count(link) == 1

    hr.post("/i/gaon/improvement/focus", data={"areas": ["culture", "customs"]})

    page = hr.get("/i/gaon/improvement").text
    assert page.count(link) == 2
    assert "#area-customs" not in page


def test_promises_stay_on_the_desk_after_the_next_wave_is_released(hr, databases, make_wave, release_of):
    hr.post("/i/gaon/improvement/actions/new/customs", data=ACTION)
    with db.work(databases.people) as session:
        _release(session, make_wave(session, "2027", date(2027, 5, 1)), release_of(SCORES))

    page = hr.get("/i/gaon/improvement?lang=en").text

    assert 'href="/i/gaon/improvement/actions/1"' in page
    assert "/i/gaon/improvement/actions/1/tick/1" in page
    assert "Promised after" in page
    assert "Actions still to do: 1" in hr.get("/home?lang=en").text
    ended = {**ACTION, "state": "done", "outcome": "절반으로 줄었다."}
    assert hr.post("/i/gaon/improvement/actions/1", data=ended).status_code == 302
    assert "Done or given up: 1" in hr.get("/i/gaon/improvement?lang=en").text


def test_the_next_release_asks_what_came_of_a_promise_until_that_is_said(
    hr, databases, make_wave, release_of
):
    hr.post("/i/gaon/improvement/actions/new/customs", data=ACTION)
    asked = "Say what came of earlier promises"
    assert asked not in hr.get("/home?lang=en").text + hr.get("/i/gaon/improvement?lang=en").text

    with db.work(databases.people) as session:
        later = days.today() - timedelta(days=30)
        _release(session, make_wave(session, "2027", later), release_of(SCORES))

    assert 'href="/i/gaon/improvement#asked"' in hr.get("/home?lang=en").text
    desk = hr.get("/i/gaon/improvement?lang=en").text
    assert asked in desk
    assert 'href="/i/gaon/improvement/actions/1#outcome"' in desk

    told = {**ACTION, "state": "under_way", "outcome": "절반쯤 했다."}
    assert hr.post("/i/gaon/improvement/actions/1", data=told).status_code == 302
    assert asked not in hr.get("/home?lang=en").text + hr.get("/i/gaon/improvement?lang=en").text
    with db.work(databases.people) as session:
        session.scalars(select(Action)).one().outcome_on = later
    assert asked in hr.get("/home?lang=en").text


def test_what_is_late_is_marked_and_counted(hr, databases):
    hr.post("/i/gaon/improvement/actions/new/customs", data=ACTION)
    with db.work(databases.people) as session:
        session.scalars(select(Action)).one().due_on = days.today() - timedelta(days=1)

    page = hr.get("/i/gaon/improvement?lang=en").text

    assert "overdue" in page
    assert "The day of 1 action is over" in page
    assert "overdue: 1" in hr.get("/home?lang=en").text


def test_a_promise_is_not_made_for_a_day_that_is_over(hr, databases):
    address = "/i/gaon/improvement/actions"
    yesterday = (days.today() - timedelta(days=1)).isoformat()

    refused = hr.post(f"{address}/new/customs?lang=en", data={**ACTION, "due_on": "2020-01-01"})
    assert refused.status_code == 422
    assert "This day is over already" in refused.text

    hr.post(f"{address}/new/customs", data=ACTION)
    moved = {**ACTION, "state": "under_way", "outcome": "", "due_on": yesterday}
    assert hr.post(f"{address}/1", data=moved).status_code == 422
    with db.work(databases.people) as session:
        session.scalars(select(Action)).one().due_on = days.today() - timedelta(days=1)
    named = hr.post(f"{address}/new/customs?lang=en", data={**ACTION, "owner": "총무과 김철수 과장"})
    assert "reads like a person" in named.text
    ended = {**ACTION, "state": "done", "outcome": "끝", "due_on": yesterday}
    assert hr.post(f"{address}/1", data=ended).status_code == 302


def _release(session, wave, release):
    document = encode(release)
    session.add(
        StoredRelease(
            wave_id=wave.id,
            number=1,
            document=document,
            content_hash=content_hash(document),
            signature=b"",
            made_at=datetime.now(UTC),
            reason="",
        )
    )
