"""The scripts of the respondent's pages in a real browser, on a bare page that keeps their contract."""

import http.server
import json
import shutil
import threading
from pathlib import Path

import pytest

from survey_app.protocol import sealing
from survey_app.protocol.ballot import decode
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.manifest_signing import sign_document, spoken_fingerprint

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

HERE = Path(__file__).parent
TEXTS = json.loads((HERE.parents[1] / "survey_app/taking/client/texts.json").read_text())
WAVE = "beopjecheo-2026-1"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'"

pytestmark = pytest.mark.journey


def say(key: str) -> str:
    return TEXTS[key]["ko"]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory, bundle) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("scripts")
    found = {}
    for page in ("survey", "receipt"):
        bundle(HERE.parents[1] / f"survey_app/taking/client/{page}.ts", folder / f"{page}.js")
        found[f"/{page}.js"] = (folder / f"{page}.js").read_bytes()
    return found


@pytest.fixture(scope="module")
def browser(playwright_driver):
    program = shutil.which("chromium")
    try:
        running = playwright_driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
    except playwright.Error:
        pytest.skip("no browser is installed")
    yield running
    running.close()


@pytest.fixture
def site(server, scripts):
    """The server in memory behind HTTP, with the two bare pages. Gives its address."""
    ko = json.dumps({key: sentences["ko"] for key, sentences in TEXTS.items()}, ensure_ascii=False)
    pages = {
        f"/take/{WAVE}": (HERE / "survey_page.html").read_text(),
        f"/waves/{WAVE}": (HERE / "receipt_page.html").read_text(),
    }

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.partition("?")[0]
            if path in pages:
                page = pages[path].replace("WAVE", WAVE).replace("TEXTS", ko)
                page = page.replace("TERMS", json.dumps(server.message))
                return self._send(200, "text/html; charset=utf-8", page.encode())
            if path in scripts:
                return self._send(200, "text/javascript", scripts[path])
            return self._protocol(None)

        def do_POST(self):
            self._protocol(self.rfile.read(int(self.headers["Content-Length"])))

        def _protocol(self, body):
            try:
                status, answer = server(self.command, self.path, body)
            except ConnectionResetError:
                self.close_connection = True
                return
            except KeyError:
                status, answer = 404, b"{}"
            self._send(status, "application/json", answer)

        def _send(self, status, kind, content):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    listening.server_close()
    thread.join()


@pytest.fixture
def page(browser, site):
    context = browser.new_context(base_url=site, accept_downloads=True)
    context.set_default_timeout(8000)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.on("dialog", lambda dialog: dialog.accept())
    yield opened
    context.close()
    assert faults == []


def _link(secret: str, server, pool: str = "hq") -> str:
    return f"/take/{WAVE}#s={secret}&m={server.terms.fingerprint}&p={pool}"


def _start(page) -> None:
    page.get_by_label("동의").check()
    page.get_by_role("button", name="시작").click()
    expect(page.get_by_role("heading", name="신뢰")).to_be_visible()


def _opened(server, maker):
    sealed = next(iter(server.ballots.values()))
    terms = server.terms
    return decode(sealing.open_sealed(sealed, maker.opening_key(), terms.fingerprint, terms.padded_size))


def test_a_respondent_answers_by_keyboard_reviews_sends_and_gets_a_receipt(page, server, maker):
    page.goto(_link("secret-field", server))
    expect(page.locator("[data-fingerprint-state]")).to_have_text(say("terms_match"))
    assert "secret" not in page.url
    _start(page)
    page.locator("input[name='item.Q1']").first.focus()
    page.keyboard.press("3")
    assert page.evaluate("document.activeElement.name") == "item.Q2"
    page.keyboard.press("0")
    page.get_by_role("button", name="다음").click()
    assert page.locator("select option").all_inner_texts() == ["말하지 않음", "다"]
    page.locator("select").select_option("B01")
    page.get_by_label("의견").fill("김철수 과장 010-1234-5678")
    expect(page.locator("[data-comment-warning]")).to_have_text(
        f"{say('comment_phone')} {say('comment_name')}"
    )
    page.get_by_label("의견").fill(" 회의가 길다\n")
    expect(page.locator("[data-comment-warning]")).to_have_text("")
    page.get_by_role("button", name="다음").click()
    expect(page.locator("[data-review]")).to_contain_text("그렇다")
    page.get_by_role("button", name="보내기").dblclick()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()

    ballot = _opened(server, maker)
    assert len(server.ballots) == 1
    assert ballot.answers == {"Q1": 3, "Q2": "na"}
    assert (ballot.unit, ballot.background, ballot.comments, ballot.mode) == (
        "B01",
        {},
        {"C1": "회의가 길다"},
        "browser",
    )


