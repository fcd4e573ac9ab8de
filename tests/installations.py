"""Installations that several tests read and none changes: made once, signed into once."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import config as settings
from survey_app import create_app
from survey_app.accounts import services as accounts
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.institutions.models import Institution

PASSWORD = "a long password"


@contextmanager
def installed(migrated: Path, folder: Path, fill: Callable[..., None]) -> Iterator[Flask]:
    """An application on migrated databases of its own, filled by `fill(people, vault, config)`."""
    for name in ("people.sqlite", "vault.sqlite"):
        shutil.copy(migrated / name, folder / name)
    config = settings.read({"GYEOL_DATA": str(folder), **settings.fresh_secrets()})
    databases = db.connect(config)
    app = create_app(config, databases, runs_jobs_at_once=True)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), db.work(databases.people) as people, db.work(databases.vault) as vault:
        fill(people, vault, config)
    yield app
    databases.dispose()


def add_account(people: Session, email: str, role: Role, institution: Institution | None = None) -> None:
    """An account that signs in with PASSWORD."""
    accounts.create_account(
        people, "test", email=email, name=email, role=role, institution=institution, password=PASSWORD
    )


def signing_in(app: Flask) -> Callable[..., FlaskClient]:
    """Opens a browser in which the account of an address is signed in; None is a stranger."""

    @cache
    def sign_in(email: str | None, language: str = "en") -> FlaskClient:
        browser = app.test_client()
        if email is not None:
            form = {"email": email, "password": PASSWORD}
            assert browser.post("/sign-in", data=form).status_code == 302
        browser.get(f"/language/{language}")
        return browser

    return sign_in
