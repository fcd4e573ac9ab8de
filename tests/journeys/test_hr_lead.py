"""The HR lead: a faulty roster, a good one, a wave from plan to results, with and without trustees."""

import re
import zipfile
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from questionnaires.loader import published
from survey_app.access import Role
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import ProtocolClient, seal_ballot
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.receipts import Receipt
from survey_app.protocol.transport import HttpTransport
from tests.journeys.steps import close, links, open_wave, read_results

UNITS = (("kihoek", "기획부", 20), ("yeongu", "연구부", 20))
HEADER = "부서코드,부서명,부서명(영문),상위부서코드,인원,이메일"
FAULTY = "\n".join(
    (HEADER, "a1,기획부,Planning,,열둘,", "a1,연구부,Research,없는부서,20,", "a3,,Support,,=1+2,wrong@")
)
GOOD = "\n".join((HEADER, *(f"{code},{name},{name} EN,,{people}," for code, name, people in UNITS)))
ANSWERED_PER_UNIT = 12
KOREA = ZoneInfo("Asia/Seoul")
PASSPHRASES = ("가을바람에 흔들리는 낙엽 하나", "겨울바다에 밀려오는 파도 둘", "봄날 들판에 피는 아지랑이 셋")


def _upload(page: Page, name: str, text: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
    )
    page.get_by_role("button", name="파일 확인").click()


def _plan(page: Page, title: str) -> str:
    """Plans a wave in five steps, a local question included; returns its key."""
    page.get_by_role("link", name="진단", exact=True).click()
    page.get_by_role("link", name="회차 계획하기").first.click()
    page.locator("#title_ko").fill(title)
    page.locator("#title_en").fill("Spring diagnosis")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/plan/units")
    key = page.url.split("/waves/")[1].split("/")[0]
    page.goto(page.url.replace("/units", "/questions"))
    page.locator("#text_ko").fill("우리 기관의 새 청사는 일하기에 편리하다.")
    page.locator("#text_en").fill("Our new building is convenient to work in.")
    page.get_by_role("button", name="질문 추가").click()
    expect(page.locator("table")).to_contain_text("새 청사")
    page.goto(page.url.replace("/questions", "/units"))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/plan/dates")
    today = datetime.now(KOREA).date()
    page.locator("#opens_on").fill(today.isoformat())
    page.locator("#closes_on").fill((today + timedelta(days=14)).isoformat())
    for step in ("letters", "policy"):
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(f"**/plan/{step}")
    expect(page.locator("main")).to_contain_text("10")
    page.get_by_role("button", name="계획 저장").click()
    page.wait_for_url(f"**/waves/{key}")
    return key


def _answer(site, links: list[dict[str, str]]) -> list[Receipt]:
    """Answers through the protocol client, as a browser would, twelve people of each unit."""
    transport = HttpTransport(site.address)
    client, receipts = ProtocolClient(transport), []
    wave = re.search(r"/take/([^#]+)#", links[0]["link"])[1]
    terms = client.fetch_terms(wave)
    items = published("public-culture", "2026.1").items
    for unit, _name, _people in UNITS:
        for number, link in enumerate([one for one in links if one["unit"] == unit][:ANSWERED_PER_UNIT]):
            credential = client.credential_for(terms, link["code"], terms.unit_pools[unit])
            answers = {
                item.id: item.scale.points[(number * 7 + position) % len(item.scale.points)]
                for position, item in enumerate(items)
            }
            ballot = Ballot(terms.questionnaire_hash, unit, answers)
            receipts.append(client.deposit(terms, seal_ballot(terms, credential, ballot)))
    transport.close()
    return receipts


