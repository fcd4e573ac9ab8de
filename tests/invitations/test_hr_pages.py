"""What an HR lead does before and while a wave is open: codes, slips, lists."""

import io
import subprocess

import pytest
from pikepdf import Pdf

from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.invitations.models import Invitation
from survey_app.protocol.manifest_signing import spoken_fingerprint


@pytest.fixture
def hr(wave, signed_in_as):
    return signed_in_as(Role.HR)


def test_the_page_shows_how_many_are_invited_and_hides_small_counts(hr, wave):
    page = hr.get("/i/gaon/waves/2026/invitations?lang=en").text

    assert "Counted in steps of at least 10" in page
    assert wave.codes[0].code not in page


def test_codes_are_made_for_those_without_an_invitation_and_no_more(hr, databases, wave):
    with db.work(databases.people) as session:
        for invitation in session.query(Invitation).filter_by(unit_code="u1").limit(4):
            session.delete(invitation)
    address = "/i/gaon/waves/2026/invitations/codes"
    too_many = hr.post(address, data={"channel": "link", "unit": "u1", "count": "5"})
    nonsense = hr.post(address, data={"channel": "pigeon", "unit": "u1"})
    made = hr.post(address, data={"channel": "link", "unit": "u1", "count": "3"})
    listed = hr.get("/i/gaon/waves/2026/invitations/links.csv")
    workbook = hr.get("/i/gaon/waves/2026/invitations/links.xlsx")

    assert (too_many.status_code, nonsense.status_code, made.status_code) == (422, 422, 302)
    assert len(listed.text.strip().splitlines()) == 1 + 3
    assert workbook.data.startswith(b"PK")


@pytest.mark.parametrize("number", ["0", "3", "999", "-1", "x"])
def test_a_number_for_all_units_makes_nothing_and_is_not_passed_over(hr, databases, wave, number):
    with db.work(databases.people) as session:
        for invitation in session.query(Invitation).limit(8):
            session.delete(invitation)
        before = session.query(Invitation).count()
    address = "/i/gaon/waves/2026/invitations/codes"

    refused = hr.post(f"{address}?lang=en", data={"channel": "slip", "unit": "", "count": number})

    with db.work(databases.people) as session:
        assert session.query(Invitation).count() == before
    assert refused.status_code == 422
    assert "A number is for one unit" in refused.text
    assert f'value="{number}"' in refused.text
    assert hr.post(address, data={"channel": "slip", "unit": "", "count": ""}).status_code == 302
    with db.work(databases.people) as session:
        assert session.query(Invitation).count() == before + 8


def test_the_notice_is_one_page_with_the_check_letters_in_both_languages(hr, wave):
    answer = hr.get("/i/gaon/waves/2026/invitations/notice.pdf")
    with Pdf.open(io.BytesIO(answer.data)) as pdf:
        assert len(pdf.pages) == 1
    run = {"input": answer.data, "capture_output": True, "check": True}
    said = subprocess.run(["pdftotext", "-layout", "-", "-"], **run).stdout.decode()
    letters = spoken_fingerprint(wave.fingerprint).split("-")
    assert [said.count(group) for group in letters] == [2] * 8
    assert "Check letters" in said
    assert "확인 문자" in said
    assert "over which nobody outside keeps watch" in " ".join(said.split())
    assert wave.manifest.log.key[:40] in said


def test_the_page_of_the_wave_shows_check_letters_and_place_in_the_log(hr, wave):
    page = hr.get("/i/gaon/waves/2026?lang=en").text
    assert spoken_fingerprint(wave.fingerprint) in page
    assert "In the public log, entry 1. No witness is named" in page
    assert "/i/gaon/waves/2026/invitations/notice.pdf" in page


def test_the_poster_is_a_document(hr):
    assert hr.get("/i/gaon/waves/2026/invitations/poster.pdf").data.startswith(b"%PDF")


def test_an_hr_lead_of_another_institution_finds_nothing(wave, signed_in_as):
    other = signed_in_as(Role.HR, "naru")

    assert other.get("/i/gaon/waves/2026/invitations").status_code == 404
    assert other.get("/i/naru/waves/2026/invitations").status_code == 404
