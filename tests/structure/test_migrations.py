"""Both databases come to their tables by migrations alone: up, down, up again, and as the models say."""

import ast
import sys
from datetime import date

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import CheckConstraint, Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import config as settings
from survey_app import schema
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.ground import db
from survey_app.improvement.models import Action

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


def _laws_of(engine: Engine, side: schema.Side) -> dict[str, set[str | None]]:
    found = inspect(engine)
    return {
        table.name: {law["name"] for law in found.get_check_constraints(table.name)}
        for table in side.metadata.sorted_tables
    }


def _up_down_up(databases: db.Databases) -> None:
    for side, engine in zip(SIDES, (databases.people, databases.vault), strict=True):
        schema.upgrade(side, engine)
        assert schema.is_current(side, engine)
        assert schema.differences(side, engine) == []
        assert _laws_of(engine, side) == {
            table.name: {law.name for law in table.constraints if isinstance(law, CheckConstraint)}
            for table in side.metadata.sorted_tables
        }
        schema.downgrade(side, engine)
        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
        schema.upgrade(side, engine)
        assert schema.differences(side, engine) == []


def test_sqlite_goes_up_down_and_up_again_and_ends_as_the_models_say(empty):
    _up_down_up(empty)


@pytest.mark.postgres
def test_postgresql_goes_up_down_and_up_again_and_ends_as_the_models_say(empty_postgres):
    _up_down_up(empty_postgres)


@pytest.mark.parametrize("side", SIDES, ids=[side.name for side in SIDES])
def test_the_alembic_command_of_developers_finds_nothing_to_add(side, tmp_path):
    """`alembic -n people` and `alembic -n vault`, as CONTRIBUTING begins a migration with them."""
    alembic = AlembicConfig(settings.ROOT / "alembic.ini", ini_section=side.name)
    alembic.set_main_option("sqlalchemy.url", f"sqlite:///{tmp_path}/scratch.sqlite")
    command.upgrade(alembic, "head")
    command.check(alembic)


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


OLD_ROWS = (
    """INSERT INTO institutions (id, code, name_ko, name_en, kind, contact, is_fictional)
    VALUES (1, 'gaon', '가온', 'Gaon', 'central', '', true)""",
    """INSERT INTO waves (id, institution_id, key, reference, title_ko, title_en, questionnaire_key,
    questionnaire_version, local_questions, opens_on, closes_on, reminder_after_days, smallest_group,
    asks_comments, results_are_public, unit_codes, planned_steps, sealing, letter_ko, letter_en, state,
    fingerprint, is_imported, made_at) VALUES (1, 1, '2026', 'gaon.2026', '', '', 'public-culture',
    '2026.1', '', '2026-05-01', '2026-05-14', 5, 10, true, false, '', 31, '', '', '', 'opened',
    'f', false, '2026-04-01')""",
    """INSERT INTO actions (id, wave_id, area, title, owner, due_on, state, outcome)
    VALUES (1, 1, 'growth', 'a', 'b', '2026-12-01', 'agreed', '')""",
    "INSERT INTO clock (name, begun_at, problem) VALUES ('release_what_was_opened', '2026-06-01', '')",
)


def _keeps_what_was_there(engine: Engine) -> None:
    schema.upgrade(schema.PEOPLE, engine, "0012")
    with engine.begin() as connection:
        for row in OLD_ROWS:
            connection.execute(text(row))
    schema.upgrade(schema.PEOPLE, engine)
    with Session(engine) as session:
        wave = session.scalars(select(Wave)).one()
        assert wave.state is WaveState.COUNTED
        assert (wave.saved_steps, wave.unit_codes) == ([1, 2, 3, 4, 5, 6], [])
        assert [(one.on_day, one.ended_at) for one in wave.reminders] == [(date(2026, 5, 6), None)]
        assert session.scalars(select(Action.title)).all() == ["a"]
        assert session.scalar(text("SELECT name FROM clock")) == "release_what_was_counted"
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text("UPDATE waves SET state = 'opened'"))
    schema.downgrade(schema.PEOPLE, engine, "0012")
    with engine.connect() as connection:
        before = connection.execute(
            text("SELECT state, planned_steps, unit_codes, reminder_after_days FROM waves")
        ).one()
        assert tuple(before) == ("opened", 31, "", 5)
        assert connection.scalar(text("SELECT count(*) FROM actions")) == 1


def test_sqlite_keeps_what_a_wave_of_the_version_before_was_and_had(empty):
    _keeps_what_was_there(empty.people)


@pytest.mark.postgres
def test_postgresql_keeps_what_a_wave_of_the_version_before_was_and_had(empty_postgres):
    _keeps_what_was_there(empty_postgres.people)


def test_migrations_know_no_code_of_ours():
    """What a table was is written out there: today's models would change what yesterday's migration does."""
    known = {"alembic", "sqlalchemy", *sys.stdlib_module_names}
    for path in (settings.ROOT / "migrations").rglob("versions/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert {alias.name.partition(".")[0] for alias in node.names} <= known, path.name
            if isinstance(node, ast.ImportFrom):
                assert ("." * node.level + (node.module or "")).partition(".")[0] in known, path.name
