"""The access matrix, tried: who knocks at which door of the running site, and what is answered."""

import re
from pathlib import Path

import pytest

from survey_app.door.access import Role

MATRIX = Path(__file__).parents[1] / "structure" / "access.txt"
ENTERS = {200, 302}


def _doors() -> list[tuple[str, str, frozenset[str]]]:
    lines = [line.split() for line in MATRIX.read_text("utf-8").splitlines()]
    listed = [words for words in lines if words and not words[0].startswith("#")]
    return [(words[0], words[1], frozenset(words[2:])) for words in listed if words[1] != "-"]


@pytest.fixture
def doors(signed_in) -> list[tuple[str, str, frozenset[str]]]:
    """The doors with a plan that is there to knock at; the HR lead of narae makes it."""
    page = signed_in(Role.HR)
    page.goto("/i/narae/waves/new")
    page.locator("#title_ko").fill("아직 시작하지 않은 진단")
    page.locator("#title_en").fill("Not begun yet")
    page.get_by_role("button", name="저장하고 다음으로").click()
    page.wait_for_url("**/plan/questions")
    plan = page.url.split("/waves/")[1].split("/")[0]
    return [(endpoint, address.replace("{plan}", plan), who) for endpoint, address, who in _doors()]


def _institution(address: str) -> str:
    found = re.search(r"/i/([a-z]+)/", address)
    return found[1] if found else "narae"


def test_a_stranger_enters_public_pages_alone_and_is_sent_to_sign_in_elsewhere(opened, doors):
    page = opened()
    for endpoint, address, who in doors:
        answer = page.request.get(address, max_redirects=0)
        if who & {"public", "respondent"}:
            assert answer.status in ENTERS, endpoint
        else:
            assert answer.status == 302, endpoint
            assert "/sign-in" in answer.headers["location"], endpoint


@pytest.mark.parametrize("role", list(Role))
def test_whoever_is_signed_in_enters_what_is_theirs_and_nothing_else(signed_in, doors, role):
    pages = {institution: signed_in(role, institution) for institution in ("narae", "maru")}
    for endpoint, address, who in doors:
        if who & {"public", "respondent"}:
            continue
        status = pages[_institution(address)].request.get(address, max_redirects=0).status
        assert status in ENTERS if role.value in who else status == 403, f"{endpoint}: {status}"


def test_to_the_hr_lead_of_another_institution_a_page_does_not_exist(signed_in, doors):
    page = signed_in(Role.HR, "dasom")
    for endpoint, address, who in doors:
        if "hr" in who and "/i/" in address:
            assert page.request.get(address, max_redirects=0).status == 404, endpoint
