"""What stays on a respondent's device, and that the survey goes on where nothing does."""

import pytest

from tests.protocol import kept_drafts
from tests.protocol.survey_page import WAVE, link, say, start

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = pytest.mark.journey


def test_after_sending_only_the_receipt_stays(page, server):
    page.goto(link("secret-one", server))
    start(page)
    page.locator("input[name='item.Q1'][value='2']").check()
    for _ in range(2):
        page.get_by_role("button", name="다음").click()
    page.get_by_role("button", name="보내기").click()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()
    short = page.locator("[data-receipt]").inner_text()
    page.go_back()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()
    page.goto("about:blank")
    page.goto(link("secret-one", server))
    expect(page.locator("[data-receipt]")).to_have_text(short)
    assert not page.locator("input[name='item.Q1'][value='2']").is_checked()


def test_a_closed_tab_is_resumed_with_the_link_and_with_nothing_else(page, server):
    page.goto(link("secret-one", server))
    start(page)
    page.locator("input[name='item.Q1'][value='2']").check()
    page.get_by_role("button", name="다음").click()
    expect(page.get_by_role("heading", name="배경")).to_be_visible()
    expect(page.locator("#survey[data-is-kept=true]")).to_be_attached()
    page.reload()
    expect(page.get_by_role("heading", name="배경")).to_be_visible()

    stranger = page.context.new_page()
    stranger.goto(f"/take/{WAVE}")
    expect(stranger.locator("#survey-code")).to_be_visible()
    kept = stranger.evaluate(
        """() => new Promise((resolve) => {
          const opening = indexedDB.open("gyeol");
          opening.onsuccess = () => {
            const all = opening.result.transaction("drafts").objectStore("drafts").getAll();
            all.onsuccess = () => resolve(all.result.map((kept) => Object.keys(kept).sort().join()));
          };
        })"""
    )
    assert kept == ["content,nonce"]

    stranger.goto("about:blank")
    stranger.goto(link("secret-one", server))
    expect(stranger.get_by_role("heading", name="배경")).to_be_visible()
    stranger.go_back()
    stranger.goto(link("secret-one", server))
    expect(stranger.locator("[data-status]")).to_have_text(say("resumed"))


def test_a_recovery_file_moves_a_credential_to_another_device(page, browser, site, server, tmp_path):
    page.goto(link("secret-one", server))
    start(page)
    page.get_by_role("button", name="다음").click()
    page.get_by_role("button", name="다음").click()
    page.locator("#survey-recovery-new-passphrase").fill("감나무 아래 두 사람")
    with page.expect_download() as saved:
        page.get_by_role("button", name="복구 파일").click()
    saved.value.save_as(tmp_path / "recovery.json")

    other = browser.new_context(base_url=site).new_page()
    other.goto(f"/take/{WAVE}")
    other.locator("#survey-recovery-file").set_input_files(tmp_path / "recovery.json")
    other.get_by_role("button", name="복구").click()
    expect(other.locator("[data-problem]")).to_have_text(say("passphrase_wrong"))
    other.locator("#survey-recovery-passphrase").fill("감나무 아래 두 사람")
    other.get_by_role("button", name="복구").click()
    expect(other.locator("[data-status]")).to_have_text(say("recovery_opened"))
    start(other)
    other.context.close()


