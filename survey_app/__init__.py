"""The web application, assembled in the order of one answer's journey."""

import os
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from config import Config
from survey_app import access, cookies, db, errors, forms, front, headers, jobs, languages, logs, navigation

# Rooms are imported when an application is made, so that a command or a trustee's machine that needs
# one room does not load them all.
ROOMS = (
    "accounts",
    "publishing",
    "institutions",
    "programmes",
    "diagnosis",
    "invitations",
    "taking",
    "vault",
    "releases",
    "results",
    "comparison",
    "reporting",
    "improvement",
    "exchange",
    "imports",
)
SESSION_HOURS = 12


def create_app(
    config: Config, databases: db.Databases | None = None, runs_jobs_at_once: bool = False
) -> Flask:
    """The application of one installation. Commands and tests run jobs in place with `runs_jobs_at_once`."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=config.secret_key,
        GYEOL=config,
        OFFICIAL_SITE=config.is_official_site,
        MAX_CONTENT_LENGTH=config.upload_limit_mib * 1024 * 1024,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=SESSION_HOURS),
        SESSION_COOKIE_NAME="gyeol",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.keeps_cookies_secure,
    )
    if config.chromium:
        # Figures are drawn in processes of their own, which know the environment and no configuration.
        os.environ["GYEOL_CHROMIUM"] = config.chromium
    logs.set_up()
    cookies.init_app(app)
    db.init_app(app, databases or db.connect(config))
    jobs.init_app(app, config, runs_at_once=runs_jobs_at_once)
    languages.init_app(app)
    access.init_app(app, import_module("survey_app.accounts.services").load_account)
    headers.init_app(app)
    front.init_app(app)
    navigation.init_app(app)
    errors.init_app(app)
    forms.init_app(app)
    for room in ROOMS:
        if not find_spec(f"survey_app.{room}.views"):
            continue
        app.register_blueprint(import_module(f"survey_app.{room}.views").blueprint)
    return app
