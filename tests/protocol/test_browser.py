"""The browser's half of the protocol, run under node against Python's half and the same vectors."""

import copy
import gzip
import http.server
import json
import subprocess
import threading
import unicodedata
from pathlib import Path

import pytest

from survey_app.protocol import blind_rsa, hpke, oblivious, relayed, sealing
from survey_app.protocol.ballot import decode
from survey_app.protocol.binary_http import read_request
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.manifest_signing import sign_document
from survey_app.releases.comments.redaction import found_by_rules
from tests.releases.comments.labelled import labelled

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
CHECKS = HERE / "browser_checks.ts"
LARGEST_SCRIPT_BYTES = 60_000
FACTS = (
    "RSABSSA-SHA384-PSS-Randomized",
    "RSABSSA-SHA384-PSSZERO-Randomized",
    "RSABSSA-SHA384-PSS-Deterministic",
    "RSABSSA-SHA384-PSSZERO-Deterministic",
    "canonical JSON is the same",
    "floats and halves of surrogates are refused",
    "the terms are the same",
    "a changed manifest is refused",
    "a manifest signed in another context is refused",
    "other terms than the pinned are refused",
    "terms signed anew are refused under the old fingerprint",
    "a swapped pool key is refused",
    "a pool that is not in the manifest is refused",
    "a browser without Ed25519 relies on the pinned fingerprint and on nothing else",
    "the vector's token is blinded to the same message",
    "Python's signature verifies",
    "a forged credential is refused",
    "a signature that does not verify is refused",
    "a ballot is written as Python writes it",
    "a ballot that does not fit is not sealed",
    "every sealed ballot has one size",
    "the example of RFC 9458 is sealed and opened",
    "the responses of RFC 9292 are read, or refused where their length is unknown",
    "a ballot is made ready for a relay as Python does it",
    "a relay with another kind of key or without TLS is refused",
    "receipts are the same",
    "a receipt is found among the published, with the same proof",
    "a receipt that was not counted is told so",
    "published receipts with a leaf taken out are refused",
    "a receipt file is read again",
    "a recovery file gives the credential back, locked or not",
    "each kind of what a comment gives away is named once",
    "the whole journey runs against a server in Python",
    "a relay carries a ballot, and what is not sealed is not believed",
    "a server that cannot be reached gives no answer, which is not a refusal",
)


def _signed_anew(maker, message: dict, change) -> dict:
    changed = copy.deepcopy(message)
    change(changed["manifest"])
    changed["signature"] = to_base64url(sign_document(changed["manifest"], maker.signing_key()))
    return changed


def _relayed(server, path: str, message: bytes) -> tuple[int, bytes]:
    """What comes back through a relay that is honest, refuses, answers by itself or changes the reply."""
    if path == "/relay-refuses":
        return 410, b'{"error": "closed"}'
    if path == "/relay-lies":
        return 200, b'{"receipt": {}}'
    content, exchange = oblivious.decapsulate(*_gateway(), message)
    asked = read_request(content)
    sealed = exchange.seal(relayed.write_reply(*server(asked.method, asked.path, asked.content)))
    return 200, sealed if path == "/relay" else sealed[:-1] + bytes([sealed[-1] ^ 1])


def _gateway():
    vector = json.loads((HERE / "vectors.json").read_text())["relay"]
    key = hpke.derive_private_key(bytes.fromhex(vector["gateway_seed"]))
    return oblivious.read_key_config(from_base64url(vector["terms"]["key_config"])), key


