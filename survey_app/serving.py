"""How gunicorn serves the site: settings it reads as its configuration file, and the application."""

import gc

import gunicorn.http.wsgi  # type: ignore[import-untyped]
from flask import Flask

import config as settings
from survey_app import create_app
from survey_app.ground import db
from survey_app.ground.web_log import WebLogger

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