def test_after_sending_only_the_receipt_stays(page, server):
    page.goto(_link("secret-one", server))
    _start(page)
    page.locator("input[name='item.Q1'][value='2']").check()
    for _ in range(2):
        page.get_by_role("button", name="다음").click()
    page.get_by_role("button", name="보내기").click()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()
    short = page.locator("[data-receipt]").inner_text()
    page.go_back()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()
    page.goto("about:blank")
    page.goto(_link("secret-one", server))
    expect(page.locator("[data-receipt]")).to_have_text(short)
    assert not page.locator("input[name='item.Q1'][value='2']").is_checked()


def test_a_wave_that_closed_meanwhile_says_so_and_keeps_the_answers(page, server):
    page.goto(_link("secret-one", server))
    _start(page)
    page.locator("input[name='item.Q1'][value='2']").check()
    for _ in range(2):
        page.get_by_role("button", name="다음").click()
    server.is_closed = True
    page.get_by_role("button", name="보내기").click()
    expect(page.locator("[data-problem]")).to_have_text(say("closed"))
    server.is_closed = False
    page.get_by_role("button", name="보내기").click()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()


def test_a_closed_tab_is_resumed_with_the_link_and_with_nothing_else(page, server):
    page.goto(_link("secret-one", server))
    _start(page)
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
    stranger.goto(_link("secret-one", server))
    expect(stranger.get_by_role("heading", name="배경")).to_be_visible()
    stranger.go_back()
    stranger.goto(_link("secret-one", server))
    expect(stranger.locator("[data-status]")).to_have_text(say("resumed"))


def test_the_browsers_back_button_goes_back_a_page(page, server):
    page.goto(_link("secret-one", server))
    _start(page)
    page.get_by_role("button", name="다음").click()
    expect(page.get_by_role("heading", name="배경")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="신뢰")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="배경")).to_be_visible()


def test_a_lost_reply_is_sent_again_and_counted_once(page, server):
    page.goto(_link("secret-one", server))
    _start(page)
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
    page.goto(_link("secret-one", server))
    page.get_by_label("동의").check()
    server.loses_next_reply = True
    page.get_by_role("button", name="시작").click()
    expect(page.locator("[data-problem]")).to_have_text(say("no_answer"))
    _start(page)
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
    _start(page)


def test_other_terms_than_those_of_the_letter_stop_everything(page, server):
    page.goto(f"/take/{WAVE}#s=secret-one&m={'00' * 32}")
    expect(page.locator("[data-problem]")).to_have_text(say("manifest_not_pinned"))
    expect(page.locator("#survey-form")).to_be_hidden()
    assert server.issued == {}


def test_terms_that_changed_since_the_beginning_stop_everything(page, server, maker):
    page.goto(f"/take/{WAVE}")
    page.locator("#survey-code").fill("secret-one")
    _start(page)
    expect(page.locator("#survey[data-is-kept=true]")).to_be_attached()
    changed = json.loads(json.dumps(server.message))
    changed["manifest"]["policy"]["smallest_group"] = 3
    changed["signature"] = to_base64url(sign_document(changed["manifest"], maker.signing_key()))
    server.message = changed
    page.reload()
    expect(page.locator("[data-problem]")).to_have_text(say("manifest_not_pinned"))
    expect(page.locator("#survey-form")).to_be_hidden()


def test_a_key_of_somebodys_own_is_refused(page, server):
    pool, secret = server.swap_a_key()
    page.goto(_link(secret, server, pool))
    page.get_by_label("동의").check()
    page.get_by_role("button", name="시작").click()
    expect(page.locator("[data-problem]")).to_have_text(say("forged"))


def test_a_recovery_file_moves_a_credential_to_another_device(page, browser, site, server, tmp_path):
    page.goto(_link("secret-one", server))
    _start(page)
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
    _start(other)
    other.context.close()


