"""The operator: institutions, accounts and the audit trail, and no result anywhere."""

import re

from playwright.sync_api import expect

from survey_app.door.access import Role
from tests.journeys.conftest import sign_in

RESULTS = (
    "/i/narae/waves/2026/results",
    "/i/narae/waves/2026/results/groups",
    "/i/narae/waves/2026/comments",
    "/ministry/comparison/2026",
    "/ministry/comparison/2026/tables.xlsx",
)
NEW_PASSWORD = "가을-단풍-길을-걷다-27"


def test_an_operator_adds_an_institution_and_an_hr_lead_who_then_signs_in(signed_in, opened):
    page = signed_in(Role.OPERATOR)
    page.goto("/institutions")
    page.locator("main a.button-primary").click()
    page.locator("#code").fill("haessal")
    page.locator("#name_ko").fill("햇살청")
    page.locator("#name_en").fill("Office of Haessal")
    page.locator("input[name=kind]").first.check()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main table")).to_contain_text("햇살청")

    page.goto("/accounts")
    page.locator("main a.button-primary").click()
    page.locator("#email").fill("hr@haessal.example")
    page.locator("#name").fill("햇살청 담당자")
    page.locator("input[name=role][value=hr]").check()
    page.locator("#institution").select_option(label="햇살청")
    page.locator("main form button[type=submit]").click()
    starting = page.locator("dl.definitions dd").nth(2).inner_text().strip()

    lead = opened()
    lead.goto("/sign-in")
    lead.locator("input[name=email]").fill("hr@haessal.example")
    lead.locator("input[name=password]").fill(starting)
    lead.locator("main form button[type=submit]").click()
    lead.wait_for_url("**/account/password")
    lead.locator("#old").fill(starting)
    lead.locator("#new").fill(NEW_PASSWORD)
    lead.locator("#again").fill(NEW_PASSWORD)
    lead.locator("main form button[type=submit]").click()
    lead.wait_for_url("**/home")
    expect(lead.locator("main")).to_contain_text("부서")


def test_an_operator_reads_a_whole_audit_trail(signed_in):
    page = signed_in(Role.OPERATOR)
    page.goto("/audit")

    expect(page.locator(".callout-success")).to_contain_text(re.compile(r"\d+"))
    expect(page.locator("main table").last).to_be_visible()


def test_an_operator_sees_no_result(signed_in):
    page = signed_in(Role.OPERATOR)

    for address in RESULTS:
        assert page.request.get(address).status == 403, address


def test_what_was_entered_is_given_back_after_being_signed_out(site, opened):
    page = opened("phone")
    sign_in(page, site.account_of(Role.OPERATOR, "narae"), site.loaded["password"])
    page.goto("/institutions/new")
    page.locator("#name_ko").fill("늦은청")
    page.context.clear_cookies()
    page.locator("main form button[type=submit]").click()

    expect(page.locator("main")).to_contain_text("그동안 로그아웃되었습니다")
    page.locator("input[name=email]").fill(site.account_of(Role.OPERATOR, "narae"))
    page.locator("input[name=password]").fill(site.loaded["password"])
    page.locator("main form button[type=submit]").click()

    expect(page.locator("#name_ko")).to_have_value("늦은청")
    expect(page.locator("[data-form-given-back]")).to_be_visible()
    page.goto("/home")
    assert page.evaluate("sessionStorage.length") == 0


def test_the_units_chosen_are_given_back_after_being_signed_out(site, opened):
    page = opened("phone")
    lead = site.account_of(Role.HR, "narae")
    sign_in(page, lead, site.loaded["password"])
    # The account keeps the language in which it was last used, which may have been in another journey.
    page.goto("/language/ko?next=/i/narae/waves/new")
    page.locator("#title_ko").fill("늦은 진단")
    page.locator("#title_en").fill("Late")
    page.get_by_role("button", name="저장하고 다음으로").click()
    page.wait_for_url("**/plan/questions")
    page.get_by_role("button", name="저장하고 다음으로").click()
    page.wait_for_url("**/plan/units")
    page.locator("input[name=units]").nth(1).uncheck()
    page.context.clear_cookies()
    page.locator("main form button[type=submit]").click()

    page.locator("input[name=email]").fill(lead)
    page.locator("input[name=password]").fill(site.loaded["password"])
    page.locator("main form button[type=submit]").click()

    page.wait_for_url("**/plan/units")
    expect(page.locator("[data-form-given-back]")).to_be_visible()
    chosen = [box.is_checked() for box in page.locator("input[name=units]").all()]
    assert chosen == [position != 1 for position in range(len(chosen))]
