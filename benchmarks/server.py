"""Runs the real server on a free port for benchmarks and tests, and measures the CPU time it used."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import config as settings
from config import Config
from survey_app import schema
from survey_app.ground import db

_TICKS = os.sysconf("SC_CLK_TCK")
STARTS_WITHIN_SECONDS = 60


@dataclass(slots=True)
class Server:
    """A running server: gunicorn with its workers, as `gyeol serve` starts it."""

    config: Config
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.config.port}"

    def cpu_seconds(self) -> float:
        """CPU time of the server and its workers so far, user and system."""
        return sum(_cpu_seconds(pid) for pid in [self.process.pid, *_children(self.process.pid)])

    def kill(self) -> None:
        """Kills master and workers at once, as a power cut would."""
        for pid in [self.process.pid, *_children(self.process.pid)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def installation(folder: Path, database_url: str | None = None, workers: int = 2, port: int = 0) -> Config:
    """The settings of an installation in `folder`, tables made. One database serves both sides if given."""
    databases = {"GYEOL_DATABASE_URL": database_url, "GYEOL_VAULT_URL": database_url} if database_url else {}
    environment = {
        "GYEOL_DATA": str(folder),
        "GYEOL_PORT": str(port or free_port()),
        "GYEOL_WEB_WORKERS": str(workers),
        **databases,
        **settings.fresh_secrets(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{name}={value}\n" for name, value in environment.items())
    (folder / "gyeol.env").write_text(lines, "utf-8")
    config = settings.read({"GYEOL_DATA": str(folder)})
    schema.load_models()
    engines = db.connect(config)
    schema.PEOPLE.metadata.create_all(engines.people)
    schema.VAULT.metadata.create_all(engines.vault)
    engines.dispose()
    return config


def start(config: Config) -> Server:
    """The server answers when this returns. TimeoutError when it does not within a minute."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:survey_app.serving"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GYEOL_")}
    environment |= {"GYEOL_DATA": str(config.data), "OPENBLAS_NUM_THREADS": "1"}
    with (config.data / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "survey_app.serving:application()"],
            env=environment,
            cwd=settings.ROOT,
            stdout=log,
            stderr=log,
        )
    server = Server(config, process)
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{server.address}/waves/none/manifest.json", timeout=2):
                return server
        except URLError as fault:
            if isinstance(fault, HTTPError) and fault.code == 404:
                fault.close()
                return server
            if process.poll() is not None:
                break
            time.sleep(0.05)
        except (TimeoutError, ConnectionError):
            time.sleep(0.05)
    server.kill()
    raise TimeoutError(f"the server did not start; see {config.data / 'server.log'}")


def free_port() -> int:
    """A TCP port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [child for text in found for child in (int(text), *_children(int(text)))]


def _cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
