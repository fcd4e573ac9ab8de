"""The documented proxy: somebody answers a whole survey through it, and no log says so (A3, A5)."""

import http.client
import re
import socket
import time
from contextlib import ExitStack, closing

import pytest

from benchmarks.open_wave import open_wave
from survey_app.door.assets import DIST
from survey_app.ground import db
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import ProtocolClient, seal_ballot
from tests.failures import traces
from tests.journeys import proxy
from tests.journeys.answering import answer_in_a_browser

SLOW_CONNECTIONS = 30


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    if proxy.NGINX is None:
        pytest.skip("nginx is not installed")
    running = proxy.start(tmp_path_factory.mktemp("proxied"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def wave(proxied):
    databases = db.connect(proxied.config)
    made = open_wave(proxied.config, databases, [20, 20])
    databases.dispose()
    return made


def ask(proxied, method, path, body=None, **headers):
    """Status, headers and content of a request through the proxy."""
    connection = http.client.HTTPSConnection(
        "localhost", proxied.https_port, timeout=60, context=proxy.trusting()
    )
    with closing(connection):
        connection.request(method, path, body, {"User-Agent": "Mozilla/5.0 (test)", **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def test_a_whole_survey_through_the_documented_proxy_leaves_no_line(proxied, wave, chromium):
    before = proxied.written()
    asked = []
    context = chromium.new_context(ignore_https_errors=True, locale="ko-KR")
    context.on("request", lambda request: asked.append(request.url))
    link = wave.codes[0].link.replace(wave.codes[0].link.partition("/take/")[0], proxied.address)
    receipt = answer_in_a_browser(context.new_page(), link)
    context.close()

    def transport(method, path, body):
        return ask(proxied, method, path, body, **{"Content-Type": "application/json"})[::2]

    client = ProtocolClient(transport)
    terms = client.fetch_terms(wave.reference)
    credential = client.credential_for(terms, wave.codes[1].code)
    ballot = Ballot(terms.questionnaire_hash, "u1", {"CULT01": 4})
    client.deposit(terms, seal_ballot(terms, credential, ballot))
    assets = [f"/static/dist/{file.relative_to(DIST)}" for file in DIST.rglob("*") if file.is_file()]
    pages = [
        f"/take/{wave.reference}",
        f"/take/{wave.reference}/receipts.json",
        f"/invite/{wave.reference}",
        f"/waves/{wave.reference}",
        f"/waves/{wave.reference}/manifest.json",
        "/favicon.ico",
        "/take/nowhere",
        "/static/dist/nothing",
    ]
    statuses = {path: ask(proxied, "GET", path)[0] for path in [*assets, *pages]}
    refused = ask(proxied, "POST", f"/take/{wave.reference}/ballots", b"[" * 50_000)[0]
    too_large = ask(proxied, "POST", f"/take/{wave.reference}/ballots", b"x" * (17 * 1024 * 1024))[0]
    after = proxied.written()

    assert re.fullmatch(r"[\w-]{43}", receipt)
    assert any("/static/dist/survey-" in url for url in asked)
    assert {statuses[asset] for asset in assets} == {200}
    assert (refused, too_large) == (400, 413)
    new = {name: text.removeprefix(before.get(name, "")) for name, text in after.items()}
    assert {name: traces(wave, text) for name, text in new.items()} == {name: [] for name in new}
    assert new["access.log"] == ""
    assert new["serve.log"] == ""
    assert "client" not in new["error.log"]


def test_an_invitation_travels_on_a_connection_that_no_other_message_shares_or_resumes(proxied, wave):
    trust = proxy.trusting()
    connection = http.client.HTTPSConnection("localhost", proxied.https_port, timeout=60, context=trust)
    with closing(connection):
        connection.request("GET", f"/take/{wave.reference}")
        page = connection.getresponse()
        page.read()
        session = connection.sock.session
        connection.request("POST", f"/invite/{wave.reference}/credential", b"{}")
        credential = connection.getresponse()
        credential.read()
    plain = socket.create_connection(("localhost", proxied.https_port))
    with trust.wrap_socket(plain, server_hostname="localhost", session=session) as later:
        is_resumed = later.session_reused

    assert (page.status, page.will_close) == (200, False)
    assert (credential.status, credential.will_close) == (400, True)
    assert not is_resumed


def test_slow_connections_keep_nobody_waiting(proxied, wave):
    with ExitStack() as stack:
        for _ in range(SLOW_CONNECTIONS):
            plain = stack.enter_context(socket.create_connection(("127.0.0.1", proxied.https_port)))
            slow = stack.enter_context(proxy.trusting().wrap_socket(plain))
            slow.sendall(b"POST /take/gaon.2026/ballots HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{")
        began_at = time.monotonic()
        status = ask(proxied, "GET", f"/take/{wave.reference}")[0]

    assert status == 200
    assert time.monotonic() - began_at < 14  # before nginx gives up the slow ones


def test_without_tls_there_is_only_the_way_to_it(proxied):
    with closing(http.client.HTTPConnection("127.0.0.1", proxied.http_port, timeout=30)) as plain:
        plain.request("GET", "/take/gaon.2026?lang=en")
        answer = plain.getresponse()

    assert answer.status == 301
    assert answer.headers["Location"] == "https://gyeol.example.kr/take/gaon.2026?lang=en"


def test_whatever_is_served_carries_its_guards_and_no_program_s_name(proxied, wave):
    script = next(file.name for file in DIST.glob("survey-*.js"))
    for path in (f"/take/{wave.reference}", f"/static/dist/{script}", "/", "/sign-in", "/health", "/nowhere"):
        headers = ask(proxied, "GET", path)[1]
        assert headers["Strict-Transport-Security"] == "max-age=63072000", path
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert "Access-Control-Allow-Origin" not in headers, path
        assert headers["Server"] == "nginx", path
        assert len(headers.get_all("Strict-Transport-Security")) == 1, path


def test_a_site_that_is_down_leaves_no_line_on_who_came(tmp_path, wave):
    if proxy.NGINX is None:
        pytest.skip("nginx is not installed")
    alone = proxy.start(tmp_path, is_up=False)
    status = ask(alone, "GET", f"/take/{wave.reference}")[0]
    alone.stop()
    told = "".join(
        line for text in alone.written().values() for line in text.splitlines() if "notice" not in line
    )

    assert status == 502
    assert told == ""
