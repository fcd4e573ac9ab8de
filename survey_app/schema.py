"""Brings both databases to the tables that this version needs, each through its own migrations."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.operations.ops import MigrationScript
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, create_engine, make_url

from config import ROOT, Config
from survey_app.ground import db
from survey_app.ground.columns import Json
from survey_app.releases.forgetting import forget_records
from survey_app.rooms import modules_with_tables


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two databases: where its migrations are and which tables it has."""

    name: str
    metadata: MetaData


PEOPLE = Side("people", db.PeopleBase.metadata)
VAULT = Side("vault", db.VaultBase.metadata)
BEFORE_WAVES_ARE_COUNTED, WAVES_ARE_COUNTED = (None, "0001"), "0002"
"""The vault's version in which a wave can be counted while its responses still stand beside."""


def load_models() -> None:
    """Imports every room's models, so that the metadata of both sides is complete."""
    for module in modules_with_tables():
        import_module(module)


def migrate(
    databases: db.Databases, config: Config | None = None, tell: Callable[[str], None] = lambda _: None
) -> None:
    """Both databases are at the newest version afterwards. Running it again changes nothing.

    Between its migrations the vault's waves are counted of which an earlier version kept single records:
    `config` says where their questionnaires are, and `tell` is told before they are deleted.
    """
    upgrade(PEOPLE, databases.people)
    if _revision(databases.vault) in BEFORE_WAVES_ARE_COUNTED:
        upgrade(VAULT, databases.vault, WAVES_ARE_COUNTED)
    if config is not None:
        load_models()
        forget_records(databases, config, tell)
    upgrade(VAULT, databases.vault)


def upgrade(side: Side, engine: Engine, revision: str = "head") -> None:
    """One database is at `revision` afterwards."""
    with _migrating(engine) as connection:
        command.upgrade(_settings(side, connection), revision)


def downgrade(side: Side, engine: Engine, revision: str = "base") -> None:
    """One database is back at `revision` afterwards."""
    with _migrating(engine) as connection:
        command.downgrade(_settings(side, connection), revision)


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """A connection to change tables on, committed at the end.

    SQLite changes a table by writing it anew and dropping the old one: with foreign keys on, whatever points
    at its rows and is deleted with them would go.
    """
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        keeps_foreign_keys = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        try:
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            assert not broken, f"rows that point at nothing: {broken}"
            connection.commit()
        finally:
            connection.rollback()
            connection.exec_driver_sql(f"PRAGMA foreign_keys={keeps_foreign_keys}")


def is_current(side: Side, engine: Engine) -> bool:
    """Whether a database is at the newest version."""
    return _revision(engine) == ScriptDirectory.from_config(_settings(side, None)).get_current_head()


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(side: Side, engine: Engine) -> list[Any]:
    """What the models have and the migrated database has not, and the other way round."""
    load_models()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, side.metadata))


def run_migrations(context: EnvironmentContext, side: Side) -> None:
    """What each side's env.py does: on the connection of `gyeol migrate`, or on alembic's own database."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _run(context, side, connection)
        return
    load_models()
    url = make_url(str(context.config.get_main_option("sqlalchemy.url")))
    if url.database:
        Path(url.database).parent.mkdir(exist_ok=True)
    with create_engine(url).begin() as own:
        _run(context, side, own)


def _run(context: EnvironmentContext, side: Side, connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=side.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_render,
        process_revision_directives=_number,
    )
    with context.begin_transaction():
        context.run_migrations()


def _number(context: MigrationContext, _revision: Any, directives: list[MigrationScript]) -> None:
    """Migrations are counted, so that their files stand in their order."""
    assert context.script is not None
    directives[0].rev_id = f"{len(list(context.script.walk_revisions())) + 1:04d}"


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations know tables and never today's code, so our own column types are written as their bases."""
    if kind == "type" and isinstance(item, db.Moment):
        return "sa.DateTime(timezone=True)"
    return "sa.Text()" if kind == "type" and isinstance(item, Json) else False


def _settings(side: Side, connection: Connection | None) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(ROOT / "migrations" / side.name))
    settings.attributes["connection"] = connection
    return settings
