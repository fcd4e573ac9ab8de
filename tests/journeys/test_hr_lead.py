"""The HR lead: a faulty roster, a good one, a wave from plan to results, with and without trustees."""

from playwright.sync_api import Page, expect

from survey_app.door.access import Role
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.receipts import Receipt
from tests.journeys.steps import (
    GOOD,
    HEADER,
    UNITS,
    answer,
    close,
    links,
    name_trustees,
    open_wave,
    plan,
    read_results,
    upload,
)

FAULTY = "\n".join(
    (HEADER, "a1,기획부,Planning,,열둘,", "a1,연구부,Research,없는부서,20,", "a3,,Support,,=1+2,wrong@")
)


def test_an_hr_lead_goes_from_a_faulty_roster_to_released_results(site, signed_in, opened):
    page = signed_in(Role.HR, "chorok")
    page.goto("/home")
    page.get_by_role("link", name="부서", exact=True).click()
    upload(page, "명단.csv", FAULTY)
    faults = page.locator("table tbody tr")
    assert faults.count() >= 5
    table = page.locator("table").inner_text()
    for place in ("2행", "3행", "4행", "인원", "상위부서코드", "이메일", "없는부서"):
        assert place in table, f"{place} is not named"

    upload(page, "명단.csv", GOOD)
    expect(page.locator("main")).to_contain_text("40")
    page.get_by_role("button", name="이 부서들을 저장").click()
    expect(page.locator("main table")).to_contain_text("연구부")

    key = plan(page, "봄 조직문화 진단")
    base = f"/i/chorok/waves/{key}"
    open_wave(page, key)
    everybody = links(page, base)
    assert len(everybody) == sum(people for _code, _name, people in UNITS)
    page.locator("#channel").select_option("slip")
    for name, start in (("poster.pdf", b"%PDF"), ("links.xlsx", b"PK")):
        sheet = page.request.get(f"{base}/invitations/{name}")
        assert sheet.body().startswith(start)
    receipts = answer(site, everybody)

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


def test_two_trustees_of_three_open_the_ballots_when_one_device_is_lost(site, signed_in, opened):
    page = signed_in(Role.HR, "deulkkot")
    page.goto("/i/deulkkot/units")
    upload(page, "명단.csv", GOOD)
    page.get_by_role("button", name="이 부서들을 저장").click()
    key = plan(page, "수탁자가 여는 진단")
    base = f"/i/deulkkot/waves/{key}"
    trustees = name_trustees(page, base, opened)
    page.goto(base)
    open_wave(page, key)
    everybody = links(page, base)
    receipts = answer(site, everybody)
    close(page, base, key)
    wave = f"deulkkot.{key}"
    trustees[1].page.context.close()

    trustees[0].give(wave, "이 암호가 아닙니다 아마도")
    expect(trustees[0].page.locator("[data-problem]").first).to_contain_text("이 암호로는 파일이 열리지")
    trustees[0].give(wave)
    expect(trustees[0].page.locator("[data-status]")).to_contain_text("제출했습니다")
    page.goto(f"{base}/ceremony")
    expect(page.locator("main li", has_text="몫을 냄")).to_have_count(1)
    trustees[2].give(wave)
    expect(trustees[2].page.locator("[data-status]")).to_contain_text("개봉하고 집계했습니다")

    page.goto(f"{base}/ceremony")
    expect(page.locator("main")).to_contain_text(str(len(receipts)))
    read_results(page)
