"""Whatever fails on a respondent's page, a kind and a day are written, and nobody is named (A3, A5)."""

import logging
import sqlite3

import pytest
from sqlalchemy import event, text

from survey_app.ground import db, logs
from survey_app.invitations.secrets import hash_of
from survey_app.manifest.publication import Published
from tests.failures import (
    FORM,
    JSON,
    RECIPIENT,
    messages,
    outside,
    requests_of_everybody,
    traces,
    with_relay,
    written,
)

__all__ = ["messages", "outside", "written"]

DEEP = b'{"secret":' + b"[" * 50_000


@pytest.fixture
def config(config):
    """With a relay, so that a failure on that way leaves no more than one on the others."""
    return with_relay(config)


def locked(config, _databases):
    beside = [
        sqlite3.connect(config.data / f"{name}.sqlite", isolation_level=None) for name in ("people", "vault")
    ]
    for connection in beside:
        connection.execute("BEGIN EXCLUSIVE")
    return beside


def full(config, databases):
    for engine in (databases.people, databases.vault):

        def no_page_more(connection, _record):
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={pages}")

        event.listen(engine, "connect", no_page_more)
    return []


def read_only(_config, databases):
    def forbid(connection, _record):
        connection.execute("PRAGMA query_only=ON")

    event.listen(databases.people, "connect", forbid)
    event.listen(
        databases.vault, "begin", lambda connection: connection.exec_driver_sql("PRAGMA query_only=ON")
    )
    return []


def damaged(config, _databases):
    for name in ("people", "vault"):
        for file in config.data.glob(f"{name}.sqlite*"):
            file.write_bytes(b"this was a database once" * 400)
    return []


def gone(config, _databases):
    for name in ("people", "vault"):
        for file in config.data.glob(f"{name}.sqlite*"):
            file.unlink()
        (config.data / f"{name}.sqlite").mkdir()
    return []


def emptied(_config, databases):
    for engine, table in (
        (databases.people, "invitations"),
        (databases.people, "waves"),
        (databases.vault, "sealed_ballots"),
        (databases.vault, Published.__tablename__),
    ):
        with db.work(engine) as session:
            session.execute(text(f"ALTER TABLE {table} RENAME TO {table}_away"))
    return []


def impatient(_dialect, _record, _arguments, named):
    named["timeout"] = 0.01


@pytest.mark.parametrize("break_it", [locked, full, read_only, damaged, gone, emptied])
def test_a_failing_database_leaves_a_kind_and_a_day(
    app, config, databases, outside, wave, messages, written, break_it
):
    asked = requests_of_everybody(app, wave, messages)
    app.extensions.pop("gyeol.waves", None)
    databases.dispose()
    for engine in (databases.people, databases.vault):
        event.listen(engine, "do_connect", impatient)
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=10"))
    held = break_it(config, databases)
    databases.dispose()
    written()

    answers = [
        outside.open(address, method=method, data=body, content_type=kind)
        for method, address, body, kind in asked
    ]
    said = written()
    for connection in held:
        connection.close()

    assert any(answer.status_code >= 500 for answer in answers)
    for answer in answers:
        told = answer.data.decode("utf-8", "replace")  # a tile of the public log is bytes
        assert "Traceback" not in told
        assert wave.codes[1].code not in told
    assert "taking " in said
    assert traces(wave, said) == []


