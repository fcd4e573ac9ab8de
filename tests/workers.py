"""Real workers, as an operator starts them, for tests that kill them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import config as settings
from benchmarks.server import _children
from config import Config

PATIENCE_SECONDS = 60


@dataclass(slots=True)
class RunningWorker:
    """A `gyeol worker` and all processes under it."""

    process: subprocess.Popen[bytes]
    log: Path

    def children(self) -> list[int]:
        return _children(self.process.pid)

    def kill(self) -> None:
        """Kills the process that watches, as the kernel does when memory is short; it can say no word."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> float:
        """Ends it as systemd does; returns the seconds it took."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
        return time.monotonic() - began


def start_worker(config: Config, *options: str) -> RunningWorker:
    """A worker on that installation, from a process that knows nothing but its settings."""
    log = config.data / "worker.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GYEOL_")}
    environment |= {"GYEOL_DATA": str(config.data), "OPENBLAS_NUM_THREADS": "1"}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "survey_app.cli", "worker", *options],
            env=environment,
            cwd=settings.ROOT,
            stdout=output,
            stderr=output,
        )
    return RunningWorker(process, log)


def until(is_so: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Waits for something that another process does. TimeoutError when it does not happen."""
    last = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > last:
            raise TimeoutError(what)
        time.sleep(0.05)


def is_running(process_id: int) -> bool:
    """Whether a process is there and not only waiting to be buried."""
    try:
        return ") Z " not in Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return False


def killed_by(status: int) -> bool:
    """Whether a child ended by the signal that nobody can catch."""
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