@pytest.fixture(scope="module")
def run(tmp_path_factory, maker, vectors, rfc_vectors, pool_keys, make_server, node, bundle):
    """Everything the browser's half said, and the server it spoke with."""
    server = make_server()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer(None)

        def do_POST(self):
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, body):
            assert "Cookie" not in self.headers
            assert "Referer" not in self.headers
            if self.path.startswith("/relay"):
                status, answer = _relayed(server, self.path, body)
            else:
                status, answer = server(self.command, self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    other_key = to_base64url(blind_rsa.write_public_key(pool_keys["field"].public_key()))
    message = vectors["manifest"]["message"]
    target = tmp_path_factory.mktemp("browser") / "checks.mjs"
    bundle(CHECKS, target, platform="node")
    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    route = vectors["relay"]["terms"]
    config = from_base64url(route["key_config"])
    bad_routes = [
        route | {"url": "http://relay.example.kr/"},
        route | {"url": ""},
        route | {"key_config": to_base64url(config[:-1])},
        route | {"key_config": to_base64url(config[:1] + b"\0\x20" + config[3:])},
        route | {"key_config": to_base64url(config[:-1] + b"\3")},
        {"url": route["url"]},
        None,
    ]
    given = {
        "vectors": vectors,
        "oblivious": json.loads((HERE / "rfc9458_vectors.json").read_text()),
        "binary": json.loads((HERE / "rfc9292_vectors.json").read_text()),
        "rfc": rfc_vectors,
        "comments": _comments(),
        "base": f"http://127.0.0.1:{listening.server_port}",
        "changed": {
            "resigned": _signed_anew(maker, message, lambda m: m["policy"].update(smallest_group=3)),
            "relayed": _signed_anew(maker, message, lambda m: m.update(relay=route)),
            "badly_relayed": [
                _signed_anew(maker, message, lambda m, bad=bad: m.update(relay=bad)) for bad in bad_routes
            ],
            "swapped": _signed_anew(maker, message, lambda m: m["pools"][0].update(spki=other_key)),
        },
    }
    done = subprocess.run(
        [node, target], input=json.dumps(given), capture_output=True, text=True, timeout=120
    )
    listening.shutdown()
    listening.server_close()
    thread.join()
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), server


@pytest.mark.parametrize("fact", FACTS)
def test_in_the_browser(run, fact):
    assert run[0]["facts"].get(fact) is True, run[0]["facts"].get(fact)


def test_every_fact_the_browser_knows_is_asked_for(run):
    assert set(run[0]["facts"]) == set(FACTS)


def test_python_opens_what_the_browser_sealed(run, vectors, maker):
    sealed = from_base64url(run[0]["values"]["sealed"])
    opened = sealing.open_sealed(sealed, maker.opening_key(), vectors["manifest"]["fingerprint"], 1024)
    assert opened.decode() == vectors["ballot"]["plaintext"]
    assert decode(opened).comments["C1"].endswith("😀")


def test_the_ballot_of_the_journey_is_in_the_box(run, vectors, maker):
    results, server = run
    sealed = server.ballots[from_base64url(results["values"]["journey"]["nullifier"])]
    opened = sealing.open_sealed(sealed, maker.opening_key(), vectors["manifest"]["fingerprint"], 1024)
    assert decode(opened).unit == "A01"


def _comments() -> list[str]:
    cases = json.loads((ROOT / "tests/releases/comments/cases.json").read_text())
    return [text for text, _ in cases] + [one.text for half in "ab" for one in labelled(half)]


def test_what_comments_give_away_is_the_same_in_the_browser_and_here(run):
    """The browser warns of exactly what the rules take out before somebody reads it."""
    here = [
        [[one.kind, text[one.start : one.end]] for one in found_by_rules(text)]
        for text in (unicodedata.normalize("NFKC", text) for text in _comments())
    ]
    assert run[0]["values"]["passages"] == here


@pytest.mark.parametrize("page", ["survey", "receipt"])
def test_the_script_of_a_page_is_small(tmp_path, page, bundle):
    target = tmp_path / f"{page}.js"
    entry = ROOT / f"survey_app/taking/client/{page}.ts"
    bundle(entry, target, minify=True)
    assert len(gzip.compress(target.read_bytes())) < LARGEST_SCRIPT_BYTES
