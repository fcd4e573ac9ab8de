"""What an HR lead does before and while a wave is open: trustees, codes, slips, lists."""

import base64
import io
import json
import re
import subprocess
import zipfile

import pytest
from pikepdf import Pdf

from survey_app.diagnosis.models import Wave, WaveState
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.invitations.models import Invitation
from survey_app.manifest.publication import Published
from survey_app.protocol.manifest_signing import spoken_fingerprint

PASSPHRASES = ("첫째 위원의 긴 열쇠말 하나", "둘째 위원의 긴 열쇠말 둘둘")


@pytest.fixture
def hr(wave, signed_in_as):
    return signed_in_as(Role.HR)


@pytest.fixture
def planned(databases, wave):
    """The same wave as if it had not been opened yet."""
    with db.work(databases.people) as session:
        found = session.get_one(Wave, wave.wave_id)
        found.state, found.fingerprint = WaveState.PLANNED, None
    with db.work(databases.vault) as session:
        session.delete(session.get_one(Published, wave.reference))
    return "/i/gaon/waves/2026/trustees"


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


def test_trustees_take_their_shares_away_and_each_is_tried_before_the_key_is_used(hr, databases, planned):
    form = {"threshold": "2"}
    for number, words in enumerate(PASSPHRASES, 1):
        form |= {f"holder-{number}": f"위원 {number}", f"passphrase-{number}": words}
    page = hr.post(planned, data=form).text
    archive = re.search(r'href="data:application/zip;base64,([^"]+)"', page)[1]
    files = zipfile.ZipFile(io.BytesIO(base64.b64decode(archive)))
    shares = [files.read(name) for name in sorted(files.namelist())]

    def sealing():
        with db.work(databases.people) as session:
            return session.query(Wave).one().sealing

    def attempt(share, passphrase):
        data = {"share": (io.BytesIO(share), "share.json"), "passphrase": passphrase}
        return hr.post(f"{planned}/try", data=data).status_code

    wrong = attempt(shares[0], PASSPHRASES[1])
    first = attempt(shares[0], PASSPHRASES[0])
    before = sealing()
    second = attempt(shares[1], PASSPHRASES[1])

    assert (wrong, first, second) == (422, 302, 302)
    assert before == ""
    assert json.loads(sealing())["threshold"] == 2


def test_a_short_passphrase_or_too_few_trustees_change_nothing(hr, planned):
    short = hr.post(planned, data={"threshold": "1", "holder-1": "위원", "passphrase-1": "짧다"})
    few = hr.post(planned, data={"threshold": "2", "holder-1": "위원", "passphrase-1": PASSPHRASES[0]})

    assert (short.status_code, few.status_code) == (422, 422)
