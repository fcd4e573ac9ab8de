"""Takes everything that exists of a wave at one moment, as an operator could, and lists what has an order.

Tables as the databases hand them out and as they lie in their files, with freed pages; PostgreSQL's row
stamps and write-ahead log; journals, job queue, outbox, logs; a backup of both databases.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from benchmarks.relinking import Participant
from survey_app.ground import db
from survey_app.invitations.secrets import hash_of

Thing = TypeVar("Thing", bound=Hashable)
HEAD_BYTES = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found at one moment: files by name, orders of people, orders of answers."""

    files: Mapping[str, bytes]
    people: Mapping[str, Sequence[Participant]]
    answers: Mapping[str, Sequence[bytes]]

    def and_then(self, later: "Evidence") -> "Evidence":
        """What somebody knows who took everything at two moments."""
        return Evidence(
            _dated(self.files, later.files),
            _dated(self.people, later.people),
            _dated(self.answers, later.answers),
        )


MARKS: Mapping[str, Callable[[Participant], bytes]] = {
    "nullifier": lambda one: one.nullifier,
    "leaf": lambda one: one.leaf,
    "token": lambda one: one.token,
    "ciphertext": lambda one: one.sealed[:64],
    "code": lambda one: hash_of(one.code).encode(),
    "blinded message": lambda one: hashlib.sha256(one.blinded).hexdigest().encode(),
}


class Search:
    """Finds many marks in a file at once, wherever they stand."""

    def __init__(self, marks: Iterable[bytes]) -> None:
        self.by_head: dict[int, list[bytes]] = {}
        for mark in marks:
            head = int.from_bytes(mark[:HEAD_BYTES], "little")
            self.by_head.setdefault(head, []).append(mark)
        self.heads = np.array(sorted(self.by_head), dtype="<u8")

    def places(self, content: bytes) -> dict[bytes, tuple[int, int]]:
        """Where each mark stands first and last; those that are nowhere are left out."""
        found: dict[bytes, tuple[int, int]] = {}
        for shift in range(min(HEAD_BYTES, len(content))):
            words = np.frombuffer(content, "<u8", (len(content) - shift) // HEAD_BYTES, shift)
            near = np.minimum(np.searchsorted(self.heads, words), len(self.heads) - 1)
            for position in np.flatnonzero(self.heads[near] == words).tolist():
                place = position * HEAD_BYTES + shift
                for mark in self.by_head[int(words[position])]:
                    if content.startswith(mark, place):
                        first, last = found.get(mark, (place, place))
                        found[mark] = (min(first, place), max(last, place))
        return found


def seize(databases: db.Databases, folder: Path, participants: Sequence[Participant]) -> Evidence:
    """Everything in both databases, in their files, in a backup made now, and below the data's folder."""
    back_up(databases, folder / "backup")
    folders = [folder]
    if databases.vault.dialect.name == "postgresql" and is_root():
        folders += _postgres_folders(databases.vault)
    files = seize_files(*folders)
    return Evidence(
        files,
        _orders_of_people(databases, participants, files),
        _orders_of_answers(participants, files),
    )


def seize_files(*folders: Path) -> dict[str, bytes]:
    """Every file below some folders; a write-ahead log's parts as the one stream that they are."""
    found: dict[str, bytes] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = str(path.parent) if path.parent.name == "pg_wal" else str(path)
                found[name] = found.get(name, b"") + path.read_bytes()
    return found


def times_of_change(folder: Path) -> dict[str, int]:
    """When each file below a folder was last written to."""
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def back_up(databases: db.Databases, folder: Path) -> None:
    """A backup of both databases as docs/operations.md makes it, in place of the one made before."""
    folder.mkdir(exist_ok=True)
    for name, engine in (("people", databases.people), ("vault", databases.vault)):
        if engine.dialect.name == "sqlite":
            source, target = sqlite3.connect(str(engine.url.database)), folder / f"{name}.sqlite"
            target.unlink(missing_ok=True)
            copy = sqlite3.connect(target)
            source.backup(copy)
            source.close()
            copy.close()
        elif shutil.which("pg_dump"):
            address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
            subprocess.run(["pg_dump", "--dbname", address, "--file", folder / f"{name}.sql"], check=True)


def plaintext_found(participants: Sequence[Participant], files: Mapping[str, bytes]) -> list[str]:
    """Files that hold anybody's answers as stored after an opening."""
    search = Search(one.record for one in participants)
    return [name for name, content in files.items() if search.places(content)]


def traces_found(participants: Sequence[Participant], files: Mapping[str, bytes]) -> list[str]:
    """Files in which a token, a nullifier or a code stands, in any usual spelling."""
    spellings = [
        (
            one.nullifier,
            one.nullifier.hex().encode(),
            one.token,
            one.token.hex().encode(),
            one.code.encode(),
            one.code.replace("-", "").encode(),
        )
        for one in participants
    ]
    search = Search(chain.from_iterable(spellings))
    return [name for name, content in files.items() if search.places(content)]


def is_root() -> bool:
    """Whether this process may read another user's files, as an operator could."""
    return os.getuid() == 0


def _orders_of_people(
    databases: db.Databases, participants: Sequence[Participant], files: Mapping[str, bytes]
) -> dict[str, list[Participant]]:
    marks = {what: {mark(one): one for one in participants} for what, mark in MARKS.items()}
    orders = {"arrival": list(participants)}
    for what, by_mark in marks.items():
        orders[f"{what}, sorted"] = [by_mark[key] for key in sorted(by_mark)]
    for place, found in _orders_in_files(files, marks).items():
        orders[place] = _completed(found, participants)
    for engine, table, column, what in (
        (databases.vault, "sealed_ballots", "nullifier", "nullifier"),
        (databases.vault, "leaves", "leaf", "leaf"),
        (databases.people, "invitations", "secret_hash", "code"),
    ):
        for name, keys in _orders_of_rows(engine, table, column).items():
            known = [marks[what][key] for key in keys if key in marks[what]]
            orders[f"{table} by {name}"] = _completed(known, participants)
    return orders


def _orders_of_answers(
    participants: Sequence[Participant], files: Mapping[str, bytes]
) -> dict[str, list[bytes]]:
    records = sorted(one.record for one in participants)
    orders = {"content": records}
    for place, found in _orders_in_files(files, {"answers": {record: record for record in records}}).items():
        orders[place] = _completed(found, records)
    return orders


def _orders_of_rows(engine: Engine, table: str, column: str) -> dict[str, list[bytes]]:
    """Every order in which a database hands the rows of a table out."""
    orders = {
        "postgresql": {
            "ctid": "ctid",
            "xmin and ctid": "xmin::text::bigint, ctid",
            "xmin and cmin": "xmin::text::bigint, cmin::text::bigint",
        },
        "sqlite": {"the table's own order": "1 = 1"},
    }[engine.dialect.name]
    with db.work(engine) as session:
        if engine.dialect.name == "sqlite" and not _is_without_rowid(session, table):
            orders["rowid"] = "rowid"
        found = {
            name: session.scalars(text(f"SELECT {column} FROM {table} ORDER BY {order}")).all()
            for name, order in orders.items()
        }
    return {
        name: [value.encode() if isinstance(value, str) else bytes(value) for value in values]
        for name, values in found.items()
    }


def _is_without_rowid(session: Session, table: str) -> bool:
    made = session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table})
    return "WITHOUT ROWID" in str(made)


