"""Steps that several journeys of an HR lead take, from the roster to the results."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from questionnaires.loader import published
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import ProtocolClient, seal_ballot
from survey_app.protocol.receipts import Receipt
from survey_app.protocol.transport import HttpTransport
from tests.journeys.test_every_page import AXE
from tests.journeys.test_every_page import _english as english
from tests.journeys.test_every_page import _overflow as overflow
from tests.journeys.test_every_page import _violations as violations

UNITS = (("kihoek", "기획부", 20), ("yeongu", "연구부", 20))
HEADER = "부서코드,부서명,부서명(영문),상위부서코드,인원,이메일"
GOOD = "\n".join((HEADER, *(f"{code},{name},{name} EN,,{people}," for code, name, people in UNITS)))
ANSWERED_PER_UNIT = 12
KOREA = ZoneInfo("Asia/Seoul")
PASSPHRASES = ("가을바람에 흔들리는 낙엽 하나", "겨울바다에 밀려오는 파도 둘", "봄날 들판에 피는 아지랑이 셋")


def confirm(page: Page, key: str) -> None:
    """Types the wave's key, as a step asks that cannot be taken back."""
    page.locator("#confirm-word").fill(key)
    page.locator("main form button.button-danger").click()


def open_wave(page: Page, key: str) -> None:
    """Opens a planned wave and waits until it takes answers.

    What is proposed for the units of an earlier wave is confirmed as it stands.
    """
    begin = page.locator("main").get_by_role("link", name="회차 시작")
    begin.click()
    page.wait_for_url("**/open")
    units = page.locator("main a.button[href$='/units-before']")
    if units.count():
        units.click()
        page.get_by_role("button", name="모두 확정").click()
        begin.click()
    confirm(page, key)
    expect(page.locator(".badge").filter(has_text="진행 중")).to_be_visible(timeout=90_000)


def links(page: Page, base: str) -> list[dict[str, str]]:
    """A link for everybody who is invited, as the table of links has them."""
    page.goto(f"{base}/invitations")
    page.locator("#channel").select_option("link")
    page.get_by_role("button", name="참여 코드 만들기").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=".csv").click()
    return list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))


def close(page: Page, base: str, key: str) -> None:
    """Closes an open wave and waits until its ballots can be opened."""
    page.goto(base)
    page.locator("main").get_by_role("link", name="회차 마감").click()
    confirm(page, key)
    expect(page.get_by_role("link", name="응답 개봉")).to_be_visible(timeout=90_000)


def read_results(page: Page) -> None:
    """Goes from the opened ballots to the release that this has started, and waits for it."""
    page.get_by_role("link", name="결과가 어디까지 준비되었는지 보기").click()
    page.get_by_role("link", name="결과 보기").click(timeout=120_000)
    expect(page.locator("h1")).to_contain_text("한눈에")


def upload(page: Page, name: str, text: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
    )
    page.get_by_role("button", name="파일 확인").click()


def plan(page: Page, title: str) -> str:
    """Plans a wave in six steps, a local question included; returns its key."""
    page.get_by_role("link", name="진단", exact=True).click()
    page.get_by_role("link", name="회차 계획하기").first.click()
    page.locator("#title_ko").fill(title)
    page.locator("#title_en").fill("Spring diagnosis")
    page.get_by_role("button", name="저장하고 다음으로").click()
    page.wait_for_url("**/plan/questions")
    key = page.url.split("/waves/")[1].split("/")[0]
    page.get_by_role("link", name="질문 추가", exact=True).click()
    page.locator("#text_ko").fill("우리 기관의 새 청사는 일하기에 편리하다.")
    page.locator("#text_en").fill("Our new building is convenient to work in.")
    page.get_by_role("button", name="질문 저장").click()
    expect(page.locator(".own-questions")).to_contain_text("새 청사")
    page.get_by_role("button", name="저장하고 다음으로").click()
    page.wait_for_url("**/plan/units")
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


def answer(site, links: list[dict[str, str]]) -> list[Receipt]:
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


def faultless(page: Page) -> None:
    """A page that no link leads to is accessible, fits on a phone and speaks Korean."""
    if not AXE.is_file():
        return
    page.evaluate(AXE.read_text("utf-8"))
    assert [*violations(page), *overflow(page), *english(page)] == []


@dataclass(frozen=True)
class TrusteeAtHome:
    """A trustee with a device of their own: their page, passphrase and newest file."""

    page: Page
    passphrase: str
    files: list[bytes]

    def make(self) -> None:
        """First visit: makes the part, saves the file, hands the part in."""
        self.page.locator("#begin-passphrase").fill(self.passphrase)
        self.page.locator("#begin-again").fill(self.passphrase)
        faultless(self.page)
        self._save_by("[data-action=make]")
        self.page.locator("[data-action=send]").click()
        expect(self.page.locator("[data-status]")).to_contain_text("제출했습니다")

    def confirm(self) -> None:
        """Second visit, after the page was closed: opens the file anew and confirms."""
        self.page.reload()
        expect(self.page.locator("[data-action=confirm]")).to_be_visible()
        faultless(self.page)
        self.page.locator("#confirm-file").set_input_files(self.file)
        self.page.locator("#confirm-passphrase").fill(self.passphrase)
        self._save_by("[data-action=confirm]")
        expect(self.page.locator("[data-status]")).to_contain_text("확인했습니다")

    def give(self, wave: str, passphrase: str = "") -> None:
        """After the close: makes the part of the opening on this device and gives it."""
        self.page.goto(f"/waves/{wave}/opening")
        expect(self.page.locator("[data-action=give]")).to_be_visible()
        faultless(self.page)
        self.page.locator("#key-file").set_input_files(self.file)
        self.page.locator("#passphrase").fill(passphrase or self.passphrase)
        self.page.locator("[data-action=give]").click()

    @property
    def file(self) -> dict:
        return {"name": "key.json", "mimeType": "application/json", "buffer": self.files[-1]}

    def _save_by(self, button: str) -> None:
        with self.page.expect_download() as download:
            self.page.locator(button).click()
        self.files.append(Path(download.value.path()).read_bytes())


def name_trustees(page: Page, base: str, opened, size: str = "phone") -> list[TrusteeAtHome]:
    """Has three trustees make a planned wave's key, each on a device of their own, in two visits each."""
    page.goto(f"{base}/trustees")
    page.get_by_role("button", name="지정").click()
    letters = [page.locator(f"#letter-{number}").input_value() for number in (1, 2, 3)]
    trustees = []
    for letter, passphrase in zip(letters, PASSPHRASES, strict=True):
        link = re.search(r"\S+/key/\S+#t=\S+", letter)[0]
        trustee = TrusteeAtHome(opened(size), passphrase, [])
        trustee.page.goto(link[link.index("/key/") :])
        trustees.append(trustee)
    for trustee in trustees:
        trustee.make()
    for trustee in trustees:
        trustee.confirm()
    shown = {trustee.page.locator("[data-letters]").inner_text() for trustee in trustees}
    assert len(shown) == 1
    page.goto(f"{base}/trustees")
    expect(page.locator(".callout-success").first).to_contain_text("열쇠를 만들었습니다")
    faultless(page)
    return trustees
