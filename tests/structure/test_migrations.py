"""Both databases come to their tables by migrations alone: up, down, up again, and as the models say."""

import ast
import sys

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

import config as settings
from survey_app import schema
from survey_app.ground import db

SIDES = (schema.PEOPLE, schema.VAULT)


@pytest.fixture
def empty(tmp_path):
    """Two SQLite databases without any table."""
    databases = db.connect(settings.read({"GYEOL_DATA": str(tmp_path), **settings.fresh_secrets()}))
    yield databases
    databases.dispose()


@pytest.fixture
def empty_postgres(tmp_path, postgres_cluster, make_postgres):
    """Two PostgreSQL databases without any table."""
    environment = {
        "GYEOL_DATA": str(tmp_path),
        "GYEOL_DATABASE_URL": make_postgres(),
        "GYEOL_VAULT_URL": make_postgres(),
        **settings.fresh_secrets(),
    }
    databases = db.connect(settings.read(environment))
    yield databases
    databases.dispose()


def _up_down_up(databases: db.Databases) -> None:
    for side, engine in zip(SIDES, (databases.people, databases.vault), strict=True):
        schema.upgrade(side, engine)
        assert schema.is_current(side, engine)
        assert schema.differences(side, engine) == []
        schema.downgrade(side, engine)
        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
        schema.upgrade(side, engine)
        assert schema.differences(side, engine) == []


def test_sqlite_goes_up_down_and_up_again_and_ends_as_the_models_say(empty):
    _up_down_up(empty)


@pytest.mark.postgres
def test_postgresql_goes_up_down_and_up_again_and_ends_as_the_models_say(empty_postgres):
    _up_down_up(empty_postgres)


def test_migrating_twice_changes_nothing(empty):
    schema.migrate(empty)
    schema.migrate(empty)
    assert all(
        schema.is_current(side, engine)
        for side, engine in zip(SIDES, (empty.people, empty.vault), strict=True)
    )


def test_a_migrated_database_refuses_to_change_an_audit_entry(empty):
    schema.migrate(empty)
    entry = (
        "INSERT INTO audit_entries (at, actor, action, subject, details, previous_hash, hash) "
        "VALUES ('2026-01-01', 'a', 'b', 'c', '', '', 'h')"
    )
    with empty.people.begin() as connection:
        connection.execute(text(entry))
    for statement in ("UPDATE audit_entries SET actor = 'x'", "DELETE FROM audit_entries"):
        with pytest.raises(DBAPIError), empty.people.begin() as connection:
            connection.execute(text(statement))


def test_migrations_know_no_code_of_ours():
    """What a table was is written out there: today's models would change what yesterday's migration does."""
    known = {"alembic", "sqlalchemy", *sys.stdlib_module_names}
    for path in (settings.ROOT / "migrations").rglob("versions/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert {alias.name.partition(".")[0] for alias in node.names} <= known, path.name
            if isinstance(node, ast.ImportFrom):
                assert ("." * node.level + (node.module or "")).partition(".")[0] in known, path.name
