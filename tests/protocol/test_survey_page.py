"""A respondent answers on the page, in a browser, with a server that keeps everything in memory."""

import json

import pytest

from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.manifest_signing import sign_document
from tests.protocol.survey_page import WAVE, link, opened_ballot, say, start

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = pytest.mark.journey


def test_a_respondent_answers_by_keyboard_reviews_sends_and_gets_a_receipt(page, server, maker):
    page.goto(link("secret-field", server))
    expect(page.locator("[data-fingerprint-state]")).to_have_text(say("terms_match"))
    assert "secret" not in page.url
    start(page)
    page.locator("input[name='item.Q1']").first.focus()
    page.keyboard.press("3")
    assert page.evaluate("document.activeElement.name") == "item.Q2"
    page.keyboard.press("0")
    page.get_by_role("button", name="다음").click()
    assert page.locator("select option").all_inner_texts() == ["말하지 않음", "다"]
    page.locator("select").select_option("B01")
    page.get_by_label("의견").fill("김철수 과장 010-1234-5678")
    expect(page.locator("[data-comment-warning]")).to_have_text(
        f"{say('comment_name')} {say('comment_phone')}"
    )
    page.get_by_label("의견").fill(" 회의가 길다\n")
    expect(page.locator("[data-comment-warning]")).to_have_text("")
    page.get_by_role("button", name="다음").click()
    expect(page.locator("[data-review]")).to_contain_text("그렇다")
    page.get_by_role("button", name="보내기").dblclick()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()

    ballot = opened_ballot(server, maker)
    assert len(server.ballots) == 1
    assert ballot.answers == {"Q1": 3, "Q2": "na"}
    assert (ballot.unit, ballot.background, ballot.comments, ballot.mode) == (
        "B01",
        {},
        {"C1": "회의가 길다"},
        "browser",
    )


def test_a_wave_that_closed_meanwhile_says_so_and_keeps_the_answers(page, server):
    page.goto(link("secret-one", server))
    start(page)
    page.locator("input[name='item.Q1'][value='2']").check()
    for _ in range(2):
        page.get_by_role("button", name="다음").click()
    server.is_closed = True
    page.get_by_role("button", name="보내기").click()
    expect(page.locator("[data-problem]")).to_have_text(say("closed"))
    server.is_closed = False
    page.get_by_role("button", name="보내기").click()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()


def test_the_browsers_back_button_goes_back_a_page(page, server):
    page.goto(link("secret-one", server))
    start(page)
    page.get_by_role("button", name="다음").click()
    expect(page.get_by_role("heading", name="배경")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="신뢰")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="배경")).to_be_visible()


def test_a_lost_reply_is_sent_again_and_counted_once(page, server):
    page.goto(link("secret-one", server))
    start(page)
    page.get_by_role("button", name="다음").click()
    page.get_by_role("button", name="다음").click()
    server.loses_next_reply = True
    page.get_by_role("button", name="보내기").click()
    expect(page.locator("[data-problem]")).to_have_text(say("no_answer"))
    page.reload()
    expect(page.get_by_role("heading", name="검토")).to_be_visible()
    page.get_by_role("button", name="보내기").click()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()
    assert len(server.ballots) == 1


def test_a_lost_credential_reply_is_asked_for_again(page, server):
    page.goto(link("secret-one", server))
    # All that the page asks for by itself has come, so that the reply that is lost is the credential's.
    expect(page.locator("[data-fingerprint-state]")).to_have_text(say("terms_match"))
    page.get_by_label("동의").check()
    server.loses_next_reply = True
    page.get_by_role("button", name="시작").click()
    expect(page.locator("[data-problem]")).to_have_text(say("no_answer"))
    start(page)
    assert list(server.issued) == ["secret-one"]


def test_a_typed_code_is_corrected_and_the_pool_is_found(page, server):
    page.goto(f"/take/{WAVE}")
    expect(page.locator("[data-fingerprint-state]")).to_have_text(say("terms_compare"))
    page.get_by_label("동의").check()
    page.get_by_role("button", name="시작").click()
    expect(page.locator("[data-problem]")).to_have_text(say("code_needed"))
    page.locator("#survey-code").fill("wrong")
    page.get_by_role("button", name="시작").click()
    expect(page.locator("[data-problem]")).to_have_text(say("unknown"))
    page.locator("#survey-code").fill("secret-field")
    start(page)


def test_other_terms_than_those_of_the_letter_stop_everything(page, server):
    page.goto(f"/take/{WAVE}#s=secret-one&m={'00' * 32}")
    expect(page.locator("[data-problem]")).to_have_text(say("manifest_not_pinned"))
    expect(page.locator("#survey-form")).to_be_hidden()
    assert server.issued == {}


