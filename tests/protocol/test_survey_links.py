"""A letter's link, whole or not, leads its reader to the page; terms that are not the letter's stop it."""

import pytest

from survey_app.protocol.manifest_signing import spoken_fingerprint
from tests.protocol.survey_page import WAVE, link, say, start

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = pytest.mark.journey


def test_another_letters_link_in_the_same_tab_is_its_readers_page(page, server):
    page.goto(link("secret-one", server))
    start(page)
    page.locator("input[name='item.Q1'][value='2']").check()

    page.evaluate("link => location.assign(link)", link("secret-field", server))

    expect(page.get_by_label("동의")).to_be_visible()
    page.wait_for_url(f"**/take/{WAVE}")
    assert not page.locator("input[name='item.Q1'][value='2']").is_checked()
    assert "secret" not in page.evaluate("location.href")
    start(page)
    assert list(server.issued) == ["secret-one", "secret-field"]
    page.goto("about:blank")
    page.goto(link("secret-one", server))
    expect(page.locator("input[name='item.Q1'][value='2']")).to_be_checked()


def test_a_place_on_the_page_is_no_link(page, server):
    page.goto(link("secret-one", server))
    start(page)
    page.locator("input[name='item.Q1'][value='2']").check()

    page.evaluate("location.hash = '#content'")

    expect(page.get_by_role("heading", name="신뢰")).to_be_visible()
    assert page.locator("input[name='item.Q1'][value='2']").is_checked()


CODE = "J5K1-8K67-QH62-K014"


@pytest.mark.parametrize("kept", [5, 9, 30, 38])
def test_a_link_that_lost_its_end_is_no_alarm(page, server, kept):
    whole = f"s=secret-one&m={spoken_fingerprint(server.terms.fingerprint)}&p=hq"
    begun = len("s=secret-one&m=")
    page.goto(f"/take/{WAVE}#{whole[: begun + kept]}")

    expect(page.locator("[data-fingerprint-state]")).to_have_text(say("terms_incomplete"))
    expect(page.locator("[data-problem]")).to_be_hidden()
    start(page)


@pytest.mark.parametrize("code", [CODE[:4], CODE[:9], CODE[:-1], ""])
def test_a_link_cut_in_its_secret_says_so_and_asks_for_the_code(page, server, code):
    page.goto(f"/take/{WAVE}#s={code}")

    expect(page.locator("[data-problem]")).to_have_text(say("link_cut"))
    page.locator("#survey-code").fill("secret-one")
    start(page)


@pytest.mark.parametrize(
    "written",
    [
        "s={s}&m={m}.&p=hq",
        "s={s}&m={m})&p=hq",
        "s={s}&m={m}%EA%B0%90%EC%82%AC&p=hq",
        "s={s}&amp;m={m}&amp;p=hq",
        "s%3D{s}%26m%3D{m}%26p%3Dhq",
        "S={s}&M={m}&P=hq",
        "s={s}&m={m}&p=hq&utm_source=mail",
        "s={s}&m={m}&p=nowhere.",
    ],
)
def test_what_was_added_to_a_link_or_encoded_in_it_changes_nothing(page, server, written):
    spoken = spoken_fingerprint(server.terms.fingerprint)
    page.goto(f"/take/{WAVE}#" + written.format(s="secret-one", m=spoken))

    expect(page.locator("[data-fingerprint-state]")).to_have_text(say("terms_match"))
    start(page)


def test_other_check_letters_of_full_length_stop_everything(page, server):
    page.goto(f"/take/{WAVE}#s=secret-one&m=HS3C-MDZG-9E5M-PBS8-PSCW-HKSS-2F42-M08X&p=hq")

    expect(page.locator("[data-problem]")).to_have_text(say("manifest_not_pinned"))
    expect(page.locator("#survey-form")).to_be_hidden()


def test_a_link_with_a_code_that_nobody_knows_lets_another_be_typed(page, server):
    page.goto(link(CODE, server))
    page.get_by_label("동의").check()
    page.get_by_role("button", name="시작").click()

    expect(page.locator("[data-problem]")).to_have_text(say("unknown"))
    page.locator("#survey-code").fill("secret-one")
    start(page)