def test_an_hr_lead_goes_from_a_faulty_roster_to_released_results(site, signed_in, opened):
    page = signed_in(Role.HR, "chorok")
    page.goto("/home")
    page.get_by_role("link", name="부서", exact=True).click()
    _upload(page, "명단.csv", FAULTY)
    faults = page.locator("table tbody tr")
    assert faults.count() >= 5
    table = page.locator("table").inner_text()
    for place in ("2행", "3행", "4행", "인원", "상위부서코드", "이메일", "없는부서"):
        assert place in table, f"{place} is not named"

    _upload(page, "명단.csv", GOOD)
    expect(page.locator("main")).to_contain_text("40")
    page.get_by_role("button", name="이 부서들을 저장").click()
    expect(page.locator("main table")).to_contain_text("연구부")

    key = _plan(page, "봄 조직문화 진단")
    base = f"/i/chorok/waves/{key}"
    open_wave(page, key)
    everybody = links(page, base)
    assert len(everybody) == sum(people for _code, _name, people in UNITS)
    page.locator("#channel").select_option("slip")
    for name, start in (("poster.pdf", b"%PDF"), ("links.xlsx", b"PK")):
        answer = page.request.get(f"{base}/invitations/{name}")
        assert answer.body().startswith(start)
    receipts = _answer(site, everybody)

    page.goto(base)
    expect(page.locator("#watch-title")).to_be_visible()
    assert page.request.get(f"{base}/results").status == 404

    close(page, base, key)
    page.get_by_role("link", name="응답 개봉").click()
    page.get_by_role("button", name="응답 개봉").click()
    expect(page.locator("main")).to_contain_text(str(len(receipts)))

    _a_receipt_is_checked_with_the_network_off(opened, f"chorok.{key}", receipts[0])

    read_results(page)
    page.get_by_role("link", name="보고서 내려받기").click()
    _take_the_report_away(page, base)


def _take_the_report_away(page: Page, base: str) -> None:
    page.wait_for_url("**/reports")
    page.locator("#kind").select_option("summary")
    page.locator("#format").select_option("pdf")
    page.locator("main form button[type=submit]").first.click()
    file = page.locator("main table a").first
    expect(file).to_be_visible(timeout=120_000)
    assert page.request.get(file.get_attribute("href")).body().startswith(b"%PDF")


def _a_receipt_is_checked_with_the_network_off(opened, wave: str, receipt: Receipt) -> None:
    for language, counted in (("ko", "들어 있습니다"), ("en", "among the")):
        public = opened("phone", language)
        public.goto(f"/waves/{wave}", wait_until="networkidle")
        public.context.set_offline(True)
        public.locator("#receipt-text").fill(to_base64url(receipt.leaf))
        public.locator("[data-action=check]").click()
        expect(public.locator("#receipt-check [data-status]")).to_contain_text(counted)


def test_two_trustees_of_three_open_the_ballots_when_one_share_is_lost(site, signed_in):
    page = signed_in(Role.HR, "deulkkot")
    page.goto("/i/deulkkot/units")
    _upload(page, "명단.csv", GOOD)
    page.get_by_role("button", name="이 부서들을 저장").click()
    key = _plan(page, "수탁자가 여는 진단")
    base = f"/i/deulkkot/waves/{key}"
    page.goto(f"{base}/trustees")
    for row, passphrase in enumerate(PASSPHRASES, 1):
        page.locator(f"#passphrase-{row}").fill(passphrase)
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("열쇠")).click()
    archive = zipfile.ZipFile(download.value.path())
    shares = [
        {"name": f"{number}.json", "mimeType": "application/json", "buffer": archive.read(name)}
        for number, name in enumerate(sorted(n for n in archive.namelist() if n.endswith(".json")), 1)
    ]
    assert len(shares) == 3
    page.goto(f"{base}/trustees")
    for share, passphrase in zip(shares, PASSPHRASES, strict=True):
        page.locator("#share").set_input_files(share)
        page.locator("#passphrase").fill(passphrase)
        page.locator("form[action$='/trustees/try'] button").click()
        expect(page.locator(".callout-success").first).to_be_visible()
    page.goto(base)
    open_wave(page, key)
    everybody = links(page, base)
    receipts = _answer(site, everybody)
    close(page, base, key)
    page.goto(f"{base}/ceremony")

    _bring(page, shares[0], PASSPHRASES[0], shares[2], "이 암호가 아닙니다 아마도")
    expect(page.locator("main [role=alert]")).to_be_visible()
    _bring(page, shares[0], PASSPHRASES[0], shares[2], PASSPHRASES[2])

    expect(page.locator("main")).to_contain_text(str(len(receipts)))
    read_results(page)


def _bring(page: Page, one: dict, its: str, other: dict, others: str) -> None:
    for number, share, passphrase in ((1, one, its), (2, other, others)):
        page.locator(f"#share-{number}").set_input_files(share)
        page.locator(f"#passphrase-{number}").fill(passphrase)
    page.locator("main form button[type=submit]").click()