def test_terms_that_changed_since_the_beginning_stop_everything(page, server, maker):
    page.goto(f"/take/{WAVE}")
    page.locator("#survey-code").fill("secret-one")
    start(page)
    expect(page.locator("#survey[data-is-kept=true]")).to_be_attached()
    changed = json.loads(json.dumps(server.message))
    changed["manifest"]["policy"]["smallest_group"] = 3
    changed["signature"] = to_base64url(sign_document(changed["manifest"], maker.signing_key()))
    server.message, server.inclusion = changed, maker.inclusion(changed, [])
    page.reload()
    expect(page.locator("[data-problem]")).to_have_text(say("manifest_not_pinned"))
    expect(page.locator("#survey-form")).to_be_hidden()


def test_a_key_of_somebodys_own_is_refused(page, server):
    pool, secret = server.swap_a_key()
    page.goto(link(secret, server, pool))
    page.get_by_label("동의").check()
    page.get_by_role("button", name="시작").click()
    expect(page.locator("[data-problem]")).to_have_text(say("forged"))


def test_a_receipt_is_checked_with_the_network_off(page, server, tmp_path):
    page.goto(link("secret-one", server))
    start(page)
    page.get_by_role("button", name="다음").click()
    page.get_by_role("button", name="다음").click()
    page.get_by_role("button", name="보내기").click()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()
    short = page.locator("[data-receipt]").inner_text()
    with page.expect_download() as saved:
        page.get_by_role("button", name="저장").click()
    saved.value.save_as(tmp_path / "receipt.json")

    page.goto(f"/waves/{WAVE}")
    expect(page.locator("[data-status]")).to_have_text(say("receipts_ready"))
    page.context.set_offline(True)
    page.locator("#receipt-file").set_input_files(tmp_path / "receipt.json")
    page.get_by_role("button", name="확인").click()
    expect(page.locator("[data-status]")).to_have_text(say("receipt_counted").format(ballots=1))
    assert json.loads(page.locator("[data-proof]").inner_text())["leaf"] == short
    page.locator("#receipt-file").set_input_files([])
    page.locator("#receipt-text").fill("A" * 43)
    page.get_by_role("button", name="확인").click()
    expect(page.locator("[data-problem]")).to_have_text(say("receipt_missing"))
    page.locator("#receipt-text").fill(short)
    page.get_by_role("button", name="확인").click()
    expect(page.locator("[data-status]")).to_have_text(say("receipt_counted").format(ballots=1))


def test_what_is_wrong_with_a_field_stands_beside_it(page, server):
    page.goto(link("secret-one", server))
    page.get_by_role("button", name="시작").click()

    expect(page.locator("[data-problem-of=survey-consent]")).to_have_text(say("consent_needed"))
    expect(page.locator("[data-problem]")).to_be_hidden()
    expect(page.locator("#survey-consent")).to_be_focused()
    assert page.locator("#survey-consent").get_attribute("aria-invalid") == "true"
    start(page)


def test_that_one_goes_on_is_said_until_one_does(page, server):
    page.goto(link("secret-one", server))
    start(page)
    page.get_by_role("button", name="다음").click()
    expect(page.locator("#survey[data-is-kept=true]")).to_be_attached()
    page.reload()
    expect(page.locator("[data-status]")).to_have_text(say("resumed"))

    page.get_by_role("button", name="다음").click()

    expect(page.locator("[data-status]")).to_have_text("")


@pytest.mark.parametrize(
    ("agent", "app"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 Chrome/125 Mobile KAKAOTALK 10.8.0",
            "kakaotalk",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4) AppleWebKit/605.1.15 NAVER(inapp; search; 1200)",
            "other",
        ),
        ("Mozilla/5.0 (Linux; Android 14; SM-S918N; wv) AppleWebKit/537.36 Chrome/125 Mobile", "other"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/125 Mobile Safari/537.36", ""),
    ],
)
def test_a_page_inside_a_messenger_says_how_to_leave_it_before_anything_is_begun(
    browser, site, server, agent, app
):
    context = browser.new_context(base_url=site, user_agent=agent)
    opened = context.new_page()
    opened.goto(link("secret-one", server))
    expect(opened.get_by_label("동의")).to_be_visible()

    shown = [name for name in ("kakaotalk", "other") if opened.locator(f"[data-in-app={name}]").is_visible()]

    assert shown == ([app] if app else [])
    context.close()
