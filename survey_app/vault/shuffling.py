"""Takes the order of arrival out of stored rows: what a database keeps of it goes with the old file."""

import secrets
from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import Engine, Table, text
from sqlalchemy.orm import Session

from survey_app.vault.models import SealedBallot

Row = TypeVar("Row")
_RANDOM = secrets.SystemRandom()


def shuffled(rows: Iterable[Row]) -> list[Row]:
    """The rows in an order drawn from the system's randomness."""
    mixed = list(rows)
    _RANDOM.shuffle(mixed)
    return mixed


def random_id() -> bytes:
    """16 random bytes: a key that says nothing."""
    return secrets.token_bytes(16)


def forget_order(session: Session) -> None:
    """No sealed ballot's place in its table says when it came.

    PostgreSQL stamps each row with the transaction that wrote it and appends rows as they come, so the table
    is written again, shuffled, by one transaction into a new file. Nobody can deposit meanwhile. In SQLite
    rows lie by their random keys; `compact` takes care of the pages.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    table = SealedBallot.__table__
    assert isinstance(table, Table)
    columns = ", ".join(column.name for column in table.columns)
    session.execute(text(f"LOCK TABLE {table.name} IN ACCESS EXCLUSIVE MODE"))
    copy = f"CREATE TEMPORARY TABLE shuffled ON COMMIT DROP AS SELECT {columns} FROM {table.name}"  # noqa: S608
    back = f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM shuffled ORDER BY random()"  # noqa: S608
    session.execute(text("DROP TABLE IF EXISTS pg_temp.shuffled"))
    session.execute(text(copy))
    session.execute(text(f"TRUNCATE TABLE {table.name}"))
    session.execute(text(back))


def compact(engine: Engine) -> None:
    """Afterwards a SQLite vault's file lies in key order and holds no freed page. Safe to interrupt."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        # A large row's overflow pages are taken from the end of the file as it arrives; this writes all anew.
        connection.cursor().execute("PRAGMA query_only=OFF")
        connection.cursor().execute("VACUUM")
    finally:
        connection.close()
