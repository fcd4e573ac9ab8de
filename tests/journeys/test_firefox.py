"""The employee with Firefox: Debian's long-term release goes the whole way from the link to the receipt."""

import re
import shutil

import pytest

from tests.journeys import firefox

PHONE = (360, 740)
LINK = 4


@pytest.fixture
def tab(tmp_path):
    """Firefox's tab, as wide as a phone. Without Firefox the test is skipped."""
    program = shutil.which("firefox-esr")
    if program is None:
        pytest.skip("Firefox ESR is not installed: apt-get install firefox-esr")
    with firefox.running(program, tmp_path / "profile") as running:
        running.resize(*PHONE)
        yield running


def test_firefox_gets_a_credential_seals_and_gets_a_receipt(tab, links, site):
    tab.goto(links[LINK])
    tab.until("document.querySelector('[data-fingerprint-state]').textContent.includes('일치합니다')")
    assert "#" not in tab.evaluate("location.href")
    tab.click("input[name=consent]")
    tab.click("[data-action=start]")
    tab.until("!document.querySelector('[data-page=\"1\"]').hidden")
    for number in range(1, tab.evaluate("document.querySelectorAll('[data-page]').length") + 1):
        page = f'[data-page="{number}"]'
        tab.until(f"!document.querySelector('{page}').hidden")
        if tab.evaluate(f"document.querySelector('{page} [data-item] label.answer') !== null"):
            tab.click(f"{page} [data-item] label.answer")
            assert tab.evaluate(f"document.querySelectorAll('{page} [data-item] input:checked').length") == 1
        tab.click(f"{page} [data-action=next]")
    tab.until("!document.querySelector('[data-step=review]').hidden")
    tab.click("[data-action=send]")
    tab.until("!document.querySelector('[data-step=receipt]').hidden")

    assert re.fullmatch(r"[\w-]{43}", tab.evaluate("document.querySelector('[data-receipt]').textContent"))
    assert tab.evaluate("document.cookie") == ""

    tab.goto(f"{site.address}/")
    tab.goto(links[LINK])
    tab.until("!document.querySelector('[data-step=receipt]').hidden")
