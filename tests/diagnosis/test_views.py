"""From plan to close in a browser: six steps, an opening that asks for the word, watching, closing."""

import io
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default as policy

import pytest
from sqlalchemy import select

from survey_app.diagnosis.letter import DEFAULTS
from survey_app.diagnosis.models import Wave
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.ground.mail import MailServerFails, ServerProblem
from survey_app.institutions.services import find_institution
from survey_app.manifest import publication
from survey_app.wording.catalogue import Voice
from survey_app.wording.dates import spoken_day

ROSTER = "코드,부서명,상위부서,인원\nA,가실,,5\nA1,가일과,A,20\nB,나실,,40\n".encode()
TITLES = {
    "title_ko": "2026년 진단",
    "title_en": "Diagnosis",
    "programme": "",
    "questionnaire": "public-culture/2026.1",
}


@pytest.fixture
def hr(signed_in_as, databases):
    browser = signed_in_as(Role.HR)
    with db.work(databases.people) as session:
        # Only an invented institution's waves are opened without trustees.
        find_institution(session, "gaon").is_fictional = True
    preview = browser.post("/i/gaon/units", data={"roster": (io.BytesIO(ROSTER), "r.csv")}).location
    browser.post(preview)
    return browser


@pytest.fixture
def plan(hr):
    return hr.post("/i/gaon/waves/new", data=TITLES).location.removesuffix("/plan/questions")


@pytest.fixture
def planned(hr, plan):
    today = datetime.now(UTC).date()
    dates = {
        "opens_on": today,
        "closes_on": today + timedelta(days=14),
        "reminder_1": today + timedelta(days=5),
    }
    letters = {"letter_ko": DEFAULTS["ko"], "letter_en": DEFAULTS["en"]}
    for step, data in (
        ("units", {"units": ["A", "A1", "B"]}),
        ("dates", dates),
        ("letters", letters),
        ("policy", {"smallest_group": 10, "asks_comments": "y"}),
    ):
        assert hr.post(f"{plan}/plan/{step}", data=data).status_code == 302
    return plan


@pytest.fixture
def opened(hr, planned):
    assert hr.post(f"{planned}/open", data={"confirm_word": planned.rpartition("/")[2]}).location == planned
    return planned


def test_without_units_there_is_nothing_to_plan_yet(signed_in_as):
    browser = signed_in_as(Role.HR)

    assert "/i/gaon/units" in browser.get("/i/gaon/waves").text


def test_each_step_leads_to_the_next(hr, plan):
    assert plan.startswith("/i/gaon/waves/20")
    assert hr.post(f"{plan}/plan/questions").location == f"{plan}/plan/units"
    assert hr.post(f"{plan}/plan/units", data={"units": ["B"]}).location == f"{plan}/plan/dates"
    for step in (
        "questionnaire",
        "questions",
        "questions/new/item",
        "questions/new/background",
        "questions/new/comment",
        "units",
        "dates",
        "letters",
        "letters/1",
        "policy",
    ):
        assert hr.get(f"{plan}/plan/{step}").status_code == 200


