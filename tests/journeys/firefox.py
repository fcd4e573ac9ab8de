"""Firefox driven over WebDriver BiDi, the protocol that it speaks by itself: no driver program is needed."""

import base64
import json
import os
import re
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PREFERENCES = {
    "intl.accept_languages": "ko",
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
LISTENING = re.compile(rb"WebDriver BiDi listening on ws://127\.0\.0\.1:(\d+)")
PATIENCE_SECONDS = 60
LENGTHS = ((125, 0, ""), (0xFFFF, 126, "!H"), (2**63, 127, "!Q"))  # up to, how that is said, in which form
TEXT_FRAME, LAST_FRAME, MASKED = 0x1, 0x80, 0x80


class Socket:
    """As much of a WebSocket (RFC 6455) as it takes to exchange texts with a browser on this machine."""

    def __init__(self, port: int, path: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._incoming = self._socket.makefile("rb")
        assert b" 101 " in self._incoming.readline()
        while self._incoming.readline() != b"\r\n":
            pass

    def send(self, message: str) -> None:
        content, mask = message.encode(), os.urandom(4)
        size, form = next((size, form) for most, size, form in LENGTHS if len(content) <= most)
        head = bytes([LAST_FRAME | TEXT_FRAME, MASKED | (size or len(content))])
        length = struct.pack(form, len(content)) if size else b""
        masked = bytes(byte ^ mask[position % 4] for position, byte in enumerate(content))
        self._socket.sendall(head + length + mask + masked)

    def receive(self) -> str:
        content, is_last = b"", False
        while not is_last:
            first, length = self._incoming.read(2)
            is_last = bool(first & LAST_FRAME)
            if length >= 126:
                size = 2 if length == 126 else 8
                length = int.from_bytes(self._incoming.read(size), "big")
            content += self._incoming.read(length)
        return content.decode()

    def close(self) -> None:
        self._incoming.close()
        self._socket.close()


class Tab:
    """The one tab of a running Firefox."""

    def __init__(self, connection: Socket) -> None:
        self._connection, self._number = connection, 0
        self.version = self._ask("session.new", capabilities={})["capabilities"]["browserVersion"]
        self._context = self._ask("browsingContext.getTree")["contexts"][0]["context"]

    def goto(self, address: str) -> None:
        self._ask("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def resize(self, width: int, height: int) -> None:
        viewport = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", context=self._context, viewport=viewport)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited if it is a promise; texts, numbers and the like only."""
        target = {"context": self._context}
        found = self._ask("script.evaluate", expression=expression, target=target, awaitPromise=True)
        assert found["type"] == "success", found
        return found["result"].get("value")

    def until(self, condition: str) -> None:
        """Waits in the page until an expression is true."""
        self.evaluate(
            f"""new Promise((resolve, reject) => {{
              const look = (left) => ({condition}) ? resolve()
                : left ? setTimeout(look, 50, left - 1) : reject(Error(document.body.innerText));
              look({PATIENCE_SECONDS * 10});
            }})"""
        )

    def click(self, selector: str) -> None:
        """Clicks the middle of an element as a finger or mouse does."""
        x, y = json.loads(
            self.evaluate(
                f"""(() => {{
                  const element = document.querySelector({json.dumps(selector)});
                  element.scrollIntoView({{block: "center"}});
                  const box = element.getBoundingClientRect();
                  return JSON.stringify([box.x + box.width / 2, box.y + box.height / 2].map(Math.round));
                }})()"""
            )
        )
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse"}
        mouse["actions"] = [{"type": "pointerMove", "x": x, "y": y}, *press]
        self._ask("input.performActions", context=self._context, actions=[mouse])

    def picture(self, target: Path) -> None:
        found = self._ask("browsingContext.captureScreenshot", context=self._context)
        target.write_bytes(base64.b64decode(found["data"]))

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        self._connection.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while (answer := json.loads(self._connection.receive())).get("id") != self._number:
            pass
        assert answer["type"] == "success", answer
        return answer["result"]


@contextmanager
def running(program: str, profile: Path) -> Iterator[Tab]:
    """A Firefox without a window, with a fresh profile, ended afterwards."""
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines))
    command = [
        program,
        "--headless",
        "--no-remote",
        "--remote-debugging-port",
        "0",
        "--profile",
        str(profile),
    ]
    # What it would keep in the home folder of whoever runs the tests goes into the profile's.
    environment = {**os.environ, "HOME": str(profile)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            port = next(int(found[1]) for line in process.stderr if (found := LISTENING.search(line)))
            connection = Socket(port, "/session")
            yield Tab(connection)
            connection.close()
        finally:
            process.terminate()
            process.stderr.read()