def test_erasing_leaves_nothing_on_the_device(page, server):
    page.goto(link("secret-one", server))
    start(page)
    page.locator("input[name='item.Q1'][value='2']").check()
    page.get_by_role("button", name="다음").click()
    page.get_by_role("button", name="이 기기에서 지우기").click()
    expect(page.locator("[data-status]")).to_have_text(say("erased"))
    page.reload()
    expect(page.locator("#survey-code")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    assert not page.locator("input[name='item.Q1'][value='2']").is_checked()


BROKEN_TABS = {
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    "forbidden": """
        Object.defineProperty(window, "sessionStorage", {
          get() { throw new DOMException("no", "SecurityError"); },
        });""",
}


BROKEN_DATABASES = {
    "missing": "Object.defineProperty(window, 'indexedDB', { value: undefined });",
    "forbidden": "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };",
    "silent": "IDBFactory.prototype.open = () => ({});",
    "silent when written to": """
        Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
          set(done) { if (this.mode !== "readwrite") this.addEventListener("complete", done); },
        });""",
    "full": """
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
          const asked = put.apply(this, given);
          asked.addEventListener("success", () => this.transaction.abort());
          return asked;
        };""",
}


@pytest.mark.parametrize("broken", BROKEN_TABS.values(), ids=BROKEN_TABS.keys())
def test_the_survey_goes_on_where_a_tab_remembers_nothing(page, server, broken):
    page.add_init_script(broken)
    _answers_to_the_end(page, server, "saved_here")


@pytest.mark.parametrize("broken", BROKEN_DATABASES.values(), ids=BROKEN_DATABASES.keys())
def test_the_survey_goes_on_and_says_so_where_a_device_keeps_nothing(page, server, broken):
    page.add_init_script(broken)
    _answers_to_the_end(page, server, "not_saved_here")


def _answers_to_the_end(page, server, saving):
    page.goto(link("secret-one", server))
    start(page)
    page.locator("input[name='item.Q1'][value='2']").check()
    page.get_by_role("button", name="다음").click()
    expect(page.locator("[data-saving]")).to_have_text(say(saving))
    page.get_by_role("button", name="다음").click()
    page.get_by_role("button", name="보내기").click()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()
    assert len(server.ballots) == 1


def test_who_knows_the_link_can_do_nothing_with_a_copy_of_what_a_device_keeps(page, browser, site, server):
    page.goto(link("secret-one", server))
    start(page)
    page.locator("input[name='item.Q1'][value='2']").check()
    expect(page.locator("#survey[data-is-kept=true]")).to_be_attached()
    copy = page.evaluate(kept_drafts.COPY)
    assert copy["device"] == "InvalidAccessError"  # nobody is given the key itself

    elsewhere = browser.new_context(base_url=site).new_page()
    elsewhere.goto(f"/take/{WAVE}")
    elsewhere.evaluate(kept_drafts.PUT, [2, copy["name"], copy["nonce"], copy["content"]])
    elsewhere.goto("about:blank")
    elsewhere.goto(link("secret-one", server))
    expect(elsewhere.locator("[data-saving]")).to_have_text(say("saved_here"))
    assert elsewhere.locator("[data-status]").inner_text() == ""
    assert not elsewhere.locator("input[name='item.Q1'][value='2']").is_checked()
    elsewhere.context.close()


def test_a_draft_that_an_earlier_version_kept_is_read_and_locked_anew(page, server):
    draft = {
        "fingerprint": server.terms.fingerprint,
        "page": 1,
        "fields": {"item.Q1": "2"},
        "credential": {"pool": "hq", "token": "", "signature": ""},
    }
    page.goto(f"/take/{WAVE}")
    name, nonce, content = page.evaluate(kept_drafts.LOCK_AS_VERSION_1_DID, [WAVE, "secret-one", draft])
    page.evaluate(kept_drafts.PUT, [1, name, nonce, content])

    page.goto("about:blank")
    page.goto(link("secret-one", server))
    expect(page.locator("[data-status]")).to_have_text(say("resumed"))
    expect(page.locator("input[name='item.Q1'][value='2']")).to_be_checked()
    assert page.evaluate(kept_drafts.COPY)["name"] != name
    page.reload()
    expect(page.locator("[data-status]")).to_have_text(say("resumed"))


# The page is left (closed, hidden, sent to a letter's link) while the device reads its draft; after it
# has written once more it writes no more, as a page that is gone.
LEFT_WHILE_READING = """(() => {
  if (location.href === "about:blank" || sessionStorage.getItem("was left")) return;
  const { get, put } = IDBObjectStore.prototype;
  let written = 0;
  IDBObjectStore.prototype.get = function (...name) {
    sessionStorage.setItem("was left", "yes");
    Object.defineProperty(document, "hidden", { configurable: true, value: true });
    HOW
    return get.apply(this, name);
  };
  IDBObjectStore.prototype.put = function (...row) {
    return written++ ? this.count() : put.apply(this, row);
  };
})()"""


@pytest.mark.parametrize(
    "how",
    [
        'window.dispatchEvent(new Event("pagehide"));',
        'document.dispatchEvent(new Event("visibilitychange"));',
        'location.hash = "#s=secret-one";',
    ],
    ids=["closed", "hidden", "sent to the link"],
)
def test_a_page_left_before_its_draft_is_read_keeps_the_draft(page, server, how):
    page.goto(link("secret-one", server))
    start(page)
    page.locator("input[name='item.Q1'][value='2']").check()
    expect(page.locator("#survey[data-is-kept=true]")).to_be_attached()
    page.add_init_script(LEFT_WHILE_READING.replace("HOW", how))
    page.reload()
    chosen = page.locator("input[name='item.Q1'][value='2']")
    expect(chosen).to_be_visible()
    assert page.evaluate("() => sessionStorage.getItem('was left')") == "yes"
    page.goto("about:blank")
    page.goto(link("secret-one", server))
    expect(page.locator("[data-status]")).to_have_text(say("resumed"))
    expect(chosen).to_be_checked()
