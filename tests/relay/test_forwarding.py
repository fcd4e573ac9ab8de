"""The relay hands bytes on to one address and nothing else, and nothing of who asked."""

import http.client
import http.server
import io
import socket
import threading

import pytest
from click.testing import CliRunner

from benchmarks.server import free_port
from survey_app.protocol.oblivious import LARGEST_MESSAGE_BYTES, REQUEST_TYPE, RESPONSE_TYPE
from survey_app.relay import cli, forwarding, serving
from survey_app.relay.forwarding import LARGEST_REPLY_BYTES, Relay

SITE = "https://gyeol.example.kr"
TELLING = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.9",
    "HTTP_X_REAL_IP": "203.0.113.9",
    "HTTP_FORWARDED": "for=203.0.113.9",
    "HTTP_USER_AGENT": "Mozilla/5.0 (telling)",
    "HTTP_COOKIE": "who=somebody",
    "HTTP_REFERER": f"{SITE}/take/gaon.2026",
    "HTTP_ACCEPT_LANGUAGE": "ko-KR",
    "HTTP_ORIGIN": SITE,
    "REMOTE_ADDR": "203.0.113.9",
    "REMOTE_PORT": "41234",
    "PATH_INFO": "/telling/path",
    "QUERY_STRING": "telling=1",
}


class Gateway:
    """An HTTP server that remembers what it was sent, and answers as it is told."""

    def __init__(self):
        self.received = []
        self.reply = (200, RESPONSE_TYPE, b"sealed reply")
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.received.append((self.requestline, dict(self.headers), body))
                status, kind, content = outer.reply
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Set-Cookie", "a=b")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/take/ohttp"


@pytest.fixture
def gateway():
    made = Gateway()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def relay(gateway):
    return Relay(gateway.address, SITE)


def send(relay, content=b"sealed request", method="POST", kind=REQUEST_TYPE, **others):
    """Status, headers and content of what the relay answers."""
    answered = {}
    environ = {
        "REQUEST_METHOD": method,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(content)),
        "wsgi.input": io.BytesIO(content),
        **others,
    }

    def start_response(status, headers):
        answered.update(status=int(status[:3]), headers=dict(headers))

    body = b"".join(relay(environ, start_response))
    return answered["status"], answered["headers"], body


def test_only_the_message_reaches_the_gateway_and_only_its_reply_comes_back(relay, gateway):
    status, headers, content = send(relay, **TELLING)
    ((line, received, body),) = gateway.received

    assert (status, content, body) == (200, b"sealed reply", b"sealed request")
    assert line == "POST /take/ohttp HTTP/1.1"
    assert set(received) == {"Host", "Content-Type", "Content-Length"}
    assert received["Content-Type"] == REQUEST_TYPE
    assert set(headers) == {
        "Access-Control-Allow-Origin",
        "Cache-Control",
        "Content-Length",
        "Content-Type",
        "X-Content-Type-Options",
    }
    assert headers["Access-Control-Allow-Origin"] == SITE


def test_pages_of_the_site_may_ask_and_no_others(relay, gateway):
    allowed = send(relay, b"", "OPTIONS", HTTP_ORIGIN=SITE)
    others = [
        send(relay, method=method, HTTP_ORIGIN=origin)
        for method in ("OPTIONS", "POST")
        for origin in ("https://elsewhere.example", "null", f"{SITE}.elsewhere.example")
    ]
    status, headers, content = allowed

    assert (status, content) == (204, b"")
    assert headers["Access-Control-Allow-Methods"] == "POST"
    assert headers["Access-Control-Allow-Headers"] == "content-type"
    assert "Access-Control-Allow-Credentials" not in headers
    assert {other[0] for other in others} == {403}
    assert {other[1]["Access-Control-Allow-Origin"] for other in others} == {SITE}
    assert gateway.received == []


def test_what_is_no_message_for_a_gateway_goes_nowhere(relay, gateway):
    cases = [
        ({"method": "GET", "content": b""}, 405),
        ({"method": "PUT"}, 405),
        ({"kind": "application/json"}, 415),
        ({"kind": ""}, 415),
        ({"kind": f"{REQUEST_TYPE}; charset=utf-8"}, 415),
        ({"CONTENT_LENGTH": ""}, 411),
        ({"CONTENT_LENGTH": "-5"}, 411),
        ({"CONTENT_LENGTH": str(LARGEST_MESSAGE_BYTES + 1)}, 413),
        ({"CONTENT_LENGTH": "9" * 5000}, 413),
        ({"CONTENT_LENGTH": "99"}, 400),
        ({"content": b""}, 400),
    ]
    assert [send(relay, **given)[0] for given, _status in cases] == [status for _given, status in cases]
    assert gateway.received == []