def _orders_in_files(
    files: Mapping[str, bytes], marks: Mapping[str, Mapping[bytes, Thing]]
) -> dict[str, list[Thing]]:
    """In which order each file holds whatever marks something, by where the marks stand first and last."""
    meanings = {
        f"{what}{spelling}": {spell(mark): thing for mark, thing in by_mark.items()}
        for what, by_mark in marks.items()
        for spelling, spell in (("", bytes), (" as hexadecimal", lambda mark: mark.hex().encode()))
    }
    search = Search(chain.from_iterable(meanings.values()))
    orders = {}
    for name, content in files.items():
        places = search.places(content)
        for what, meaning in meanings.items():
            known = [mark for mark in meaning if mark in places]
            for which, position in (("first", 0), ("last", 1)) if len(known) > 1 else ():
                known.sort(key=lambda mark: places[mark][position])
                place = "/".join(Path(name).parts[-2:])
                orders[f"{what} in {place}, {which}"] = [meaning[mark] for mark in known]
    return orders


def _completed(order: Sequence[Thing], everything: Sequence[Thing]) -> list[Thing]:
    """An order of some, with the others behind them as they came: a part helps an attacker too."""
    known = set(order)
    return [*order, *(one for one in everything if one not in known)]


def _postgres_folders(engine: Engine) -> list[Path]:
    """Where the server keeps this database's tables, its write-ahead log, and the log of its doings."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        data = Path(str(connection.scalar(text("SHOW data_directory"))))
        oid = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    return [data / "base" / str(oid), data / "pg_wal", data / "log"]


def _dated(earlier: Mapping[str, Thing], later: Mapping[str, Thing]) -> dict[str, Thing]:
    return {f"before: {name}": one for name, one in earlier.items()} | {
        f"after: {name}": one for name, one in later.items()
    }