def test_a_fault_of_ours_leaves_a_kind_and_a_day(app, outside, wave, messages, written, monkeypatch):
    class Fault(Exception):
        """A fault whose words hold everything that they must not."""

    def fail(*arguments, **named):
        raise Fault(
            f"{wave.codes[1].code} {hash_of(wave.codes[1].code)} {arguments} {named} {wave.reference}"
        )

    for owner, name in (
        ("survey_app.invitations.respondent_views", "find"),
        ("survey_app.invitations.respondent_views", "issue_credential"),
        ("survey_app.invitations.respondent_views", "pool_of"),
        ("survey_app.taking.views", "_waves"),
        ("survey_app.taking.ballots", "read_texts"),
        ("survey_app.log.services", "leaves"),
        ("survey_app.log.services", "size_of"),
        ("survey_app.log.cosignatures", "take_in"),
        ("survey_app.log.views", "read_signed"),
        ("survey_app.log.views", "check_page"),
        ("survey_app.trustees.ceremonies", "ceremony_at"),
        ("survey_app.vault.opening_views", "_why_not"),
    ):
        monkeypatch.setattr(f"{owner}.{name}", fail)
    written()

    for method, address, body, kind in requests_of_everybody(app, wave, messages):
        answer = outside.open(address, method=method, data=body, content_type=kind)
        # A redirection knows no survey, so nothing of it fails.
        assert answer.status_code in (500, 302), address
        assert wave.codes[1].code.encode() not in answer.data
    said = written()

    assert "taking Fault in invitations.credential" in said
    assert "taking Fault in taking.deposit" in said
    assert "taking Fault in taking.relayed" in said
    assert traces(wave, said) == []


def test_a_failure_after_the_view_leaves_a_kind_and_a_day(app, outside, wave, messages, written, monkeypatch):
    def fail():
        raise sqlite3.OperationalError(f"no room for {wave.codes[1].code}")

    monkeypatch.setattr(db, "commit_now", fail)
    written()

    answers = [
        outside.open(address, method=method, data=body, content_type=kind)
        for method, address, body, kind in requests_of_everybody(app, wave, messages)
    ]
    said = written()

    assert {answer.status_code for answer in answers} >= {500}
    assert traces(wave, said) == []


def test_what_cannot_be_read_is_refused_and_leaves_nothing(app, outside, wave, messages, written):
    hostile = [
        b"",
        b"[" * 100_000,
        b'{"token":' * 30_000,
        DEEP,
        b'{"secret":"\xff","pool":"","blinded":""}',
        b'{"secret":"\\ud800","pool":"","blinded":""}',
        b'{"secret":1e400,"pool":"","blinded":""}',
        b'{"secret":"' + b"9" * 5000 + b'","pool":"\\u0000","blinded":"AA"}',
        b"\x00" * 100,
    ]
    written()
    for method, address, _body, kind in requests_of_everybody(app, wave, messages):
        for body in hostile if method == "POST" else ():
            for sent_as in (JSON, FORM, "multipart/form-data; boundary=x", "text/plain", kind):
                answer = outside.open(address, method=method, data=body, content_type=sent_as)
                assert answer.status_code < 500, (address, body[:40], sent_as)

    assert written() == ""


def test_a_library_that_logs_what_it_was_given_tells_its_kind_only(app, outside, wave, written):
    @app.before_request
    def chatter():
        try:
            raise ValueError(RECIPIENT)
        except ValueError:
            logging.getLogger("some.library").exception("could not handle %s", RECIPIENT)
            app.logger.warning("odd: %s", wave.reference)

    written()
    outside.get(f"/take/{wave.reference}")
    said = written()

    assert "taking ValueError in taking.survey" in said
    assert traces(wave, said) == []


def test_a_failure_of_staff_is_told_by_types_and_places(app, outside, written, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError(RECIPIENT) from sqlite3.OperationalError("database is locked")

    monkeypatch.setattr("survey_app.home.pages.labels_of", fail)
    written()
    answer = outside.get("/")
    said = written()

    assert answer.status_code == 500
    assert "GET / failed" in said
    assert "sqlite3.OperationalError: database is locked" in said
    assert "RuntimeError" in said
    assert f"{__file__}:" in said
    assert RECIPIENT not in said


def test_of_equal_failures_few_are_written(capfd, app):
    handler = logs.QuietHandler()
    with app.test_request_context("/take/gaon.2026"):
        for _ in range(120):
            handler.handle(logging.LogRecord("gyeol.taking", logging.ERROR, __file__, 1, "failed", (), None))
    lines = capfd.readouterr().err.splitlines()

    assert len(lines) == 3
    assert lines[-1].endswith("(100 times today)")
