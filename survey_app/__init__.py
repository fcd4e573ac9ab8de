"""The web application, assembled in the order of one answer's journey."""

import os
from importlib import import_module

from flask import Flask

from config import Config
from survey_app.door import (
    access,
    assets,
    converters,
    cookies,
    errors,
    forms,
    headers,
    languages,
    messages,
    navigation,
)
from survey_app.ground import db, job_words, jobs, leases, logs
from survey_app.ground.keyring import Purpose, derive
from survey_app.rooms import load_rooms


def create_app(
    config: Config, databases: db.Databases | None = None, runs_jobs_at_once: bool = False
) -> Flask:
    """The application of one installation. Commands and tests run jobs in place with `runs_jobs_at_once`."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=derive(config.secret_key, Purpose.COOKIES),
        GYEOL=config,
        DOES_JOBS_AT_ONCE=runs_jobs_at_once,
        OFFICIAL_SITE=config.is_official_site,
        MAX_CONTENT_LENGTH=config.upload_limit_mib * 1024 * 1024,
    )
    if config.chromium:
        # Figures are drawn in processes of their own, which know the environment and no configuration.
        os.environ["GYEOL_CHROMIUM"] = config.chromium
    logs.set_up()
    converters.init_app(app)
    messages.init_app(app)
    cookies.init_app(app, config)
    db.init_app(app, databases or db.connect(config))
    jobs.init_app(app, config, leases.do_at_once(app) if runs_jobs_at_once else None)
    languages.init_app(app)
    job_words.init_app(app)
    accounts = import_module("survey_app.accounts.visitors")
    access.init_app(app, accounts.load_account, accounts.note_refusal)
    headers.init_app(app, config)
    assets.init_app(app)
    navigation.init_app(app)
    errors.init_app(app)
    forms.init_app(app)
    for blueprint in load_rooms():
        app.register_blueprint(blueprint)
    return app
