"""What a respondent sees, and what the pages never do."""

import json
import re

import pytest

from benchmarks.open_wave import close_wave, kept_share
from questionnaires.loader import published
from survey_app import db
from survey_app.access import Anyone, Role
from survey_app.cookies import RESPONDENTS_PATHS
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.protocol.encoding import to_base64url
from survey_app.taking.pages import survey_pages, units_to_choose
from survey_app.vault import services


def addresses(wave):
    return (
        f"/take/{wave.reference}",
        f"/waves/{wave.reference}",
        f"/waves/{wave.reference}/manifest.json",
        f"/invite/{wave.reference}",
        "/take/nobody.2026",
        f"/take/{wave.reference}/receipts.json",
    )


def test_no_page_of_a_respondent_sets_a_cookie_or_keeps_a_copy(client, wave):
    for address in addresses(wave):
        answer = client.get(address)
        assert "Set-Cookie" not in answer.headers, address
        assert answer.headers["Cache-Control"] == "no-store", address
        assert answer.headers["Referrer-Policy"] == "no-referrer", address


def test_pages_load_nothing_from_elsewhere(client, wave):
    for address in addresses(wave):
        found = re.findall(r'(?:src|action|href)="(https?:)?//', client.get(address).text)
        assert found == [], address


def test_the_first_page_names_the_number_of_the_signed_terms(client, wave):
    page = client.get(f"/take/{wave.reference}?lang=en").text

    assert "groups of 10 people or more" in page
    assert [f'id="A{number}"' in page for number in range(1, 13)] == [True] * 12
    assert "kept by the platform itself" in page


def test_the_page_is_the_same_for_everybody_and_speaks_both_languages(client, wave):
    korean, english = (client.get(f"/take/{wave.reference}?lang={language}") for language in ("ko", "en"))

    assert korean.data == client.get(f"/take/{wave.reference}?lang=ko").data
    assert 'lang="ko"' in korean.text
    assert 'lang="en"' in english.text
    assert wave.questionnaire.texts["ko"].items["CULT01"] in korean.text
    assert wave.questionnaire.texts["en"].items["CULT01"] in english.text


def test_a_browser_gets_the_page_compressed_as_it_asks(client, wave):
    plain = client.get(f"/take/{wave.reference}", headers={"Accept-Encoding": "identity"})
    packed = client.get(f"/take/{wave.reference}", headers={"Accept-Encoding": "gzip, br"})

    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.data) < len(plain.data) / 5


def test_the_plain_form_says_what_is_weaker(client, wave):
    code_page = client.get(f"/invite/{wave.reference}?lang=en").text
    redeemed = client.post(f"/invite/{wave.reference}?lang=en", data={"code": wave.codes[0].code}).text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', redeemed))
    form = client.post(f"/take/{wave.reference}/paper?lang=en", data=fields).text

    for page in (code_page, form):
        assert "its promise is weaker" in page
    assert "data-language=" not in form
    assert f"/take/{wave.reference}/paper/answers?lang=en" in form
    assert form.count('type="radio"') > 250


def test_the_plain_form_with_an_answer_that_was_not_offered_is_refused(client, wave):
    redeemed = client.post(f"/invite/{wave.reference}", data={"code": wave.codes[0].code}).text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', redeemed))

    answer = client.post(f"/take/{wave.reference}/paper/answers", data={**fields, "item.CULT01": "7"})

    assert answer.status_code == 400


@pytest.mark.parametrize("code", ["", "0000-0000-0000-0000", "A" * 400, "가나다라"])
def test_an_unknown_code_is_refused_kindly_and_alike(client, wave, code):
    answer = client.post(f"/invite/{wave.reference}?lang=en", data={"code": code})

    assert answer.status_code == 404
    assert "This code is not known here" in answer.text


def test_an_unknown_wave_reveals_nothing(client, wave):
    assert client.get("/take/gaon.2031").status_code == 404
    assert client.get("/waves/gaon.2031").status_code == 404
    assert client.get("/waves/gaon.2031/manifest.json").json["error"] == "unknown"
    assert client.get("/invite/gaon.2031").status_code == 404


def test_after_the_close_nobody_is_asked_and_receipts_can_be_checked(
    config, databases, client, wave, respondent
):
    terms = respondent.fetch_terms(wave.reference)
    credential = respondent.credential_for(terms, wave.codes[0].code)
    ballot = Ballot(wave.questionnaire.content_hash, "u1", {"CULT01": 3})
    receipt = respondent.deposit(terms, seal_ballot(terms, credential, ballot))
    code = to_base64url(receipt.leaf)
    address = f"/waves/{wave.reference}"
    early = client.post(f"{address}/receipt?lang=en", data={"receipt": code}).text
    close_wave(config, databases, wave)
    late = client.get(f"/take/{wave.reference}?lang=en")
    share = kept_share(config, databases, wave)
    with db.work(databases.vault) as session:
        services.open_wave(session, wave.reference, services.opening_key([share]), wave.questionnaire)
    counted = client.post(f"{address}/receipt?lang=en", data={"receipt": code}).text
    missing = client.post(f"{address}/receipt?lang=en", data={"receipt": code[::-1]}).text

    assert "Receipts are published after the close" in early
    assert (late.status_code, "This survey is over" in late.text) == (410, True)
    assert "Your answers are in the count" in counted
    assert "is not among the published ones" in missing
    assert client.get(f"{address}?lang=en").text.count("Ballots counted") == 1


def test_every_question_is_shown_once_and_numbered_through(wave):
    questionnaire = published("public-culture", "2026.1")

    pages = survey_pages(wave.manifest, questionnaire, "ko")

    items = [item for page in pages for item in page.items]
    assert sorted(item.id for item in items) == sorted(questionnaire.item_ids)
    assert [item.number for item in items] == list(range(1, len(items) + 1))
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


def test_only_units_of_ones_own_pool_are_offered(config, databases, wave):
    assert [unit.code for unit in units_to_choose(wave.manifest, "ko", "pool-1")] == ["u1", "u2"]
    assert units_to_choose(wave.manifest, "ko", "pool-7") == ()


def test_a_respondent_who_is_signed_in_stays_unknown(signed_in_as, wave):
    staff = signed_in_as(Role.HR)
    assert staff.get_cookie("gyeol") is not None

    for address in addresses(wave):
        answer = staff.get(address)
        assert "Set-Cookie" not in answer.headers, address
        assert "Cookie" not in answer.headers.get("Vary", ""), address


def test_the_pages_of_respondents_are_all_without_a_session(app):
    for rule in app.url_map.iter_rules():
        marks = getattr(app.view_functions[rule.endpoint], "allowed", ())
        assert Anyone.RESPONDENT not in marks or rule.rule.startswith(RESPONDENTS_PATHS), rule.rule


def test_the_page_brings_the_signed_terms(client, wave):
    page = client.get(f"/take/{wave.reference}").text
    brought = re.search(r'id="survey-terms">(.*?)</script>', page)

    assert json.loads(brought[1]) == client.get(f"/waves/{wave.reference}/manifest.json").json
