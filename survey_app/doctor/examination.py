"""Examines an installation and says, for whatever is amiss, what to do."""

import ctypes.util
from collections.abc import Iterator

import redis
from sqlalchemy.exc import SQLAlchemyError

import config as settings
from survey_app.doctor import data, keys, work
from survey_app.doctor.finding import Finding, listed, reason_of
from survey_app.door import assets
from survey_app.drawing.chromium import ChromiumIsMissing, find_chromium
from survey_app.ground import db
from survey_app.ground.typeface import FAMILY, TypefaceIsMissing, typeface_files
from survey_app.protocol.errors import LibcryptoIsMissing
from survey_app.protocol.libcrypto import libcrypto_version


def examine() -> list[Finding]:
    """Looks at settings, data, secrets, built files, fonts, libraries, Chromium, work and clock."""
    try:
        names = list(_names())
        config = settings.read()
    except settings.SettingIsWrong as wrong:
        remedy = "Mend it as the sentence says, then run `gyeol doctor` again."
        return [Finding("settings", False, str(wrong), remedy), *_names_if_readable()]
    return [
        Finding("settings", True, f"data in {config.data}, site at {config.base_url}"),
        *names,
        *_data(config),
        _front(),
        _pango(),
        _libcrypto(),
        _chromium(config),
        _typeface(),
        _queue(config),
    ]


def _names() -> Iterator[Finding]:
    """Settings that nothing reads: misspelt ones, most of the time."""
    file = settings.environment_file()
    for name, meant in settings.unknown_names().items():
        remedy = f"Did you mean {meant}?" if meant else "docs/operations.md lists all settings."
        yield Finding(name, False, "is no setting, and nothing reads it", remedy)
    if lines := settings.strange_lines(file):
        state = f"{file} has lines that set nothing: {listed([str(line) for line in lines])}"
        yield Finding("settings file", False, state, "Write each as GYEOL_NAME=value, or begin it with #.")
    elif file.is_file() and file.stat().st_mode & 0o077:
        state = f"{file} holds the secrets and others may read it"
        yield Finding("settings file", False, state, f"chmod 600 {file}")


def _names_if_readable() -> list[Finding]:
    try:
        return list(_names())
    except settings.SettingIsWrong:
        return []


def _data(config: settings.Config) -> Iterator[Finding]:
    """Folder and databases; and where these can be read, whether secrets and keys fit what they hold."""
    folder = list(data.examine_folder(config))
    yield from folder
    if not config.data.is_dir():
        return
    databases = db.connect(config)
    try:
        found = list(data.examine_databases(config, databases))
        yield from found
        if data.are_there(config):
            yield from data.examine_agreement(databases)
            yield keys.examine_secret_key(config, databases)
            yield keys.examine_signing_key(config, databases)
            yield keys.examine_kept_shares(config, databases)
            yield from keys.examine_trail(databases)
            yield from work.examine_work(databases)
    except SQLAlchemyError as fault:
        if not all(one.is_well for one in found):
            return  # the lines on the databases have said so
        remedy = "Compare with a backup before anything else is tried, and keep both."
        yield Finding("databases", False, reason_of(fault), remedy)
    finally:
        databases.dispose()


def _front() -> Finding:
    try:
        names = assets.ASSETS.by_name
    except assets.AssetsNotBuilt:
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
        remedy = f"Start Redis at {config.redis_url}. Until then workers look for work every few seconds."
        return Finding("queue", False, type(fault).__name__, remedy)
    return Finding("queue", True, f"Redis at {config.redis_url}")
