"""What a respondent sees, and what the pages never do."""

import base64
import json
import re

import msgspec
import pytest

from benchmarks.open_wave import close_wave, kept_share
from questionnaires.extension import extend
from questionnaires.loader import published
from questionnaires.local_parts import LocalItem, LocalQuestions
from questionnaires.wording import names_recall_period
from survey_app.door.access import Anyone, Role
from survey_app.door.cookies import RESPONDENTS_PATHS
from survey_app.ground import db
from survey_app.manifest.asked import write_local
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.receipts import read_receipt
from survey_app.taking.pages import survey_pages, units_to_choose
from survey_app.vault import services
from tests.taking.plain_pages import hidden, redeemed


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


def test_a_page_without_script_may_be_reloaded_after_the_code(client, wave):
    address = f"/invite/{wave.reference}"
    sent = {**hidden(client.get(address).text), "code": wave.codes[0].code}

    pages = [client.post(address, data=sent) for _ in range(2)]
    elsewhere = client.post(address, data={**hidden(client.get(address).text), "code": wave.codes[0].code})

    assert [page.status_code for page in pages] == [200, 200]
    assert hidden(pages[0].text) == hidden(pages[1].text) != {}
    assert elsewhere.status_code == 409


def test_nothing_that_is_kept_leads_from_a_code_to_the_credential_made_here(client, wave, databases):
    fields = redeemed(client, wave, wave.codes[0].code)

    with databases.people.connect() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM invitations").all()
    again = redeemed(client, wave, wave.codes[0].code)
    assert again.get("token") is None
    assert not any(fields["token"] in str(row) for row in kept)


@pytest.mark.parametrize("number", ["", "AAAA", "=" * 43, "A" * 5000])
def test_a_number_that_is_none_is_refused_and_uses_nothing_up(client, wave, number):
    answer = client.post(f"/invite/{wave.reference}", data={"number": number, "code": wave.codes[0].code})

    assert answer.status_code == 400
    assert redeemed(client, wave, wave.codes[0].code)["token"]


def test_a_receipt_without_script_may_be_reloaded_and_saved(client, wave):
    fields = redeemed(client, wave, wave.codes[0].code)
    sent = {**fields, "item.CULT01": "4"}

    pages = [client.post(f"/take/{wave.reference}/paper/answers", data=sent) for _ in range(2)]

    leaves, files = zip(*[receipt_on(page.text) for page in pages], strict=True)
    receipt = json.loads(base64.b64decode(files[0]))
    assert [page.status_code for page in pages] == [200, 200]
    assert leaves[0] == leaves[1]
    assert files[0] == files[1]
    assert receipt["format"] == "gyeol receipt v1"
    assert to_base64url(read_receipt(receipt["nullifier"], receipt["ballot_hash"]).leaf) == leaves[0]
    assert "이미 접수" in pages[1].text
    assert "이미 접수" not in pages[0].text


def receipt_on(page):
    leaf = re.search(r'class="receipt-code">([\w-]{43})<', page)[1]
    return leaf, re.search(r"data:application/json;base64,([A-Za-z0-9+/=]+)", page)[1]


def test_an_answer_can_be_taken_back_with_and_without_script(client, wave):
    questions = {item.id for item in wave.questionnaire.items}
    sensitive = {item.id for item in wave.questionnaire.items if item.is_sensitive}
    page = client.get(f"/take/{wave.reference}").text
    plain = client.post(f"/take/{wave.reference}/paper", data=redeemed(client, wave, wave.codes[0].code)).text

    assert sensitive
    assert set(re.findall(r'data-clear="(\w+)"', page)) == questions
    assert set(re.findall(r'name="item\.(\w+)" value="" checked', plain)) == questions


def test_no_question_names_its_period_twice(wave):
    for language in ("ko", "en"):
        for page in survey_pages(wave.manifest, wave.questionnaire, language):
            for item in page.items:
                months = next(one.recall_months for one in wave.questionnaire.items if one.id == item.id)
                assert item.recall_months is None or not names_recall_period(item.text, months)
        assert any(item.recall_months for item in wave.questionnaire.items)


def test_a_link_whose_sign_was_encoded_on_its_way_goes_back_to_the_browser(client, wave):
    answer = client.get(f"/take/{wave.reference}%23s=J5K1-8K67-QH62-K014&m=HS3C&p=pool-1")

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(
        f"/take/{wave.reference}#s=J5K1-8K67-QH62-K014&m=HS3C&p=pool-1"
    )


def test_the_plain_form_says_what_is_weaker(client, wave):
    code_page = client.get(f"/invite/{wave.reference}?lang=en").text
    fields = redeemed(client, wave, wave.codes[0].code)
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
        services.open_ballots(session, wave.reference, services.opening_key([share]), wave.questionnaire)
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


def test_a_question_of_the_institution_without_english_is_said_to_be_in_korean(wave):
    local = LocalQuestions((LocalItem("local_item_1", "agreement", {"ko": "새 청사가 편리하다."}),))
    asked = extend(wave.questionnaire, local.items)
    terms = msgspec.structs.replace(wave.manifest.questionnaire, local=write_local(local))
    manifest = msgspec.structs.replace(wave.manifest, questionnaire=terms)

    shown = {
        language: next(
            one
            for page in survey_pages(manifest, asked, language)
            for one in page.items
            if one.id == "local_item_1"
        )
        for language in ("ko", "en")
    }

    assert (shown["ko"].spoken_in, shown["en"].spoken_in) == (None, "ko")
    assert shown["en"].text == "새 청사가 편리하다."
