"""The web server's own lines: what comes over a connection is told by its kind and the day (A3, A5)."""

import http.client
import socket
from contextlib import closing

import pytest

from benchmarks.open_wave import open_wave
from benchmarks.server import installation, start
from survey_app.ground import db
from tests.failures import JSON, traces

DEEP = b'{"secret":' + b"[" * 50_000
HOSTILE = (
    b"NONSENSE /take/gaon.2026 HTTP/9.9\r\n\r\n",
    b"GET /take/gaon.2026 HTTP/1.1\r\nHost: x\r\nBad Header Name: hong.gildong\r\n\r\n",
    b"POST /invite/gaon.2026 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
    b"POST /take/gaon.2026/ballots HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{",
    b"GET /take/" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01",
)


@pytest.fixture
def served(tmp_path):
    """A server with an open wave, and the wave."""
    config = installation(tmp_path / "installation", workers=1)
    databases = db.connect(config)
    wave = open_wave(config, databases, [20, 20])
    databases.dispose()
    server = start(config)
    yield server, wave
    server.kill()


def send(port, raw):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass


def test_the_web_server_writes_no_address_and_no_path(served):
    server, wave = served
    for raw in HOSTILE:
        send(server.config.port, raw)
    with closing(http.client.HTTPConnection("127.0.0.1", server.config.port, timeout=60)) as beside:

        def post(address, body):
            beside.request("POST", address, body, {"Content-Type": JSON})
            answer = beside.getresponse()
            answer.read()
            return answer.status

        refused = post(f"/invite/{wave.reference}/credential", DEEP)
        for file in server.config.data.glob("*.sqlite*"):
            file.write_bytes(b"this was a database once" * 400)
        message = b'{"secret":"%s","pool":"pool-1","blinded":"AA"}' % wave.codes[0].code.encode()
        failed = post(f"/invite/{wave.reference}/credential", message)
    server.stop()
    said = (server.config.data / "server.log").read_text("utf-8")

    assert (refused, failed) == (400, 500)
    assert "web reported on a connection" in said
    assert "taking DatabaseError in invitations.credential" in said
    assert traces(wave, said) == []
