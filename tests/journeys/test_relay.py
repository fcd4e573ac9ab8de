"""Ballots through a relay: the site sees no address, the relay no ballot, and nothing goes around it."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from datetime import date

import pytest

import config as settings
from benchmarks.open_wave import OpenWave, open_wave
from benchmarks.server import free_port, installation, start
from survey_app.ground import db
from survey_app.manifest.relaying import find_key
from survey_app.protocol import binary_http, oblivious
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.vault.models import SealedBallot
from tests.journeys import proxy
from tests.journeys.answering import answer_questions, read_receipt
from tests.journeys.tap import Tap

GYEOL = (sys.executable, "-m", "survey_app.cli")
STARTS_WITHIN_SECONDS = 60


@dataclass
class Relayed:
    """A site, a relay behind nginx, and a tap before each of the two."""

    config: settings.Config
    site: str
    wave: OpenWave
    relay: subprocess.Popen
    relay_port: int
    before_relay: Tap
    before_site: Tap


@pytest.fixture
def relayed(tmp_path):
    if proxy.NGINX is None:
        pytest.skip("nginx is not installed")
    https_port, relay_port = free_port(), free_port()
    config = replace(
        installation(tmp_path / "installation", workers=1), relay_url=f"https://localhost:{https_port}/"
    )
    databases = db.connect(config)
    wave = open_wave(config, databases, [20, 20])
    databases.dispose()
    server = start(config)
    site = f"http://localhost:{config.port}"
    before_site, before_relay = Tap(config.port), Tap(relay_port)
    to = f"http://127.0.0.1:{before_site.port}/take/ohttp"
    with (tmp_path / "relay.out").open("wb") as output:
        relay = subprocess.Popen(
            [*GYEOL, "relay", "--to", to, "--for", site, "--port", str(relay_port)],
            cwd=tmp_path,
            env={"PYTHONPATH": str(settings.ROOT), "PATH": "/usr/bin"},
            stdout=output,
            stderr=output,
        )
    nginx = proxy.start_for_relay(tmp_path, https_port, before_relay.port)
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while not proxy.answers(relay_port):
        assert time.monotonic() < deadline, (tmp_path / "relay.out").read_text("utf-8")
        time.sleep(0.05)
    yield Relayed(config, site, wave, relay, relay_port, before_relay, before_site)
    for process in (nginx, relay):
        process.terminate()
        process.wait(timeout=30)
    for tap in (before_relay, before_site):
        tap.stop()  # a second time where a test cut the way
    server.stop()
    written = [(tmp_path / name).read_text("utf-8") for name in ("relay.out", "access.log", "error.log")]
    assert written[:2] == ["", ""]
    assert "client" not in written[2]


def sealed_ballots(relayed):
    databases = db.connect(relayed.config)
    with db.look(databases.vault) as vault:
        found = [to_base64url(one.ballot) for one in vault.query(SealedBallot)]
    databases.dispose()
    return found


def opened(relayed, message):
    """What a message held, which the site alone can read."""
    day = date.fromisoformat(relayed.wave.manifest.opens_on)
    key, private_key = find_key(relayed.config, message[0], day)
    request, _exchange = oblivious.decapsulate(key, private_key, message)
    return json.loads(binary_http.read_request(request).content)


def test_a_ballot_travels_through_the_relay_and_around_it_only_when_the_respondent_says_so(relayed, chromium):
    link = f"{relayed.site}/take/" + relayed.wave.codes[0].link.partition("/take/")[2]
    context = chromium.new_context(ignore_https_errors=True, locale="ko-KR")
    posted = []
    context.on("request", lambda asked: posted.append(asked) if asked.method == "POST" else None)
    page = context.new_page()
    answer_questions(page, link)
    page.locator("[data-action=send]").click()
    receipt = read_receipt(page)
    (ballot,) = sealed_ballots(relayed)
    (at_the_site,) = [bytes(heard) for heard in relayed.before_site.heard]
    at_the_relay = [bytes(heard) for heard in relayed.before_relay.heard]
    (_preflight, brought) = at_the_relay
    head, _, message = brought.partition(b"\r\n\r\n")
    asked_by_the_browser = [one.url.removeprefix(relayed.site) for one in posted]

    # What the site received: three headers, of which none is the browser's.
    lines = at_the_site.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    assert lines[0] == "POST /take/ohttp HTTP/1.1"
    assert {line.partition(":")[0] for line in lines[1:]} == {"Host", "Content-Type", "Content-Length"}
    assert at_the_site.endswith(message)
    # What the relay received: no wave, no ballot, no program's name; and what is in it only the site opens.
    assert len(receipt) == 43
    for trace in (
        relayed.wave.reference.encode(),
        ballot.encode(),
        from_base64url(ballot),
        b"token",
        b"Mozilla",
    ):
        assert trace not in b"".join(at_the_relay)
    assert {b"Referer", b"Cookie", b"X-Forwarded-For", b"User-Agent"}.isdisjoint(
        line.partition(b":")[0] for line in head.split(b"\r\n")
    )
    assert opened(relayed, message)["ballot"] == ballot
    assert asked_by_the_browser == [f"/invite/{relayed.wave.reference}/credential", relayed.config.relay_url]

    # Nothing gets through: the page says so and sends nothing around it, but the same ballot when told to.
    relayed.before_site.stop()
    heard = len(relayed.before_relay.heard)
    page = context.new_page()
    answer_questions(page, f"{relayed.site}/take/" + relayed.wave.codes[1].link.partition("/take/")[2])
    assert page.locator("[data-relay-silent]").is_hidden()
    page.locator("[data-action=send]").click()
    page.locator("[data-relay-silent]").wait_for(state="visible")
    assert page.locator("[data-problem]").inner_text() != ""
    assert sealed_ballots(relayed) == [ballot]
    relayed.relay.terminate()
    relayed.relay.wait(timeout=30)
    page.locator("[data-action=send]").click()
    page.locator("#survey[aria-busy]").wait_for(state="detached")
    page.locator("[data-problem]").wait_for(state="visible")
    assert sealed_ballots(relayed) == [ballot]
    page.locator("[data-action=send-directly]").click()
    read_receipt(page)
    direct = json.loads(posted[-1].post_data)["ballot"]
    context.close()

    assert posted[-1].url == f"{relayed.site}/take/{relayed.wave.reference}/ballots"
    assert sorted(sealed_ballots(relayed)) == sorted([ballot, direct])
    tried = [bytes(one).partition(b"\r\n\r\n")[2] for one in relayed.before_relay.heard[heard:]]
    assert {opened(relayed, one)["ballot"] for one in tried if one} == {direct}
    assert len(tried) >= 2
