"""The whole of it with real processes: a site that is served, an open wave, a witness that is a command."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

import config as settings
from benchmarks.open_wave import open_wave
from survey_app.ground import db
from survey_app.protocol.client import ProtocolClient
from survey_app.protocol.errors import TermsAreNotWitnessed
from survey_app.protocol.terms import Terms
from survey_app.protocol.transport import HttpTransport
from tests.open_waves import pool_keys, quick_keys
from tests.witness.conftest import entry, rewrite

__all__ = ["pool_keys", "quick_keys"]

GYEOL = (sys.executable, "-m", "survey_app.cli")


class Installation:
    """A data folder of its own, and commands on it."""

    def __init__(self, folder) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GYEOL_")},
            **settings.fresh_secrets(),
            "GYEOL_DATA": str(folder),
            "GYEOL_PORT": str(self.port),
            "GYEOL_BASE_URL": self.address,
            "GYEOL_WEB_WORKERS": "1",
            "PYTHONPATH": str(settings.ROOT),
        }

    def do(self, *words: str) -> subprocess.CompletedProcess:
        run = {"env": self.environment, "cwd": settings.ROOT, "capture_output": True, "text": True}
        return subprocess.run([*GYEOL, *words], timeout=120, check=False, **run)

    @property
    def config(self) -> settings.Config:
        return settings.read(self.environment)

    @contextlib.contextmanager
    def served(self):
        server = subprocess.Popen(
            [*GYEOL, "serve", "--without-worker"],
            env=self.environment,
            cwd=settings.ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for _try in range(300):
                with (
                    contextlib.suppress(OSError),
                    urllib.request.urlopen(f"{self.address}/health", timeout=5),
                ):
                    break
                time.sleep(0.1)
            yield
        finally:
            server.terminate()
            server.wait(timeout=30)


@pytest.mark.nightly
def test_a_wave_is_witnessed_and_a_fork_is_refused(tmp_path):
    home = Installation(tmp_path / "data")
    assert home.do("migrate").returncode == 0
    log = json.loads(home.do("log", "show", "--json").stdout)
    folder = str(tmp_path / "witness")
    made = home.do("witness", "init", folder, "--log", log["url"], "--key", log["key"], "--name", "union")
    home.environment["GYEOL_WITNESSES"] = made.stdout.strip()
    config = home.config
    databases = db.connect(config)
    wave = open_wave(config, databases, [40])

    def terms() -> Terms:
        transport = HttpTransport(home.address)
        try:
            return ProtocolClient(transport).fetch_terms(wave.reference, pinned=wave.fingerprint)
        finally:
            transport.close()

    with home.served():
        with pytest.raises(TermsAreNotWitnessed):
            terms()
        seen = home.do("witness", "run", folder)
        assert seen.returncode == 0, seen.stderr
        assert terms().wave == wave.reference
        assert "union (up to" in home.do("log", "show").stdout
        rewrite(config, databases, [entry(1), entry(2), entry(3), entry(4)])
        refused = home.do("witness", "run", folder)
        assert refused.returncode == 3
        assert "REFUSED" in refused.stderr
    databases.dispose()