def test_what_the_gateway_did_not_seal_is_a_status_and_no_more(relay, gateway):
    cases = [
        ((400, "application/problem+json", b"{}"), 400),
        ((503, "text/html", b"sorry"), 503),
        ((302, "text/html", b"elsewhere"), 502),
        ((200, "text/html", b"a page"), 502),
        ((200, RESPONSE_TYPE, b""), 502),
        ((200, RESPONSE_TYPE, bytes(LARGEST_REPLY_BYTES + 1)), 502),
    ]
    for reply, status in cases:
        gateway.reply = reply
        answered = send(relay)
        assert (answered[0], answered[2]) == (status, b"")
        assert answered[1]["Access-Control-Allow-Origin"] == SITE
    gateway.reply = (200, RESPONSE_TYPE, bytes(LARGEST_REPLY_BYTES))
    assert send(relay)[0] == 200


def test_a_gateway_that_is_gone_or_silent_is_said_to_be(monkeypatch):
    monkeypatch.setattr(forwarding, "PATIENCE_WITH_THE_GATEWAY_SECONDS", 0.2)
    gone = Relay(f"http://127.0.0.1:{free_port()}/take/ohttp", SITE)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        waiting = Relay(f"http://127.0.0.1:{silent.getsockname()[1]}/take/ohttp", SITE)
        assert (send(gone)[0], send(waiting)[0]) == (502, 504)


def test_who_sends_slowly_is_not_waited_for_and_tls_is_spoken_where_it_is_named(relay, gateway):
    class Slow(io.BytesIO):
        patience = None

        def settimeout(self, seconds):
            self.patience = seconds

        def read(self, _length):
            raise TimeoutError

    slow = Slow()
    status = send(relay, **{"wsgi.input": slow, "gunicorn.socket": slow})[0]
    secure = Relay(f"{SITE}/take/ohttp", SITE)._connection("gyeol.example.kr", None, True)

    assert (status, slow.patience, gateway.received) == (400, 15.0, [])
    assert (type(secure), secure.port, secure.timeout) == (http.client.HTTPSConnection, 443, 20.0)


def test_a_port_that_is_taken_is_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        given = ["--to", f"{SITE}/take/ohttp", "--for", SITE, "--port", port]
        done = CliRunner().invoke(cli.relay, given)

    assert done.exit_code == 1
    assert f"127.0.0.1:{port} can't be listened on" in done.output


@pytest.mark.parametrize(
    "given",
    [
        ["--to", "http://gyeol.example.kr/take/ohttp", "--for", SITE],
        ["--to", "gyeol.example.kr", "--for", SITE],
        ["--to", f"{SITE}/take/ohttp?x=1", "--for", SITE],
        ["--to", f"{SITE}/take/ohttp", "--for", "http://gyeol.example.kr"],
        ["--to", f"{SITE}/take/ohttp", "--for", f"{SITE}/take"],
        ["--to", f"{SITE}/take/ohttp"],
    ],
)
def test_addresses_that_cannot_be_right_are_refused(given):
    done = CliRunner().invoke(cli.relay, given)

    assert done.exit_code == 2
    assert "--to" in done.output or "--for" in done.output


def test_the_command_serves_a_relay_of_what_it_was_told(monkeypatch):
    ran = []
    monkeypatch.setattr(serving.RelayServer, "run", lambda server: ran.append(server))
    CliRunner().invoke(
        cli.relay, ["--to", f"{SITE}/take/ohttp", "--for", f"{SITE}/", "--port", str(port := free_port())]
    )
    (server,) = ran
    relay = server.load()

    assert (relay.gateway, relay.origin) == (f"{SITE}/take/ohttp", SITE)
    assert server.cfg.address == [("127.0.0.1", port)]
    assert (server.cfg.accesslog, server.cfg.loglevel, server.cfg.keepalive) == (None, "critical", 0)