def test_erasing_leaves_nothing_on_the_device(page, server):
    page.goto(_link("secret-one", server))
    _start(page)
    page.locator("input[name='item.Q1'][value='2']").check()
    page.get_by_role("button", name="다음").click()
    page.get_by_role("button", name="이 기기에서 지우기").click()
    expect(page.locator("[data-status]")).to_have_text(say("erased"))
    page.reload()
    expect(page.locator("#survey-code")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    assert not page.locator("input[name='item.Q1'][value='2']").is_checked()


def test_a_receipt_is_checked_with_the_network_off(page, server, tmp_path):
    page.goto(_link("secret-one", server))
    _start(page)
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


def test_another_letters_link_in_the_same_tab_is_its_readers_page(page, server):
    page.goto(_link("secret-one", server))
    _start(page)
    page.locator("input[name='item.Q1'][value='2']").check()

    page.evaluate("link => location.assign(link)", _link("secret-field", server))

    expect(page.get_by_label("동의")).to_be_visible()
    page.wait_for_url(f"**/take/{WAVE}")
    assert not page.locator("input[name='item.Q1'][value='2']").is_checked()
    assert "secret" not in page.evaluate("location.href")
    _start(page)
    assert list(server.issued) == ["secret-one", "secret-field"]
    page.goto("about:blank")
    page.goto(_link("secret-one", server))
    assert page.locator("input[name='item.Q1'][value='2']").is_checked()


def test_a_place_on_the_page_is_no_link(page, server):
    page.goto(_link("secret-one", server))
    _start(page)
    page.locator("input[name='item.Q1'][value='2']").check()

    page.evaluate("location.hash = '#content'")

    expect(page.get_by_role("heading", name="신뢰")).to_be_visible()
    assert page.locator("input[name='item.Q1'][value='2']").is_checked()


CODE = "J5K1-8K67-QH62-K014"


@pytest.mark.parametrize("kept", [5, 9, 30, 38])
def test_a_link_that_lost_its_end_is_no_alarm(page, server, kept):
    whole = f"s=secret-one&m={spoken_fingerprint(server.terms.fingerprint)}&p=hq"
    start = len("s=secret-one&m=")
    page.goto(f"/take/{WAVE}#{whole[: start + kept]}")

    expect(page.locator("[data-fingerprint-state]")).to_have_text(say("terms_incomplete"))
    expect(page.locator("[data-problem]")).to_be_hidden()
    _start(page)


@pytest.mark.parametrize("code", [CODE[:4], CODE[:9], CODE[:-1], ""])
def test_a_link_cut_in_its_secret_says_so_and_asks_for_the_code(page, server, code):
    page.goto(f"/take/{WAVE}#s={code}")

    expect(page.locator("[data-problem]")).to_have_text(say("link_cut"))
    page.locator("#survey-code").fill("secret-one")
    _start(page)


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
    _start(page)


def test_other_check_letters_of_full_length_stop_everything(page, server):
    page.goto(f"/take/{WAVE}#s=secret-one&m=HS3C-MDZG-9E5M-PBS8-PSCW-HKSS-2F42-M08X&p=hq")

    expect(page.locator("[data-problem]")).to_have_text(say("manifest_not_pinned"))
    expect(page.locator("#survey-form")).to_be_hidden()


def test_a_link_with_a_code_that_nobody_knows_lets_another_be_typed(page, server):
    page.goto(_link(CODE, server))
    page.get_by_label("동의").check()
    page.get_by_role("button", name="시작").click()

    expect(page.locator("[data-problem]")).to_have_text(say("unknown"))
    page.locator("#survey-code").fill("secret-one")
    _start(page)


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
    page.goto(_link("secret-one", server))
    _start(page)
    page.locator("input[name='item.Q1'][value='2']").check()
    page.get_by_role("button", name="다음").click()
    expect(page.locator("[data-saving]")).to_have_text(say(saving))
    page.get_by_role("button", name="다음").click()
    page.get_by_role("button", name="보내기").click()
    expect(page.get_by_role("heading", name="접수증")).to_be_visible()
    assert len(server.ballots) == 1


def test_what_is_wrong_with_a_field_stands_beside_it(page, server):
    page.goto(_link("secret-one", server))
    page.get_by_role("button", name="시작").click()

    expect(page.locator("[data-problem-of=survey-consent]")).to_have_text(say("consent_needed"))
    expect(page.locator("[data-problem]")).to_be_hidden()
    expect(page.locator("#survey-consent")).to_be_focused()
    assert page.locator("#survey-consent").get_attribute("aria-invalid") == "true"
    _start(page)


def test_that_one_goes_on_is_said_until_one_does(page, server):
    page.goto(_link("secret-one", server))
    _start(page)
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
    opened.goto(_link("secret-one", server))
    expect(opened.get_by_label("동의")).to_be_visible()

    shown = [name for name in ("kakaotalk", "other") if opened.locator(f"[data-in-app={name}]").is_visible()]

    assert shown == ([app] if app else [])
    context.close()
