"""One demonstration site for all journeys: loaded once, really served, walked with Debian's Chromium."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import config as settings
from survey_app.door.access import Role
from survey_app.door.assets import DIST

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1440, "height": 900}}
LOCALES = {"ko": "ko-KR", "en": "en-US"}
PATIENCE_MS = 20_000
LOADING_SECONDS = 900
STARTING_SECONDS = 90
GYEOL = (sys.executable, "-m", "survey_app.cli")
# Set to the address of a demonstration that runs already, and GYEOL_DATA to its folder, to walk it again.
RUNNING = "GYEOL_JOURNEYS_AT"


@dataclass(frozen=True, slots=True)
class Site:
    """A running demonstration: its address, its folder and what `gyeol demo load --json` said."""

    address: str
    data: Path
    environment: dict[str, str]
    loaded: dict

    def account_of(self, role: Role, institution: str = "narae") -> str:
        """The e-mail address that signs in as a role."""
        if role is Role.HR:
            return f"hr@{institution}.example"
        return next(one["email"] for one in self.loaded["accounts"] if one["role"] == role.value)

    def run(self, *words: object, data: Path | None = None) -> str:
        """What a command of `gyeol` says on this site, or on other data; it must succeed."""
        done = subprocess.run(
            [*GYEOL, *map(str, words)],
            env=self.environment | ({"GYEOL_DATA": str(data)} if data else {}),
            cwd=settings.ROOT,
            capture_output=True,
            text=True,
            timeout=LOADING_SECONDS,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


@dataclass
class Faults:
    """Whatever a browser complained about, and every request that left for another host."""

    site: Site
    found: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def watch(self, context) -> None:
        context.on("weberror", lambda error: self.found.append(f"{error.page.url}: {error.error}"))
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message) -> None:
        # A refusal (4xx) is an answer like others; the browser notes it as an error of its own.
        is_refusal = "Failed to load resource" in message.text and "status of 4" in message.text
        is_expected = any(part in message.text for part in self.expected)
        if message.type in ("error", "warning") and not is_refusal and not is_expected:
            self.found.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _request(self, request) -> None:
        if urlsplit(request.url).scheme in ("data", "blob", "about"):
            return
        if not request.url.startswith(self.site.address + "/"):
            self.found.append(f"request to another host: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 500:
            self.found.append(f"{response.status} {response.request.method} {response.url}")


def pytest_collection_modifyitems(items) -> None:
    """Everything here is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def demonstration(built_once) -> Path:
    """The data of a loaded demonstration, to copy from."""
    return built_once("demonstration", lambda data: _site(data).run("demo", "load", "--small"))


@pytest.fixture(scope="session")
def site(request, tmp_path_factory) -> Iterator[Site]:
    """The demonstration with secrets of its own, really served, with a worker."""
    if not (DIST / "manifest.json").is_file():
        pytest.skip("the browser's files are not built")
    if running := os.environ.get(RUNNING):
        yield _loaded(_site(Path(os.environ["GYEOL_DATA"]), urlsplit(running).port))
        return
    data = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(request.getfixturevalue("demonstration"), data)
    found = _loaded(_site(data, _free_port()))
    with (data / "serve.log").open("wb") as output:
        server = subprocess.Popen(
            [*GYEOL, "serve"], env=found.environment, cwd=settings.ROOT, stdout=output, stderr=output
        )
    try:
        _wait_until_it_answers(found, server)
        yield found
    finally:
        server.terminate()
        server.wait(timeout=30)


def _site(data: Path, port: int | None = None) -> Site:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GYEOL_")},
        "GYEOL_DATA": str(data),
        "GYEOL_WEB_WORKERS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": str(settings.ROOT),
        **({"GYEOL_PORT": str(port)} if port else {}),
    }
    return Site(f"http://localhost:{port}", data, environment, {})


def _loaded(site: Site) -> Site:
    """The site with what is there, which loading it once more tells without changing anything."""
    site.loaded.update(json.loads(site.run("demo", "load", "--small", "--json")))
    return site


@pytest.fixture(scope="session")
def links(site) -> list[str]:
    """The links of the open wave; each test takes its own, because each link counts once."""
    return [link.replace("http://localhost:8000", site.address) for link in site.loaded["links"]]


@pytest.fixture(scope="session")
def chromium(playwright_driver) -> Iterator[object]:
    """Debian's Chromium, started once."""
    if not CHROMIUM.is_file():
        pytest.skip("Chromium is not installed")
    browser = playwright_driver.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
    yield browser
    browser.close()


@pytest.fixture
def faults(site) -> Iterator[Faults]:
    """Complaints of the browser and requests to other hosts; any of them fails the test."""
    watched = Faults(site)
    yield watched
    assert watched.found == []


@pytest.fixture
def opened(site, chromium, faults) -> Iterator[Callable]:
    """Opens a page of somebody who is not signed in: `opened(size="phone", language="ko", **options)`."""
    contexts = []

    def open_page(size: str = "desk", language: str = "ko", **options):
        context = chromium.new_context(
            base_url=site.address,
            viewport=SIZES[size],
            locale=LOCALES[language],
            is_mobile=size == "phone",
            has_touch=size == "phone",
            accept_downloads=True,
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        faults.watch(context)
        contexts.append(context)
        return context.new_page()

    playwright.expect.set_options(timeout=PATIENCE_MS)
    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def _states() -> dict:
    return {}


@pytest.fixture
def signed_in(site, chromium, opened, _states) -> Callable:
    """Opens the page of somebody of a role; each of them types the password once for all journeys."""

    def open_page(
        role: Role, institution: str = "narae", size: str = "desk", language: str = "ko", **options
    ):
        email = site.account_of(role, institution)
        if (email, language) not in _states:
            page = opened(language=language)
            sign_in(page, email, site.loaded["password"])
            page.goto(f"/language/{language}?next=/home")
            _states[email, language] = page.context.storage_state()
        return opened(size, language, storage_state=_states[email, language], **options)

    return open_page


def sign_in(page, email: str, password: str) -> None:
    """Types address and password into the sign-in page."""
    page.goto("/sign-in")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(site: Site, server: subprocess.Popen) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{site.address}/health", timeout=5):
                return
        except OSError:
            # Waiting for the process is the pause between two tries, and notices at once when it ends.
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=0.2)
                break
    raise AssertionError("the site does not answer: " + (site.data / "serve.log").read_text()[-3000:])
