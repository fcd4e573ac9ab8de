"""Good practice: the ministry publishes and withdraws it, institutions read it."""

import pytest
from sqlalchemy import select

from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.improvement.models import GoodPractice
from survey_app.trail.models import AuditEntry

NEW = "/ministry/practices/new"
WITHDRAW = "/ministry/practices/1/withdraw"
PRACTICE = {
    "area": "customs",
    "institution": "나래처",
    "title_ko": "의전 줄이기",
    "text_ko": "첫째 문단\r\n\r\n둘째 <script>alert(1)</script>",
}


@pytest.fixture
def analyst(signed_in_as):
    return signed_in_as(Role.ANALYST)


@pytest.fixture
def hr(signed_in_as):
    return signed_in_as(Role.HR)


def test_before_anything_is_published_the_pages_say_so(analyst, hr):
    assert 'class="empty"' in analyst.get("/ministry/practices").text
    assert 'class="empty"' in hr.get("/practices").text


def test_what_the_analyst_publishes_the_hr_lead_reads_under_its_area(analyst, hr, databases):
    assert analyst.get(NEW).status_code == 200
    assert analyst.post(NEW, data=PRACTICE).location == "/ministry/practices"

    page = hr.get("/practices").text

    assert 'id="area-customs"' in page
    assert "의전 줄이기" in page
    assert "나래처" in page
    assert "의전 줄이기" in analyst.get("/ministry/practices").text
    assert _acts(databases) == [("publish_practice", "practice:1")]


def test_its_text_is_plain_text_in_paragraphs(analyst, hr):
    analyst.post(NEW, data=PRACTICE)

    page = hr.get("/practices").text

    assert "<p>첫째 문단</p>" in page
    assert "<p>둘째 &lt;script&gt;alert(1)&lt;/script&gt;</p>" in page


def test_a_withdrawn_practice_is_read_no_longer(analyst, hr, databases):
    analyst.post(NEW, data=PRACTICE)

    assert "의전 줄이기" in analyst.get(WITHDRAW).text
    assert "의전 줄이기" in hr.get("/practices").text
    assert analyst.post(WITHDRAW).status_code == 302

    assert "의전 줄이기" not in hr.get("/practices").text
    assert "의전 줄이기" in analyst.get("/ministry/practices").text
    assert analyst.post(WITHDRAW).status_code == 404
    assert _acts(databases)[-1] == ("withdraw_practice", "practice:1")


def test_an_hr_lead_neither_publishes_nor_withdraws(analyst, hr):
    analyst.post(NEW, data=PRACTICE)

    assert hr.get("/ministry/practices").status_code == 403
    assert hr.post(NEW, data=PRACTICE).status_code == 403
    assert hr.post(WITHDRAW).status_code == 403
    assert hr.get("/practices").text.count("의전 줄이기") == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"area": "engagement"},
        {"title_ko": "  "},
        {"text_ko": ""},
        {"title_ko": "가" * 121},
        {"text_ko": "가" * 4001},
        {"institution": "가" * 121},
        {"title_en": "Fewer courtesies"},
        {"text_en": "A text without a title"},
    ],
    ids=lambda fault: "-".join(fault),
)
def test_what_is_too_long_or_half_is_refused(analyst, databases, fault):
    assert analyst.post(NEW, data={**PRACTICE, **fault}).status_code == 422
    with db.work(databases.people) as session:
        assert session.scalars(select(GoodPractice)).all() == []


def test_an_english_page_shows_the_english_or_says_that_it_is_korean(analyst, hr):
    analyst.post(NEW, data=PRACTICE)
    assert '<article class="card" lang="ko">' in hr.get("/practices?lang=en").text

    analyst.post(NEW, data={**PRACTICE, "title_en": "Fewer courtesies", "text_en": "Half a day."})

    assert "Fewer courtesies" in hr.get("/practices?lang=en").text
    assert "Fewer courtesies" not in hr.get("/practices?lang=ko").text


def _acts(databases):
    with db.work(databases.people) as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(entry.action, entry.subject) for entry in entries if entry.subject.startswith("practice:")]
