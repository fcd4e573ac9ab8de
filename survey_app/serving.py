"""How gunicorn serves the site: settings it reads as its configuration file, and the application."""

import gc
import logging
from typing import Any

import gunicorn.http.wsgi  # type: ignore[import-untyped]
from flask import Flask
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

import config as settings
from survey_app import create_app
from survey_app.ground import db, logs

_config = settings.read()

bind = f"{_config.host}:{_config.port}"
workers = _config.web_workers
threads = 4
timeout = 60
# Nobody needs to know which program serves, or has to guess its weaknesses.
gunicorn.http.wsgi.SERVER = "gyeol"
# The application is made once and the workers are forked from it: they start at once and share its memory.
preload_app = True
max_requests = 50_000
max_requests_jitter = 5_000
# An access log would hold addresses and moments. There is none.
accesslog = None
errorlog = "-"
loglevel = "warning"


class WebLogger(Logger):  # type: ignore[misc]
    """gunicorn's log of its doings, written as everything else is: of connections a kind and a day."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers = [logs.QuietHandler()]

    def _tell(self, level: int, msg: object, *args: Any, **kwargs: Any) -> None:
        # Counted from here, the line that speaks is the third: who speaks decides how much may be said.
        self.error_log.log(level, msg, *args, stacklevel=3, **kwargs)

    def critical(self, msg: object, *args: Any, **kwargs: Any) -> None:
        self._tell(logging.CRITICAL, msg, *args, **kwargs)

    def error(self, msg: object, *args: Any, **kwargs: Any) -> None:
        self._tell(logging.ERROR, msg, *args, **kwargs)

    def exception(self, msg: object, *args: Any, **kwargs: Any) -> None:
        self._tell(logging.ERROR, msg, *args, **{"exc_info": True, **kwargs})

    def warning(self, msg: object, *args: Any, **kwargs: Any) -> None:
        self._tell(logging.WARNING, msg, *args, **kwargs)


logger_class = WebLogger


def application() -> Flask:
    """The application of the installation that the environment describes, ready to be forked."""
    databases = db.connect(_config)
    app = create_app(_config, databases)
    # A connection must not be shared between processes: each worker opens its own.
    databases.dispose()
    # What is here now stays for good; left out of garbage collection, its pages stay shared.
    gc.freeze()
    return app
