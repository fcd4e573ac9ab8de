"""An HR lead uploads a survey done elsewhere, looks at what it holds, and takes it in or throws it away."""

import io
import re

import pytest
from sqlalchemy import func, select

from survey_app.diagnosis.models import Wave
from survey_app.door.access import Role

ADDRESS = "/i/gaon/import"


@pytest.fixture
def lead(signed_in_as):
    return signed_in_as(Role.HR)


@pytest.fixture
def upload(lead, table, write, mapping):
    """Sends the files as the page does; `changes` replace fields of the form."""

    def send(**changes):
        form = {
            "answers": (io.BytesIO(write(table).encode()), "answers.csv"),
            "mapping": (io.BytesIO(mapping.encode()), "mapping.yaml"),
            "key": "2024",
            "title_ko": "지난 조사",
            "title_en": "Past survey",
            "opens_on": "2024-05-01",
            "closes_on": "2024-05-31",
        }
        return lead.post(ADDRESS, data={**form, **changes})

    return send


def waves(people):
    return people.scalar(select(func.count()).select_from(Wave))


def test_a_survey_is_looked_at_and_taken_in(lead, upload, people, config):
    sent = upload()
    preview = lead.get(sent.headers["Location"])
    before = waves(people)

    confirmed = lead.post(sent.headers["Location"])
    done = lead.get(confirmed.headers["Location"])

    assert sent.status_code == 302
    assert "CARE01" in preview.text
    assert "T5" in preview.text
    assert before == 0
    people.expire_all()
    wave = people.scalars(select(Wave)).one()
    assert (wave.reference, wave.state, wave.title_en) == ("gaon.2024", "released", "Past survey")
    assert "/i/gaon/waves/2024" in done.text
    assert not list((config.files / "imports").iterdir())


def test_faults_are_shown_with_their_place_and_the_files_forgotten(upload, table, write, people, config):
    table[0, 0] = 7

    page = upload(answers=(io.BytesIO(write(table).encode()), "answers.csv"))

    assert page.status_code == 422
    assert re.findall(r"<td data-label=[^>]*>([^<]*)</td>", page.text)[:3] == ["2", "CARE01", "7"]
    assert waves(people) == 0
    assert not list((config.files / "imports").iterdir())


def test_an_upload_can_be_thrown_away(lead, upload, people):
    preview = upload().headers["Location"]

    lead.post(f"{preview}/discard")

    assert lead.get(preview).headers["Location"] == ADDRESS
    assert waves(people) == 0


def test_another_institutions_lead_sees_no_upload(upload, signed_in_as):
    preview = upload().headers["Location"]
    other = signed_in_as(Role.HR, "narae")

    assert other.get(preview).status_code == 404
    assert other.get(preview.replace("gaon", "narae")).status_code == 302


@pytest.mark.parametrize("token", ["..", "x" * 22, "../../../../etc"])
def test_a_made_up_upload_leads_back_to_the_form(lead, token):
    assert lead.post(f"{ADDRESS}/{token}").status_code in (302, 404, 405)


def test_a_form_that_is_not_filled_in_says_so(upload):
    page = upload(key="not a key!", closes_on="2024-04-01")

    assert page.status_code == 422
    assert page.text.count("field-error") == 2
