"""The employee: on a phone with a link, without JavaScript with a code, or with a link that leads nowhere."""

import gzip
import re

import pytest
from playwright.sync_api import Page, expect

LARGEST_PAGE_BYTES = 300_000


def _answer_page(page: Page, number: int, point: int) -> int:
    """Answers every question of a page that has points; says how many there were."""
    questions = page.locator(f"[data-page='{number}'] [data-item]")
    for position in range(questions.count()):
        questions.nth(position).locator("label.answer").nth(point).click()
    return questions.count()


def _visible_page(page: Page) -> int:
    return int(page.locator("[data-page]:visible").first.get_attribute("data-page"))


def test_an_employee_reads_the_promises_answers_on_a_phone_and_gets_a_receipt(opened, links):
    page = opened("phone", "ko")
    link = links[0]
    page.goto(link)

    assert "#" not in page.url
    expect(page.locator("h1")).to_contain_text("응답 체험")
    expect(page.locator(".promise")).not_to_have_count(0)
    expect(page.locator("[data-fingerprint-state]")).to_contain_text("일치합니다")
    page.locator("[data-action=start]").click()
    expect(page.locator("[data-problem-of=survey-consent]")).to_contain_text("동의")
    page.locator("input[name=consent]").check()
    page.locator("[data-action=start]").click()

    expect(page.locator("[data-page='1']")).to_be_visible()
    assert 5 <= _answer_page(page, 1, 3) <= 7
    page.locator("[data-page='1'] [data-action=next]").click()
    expect(page.locator("[data-page='2']")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-page='1']")).to_be_visible()
    page.go_forward()
    expect(page.locator("[data-page='2']")).to_be_visible()
    page.locator("[data-page='2'] [data-action=back]").click()
    expect(page.locator("[data-page='1'] input:checked")).to_have_count(
        page.locator("[data-page='1'] [data-item]").count()
    )
    page.locator("[data-page='1'] [data-action=next]").click()
    _answer_page(page, 2, 2)
    expect(page.locator("#survey")).to_have_attribute("data-is-kept", "true")

    page.reload()
    page.goto(link)
    expect(page.locator("[data-status]")).to_contain_text("이어서")
    expect(page.locator("[data-page='2']")).to_be_visible()
    expect(page.locator("[data-page='2'] input:checked")).not_to_have_count(0)

    last = page.locator("[data-page]").count()
    while page.locator("[data-page]:visible").count():
        number = _visible_page(page)
        if number > 2:
            _answer_page(page, number, number % 5)
        page.locator(f"[data-page='{number}'] [data-action=next]").click()
        if number == last:
            break
        expect(page.locator(f"[data-page='{number + 1}']")).to_be_visible()
    expect(page.locator("[data-step=review]")).to_be_visible()
    page.locator("[data-action=send]").dblclick()
    expect(page.locator("[data-step=receipt]")).to_be_visible()
    assert re.fullmatch(r"[\w-]{43}", page.locator("[data-receipt]").inner_text().strip())
    with page.expect_download() as download:
        page.locator("[data-action=save-receipt]").click()
    assert download.value.suggested_filename == "gyeol-접수증.json"

    elsewhere = opened("phone", "en")
    elsewhere.goto(link)
    elsewhere.locator("input[name=consent]").check()
    elsewhere.get_by_role("button", name="Begin", exact=True).click()
    expect(elsewhere.locator("[data-problem]")).to_contain_text("begun with this link already")
    assert elsewhere.context.cookies() == page.context.cookies() == []


def test_without_javascript_a_typed_code_leads_to_one_long_page_and_a_receipt(opened, links):
    page = opened("phone", "ko", java_script_enabled=False)
    code = re.search(r"s=([0-9A-Z-]+)", links[1])[1].lower().replace("-", " ")
    page.goto(links[1].partition("#")[0])

    expect(page.locator("[data-without-script]")).to_contain_text("약해집니다")
    expect(page.locator("[data-script-missing]")).to_be_hidden()
    page.locator("[data-without-script] a.button").click()
    page.locator("#code").fill(code)
    page.locator("main form button[type=submit]").click()
    page.locator("main form button[type=submit]").click()
    questions = page.locator("[data-item]")
    assert questions.count() > 50
    for position in range(0, questions.count(), 3):
        questions.nth(position).locator("label.answer").nth(1).click()
    page.locator("main form button[type=submit]").click()

    expect(page.locator("h1")).to_contain_text("고맙습니다")
    assert re.fullmatch(r"[\w-]{43}", page.locator(".receipt-code").inner_text().strip())
    page.goto(links[1].partition("#")[0].replace("/take/", "/invite/"))
    page.locator("#code").fill(code)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main [role=alert]")).to_contain_text("이미")
    assert page.context.cookies() == []


def test_a_script_that_was_swapped_is_not_run_and_the_page_says_so(opened, links, faults):
    faults.expected.append("integrity")
    page = opened("phone", "ko")

    def swap(route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text() + "\n// more than was published")

    page.route("**/survey-*.js", swap)
    page.goto(links[5])

    expect(page.locator("[data-script-missing]")).to_be_visible()
    expect(page.locator("[data-action=start]")).to_be_hidden()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_unknown_or_late_link_says_so_kindly_and_reveals_nothing(opened, links, language):
    page = opened("phone", language)
    unknown = re.sub(r"s=[0-9A-Z-]+", "s=ZZZZ-ZZZZ-ZZZZ-ZZZZ", links[2])
    page.goto(unknown)
    page.locator("input[name=consent]").check()
    page.locator("[data-action=start]").click()
    expect(page.locator("[data-problem]")).to_be_visible()
    assert "ZZZZ" not in page.content()

    late = page.goto("/take/narae.2026")
    assert late.status == 410
    expect(page.locator("h1")).to_contain_text("마감" if language == "ko" else "over")
    never = page.goto("/take/nowhere.2026")
    assert never.status == 404
    expect(page.locator("h1")).to_be_visible()


def test_the_survey_page_is_light_sets_no_cookie_and_calls_no_other_host(opened, links):
    page = opened("phone", "ko")
    weights: dict[str, int] = {}

    def weigh(response) -> None:
        body = response.body()
        is_packed = "content-encoding" in response.headers or response.url.endswith(".woff2")
        assert "set-cookie" not in response.headers
        weights[response.url] = response.request.sizes()["responseBodySize"] if is_packed else len(body)
        assert is_packed or len(body) < 4000 or len(gzip.compress(body)) > len(body) * 0.9, response.url

    responses = []
    page.on("response", lambda response: responses.append(response))
    page.goto(links[3], wait_until="networkidle")
    for response in responses:
        weigh(response)
    assert sum(weights.values()) < LARGEST_PAGE_BYTES, weights
    assert page.context.cookies() == []
