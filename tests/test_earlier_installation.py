"""An installation of an earlier version is brought up to date: its pages are served and its signatures hold.

tests/reference/earlier_installation has its databases, and how they were made.
"""

import base64
import gzip
import re
import sqlite3
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from sqlalchemy import select

import config as settings
from survey_app import create_app, schema
from survey_app.bundles.bundles import ReleaseStatement, unseal
from survey_app.diagnosis.models import Wave
from survey_app.ground import db
from survey_app.invitations.models import Invitation
from survey_app.invitations.secrets import secret_of
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import ProtocolClient, seal_ballot
from survey_app.releases import logged
from survey_app.releases.signing import verify_release
from survey_app.releases.stored import ReleaseCheck, judge, newest
from survey_app.vault import services as vault_services

EARLIER = Path(__file__).parent / "reference/earlier_installation"
SECRETS = {"GYEOL_SECRET_KEY": b"s" * 32, "GYEOL_SIGNING_KEY": b"k" * 32}
PASSWORD = "earlier-2026-gyeol"
MOST_PAGES = 80


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The application on the earlier databases, migrated to head."""
    folder = tmp_path_factory.mktemp("earlier")
    for name in ("people", "vault"):
        with sqlite3.connect(folder / f"{name}.sqlite") as database:
            database.executescript(gzip.decompress((EARLIER / f"{name}.sql.gz").read_bytes()).decode())
    secrets = {name: base64.urlsafe_b64encode(value).decode() for name, value in SECRETS.items()}
    config = settings.read({"GYEOL_DATA": str(folder), "GYEOL_BASE_URL": "http://localhost", **secrets})
    databases, said = db.connect(config), []
    schema.migrate(databases, config, said.append)
    with db.work(databases.people) as people, db.look(databases.vault) as vault:
        logged.record_all(people, vault, config)  # as `gyeol migrate` does
    made = create_app(config, databases, runs_jobs_at_once=True)
    made.testing = True
    made.config["WTF_CSRF_ENABLED"] = False
    yield made
    databases.dispose()


@pytest.fixture
def both(app):
    with app.app_context():
        databases = db.databases()
        with db.work(databases.people) as people, db.work(databases.vault) as vault:
            yield people, vault


def _config(app) -> settings.Config:
    return app.config["GYEOL"]


def _unused_code(people, config: settings.Config) -> str:
    waiting = (
        select(Invitation.id)
        .join(Wave)
        .where(Wave.reference == "gaon.2026", Invitation.unit_code == "u1", Invitation.blinded_hash.is_(None))
    )
    return secret_of(config.secret_key, people.scalars(waiting).first())


def _wave(people, reference: str) -> Wave:
    return people.scalars(select(Wave).where(Wave.reference == reference)).one()


def test_its_tables_are_those_of_today(app):
    with app.app_context():
        databases = db.databases()
    for side, engine in ((schema.PEOPLE, databases.people), (schema.VAULT, databases.vault)):
        assert schema.is_current(side, engine)
        assert schema.differences(side, engine) == []


@pytest.mark.parametrize("email", ["hr@dara.example", "operator@gyeol.example"])
def test_every_page_that_can_be_reached_is_served(app, email):
    browser = app.test_client()
    assert browser.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 302
    waiting, seen = ["/home", "/i/dara/waves/2026/results"][: 2 if email.startswith("hr") else 1], set()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        seen.add(address)
        page = browser.get(address, follow_redirects=True)
        assert page.status_code == 200, address
        if page.mimetype == "text/html":
            links = (urljoin(address, unescape(link)) for link in re.findall(r'href="(/[^"]*)"', page.text))
            for link in dict.fromkeys(urldefrag(one).url for one in links):
                if link not in seen and link not in waiting and not link.startswith(("/static", "/language")):
                    waiting.append(link)
    assert len(seen) > 10


def test_its_open_wave_takes_the_ballot_of_somebody_invited_before(app):
    client = app.test_client()
    assert client.get("/take/gaon.2026").status_code == 200

    def transport(method, path, body):
        response = client.open(path, method=method, data=body, content_type="application/json")
        return response.status_code, response.data

    with app.app_context(), db.work(db.databases().people) as people:
        code = _unused_code(people, _config(app))
    respondent = ProtocolClient(transport)
    terms = respondent.fetch_terms("gaon.2026")
    ballot = Ballot(terms.questionnaire_hash, "u1", {"CULT01": 4}, {}, {})
    respondent.deposit(terms, seal_ballot(terms, respondent.credential_for(terms, code), ballot))

    with app.app_context(), db.work(db.databases().vault) as vault:
        assert vault_services.sealed_ballots_held(vault, "gaon.2026") == 2


def test_what_was_signed_before_contexts_were_one_thing_still_verifies(app, both):
    people, vault = both
    own = manifests.public_key(manifests.signing_key(_config(app).signing_key))
    for reference in ("gaon.2026", "maru.2026", "dara.2026"):
        manifests.check(publication.read_signed(vault, reference))
    assert publication.read_closing(vault, "maru.2026").wave == "maru.2026"
    assert publication.keys_that_signed(vault.get(publication.Published, "maru.2026")) == (own, own)
    assert judge(newest(people, _wave(people, "dara.2026")), _config(app)) is ReleaseCheck.SOUND


def test_its_bundle_is_still_one(app):
    bundle = unseal((EARLIER / "dara.gyeol").read_bytes(), ReleaseStatement)

    assert bundle.statement.format == 1
    verify_release(bundle.content, bundle.statement.signature, bundle.key)
