"""Respondents are served whatever else is done: who reads locks nothing, nothing slow is done in a lock."""

import re
import sqlite3
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import before_render_template
from sqlalchemy import event, insert, text
from sqlalchemy.exc import OperationalError
from weasyprint import HTML

import survey_app.invitations.pools
import survey_app.invitations.printing
import survey_app.releases.gathering
import survey_app.vault.counting.waves
import survey_app.vault.opening
from benchmarks.open_wave import close_wave, kept_share
from survey_app.door.access import Role, allowed_of
from survey_app.ground import db
from survey_app.invitations.respondent_views import NUMBER_BYTES
from survey_app.manifest import publication
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.protocol.encoding import to_base64url
from survey_app.vault import services
from survey_app.vault.models import SealedBallot
from tests.locks import PEOPLE, VAULT, Watch, is_free

# Whoever writes in the vault bars respondents from it meanwhile: each place has its reason here.
WRITERS = {
    "taking/views.py": "a ballot of the form without scripts is taken in",
    "taking/receiving.py": "a ballot is taken in",
    "vault/accepting_views.py": "what trustees counted on their own machines is taken over",
    "vault/elsewhere_cli.py": "the same without a browser, and the export before it",
    "vault/opening_views.py": "a trustee's part waits for others",
    "vault/opening_jobs.py": "what was counted before is stored",
    "vault/cli.py": "the same without a browser; an export that no deposit may overtake",
    "vault/jobs.py": "the order of arrival is forgotten",
    "vault/timer.py": "counts whose time is over are deleted",
    "releases/forgetting.py": "records of an earlier version are deleted, before anybody is served",
    "fieldwork/services.py": "terms and closing are published",
    "fieldwork/extending.py": "that the last day was put off is published",
    "rehearsal/jobs.py": "invented people answer, and all of it is deleted",
    "imports/jobs.py": "the counts of a survey done elsewhere are stored",
    "imports/cli.py": "the same without a browser",
    "demonstration/load.py": "the demonstration is loaded, before anybody answers",
}


def answer(respondent, wave, code):
    terms = respondent.fetch_terms(wave.reference)
    ballot = Ballot(wave.questionnaire.content_hash, code.unit_code, {"CULT01": 4})
    return respondent.deposit(terms, seal_ballot(terms, respondent.credential_for(terms, code.code), ballot))


def test_who_reads_in_the_vault_keeps_nobody_from_writing(config, databases, wave, app):
    with db.look(databases.vault) as vault:
        publication.read(vault, wave.reference)
        assert is_free(config, VAULT)
    with app.test_request_context():
        publication.read(db.vault(), wave.reference)
        assert is_free(config, VAULT)


def test_who_writes_in_the_vault_is_alone_there(config, databases, wave):
    with db.work(databases.vault) as vault:
        publication.read(vault, wave.reference)
        assert not is_free(config, VAULT)


def test_who_asked_to_read_in_the_vault_cannot_write_there(databases, wave):
    row = {"nullifier": b"1" * 32, "pool": "pool-1", "token": b"", "signature": b"", "ballot": b""}
    with db.look(databases.vault) as vault, pytest.raises(OperationalError):
        vault.execute(insert(SealedBallot), {"wave": wave.reference, **row})
    with db.work(databases.vault) as vault:
        vault.execute(insert(SealedBallot), {"wave": wave.reference, **row})


@pytest.fixture
def watch(config, monkeypatch, app, wave):
    """All that takes its time is watched: drawing pages, paper, keys, passwords, opening, statistics."""
    found = Watch(config)
    found.over(monkeypatch, HTML, "write_pdf", VAULT, PEOPLE, instead=lambda *_arguments, **_named: b"%PDF-")
    found.over(monkeypatch, PasswordHasher, "hash", VAULT, PEOPLE)
    found.over(monkeypatch, PasswordHasher, "verify", VAULT, PEOPLE)
    found.over(monkeypatch, survey_app.invitations.pools, "make_pool_key", VAULT, PEOPLE)
    found.over(monkeypatch, survey_app.vault.opening, "open_held", VAULT, PEOPLE)
    found.over(monkeypatch, survey_app.vault.counting.waves, "mask", VAULT, PEOPLE)
    found.over(monkeypatch, survey_app.releases.gathering, "compose", VAULT, PEOPLE)

    def drawn(_sender, template, **_named):
        found.look(f"drawing {template.name}", VAULT)

    with before_render_template.connected_to(drawn, app):
        yield found


def pages(app, who):
    """The addresses of every page that shows a wave of gaon to somebody of that role."""
    values = {"institution": "gaon", "ending": "csv", "number": "1", "unit": "u1", "area": "CULT"}
    for rule in app.url_map.iter_rules():
        names = set(rule.arguments)
        if "GET" not in rule.methods or "wave" not in names or not names <= {"wave", *values}:
            continue
        if who not in {one.value for one in allowed_of(app, rule.endpoint)}:
            continue
        wave = "2026" if "institution" in names else "gaon.2026"
        known = {name: wave if name == "wave" else values[name] for name in names}
        with app.test_request_context():
            yield app.url_map.bind("").build(rule.endpoint, known)


def open_it(app, config, databases, wave, client):
    close_wave(config, databases, wave)
    with app.app_context():
        assert client.post("/i/gaon/waves/2026/ceremony").status_code == 302


