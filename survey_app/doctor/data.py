"""Examines what an installation keeps: its folder, both databases, and whether these two are of one day."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from config import Config
from survey_app import schema
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.doctor.finding import Examined, listed, reason_of
from survey_app.ground import db
from survey_app.manifest.publication import Published
from survey_app.releases.models import StoredRelease
from survey_app.vault.models import Opening

LEAST_FREE_BYTES = 1024**3
OTHERS_MAY_READ = 0o007
# Which table shows that somebody has worked with a database.
USED = {schema.PEOPLE.name: Wave, schema.VAULT.name: Published}
RESTORE = (
    "Restore it from the backup of the same night as the other one. `gyeol migrate` would begin an empty one "
    "beside the other, which is no help. On a new installation remove both and run `gyeol migrate`."
)


def examine_folder(config: Config) -> Iterator[Examined]:
    """Whether the data folder is there, this user's, nobody else's, and has room."""
    folder = config.data
    if not folder.is_dir():
        yield Examined(
            "data folder", False, f"{folder} is missing", "Restore it, or set GYEOL_DATA to where it is."
        )
        return
    strangers = [path for path in _kept(folder) if not os.access(path, _needed(path))]
    owner = folder.stat().st_uid
    others = [path for path in _kept(folder) if path not in strangers and path.stat().st_uid != owner]
    user = f"user {os.getuid()}"
    if strangers:
        names = listed([str(path) for path in strangers])
        remedy = f"Run this as the user that the service runs as, or give them to it: chown -R USER {folder}"
        yield Examined("data folder", False, f"{user} can't read and write {names}", remedy)
    elif others:
        names = listed([str(path) for path in others])
        state = f"the folder belongs to user {owner}, but not {names}"
        yield Examined("data folder", False, state, f"chown -R --reference={folder} {folder}")
    elif folder.stat().st_mode & OTHERS_MAY_READ:
        state = f"every user of this machine may look into {folder}"
        yield Examined("data folder", False, state, f"chmod -R o-rwx {folder}")
    free = shutil.disk_usage(folder).free
    state = f"{free / 1024**3:,.1f} GiB are free at {folder}"
    yield Examined("disk", free >= LEAST_FREE_BYTES, state, "Make room: finished files can be made again.")


def examine_databases(config: Config, databases: db.Databases) -> Iterator[Examined]:
    """Whether both can be used and have this version's tables. A file that is missing is not begun."""
    sides = ((schema.PEOPLE, databases.people), (schema.VAULT, databases.vault))
    is_used = any(is_in_use(side, databases) for side, _engine in sides)
    for side, engine in sides:
        subject = f"{side.name} database"
        file = file_of(config, side)
        if file is not None and is_missing(file):
            remedy = RESTORE if is_used else "Run `gyeol migrate`."
            yield Examined(subject, False, f"{file} is {'empty' if file.exists() else 'missing'}", remedy)
            continue
        try:
            is_current = schema.is_current(side, engine)
            is_empty = not inspect(engine).get_table_names()
        except SQLAlchemyError as fault:
            remedy = f"Check the address {engine.url!r}, and that the database runs and lets this user in."
            yield Examined(subject, False, reason_of(fault), remedy)
            continue
        state = f"{engine.dialect.name}, {'up to date' if is_current else 'not up to date'}"
        remedy = RESTORE if is_empty and is_used else "Back up, then run `gyeol migrate`."
        yield Examined(subject, is_current, "it is empty" if is_empty else state, remedy)


def examine_agreement(databases: db.Databases) -> Iterator[Examined]:
    """Whether both databases know the same waves, as they do unless one was put back to an earlier day."""
    with db.look(databases.vault) as vault:
        published = {one.wave: one.fingerprint for one in vault.execute(_TERMS)}
        opened = set(vault.scalars(select(Opening.wave)))
    with db.look(databases.people) as people:
        received = select(StoredRelease.wave_id).where(StoredRelease.made_elsewhere_by.is_not(None))
        columns = select(Wave.reference, Wave.fingerprint, Wave.state)
        here = people.execute(columns.where(Wave.id.not_in(received))).all()
    is_counted = (WaveState.COUNTED, WaveState.RELEASED)
    signed = [(one.reference, one.fingerprint) for one in here if one.fingerprint]
    counted = [one.reference for one in here if one.state in is_counted and one.reference in published]
    planned = [one.reference for one in here if one.state == WaveState.PLANNED]
    problems = {
        "the vault lacks the signed terms of": [wave for wave, _print in signed if wave not in published],
        "the vault lacks the answers of": [wave for wave in counted if wave not in opened],
        "terms are not the same of": [wave for wave, its in signed if published.get(wave, its) != its],
        "terms are published, and the people database has only the plan, of": [
            wave for wave in planned if wave in published
        ],
        "the people database does not know": sorted(set(published) - {one.reference for one in here}),
    }
    state = "; ".join(f"{problem} {listed(waves)}" for problem, waves in problems.items() if waves)
    remedy = (
        "One of them was put back to an earlier day: stop the site and the workers, keep copies of both as "
        "they are, and restore both from the same night. The start of a wave that was interrupted is "
        "finished by starting it again."
    )
    yield Examined("both databases", not state, state or f"{len(published)} waves, the same in both", remedy)


def which_is_lost(config: Config, databases: db.Databases) -> str:
    """Why neither database is to be begun anew: one is empty and the other holds waves. Empty otherwise."""
    for side, other in ((schema.PEOPLE, schema.VAULT), (schema.VAULT, schema.PEOPLE)):
        if _holds_nothing(config, side, databases) and is_in_use(other, databases):
            where = file_of(config, side) or f"the {side.name} database"
            return f"{where} is missing or empty, and the {other.name} database holds waves. {RESTORE}"
    return ""


def _holds_nothing(config: Config, side: schema.Side, databases: db.Databases) -> bool:
    file = file_of(config, side)
    if file is not None and is_missing(file):
        return True
    try:
        return not inspect(databases.people if side is schema.PEOPLE else databases.vault).get_table_names()
    except SQLAlchemyError:
        return False


def is_in_use(side: schema.Side, databases: db.Databases) -> bool:
    """Whether a database holds a wave, as far as it can be asked. Begins no file that is missing."""
    engine = databases.people if side is schema.PEOPLE else databases.vault
    url = engine.url
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return False
    try:
        with db.look(engine) as session:
            return session.scalar(select(1).select_from(USED[side.name]).limit(1)) is not None
    except SQLAlchemyError:
        return False


def are_there(config: Config) -> bool:
    """Whether neither database is a file that is missing: to connect to it would begin it."""
    files = (file_of(config, side) for side in (schema.PEOPLE, schema.VAULT))
    return not any(file is not None and is_missing(file) for file in files)


def is_missing(file: Path) -> bool:
    """Whether a database's file is not there, or was begun and holds nothing."""
    return not file.exists() or file.stat().st_size == 0


def file_of(config: Config, side: schema.Side) -> Path | None:
    """The file of an embedded database; None for one on a server."""
    url = make_url(config.database_url if side is schema.PEOPLE else config.vault_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


_TERMS = select(Published.wave, Published.fingerprint)


def _kept(folder: Path) -> list[Path]:
    """The folder and what lies directly in it; nothing where it can't be listed."""
    try:
        return [folder, *sorted(folder.iterdir())]
    except PermissionError:
        return [folder]


def _needed(path: Path) -> int:
    return os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
