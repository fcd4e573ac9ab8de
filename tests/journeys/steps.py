"""Steps that several journeys of an HR lead take: opening, links, closing, results."""

import csv
import io

from playwright.sync_api import Page, expect


def confirm(page: Page, key: str) -> None:
    """Types the wave's key, as a step asks that cannot be taken back."""
    page.locator("#confirm-word").fill(key)
    page.locator("main form button.button-danger").click()


def open_wave(page: Page, key: str) -> None:
    """Opens a planned wave and waits until it takes answers."""
    page.locator("main").get_by_role("link", name="회차 시작").click()
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
