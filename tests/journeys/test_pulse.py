"""A pulse: planned from the improvement page, answered on a phone, released, and read item by item."""

import random
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from survey_app.door.access import Role
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import ProtocolClient, seal_ballot
from survey_app.protocol.transport import HttpTransport
from tests.journeys.steps import close, links, open_wave

ANSWERED = 30
VERDICTS = re.compile("높아짐|낮아짐|비슷함|판단하기 어려움")


def test_a_pulse_goes_from_a_promise_to_what_changed(site, signed_in, opened):
    page = signed_in(Role.HR, "dasom")
    key = _plan(page)
    base = f"/i/dasom/waves/{key}"
    open_wave(page, key)
    everybody = links(page, base)
    _answer_on_a_phone(opened("phone"), everybody[0]["link"])
    _answer(site, f"dasom.{key}", everybody[1 : ANSWERED + 1])
    close(page, base, key)
    page.get_by_role("link", name="응답 개봉").click()
    page.get_by_role("button", name="응답 개봉").click()
    page.get_by_role("link", name="결과가 어디까지 준비되었는지 보기").click()
    page.get_by_role("link", name="결과 보기").click(timeout=120_000)

    rows = page.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(5)
    for row in rows.all():
        expect(row).to_contain_text("%p")
        expect(row).to_contain_text(VERDICTS)
    expect(page.locator("main")).to_contain_text("일부 문항만 물어")
    page.goto("/i/dasom/improvement")
    expect(page.get_by_role("link", name="간이 조사", exact=False).first).to_be_visible()


def _plan(page: Page) -> str:
    """Takes the five proposed items and goes through the three steps that are left; returns the key."""
    page.goto("/i/dasom/improvement")
    page.get_by_role("link", name="간이 조사 계획").click()
    page.locator("#opens_on").fill(datetime.now(ZoneInfo("Asia/Seoul")).date().isoformat())
    page.get_by_role("button", name="간이 조사 계획하기").click()
    page.wait_for_url("**/waves/*-pulse")
    page.get_by_role("link", name="4단계 계속하기").click()
    for step in ("letters", "policy"):
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(f"**/plan/{step}")
    page.get_by_role("button", name="계획 저장").click()
    page.wait_for_url("**/waves/*-pulse")
    return page.url.rsplit("/", 1)[1]


def _answer_on_a_phone(phone: Page, link: str) -> None:
    phone.goto(link)
    expect(phone.locator("main")).to_contain_text("2분쯤")
    phone.locator("input[name=consent]").check()
    phone.get_by_role("button", name="시작하기").click()
    questions = phone.locator("[data-item]:visible")
    expect(questions).to_have_count(5)
    for question in questions.all():
        question.locator("label.answer").nth(2).click()
    phone.get_by_role("button", name="다음").click()
    phone.get_by_role("button", name="답 보내기").click()
    expect(phone.locator(".receipt-code:visible")).to_have_text(re.compile(r"[\w-]{43}"))


def _answer(site, wave: str, found: list[dict[str, str]]) -> None:
    """Others answer through the protocol client, as their browsers would."""
    transport, draw = HttpTransport(site.address), random.Random(1)
    client = ProtocolClient(transport)
    terms = client.fetch_terms(wave)
    items = terms.document["questionnaire"]["pulse"]["items"]
    for link in found:
        credential = client.credential_for(terms, link["code"], terms.unit_pools[link["unit"]])
        answers = {item: draw.randint(1, 5) for item in items}
        client.deposit(
            terms, seal_ballot(terms, credential, Ballot(terms.questionnaire_hash, link["unit"], answers))
        )
    transport.close()
