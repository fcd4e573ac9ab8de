"""Two databases that never meet: people on one side of the wall, answers on the other.

Each has its own engine, its own metadata, its own migrations and its own sessions. In a request they
are opened on first use and committed once, at the end, when the view has not failed.

Whoever only reads in the vault takes no lock that outlives the statement: a page, a PDF or a release may
take its time while respondents send their ballots. To write there is asked for by name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import Connection, DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from config import Config
from survey_app.ground import keyring
from survey_app.ground.keyring import Keyring

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
EXTENSION = "gyeol.databases"
# Nothing holds a lock as long, and who waits in vain is told so before their browser gives up by itself.
PATIENT_MS, IMPATIENT_MS = 15_000, 250
READS_ONLY = "gyeol_reads_only"


class PeopleBase(DeclarativeBase):
    """Tables on the left of the wall: accounts, institutions, waves, invitations, releases."""

    metadata = MetaData(naming_convention=NAMES)


class VaultBase(DeclarativeBase):
    """Tables on the right of the wall: sealed ballots and, after the close, answers. No name, no clock."""

    metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone; this puts it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Databases:
    """The two engines of one installation."""

    people: Engine
    vault: Engine

    def dispose(self) -> None:
        self.people.dispose()
        self.vault.dispose()


def connect(config: Config) -> Databases:
    """Engines for both databases; nothing is opened yet."""
    # What is written about people carries the installation's keys: the trail's, the second factors'.
    people = _engine(config.database_url, {keyring.OPTION: Keyring(config.secret_key)})
    vault = _engine(config.vault_url)
    if people.dialect.name == "sqlite":
        event.listen(people, "connect", _set_up_people_sqlite)
    if vault.dialect.name == "sqlite":
        event.listen(vault, "connect", _set_up_vault_sqlite)
        event.listen(vault, "begin", _begin_in_vault_sqlite)
    return Databases(people, vault)


def _engine(url: str, options: dict[str, Any] | None = None) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return create_engine(
            parsed,
            connect_args={"timeout": PATIENT_MS / 1000},
            execution_options=options,
            hide_parameters=True,
        )
    # Parameters are secrets, addresses and answers: an error that names them would write them down.
    engine = create_engine(parsed, pool_pre_ping=True, execution_options=options, hide_parameters=True)
    event.listen(engine, "connect", _wait_in_postgresql)
    return engine


def _wait_in_postgresql(connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = {PATIENT_MS}")
    connection.commit()


def _set_up_people_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Keys are destroyed at the close and when ballots are opened: their pages must not stay in the file.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute(f"PRAGMA busy_timeout={PATIENT_MS}")
    cursor.close()


def _set_up_vault_sqlite(connection: Any, _record: Any) -> None:
    # A write-ahead log keeps the order of arrival, and freed pages keep what was deleted: neither may.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=DELETE")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA busy_timeout={PATIENT_MS}")
    cursor.close()


def _begin_in_vault_sqlite(connection: Any) -> None:
    if connection.get_execution_options().get(READS_ONLY):
        # No transaction: each statement locks for itself and lets go when it is done.
        connection.exec_driver_sql("PRAGMA query_only=ON")
        return
    connection.exec_driver_sql("PRAGMA query_only=OFF")
    # Deposits read and then write; taking the lock at once keeps two of them from deadlocking.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def reading(engine: Engine) -> Engine:
    """The same database for somebody who only reads: no statement's lock outlives it, whatever comes after.

    Two statements may see two states, so what must be seen at one moment is read by one statement or, like
    the answers of a counted wave, never changes.
    """
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{READS_ONLY: True})
    return engine.execution_options(isolation_level="AUTOCOMMIT", **{READS_ONLY: True})


def init_app(app: Flask, databases: Databases) -> None:
    """Gives each request its sessions, commits them once, and closes them."""
    app.extensions[EXTENSION] = databases
    app.after_request(_commit)
    app.teardown_appcontext(_close)


def databases() -> Databases:
    """The engines of the current application."""
    return databases_of(current_app)


def databases_of(app: Flask) -> Databases:
    """The engines of an application."""
    found = app.extensions[EXTENSION]
    assert isinstance(found, Databases)
    return found


def people() -> Session:
    """The current request's session on the people database."""
    if "people_session" not in g:
        g.people_session = Session(databases().people, expire_on_commit=False)
    session: Session = g.people_session
    return session


def vault() -> Session:
    """The current request's session on the vault, to read there; it keeps nobody waiting."""
    if "vault_readings" not in g:
        g.vault_readings = Session(reading(databases().vault), expire_on_commit=False)
    session: Session = g.vault_readings
    return session


def vault_to_write() -> Session:
    """The current request's session on the vault, to write there.

    From its first statement to its commit nobody else writes in the vault, so nothing slow comes between.
    """
    if "vault_session" not in g:
        g.vault_session = Session(databases().vault, expire_on_commit=False)
    session: Session = g.vault_session
    return session


@contextmanager
def work(engine: Engine) -> Iterator[Session]:
    """A session of its own for a command or a job: committed at the end, rolled back on an exception."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def look(engine: Engine) -> Iterator[Session]:
    """A session of its own for a command or a job that only reads there, however long it takes."""
    with Session(reading(engine), expire_on_commit=False) as session:
        yield session


@contextmanager
def connected(config: Config) -> Iterator[Databases]:
    """Both databases for a command; afterwards no connection is left open, however it ended."""
    databases = connect(config)
    try:
        yield databases
    finally:
        databases.dispose()


@contextmanager
def for_a_command(config: Config) -> Iterator[tuple[Session, Session]]:
    """The people database to work in and the vault to read in; afterwards neither is held any longer."""
    with connected(config) as databases, work(databases.people) as people, look(databases.vault) as vault:
        yield people, vault


@contextmanager
def impatiently(engine: Engine) -> Iterator[Connection]:
    """A connection that doesn't wait while others write: it raises OperationalError within a moment."""
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if is_sqlite:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={IMPATIENT_MS}")
        try:
            yield connection
        finally:
            if is_sqlite:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENT_MS}")


def commit_now() -> None:
    """Commits the request's sessions early, for a view that answers only once things are durable."""
    for name in ("people_session", "vault_session"):
        session = g.get(name)
        if session is not None and session.in_transaction():
            session.commit()


def roll_back() -> None:
    """Gives up what the request began to write, so that it can still say what went wrong."""
    for name in ("people_session", "vault_session"):
        session = g.pop(name, None)
        if session is not None:
            session.close()


def _commit(response: Any) -> Any:
    if response.status_code < 400 or g.get("commits_although_refused", False):
        commit_now()
    return response


def _close(_error: BaseException | None) -> None:
    for name in ("people_session", "vault_session", "vault_readings"):
        session = g.pop(name, None)
        if session is not None:
            session.close()