def test_modules_are_chosen_with_the_questionnaire_and_stand_among_what_is_fixed(hr):
    begun = hr.post("/i/gaon/waves/new", data={**TITLES, "modules": ["gapjil", "leaving"]})
    plan = begun.location.removesuffix("/plan/questions")

    assert "떠나려는 이유 (leaving 1)" in hr.get(f"{plan}?lang=ko").text
    assert "갑질 경험" in hr.get(f"{plan}/questionnaire?lang=ko").text
    hr.post(f"{plan}/plan/questionnaire", data={**TITLES, "modules": ["leaving"]})
    assert "갑질 경험" not in hr.get(f"{plan}?lang=ko").text
    refused = hr.post(f"{plan}/plan/questionnaire", data={**TITLES, "modules": ["none"]})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("questionnaire", {**TITLES, "title_ko": ""}),
        ("questionnaire", {**TITLES, "questionnaire": "none/1"}),
        ("units", {"units": []}),
        ("units", {"units": ["A"]}),
        ("units", {"units": ["Z"]}),
        ("dates", {"opens_on": "2020-01-01", "closes_on": "2020-01-02", "reminder_1": ""}),
        ("dates", {"opens_on": "soon", "closes_on": "", "reminder_1": "x"}),
        ("letters", {"letter_ko": "주소 없음", "letter_en": DEFAULTS["en"]}),
        ("letters/1", {"subject_ko": "{link}", "text_ko": "{link}", "subject_en": "t", "text_en": "{link}"}),
        ("policy", {"smallest_group": 9}),
        ("questions/new/item", {"text_ko": "", "text_en": "", "scale": "agreement"}),
        ("questions/new/item", {"text_ko": "가", "scale": "own", "answers": "하나"}),
        (
            "questions/new/background",
            {"text_ko": "가", "text_en": "a", "purpose_ko": "가", "purpose_en": "a", "answers": "하나"},
        ),
    ],
)
def test_a_faulty_step_is_refused_and_changes_nothing(hr, plan, databases, step, data):
    before = _stored(databases)

    assert hr.post(f"{plan}/plan/{step}", data=data).status_code == 422

    assert _stored(databases) == before


def test_own_questions_are_written_changed_ordered_and_taken_away(hr, planned):
    def post(address, data=None):
        assert hr.post(f"{planned}/plan/questions{address}", data=data or {}).status_code == 302

    post("/new/item", {"text_ko": "회의를 제때 마친다.", "scale": "agreement"})
    post("/new/item", {"text_ko": "야근이 얼마나 잦습니까?", "scale": "own", "answers": "매주\n매월\n없음"})
    post("/new/comment", {"text_ko": "무엇을 먼저 바꿀까요?", "text_en": "What to change first?"})
    post("/local_item_1", {"text_ko": "회의를 늘 제때 마친다.", "scale": "agreement"})
    post("/local_item_2/move/up")
    asked = hr.get(f"{planned}/questionnaire").text
    fixed = hr.get(f"{planned}/open").text

    for text in ("야근이 얼마나 잦습니까?", "회의를 늘 제때 마친다.", "무엇을 먼저 바꿀까요?"):
        assert text in asked
        assert text in fixed
    assert asked.index("야근이") < asked.index("회의를 늘")
    assert "매주 / 매월 / 없음" in fixed
    assert "public-culture" not in fixed

    post("/local_item_1/remove")

    assert "회의를 늘" not in hr.get(f"{planned}/questionnaire").text


def test_both_letters_are_sent_to_oneself_each_in_its_language(hr, plan, config):
    hr.post(f"{plan}/plan/letters/test")

    letters = [
        message_from_bytes(path.read_bytes(), policy=policy)
        for path in (config.data / "outbox").glob("*.eml")
    ]
    assert len(letters) == 4
    korean, english = sorted(
        (one for one in letters if "재안내" not in one["Subject"] and "Reminder" not in one["Subject"]),
        key=lambda letter: "Test" in letter["Subject"],
    )
    assert korean["Subject"].startswith("[시험] ")
    assert "안녕하십니까" in korean.get_content()
    assert english["Subject"].startswith("[Test] ")
    assert "Hello" in english.get_content()


def test_a_preview_without_script_shows_what_was_typed_and_saves_nothing(hr, planned, databases):
    before = _stored(databases)
    typed = {"letter_ko": "새 글 {institution} {link}", "letter_en": "New {title} {link}", "preview": "1"}

    page = hr.post(f"{planned}/plan/letters", data=typed)

    assert page.status_code == 200
    assert "<p>새 글 가온부 http" in page.text
    assert _stored(databases) == before


