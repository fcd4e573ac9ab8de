"""How gunicorn serves the relay: one process with a bounded number of threads, and no line about anybody."""

from typing import Any

import gunicorn.http.wsgi  # type: ignore[import-untyped]
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from survey_app.ground.web_log import WebLogger
from survey_app.relay.forwarding import Relay

THREADS = 32


class RelayServer(BaseApplication):  # type: ignore[misc]
    """Serves a relay on a host and a port until it is interrupted: `RelayServer(…).run()`."""

    def __init__(self, relay: Relay, host: str, port: int) -> None:
        self._relay = relay
        self._bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        gunicorn.http.wsgi.SERVER = "relay"
        settings: dict[str, Any] = {
            "bind": [self._bind],
            "workers": 1,
            "threads": THREADS,
            # Each message on a connection of its own: none is known by the one before.
            "keepalive": 0,
            "backlog": 2 * THREADS,
            "timeout": 60,
            "limit_request_line": 1024,
            "limit_request_fields": 40,
            "limit_request_field_size": 4096,
            "accesslog": None,
            "errorlog": "-",
            # Of connections not even a kind and a day: who runs a relay learns nothing from it.
            "loglevel": "critical",
            "logger_class": WebLogger,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Relay:
        return self._relay
