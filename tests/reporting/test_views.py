"""An HR lead has reports made and takes them away; nobody else's HR lead does."""

import io
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest

from analysis.released.release import content_hash, encode
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.institutions.services import find_institution
from survey_app.releases.models import StoredRelease
from survey_app.reporting import jobs as reporting_jobs
from tests.reporting.sample import QUESTIONNAIRE

HERE = "/i/gaon/waves/2026/reports"


@pytest.fixture
def hr(signed_in_as, databases, release):
    """The HR lead of an institution whose wave has a release."""
    browser = signed_in_as(Role.HR)
    document = encode(release)
    with db.work(databases.people) as session:
        wave = Wave(
            institution_id=find_institution(session, "gaon").id,
            key="2026",
            reference="gaon.2026",
            title_ko="2026년 진단",
            title_en="Diagnosis 2026",
            questionnaire_key=QUESTIONNAIRE.key,
            questionnaire_version=QUESTIONNAIRE.version,
            fingerprint="a" * 64,
            opens_on=date(2026, 5, 11),
            closes_on=date(2026, 5, 29),
            state=WaveState.RELEASED,
            made_at=datetime(2026, 5, 1, tzinfo=UTC),
        )
        session.add(wave)
        session.flush()
        session.add(
            StoredRelease(
                wave_id=wave.id,
                number=1,
                document=document,
                content_hash=content_hash(document),
                signature=b"",
                made_at=datetime(2026, 6, 1, tzinfo=UTC),
            )
        )
    return browser


def made(browser, **what):
    """The page after a report was asked for."""
    reply = browser.post(HERE, data=what, follow_redirects=True)
    assert reply.status_code == 200
    return reply.text


def links(page):
    return [
        part.split('"')[0] for part in page.split('href="')[1:] if "/reports/files/" in part.split('"')[0]
    ]


def test_a_report_is_made_listed_and_taken_away(hr):
    page = made(hr, kind="institution", format="xlsx", language="ko")
    reply = hr.get(links(page)[0], buffered=True)
    book = openpyxl.load_workbook(io.BytesIO(reply.data))
    assert book.sheetnames[0] == "안내"
    assert "attachment" in reply.headers["Content-Disposition"]


def test_a_report_of_all_units_is_an_archive_and_says_what_was_not_made(hr, batches_in_place):
    page = made(hr, kind="units", format="xlsx", language="ko")
    assert "응답자가 너무 적음" in page
    with zipfile.ZipFile(io.BytesIO(hr.get(links(page)[0], buffered=True).data)) as archive:
        assert len(archive.namelist()) == 13


def test_nothing_but_known_reports_is_made(hr):
    for what in (
        {"kind": "national", "format": "pdf", "language": "ko"},
        {"kind": "institution", "format": "exe", "language": "ko"},
        {"kind": "institution", "format": "pdf", "language": "fr"},
    ):
        assert hr.post(HERE, data=what).status_code == 400


def test_only_finished_reports_can_be_taken_away(hr):
    for name in ("secret.pdf", "..%2F..%2Fgyeol.env", "units-pdf-ko"):
        assert hr.get(f"{HERE}/files/{name}").status_code == 404


def test_the_hr_lead_of_another_institution_finds_nothing(hr, signed_in_as):
    other = signed_in_as(Role.HR, "narae")
    assert other.get(HERE).status_code == 404
    assert other.post(HERE, data={"kind": "summary", "format": "pdf"}).status_code == 404


def test_without_chromium_the_page_says_whom_to_tell_and_no_word_of_a_program(hr, monkeypatch):
    def refuse(*_args, **_others):
        raise reporting_jobs.ChromiumIsMissing("Install the Debian package chromium")

    monkeypatch.setattr(reporting_jobs, "make_one", refuse)
    page = made(hr, kind="summary", format="pptx", language="en")
    assert "운영자에게 알린 뒤 다시 시작하십시오" in page
    assert not [word for word in ("Debian", "apt install", "ChromiumIsMissing") if word in page]
