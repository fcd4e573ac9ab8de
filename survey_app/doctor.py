"""Examines an installation and says, for whatever is amiss, what to do."""

import ctypes.util
from collections.abc import Iterator
from dataclasses import dataclass

import redis
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import config as settings
from survey_app import db, front, schema
from survey_app.accounts import audit, upgrading
from survey_app.figures.chromium import ChromiumIsMissing, find_chromium
from survey_app.figures.typeface import FAMILY, TypefaceIsMissing, typeface_files
from survey_app.protocol.errors import LibcryptoIsMissing
from survey_app.protocol.libcrypto import libcrypto_version


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    is_well: bool
    state: str
    remedy: str = ""


def examine() -> list[Finding]:
    """Looks at settings, databases, built files, fonts, libraries, Chromium and the queue."""
    try:
        config = settings.read()
    except settings.SettingIsWrong as wrong:
        return [Finding("settings", False, str(wrong), "Set it and run `gyeol doctor` again.")]
    return [
        Finding("settings", True, f"data in {config.data}, site at {config.base_url}"),
        *_databases(config),
        *_secret_and_trail(config),
        _front(),
        _pango(),
        _libcrypto(),
        _chromium(config),
        _typeface(),
        _queue(config),
    ]


def _databases(config: settings.Config) -> Iterator[Finding]:
    databases = db.connect(config)
    for side, engine in ((schema.PEOPLE, databases.people), (schema.VAULT, databases.vault)):
        subject = f"{side.name} database"
        try:
            is_current = schema.is_current(side, engine)
        except SQLAlchemyError as fault:
            yield Finding(subject, False, type(fault).__name__, f"Check the address {engine.url!r}.")
            continue
        state = f"{engine.dialect.name}, {'up to date' if is_current else 'not up to date'}"
        yield Finding(subject, is_current, state, "Run `gyeol migrate`.")
    databases.dispose()


def _secret_and_trail(config: settings.Config) -> Iterator[Finding]:
    remedy = "Set GYEOL_SECRET_KEY to the value that it had; with another one nothing that it locked opens."
    databases = db.connect(config)
    try:
        with Session(databases.people) as session:
            unread = upgrading.unreadable_second_factors(session)
            verdict = audit.verify_audit_trail(session)
    except SQLAlchemyError:  # the line on the database has said so
        return
    finally:
        databases.dispose()
    is_other = bool(unread) or verdict.flaw is audit.Flaw.OTHER_KEY
    state = "another one than this installation had" if is_other else "the one that this installation had"
    yield Finding("GYEOL_SECRET_KEY", not is_other, state, remedy)
    if verdict.flaw is not audit.Flaw.OTHER_KEY:
        state = f"{verdict.entries} entries, {verdict.flaw or 'whole'}"
        yield Finding(
            "audit trail", verdict.is_whole, state, "Run `gyeol audit verify` and compare with a backup."
        )


def _front() -> Finding:
    try:
        names = front.ASSETS.by_name
    except front.AssetsNotBuilt:
        return Finding("built files", False, "missing", "Run `make install`.")
    return Finding("built files", True, f"{len(names)} files for the browser")


def _pango() -> Finding:
    found = ctypes.util.find_library("pango-1.0")
    packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return Finding("Pango", found is not None, found or "missing", f"Run `apt-get install {packages}`.")


def _libcrypto() -> Finding:
    try:
        return Finding("libcrypto", True, libcrypto_version())
    except LibcryptoIsMissing as missing:
        return Finding("libcrypto", False, "missing: no credential can be signed", str(missing))


def _chromium(config: settings.Config) -> Finding:
    try:
        found = find_chromium(config.chromium)
    except ChromiumIsMissing as missing:
        return Finding("Chromium", False, "missing: reports have no figures", str(missing))
    return Finding("Chromium", True, found)


def _typeface() -> Finding:
    try:
        files = typeface_files()
    except TypefaceIsMissing as missing:
        return Finding("typeface", False, "missing: no PDF can be made", str(missing))
    folder = next(iter(files.values())).parent
    return Finding("typeface", True, f"{FAMILY} for reports, in {folder}")


def _queue(config: settings.Config) -> Finding:
    if config.redis_url is None:
        return Finding("queue", True, f"embedded, in {config.jobs_path}")
    try:
        redis.Redis.from_url(config.redis_url, socket_timeout=3).ping()
    except redis.RedisError as fault:
        return Finding("queue", False, type(fault).__name__, f"Start Redis at {config.redis_url}.")
    return Finding("queue", True, f"Redis at {config.redis_url}")