def test_no_page_is_drawn_and_nothing_slow_is_done_while_a_database_is_held(
    app, config, databases, wave, respondent, signed_in_as, watch
):
    clients = {
        "hr": signed_in_as(Role.HR),
        "operator": signed_in_as(Role.OPERATOR),
        "respondent": app.test_client(),
    }
    for code in wave.codes[:12]:
        answer(respondent, wave, code)

    def read_everything():
        for who, client in clients.items():
            for page in pages(app, who):
                assert client.get(page).status_code < 500, page

    read_everything()
    form = {"code": wave.codes[20].code, "number": to_base64url(bytes(NUMBER_BYTES))}
    clients["respondent"].post("/invite/gaon.2026", data=form)
    open_it(app, config, databases, wave, clients["hr"])
    read_everything()

    assert {"write_pdf", "verify", "open_held", "mask", "compose"} <= set(watch.seen)
    assert "drawing taking/survey.html" in watch.seen
    assert watch.held == []


def test_a_wave_is_opened_with_its_keys_made_before_anything_is_written(app, config, databases, watch, wave):
    with db.work(databases.people) as people:
        survey_app.invitations.pools.make_pools(
            people, wave.wave_id, wave.manifest.units, 30, config.secret_key
        )

    assert set(watch.seen) == {"make_pool_key"}
    assert watch.held == []


def test_while_one_download_runs_respondents_answer(app, wave, respondent, signed_in_as, monkeypatch):
    begun, may_end, took = threading.Event(), threading.Event(), []

    def slow(*_arguments, **_named):
        begun.set()
        assert may_end.wait(60)
        return b"%PDF-"

    monkeypatch.setattr(HTML, "write_pdf", slow)
    hr = signed_in_as(Role.HR)
    download = threading.Thread(
        target=lambda: took.append(hr.get("/i/gaon/waves/2026/invitations/poster.pdf"))
    )
    download.start()
    assert begun.wait(60)

    began_at = time.monotonic()
    receipt = answer(respondent, wave, wave.codes[0])
    waited = time.monotonic() - began_at
    may_end.set()
    download.join()

    assert receipt is not None
    # A lock would have been waited for a quarter of a minute.
    assert waited < 10
    assert took[0].status_code == 200


def test_an_opening_prepared_beside_is_of_exactly_the_ballots_held(config, databases, wave, respondent, app):
    for code in wave.codes[:3]:
        answer(respondent, wave, code)
    close_wave(config, databases, wave)
    key = services.opening_key([kept_share(config, databases, wave)])
    with db.look(databases.vault) as vault:
        prepared = services.prepare_opening(vault, wave.reference, key, wave.questionnaire)
    with db.work(databases.vault) as vault:
        # Somebody took one out behind the ceremony's back: what was prepared is no longer what is held.
        vault.delete(vault.query(SealedBallot).first())
    with db.work(databases.vault) as vault:
        count = services.open_ballots(vault, wave.reference, key, wave.questionnaire, prepared)

    assert count.counted == 2


def test_who_may_write_in_the_vault_is_one_list():
    rooms = Path(survey_app.__file__).parent
    writing = re.compile(r"vault_to_write\(\)|\bwork\([^()]*(?:\(\))?\.vault\)|\bwork\(db\.[\w.()]*\.vault\)")
    found = {
        str(file.relative_to(rooms))
        for file in rooms.rglob("*.py")
        if file.name != "db.py" and writing.search(file.read_text("utf-8"))
    }

    assert found == set(WRITERS)


@pytest.mark.postgres
def test_who_reads_on_postgresql_leaves_no_transaction_open(config, postgres_url):
    engine = db.connect(replace(config, database_url=postgres_url, vault_url=postgres_url)).vault
    with db.look(engine) as session:
        me = session.scalar(text("SELECT pg_backend_pid()"))
        with engine.connect() as beside:
            state = text("SELECT state FROM pg_stat_activity WHERE pid = :pid")
            assert beside.scalar(state, {"pid": me}) == "idle"
    with db.work(engine) as session:
        session.execute(text("CREATE TABLE kept (number integer)"))
    with db.look(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM kept")) == 0
    engine.dispose()


@pytest.mark.postgres
def test_who_waits_on_postgresql_waits_a_while_and_no_longer(config, postgres_url, monkeypatch):
    monkeypatch.setattr(db, "PATIENT_MS", 200)
    engine = db.connect(replace(config, database_url=postgres_url, vault_url=postgres_url)).vault
    with db.work(engine) as session:
        session.execute(text("CREATE TABLE kept (number integer)"))
    with db.work(engine) as holder, db.look(engine) as beside:
        holder.execute(text("LOCK TABLE kept IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(OperationalError):
            beside.execute(text("INSERT INTO kept VALUES (1)"))
    engine.dispose()


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "지금은 저장할 수 없습니다"), ("en", "keep this at the moment")]
)
def test_who_waited_in_vain_is_told_so_and_what_to_do(config, databases, client, wave, language, said):
    def impatient(_dialect, _record, _arguments, named):
        named["timeout"] = 0.01

    for engine in (databases.people, databases.vault):
        event.listen(engine, "do_connect", impatient)
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=10"))
        engine.dispose()
    beside = [sqlite3.connect(config.data / f"{name}.sqlite") for name in (PEOPLE, VAULT)]
    for connection in beside:
        connection.execute("BEGIN IMMEDIATE")

    asked = {"code": wave.codes[0].code, "number": to_base64url(bytes(NUMBER_BYTES))}
    form = {"email": "somebody@example.kr", "password": "wrong"}
    staff = client.post(f"/sign-in?lang={language}", data=form)
    terms = client.get(f"/take/{wave.reference}")
    code = client.post(f"/invite/{wave.reference}", data=asked)
    for connection in beside:
        connection.close()
    again = client.post(f"/invite/{wave.reference}", data=asked)

    assert (staff.status_code, code.status_code) == (503, 503)
    assert said in staff.text
    assert staff.headers["Retry-After"] == "10"
    # Who only reads is served all the same.
    assert terms.status_code == 200
    assert wave.codes[0].code not in code.text
    assert again.status_code == 200