def test_several_reminders_are_planned_written_and_listed(hr, planned):
    today = datetime.now(UTC).date()
    dates = {"opens_on": today, "closes_on": today + timedelta(days=14)}
    days = {"reminder_1": today + timedelta(days=4), "reminder_3": today + timedelta(days=13)}
    assert hr.post(f"{planned}/plan/dates", data=dates | days).status_code == 302
    said = {
        "subject_ko": "[내일 마감] {title}",
        "text_ko": "{link}",
        "subject_en": "Tomorrow",
        "text_en": "{link}",
    }
    assert hr.post(f"{planned}/plan/letters/2", data=said).status_code == 302

    fixed = hr.get(f"{planned}/open").text

    assert f"{spoken_day(today + timedelta(days=4), Voice('ko'))}: [재안내] 2026년 진단" in fixed
    assert f"{spoken_day(today + timedelta(days=13), Voice('ko'))}: [내일 마감] 2026년 진단" in fixed


def test_a_reminder_by_hand_goes_out_once_a_day(hr, opened):
    first, again = (hr.post(f"{opened}/invitations/reminders") for _ in range(2))

    assert (first.status_code, again.status_code) == (302, 422)
    assert "마지막 발송" in again.text


def test_a_mail_server_that_is_away_is_a_sentence(hr, plan, monkeypatch):
    monkeypatch.setattr("survey_app.diagnosis.letter_views.sending", _away)

    page = hr.post(f"{plan}/plan/letters/test", follow_redirects=True)

    assert page.status_code == 200
    assert "메일 서버에 연결하지 못했습니다" in page.text


@contextmanager
def _away(_config):
    def send(_letter):
        raise MailServerFails(ServerProblem.AWAY)

    yield send


def test_an_unfinished_plan_is_not_opened(hr, plan, databases):
    assert hr.post(f"{plan}/open", data={"confirm_word": plan.rpartition("/")[2]}).status_code == 422
    assert _stored(databases)["state"] == "planned"


def test_opening_asks_for_the_waves_key(hr, planned, databases):
    assert hr.get(f"{planned}/open").status_code == 200
    assert hr.post(f"{planned}/open", data={"confirm_word": "yes"}).status_code == 422
    assert _stored(databases)["state"] == "planned"


def test_an_opened_wave_shows_participation_and_has_no_steps_any_more(hr, opened, databases):
    page = hr.get(opened)

    assert _stored(databases)["state"] == "open"
    assert "65" in page.text
    assert _stored(databases)["fingerprint"] in page.text
    assert hr.get(f"{opened}/plan/units").status_code == 404
    assert hr.get(f"{opened}/progress.json").json["is_finished"]


def test_closing_asks_for_the_waves_key_and_ends_it(hr, opened, databases, app):
    key = opened.rpartition("/")[2]
    assert hr.get(f"{opened}/close").status_code == 200
    assert hr.post(f"{opened}/close", data={"confirm_word": "no"}).status_code == 422
    assert hr.post(f"{opened}/close", data={"confirm_word": key}).location == opened

    assert _stored(databases)["state"] == "closed"
    assert hr.get(opened).status_code == 200
    assert hr.get(f"{opened}/close").location == opened
    with db.work(databases.vault) as vault:
        assert publication.read_closing(vault, f"gaon.{key}").credentials == 0


def test_a_plan_is_discarded_after_a_question(hr, plan):
    assert hr.get(f"{plan}/discard").status_code == 200
    assert hr.post(f"{plan}/discard").location == "/i/gaon/waves"
    assert hr.get(plan).status_code == 404


def test_the_waves_of_another_institution_do_not_exist(hr, plan, signed_in_as):
    other = signed_in_as(Role.HR, "nara")

    for address in (plan, f"{plan}/open", f"{plan}/plan/policy", f"{plan}/questionnaire"):
        assert other.get(address).status_code == 404


def _stored(databases):
    with db.work(databases.people) as session:
        wave = session.scalars(select(Wave)).one()
        return {column.key: getattr(wave, column.key) for column in Wave.__table__.columns}
