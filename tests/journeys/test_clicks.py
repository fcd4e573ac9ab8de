"""How many clicks lie between sign-in and opened wave: like last time, and a first one of sixty units."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from survey_app.door.access import Role
from tests.journeys.conftest import sign_in
from tests.journeys.steps import HEADER, KOREA, confirm, faultless, upload

# Kept in the tab, and noted before a page is left: each press of a button or link, by mouse or by key.
COUNTER = """addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true);"""
SIXTY_UNITS = "\n".join((HEADER, *(f"u{number},부서 {number},,,{20 + number}," for number in range(60))))


@pytest.fixture
def lead(site, opened):
    """Signs the HR lead of an institution in, with every click counted."""

    def begin(institution: str) -> Page:
        page = opened("desk")
        page.add_init_script(COUNTER)
        sign_in(page, site.account_of(Role.HR, institution), site.loaded["password"])
        return page

    return begin


def _clicks(page: Page) -> int:
    return int(page.evaluate("sessionStorage.clicks"))


def _set_dates(page: Page) -> None:
    today = datetime.now(KOREA).date()
    page.locator("#opens_on").fill(today.isoformat())
    page.locator("#closes_on").fill((today + timedelta(days=14)).isoformat())
    page.locator("#reminder_1").fill((today + timedelta(days=7)).isoformat())
    page.get_by_role("button", name="저장하고 다음으로").click()


def _open(page: Page) -> None:
    page.locator("main").get_by_role("link", name="회차 시작").click()
    key = page.url.split("/waves/")[1].split("/")[0]
    confirm(page, key)
    expect(page.locator(".badge").filter(has_text="진행 중")).to_be_visible(timeout=90_000)


@pytest.mark.nightly
def test_a_wave_like_last_time_takes_twelve_clicks_at_most(lead):
    page = lead("narae")
    page.get_by_role("link", name="진단", exact=True).click()
    page.get_by_role("button", name="계획 복사").first.click()
    expect(page.locator(".callout", has_text="다시 정할 것")).to_be_visible()
    faultless(page)
    while (marked := page.locator(".callout a[href*='/plan/']")).count():
        marked.first.click()
        if "/plan/dates" in page.url:
            _set_dates(page)
        else:
            page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/plan/" not in url or "/plan/dates" in url)
        if "/plan/dates" in page.url:
            _set_dates(page)
    _open(page)

    assert _clicks(page) <= 12


@pytest.mark.nightly
def test_a_first_wave_of_sixty_units_takes_forty_clicks_at_most(lead):
    page = lead("chorok")
    page.get_by_role("link", name="부서", exact=True).click()
    upload(page, "명단.csv", SIXTY_UNITS)
    page.get_by_role("button", name="이 부서들을 저장").click()
    page.get_by_role("link", name="진단", exact=True).click()
    page.get_by_role("link", name="회차 계획하기").first.click()
    page.locator("#title_ko").fill("첫 조직문화 진단")
    page.get_by_role("button", name="저장하고 다음으로").click()
    for _questions_and_units in range(2):
        faultless(page)
        page.get_by_role("button", name="저장하고 다음으로").click()
    _set_dates(page)
    faultless(page)
    page.get_by_role("button", name="저장하고 다음으로").click()
    page.get_by_role("button", name="계획 저장").click()
    _open(page)

    # The file chooser is one more, which no script sees.
    assert _clicks(page) + 1 <= 40
