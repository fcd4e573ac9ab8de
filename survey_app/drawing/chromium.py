"""One Chromium kept open, spoken to over a pair of pipes; no port is opened and no network is used."""

import contextlib
import json
import os
import select
import shutil
import signal
import tempfile
import time
from fcntl import F_DUPFD_CLOEXEC, fcntl
from pathlib import Path
from typing import Any

from survey_app.ground.typeface import fontconfig_file

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless_shell")
FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-features=Translate,MediaRouter,OptimizationHints",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-first-run",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
LOWEST_OWN_DESCRIPTOR = 20
READ_BYTES = 1 << 16
SECONDS_TO_START = 30.0
SECONDS_TO_ANSWER = 30.0


class ChromiumIsMissing(Exception):
    """No Chromium was found. The message names the Debian package and the setting."""


class ChromiumDied(Exception):
    """The browser ended, or gave no answer in time."""


class PageFailed(Exception):
    """The page refused what it was asked; the message is the page's own."""


def find_chromium(configured: str | None = None) -> str:
    """The path of Chromium; ChromiumIsMissing says what to install when there is none."""
    wanted = configured or os.environ.get("GYEOL_CHROMIUM")
    for name in (wanted,) if wanted else NAMES:
        found = shutil.which(name)
        if found:
            return found
    where = f"{wanted!r} is not a program" if wanted else "none of " + ", ".join(NAMES) + " is installed"
    raise ChromiumIsMissing(
        f"Figures are drawn by Chromium, and {where}. Install the Debian package chromium "
        "(apt install chromium), or let GYEOL_CHROMIUM name the program."
    )


class Chromium:
    """A running browser with one blank page. Not for several threads at once: the drawing room locks."""

    def __init__(self, executable: str) -> None:
        self._profile = tempfile.mkdtemp(prefix="gyeol-chromium-")
        to_browser_read, self._write = _pipe()
        self._read, from_browser_write = _pipe()
        # Chromium's sandbox needs a user other than root; it only ever sees pages of our own making.
        flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else []), f"--user-data-dir={self._profile}"]
        fontconfig = fontconfig_file(Path(self._profile))
        quiet = os.open(os.devnull, os.O_RDWR)
        try:
            self.process_id = os.posix_spawn(
                executable,
                [executable, *flags, "about:blank"],
                {**os.environ, "HOME": self._profile, "FONTCONFIG_FILE": str(fontconfig)},
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, quiet, 0),
                    (os.POSIX_SPAWN_DUP2, quiet, 1),
                    (os.POSIX_SPAWN_DUP2, quiet, 2),
                    (os.POSIX_SPAWN_DUP2, to_browser_read, 3),
                    (os.POSIX_SPAWN_DUP2, from_browser_write, 4),
                ],
                setpgroup=0,
            )
        finally:
            for descriptor in (quiet, to_browser_read, from_browser_write):
                os.close(descriptor)
        self._buffer = bytearray()
        self._last_id = 0
        self._session: str | None = None
        self._is_open = True
        target = self._ask("Target.createTarget", {"url": "about:blank"}, SECONDS_TO_START)["targetId"]
        attached = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True}, SECONDS_TO_START)
        self._session = attached["sessionId"]

    @property
    def is_open(self) -> bool:
        return self._is_open

    def load(self, html: str) -> None:
        """Fills the blank page with that document, without going through any address."""
        tree = self._ask("Page.getFrameTree", {}, SECONDS_TO_START)
        frame = tree["frameTree"]["frame"]["id"]
        self._ask("Page.setDocumentContent", {"frameId": frame, "html": html}, SECONDS_TO_START)

    def evaluate(self, expression: str, seconds: float = SECONDS_TO_ANSWER) -> Any:
        """The value of a JavaScript expression, awaited when it is a promise.

        Raises PageFailed with the page's words, ChromiumDied when there is no answer in time.
        """
        answer = self._ask(
            "Runtime.evaluate",
            {"expression": expression, "awaitPromise": True, "returnByValue": True},
            seconds,
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise PageFailed(details.get("exception", {}).get("description") or details.get("text", ""))
        return answer["result"].get("value")

    def close(self) -> None:
        """Ends the browser and removes its profile; safe to call twice."""
        if not self._is_open:
            return
        self._is_open = False
        for descriptor in (self._read, self._write):
            os.close(descriptor)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process_id, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.process_id, 0)
        shutil.rmtree(self._profile, ignore_errors=True)

    def _ask(self, method: str, parameters: dict[str, Any], seconds: float) -> dict[str, Any]:
        if not self._is_open:
            raise ChromiumDied("Chromium was closed.")
        self._last_id += 1
        message: dict[str, Any] = {"id": self._last_id, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        try:
            self._send(json.dumps(message).encode() + b"\0", time.monotonic() + seconds)
            return self._receive(self._last_id, time.monotonic() + seconds)
        except (OSError, ChromiumDied) as failure:
            self.close()
            raise ChromiumDied(str(failure)) from failure

    def _send(self, message: bytes, deadline: float) -> None:
        rest = memoryview(message)
        while rest:
            _, writable, _ = select.select([], [self._write], [], max(0.0, deadline - time.monotonic()))
            if not writable:
                raise ChromiumDied("Chromium took no message in time.")
            rest = rest[os.write(self._write, rest[:READ_BYTES]) :]

    def _receive(self, wanted: int, deadline: float) -> dict[str, Any]:
        while True:
            while (end := self._buffer.find(b"\0")) < 0:
                readable, _, _ = select.select([self._read], [], [], max(0.0, deadline - time.monotonic()))
                if not readable:
                    raise ChromiumDied("Chromium gave no answer in time.")
                part = os.read(self._read, READ_BYTES)
                if not part:
                    raise ChromiumDied("Chromium ended.")
                self._buffer += part
            message = json.loads(self._buffer[:end])
            del self._buffer[: end + 1]
            if message.get("id") != wanted:
                continue
            if "error" in message:
                raise PageFailed(message["error"].get("message", ""))
            found: dict[str, Any] = message["result"]
            return found


def _pipe() -> tuple[int, int]:
    """A pipe whose ends lie above the numbers 3 and 4 that Chromium will use."""
    ends = os.pipe()
    high = [fcntl(end, F_DUPFD_CLOEXEC, LOWEST_OWN_DESCRIPTOR) for end in ends]
    for end in ends:
        os.close(end)
    return high[0], high[1]


def processor_seconds(process_id: int) -> float:
    """Processor time of a process and all it started, user and system; Linux only."""
    ticks = os.sysconf("SC_CLK_TCK")
    parents: dict[int, list[int]] = {}
    seconds: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(folder.name))
            seconds[int(folder.name)] = sum(int(field) for field in fields[11:15]) / ticks
    total, waiting = 0.0, [process_id]
    while waiting:
        current = waiting.pop()
        total += seconds.get(current, 0.0)
        waiting += parents.get(current, [])
    return total
