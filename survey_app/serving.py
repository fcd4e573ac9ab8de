"""How gunicorn serves the site: settings it reads as its configuration file, and the application."""

from flask import Flask

import config as settings
from survey_app import create_app

_config = settings.read()

bind = f"{_config.host}:{_config.port}"
workers = _config.web_workers
threads = 4
timeout = 60
max_requests = 5000
max_requests_jitter = 500
# An access log would hold addresses and moments. There is none.
accesslog = None
errorlog = "-"
loglevel = "warning"


def application() -> Flask:
    """The application of the installation that the environment describes."""
    return create_app(_config)
