"""One's own account: the first sign-in, an authenticator, recovery codes, and where one is signed in."""

import secrets
import time

import pyotp
import pytest
from playwright.sync_api import expect

from survey_app.accounts.second_factors import CODE_SECONDS
from survey_app.door.access import Role
from tests.journeys.conftest import sign_in
from tests.journeys.test_every_page import AXE, DESK, PHONE, _english, _overflow, _violations

NEW_PASSWORD = "빗자루 손수건 나침반"


@pytest.fixture
def faultless():
    """Looks at a page that no link leads to, in both sizes."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    axe = AXE.read_text("utf-8")

    def look(page) -> None:
        page.evaluate(axe)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            assert [*_violations(page), *_overflow(page), *_english(page)] == []
        page.set_viewport_size(PHONE)

    return look


def _open_account(page, email: str) -> str:
    page.goto("/accounts/new")
    page.locator("#email").fill(email)
    page.locator("#name").fill("둘째 분석가")
    page.locator("input[name=role][value=analyst]").check()
    page.locator("main form button[type=submit]").click()
    return page.locator("dl.definitions dd").nth(2).inner_text().strip()


def _code_with_time_left(page, seed: str) -> str:
    """The code of now, which a slow machine still has ten seconds to send."""
    while time.time() % CODE_SECONDS > CODE_SECONDS - 10:
        page.wait_for_timeout(500)
    return pyotp.TOTP(seed).now()


def _is_signed_in(page) -> bool:
    return page.request.get("/account/sessions", max_redirects=0).status == 200


def test_an_account_from_its_starting_password_to_signing_out_everywhere(signed_in, opened, faultless):
    email = f"second.{secrets.token_hex(3)}@mois.example"
    starting = _open_account(signed_in(Role.OPERATOR), email)
    page = opened("phone")
    sign_in(page, email, starting)
    page.wait_for_url("**/account/password")

    page.locator("#old").fill(starting)
    for weak in ("dkssudgktpdy2026", f"{email}1"):
        page.locator("#new").fill(weak)
        page.locator("#again").fill(weak)
        page.keyboard.press("Enter")
        expect(page.locator("[data-error-summary]")).to_contain_text("낱말을 세 개 이상")
        faultless(page)
        page.locator("#old").fill(starting)
    page.locator("#new").fill(NEW_PASSWORD)
    page.locator("#again").fill(NEW_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home")

    page.goto("/account/second-factor")
    seed = page.locator("main ol code").inner_text()
    page.locator("#password").fill(NEW_PASSWORD)
    page.locator("#code").fill(_code_with_time_left(page, seed))
    page.keyboard.press("Enter")
    expect(page.locator(".recovery-codes code")).to_have_count(10)
    codes = page.locator(".recovery-codes code").all_inner_texts()
    faultless(page)
    page.get_by_role("link", name="보관했습니다").click()

    elsewhere = opened("desk")
    elsewhere.goto("/sign-in")
    elsewhere.locator("#email").fill(email)
    elsewhere.locator("#password").fill(NEW_PASSWORD)
    elsewhere.keyboard.press("Enter")
    elsewhere.wait_for_url("**/sign-in/code")
    faultless(elsewhere)
    elsewhere.locator("#code").fill(codes[0].lower())
    elsewhere.keyboard.press("Enter")
    elsewhere.wait_for_url("**/home")
    expect(elsewhere.locator("main .callout-warning")).to_contain_text("9개가 남았습니다")

    page.goto("/account/sessions")
    expect(page.locator("main tbody tr")).to_have_count(2)
    page.get_by_role("button", name="이 브라우저 로그아웃").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    assert not _is_signed_in(elsewhere)

    kept = page.context.cookies()
    page.get_by_text("모든 곳에서 로그아웃", exact=True).first.click()
    page.locator("details[open] form button").click()
    page.wait_for_url("**/sign-in")
    page.context.add_cookies(kept)
    assert not _is_signed_in(page)
