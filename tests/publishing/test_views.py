"""A version goes through the browser: faults are named, a draft is read, then it is published for good."""

import io

import pytest

from survey_app.door.access import Role
from tests.publishing.archives import files_of, packed

LIST = "/ministry/questionnaires"


@pytest.fixture
def analyst(signed_in_as):
    return signed_in_as(Role.ANALYST)


def upload(browser, content):
    return browser.post(LIST, data={"archive": (io.BytesIO(content), "mine.zip")})


def test_a_version_is_read_then_published_for_good_and_noted_in_the_trail(analyst, signed_in_as, config):
    draft = upload(analyst, packed(files_of(config))).location
    page = analyst.get(f"{draft}?lang=en").text
    assert "CULT01" in page
    assert "61 are word for word as in version 2026.1, 0 are reworded and 0 can not be compared" in page
    assert analyst.get("/questionnaires/public-culture/2027.1").status_code == 404

    assert analyst.post(draft).location == LIST

    assert "public-culture 2027.1" in analyst.get(LIST).text
    assert analyst.get("/questionnaires/public-culture/2027.1").status_code == 200
    assert upload(analyst, packed(files_of(config))).status_code == 422
    assert "questionnaire:public-culture/2027.1" in signed_in_as(Role.OPERATOR).get("/audit").text


def test_faults_are_named_by_file_and_a_discarded_draft_is_gone(analyst, config):
    faulty = upload(analyst, packed(files_of(config, **{"en.yaml": b"language: en\n"})))
    assert faulty.status_code == 422
    assert "<code>en.yaml" in faulty.text
    assert upload(analyst, b"no archive").status_code == 422

    draft = upload(analyst, packed(files_of(config))).location
    assert analyst.post(f"{draft}/discard").location == LIST
    assert analyst.get(draft).location == LIST
    assert analyst.post(draft).location == LIST
    assert "2027.1" not in analyst.get(LIST).text


def test_a_versions_files_are_those_the_next_one_is_made_from(analyst):
    files = analyst.get("/questionnaires/public-culture/2026.1.zip")

    assert files.mimetype == "application/zip"
    assert files.headers["Content-Disposition"].endswith('"public-culture-2026.1.zip"')
    assert analyst.get("/questionnaires/none/1.zip").status_code == 404


def test_a_questionnaire_is_previewed_and_an_unknown_one_is_no_page(analyst):
    assert "CULT01" in analyst.get("/questionnaires/public-culture/2026.1").text
    assert analyst.get("/questionnaires/none/1").status_code == 404


def test_nothing_chosen_and_what_is_gone_lead_back_to_the_list(analyst, config):
    assert analyst.post(LIST).status_code == 422
    assert analyst.post(f"{LIST}/{'x' * 22}/discard").location == LIST


def test_of_two_who_publish_the_same_version_the_second_is_told(analyst, config):
    first, second = (upload(analyst, packed(files_of(config))).location for _ in range(2))
    analyst.post(first)

    assert analyst.post(f"{second}?lang=en").location == LIST
    assert "a published version never changes" in analyst.get(f"{LIST}?lang=en").text
