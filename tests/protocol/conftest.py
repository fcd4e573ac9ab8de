"""A small server that speaks the protocol in memory, and the vectors both languages are tested with."""

import hashlib
import http.server
import importlib.util
import json
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from survey_app.protocol import messages
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.signing import BlindSigner
from survey_app.protocol.terms import Terms, read_terms
from tests.protocol.survey_page import POLICY, TEXTS, WAVE

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


class ServerInMemory:
    """Both sides of the wall in one object, for the tests of clients: the rules of docs/protocol.md."""

    def __init__(self, manifest_message: dict, pool_keys: dict, signing_key, invitations: dict[str, str]):
        self.message = manifest_message
        self.terms = read_terms(manifest_message)
        self.signers = {pool: BlindSigner(key) for pool, key in pool_keys.items()}
        self.signing_key = signing_key
        self.invitations = invitations
        self.issued: dict[str, str] = {}
        self.ballots: dict[bytes, bytes] = {}
        self.inclusion: dict = {}
        self.is_closed = False
        self.loses_next_reply = False

    def swap_a_key(self) -> tuple[str, str]:
        """Sign for one pool with the other's key; returns that pool and an invitation of it.

        The key with the larger modulus takes the other's place, so that it can sign every message for it.
        """
        small, large = sorted(self.signers, key=lambda pool: self.terms.pools[pool].public_numbers().n)
        self.signers[small] = self.signers[large]
        return small, next(secret for secret, pool in self.invitations.items() if pool == small)

    def __call__(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        status, message = self._answer(method, path, None if body is None else json.loads(body))
        if self.loses_next_reply:
            self.loses_next_reply = False
            raise ConnectionResetError
        return status, json.dumps(message).encode()

    def _answer(self, method: str, path: str, body) -> tuple[int, dict]:
        wave = self.terms.wave
        routes = {
            ("GET", f"/waves/{wave}/manifest.json"): lambda: (200, self.message),
            ("POST", f"/invite/{wave}/credential"): lambda: self._issue(body),
            ("POST", f"/take/{wave}/ballots"): lambda: self._deposit(body),
            ("GET", f"/take/{wave}/receipts.json"): self._receipts,
            ("GET", f"/take/{wave}/inclusion.json"): lambda: (200, self.inclusion),
        }
        try:
            return routes[method, path]()
        except ProtocolFault as fault:
            return 400, {"error": fault.code, "message": str(fault)}

    def _issue(self, body) -> tuple[int, dict]:
        request = messages.read_credential_request(body)
        pool = self.invitations.get(request.secret)
        if pool is None:
            return 404, {"error": "unknown", "message": "no such invitation"}
        if pool != request.pool:
            return 409, {"error": "other_pool", "message": "another pool", "pool": pool}
        blinded_hash = hashlib.sha256(request.blinded).hexdigest()
        if self.issued.get(request.secret, blinded_hash) != blinded_hash:
            return 409, {"error": "used", "message": "already used"}
        signature = self.signers[pool].sign(request.blinded)
        self.issued[request.secret] = blinded_hash
        return 200, messages.credential_reply(signature, pool)

    def _deposit(self, body) -> tuple[int, dict]:
        if self.is_closed:
            return 410, {"error": "closed", "message": "closed"}
        deposit = messages.read_deposit(body, self.terms.padded_size)
        deposit.credential.verify(self.terms.pool_key(deposit.credential.pool), self.terms.tag)
        nullifier = deposit.credential.nullifier
        if self.ballots.setdefault(nullifier, deposit.sealed) != deposit.sealed:
            return 409, {"error": "spent", "message": "already used"}
        return 201, messages.deposit_reply(deposit.receipt)

    def _receipts(self) -> tuple[int, dict]:
        leaves = [
            messages.Receipt(nullifier, hashlib.sha256(sealed).digest()).leaf
            for nullifier, sealed in self.ballots.items()
        ]
        return 200, messages.publish_receipts(
            leaves, wave=self.terms.wave, manifest_fingerprint=self.terms.fingerprint, key=self.signing_key
        )


@pytest.fixture(scope="session")
def maker():
    """The script that makes the vectors, as a module."""
    specification = importlib.util.spec_from_file_location("make_vectors", HERE / "make_vectors.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def vectors() -> dict:
    return json.loads((HERE / "vectors.json").read_text())


@pytest.fixture(scope="session")
def rfc_vectors() -> list[dict]:
    return json.loads((HERE / "rfc9474_vectors.json").read_text())["vectors"]


@pytest.fixture(scope="session")
def pool_keys(maker) -> dict:
    return maker.pool_keys()


@pytest.fixture(scope="session")
def make_server(maker, vectors, pool_keys):
    """Makes a fresh server in memory with three invitations."""

    def make() -> ServerInMemory:
        invitations = {"secret-one": "hq", "secret-two": "hq", "secret-field": "field"}
        message = vectors["manifest"]["message"]
        server = ServerInMemory(message, pool_keys, maker.signing_key(), invitations)
        server.inclusion = vectors["log"]["inclusion"]
        return server

    return make


@pytest.fixture
def server(make_server) -> ServerInMemory:
    return make_server()


@pytest.fixture
def terms(vectors) -> Terms:
    return read_terms(vectors["manifest"]["message"])


@pytest.fixture(scope="session")
def node() -> str:
    """The program that runs the browser's half outside a browser."""
    own = ROOT / ".venv/bin/node"
    found = str(own) if own.exists() else shutil.which("node")
    if found is None:
        pytest.skip("node is not installed")
    return found


@pytest.fixture(scope="session")
def bundle(node):
    """Bundles a TypeScript file as the build does."""
    if not (ROOT / "node_modules/esbuild").is_dir():
        pytest.skip("the browser's packages are not installed: npm ci")

    def make(entry: Path, target: Path, **options: str | bool) -> None:
        build = {"entryPoints": [str(entry)], "outfile": str(target), "bundle": True, "logLevel": "error"}
        build |= {"format": "esm", "target": "es2022", "legalComments": "none", **options}
        program = f"require('esbuild').buildSync({json.dumps(build)})"
        subprocess.run([node, "-e", program], check=True, cwd=ROOT)

    return make


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
    playwright = pytest.importorskip("playwright.sync_api")
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
