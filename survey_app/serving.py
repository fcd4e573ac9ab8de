"""How gunicorn serves the site: settings it reads as its configuration file, and the application."""

from flask import Flask

import config as settings
from survey_app import create_app

_config = settings.read()

bind = f"{_config.host}:{_config.port}"
workers = _config.web_workers
threads = 4
timeout = 60
# A worker takes five seconds of processor time to start, so it is not replaced often.
max_requests = 50_000
max_requests_jitter = 5_000
# An access log would hold addresses and moments. There is none.
accesslog = None
errorlog = "-"
loglevel = "warning"


def application() -> Flask:
    """The application of the installation that the environment describes."""
    return create_app(_config)
