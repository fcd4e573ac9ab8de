"""Examines an installation and says, for whatever is amiss, what to do."""

import ctypes.util
from collections.abc import Iterator

import redis
from sqlalchemy.exc import SQLAlchemyError

import config as settings
from survey_app.doctor import data, keys, public_log, work
from survey_app.doctor.finding import Examined, listed, reason_of
from survey_app.doctor.relay import examine_relay
from survey_app.door import assets
from survey_app.drawing.chromium import ChromiumIsMissing, find_chromium
from survey_app.ground import db
from survey_app.ground.typeface import FAMILY, TypefaceIsMissing, typeface_files
from survey_app.protocol.errors import LibcryptoIsMissing
from survey_app.protocol.libcrypto import libcrypto_version


def examine() -> list[Examined]:
    """Looks at settings, data, secrets, built files, fonts, libraries, Chromium, work and clock."""
    try:
        names = list(_names())
        config = settings.read()
    except settings.SettingIsWrong as wrong:
        remedy = "Mend it as the sentence says, then run `gyeol doctor` again."
        return [Examined("settings", False, str(wrong), remedy), *_names_if_readable()]
    return [
        Examined("settings", True, f"data in {config.data}, site at {config.base_url}"),
        *names,
        *_data(config),
        _front(),
        _pango(),
        _libcrypto(),
        _chromium(config),
        _typeface(),
        _queue(config),
        *examine_relay(config),
    ]


def _names() -> Iterator[Examined]:
    """Settings that nothing reads: misspelt ones, most of the time."""
    file = settings.environment_file()
    for name, meant in settings.unknown_names().items():
        remedy = f"Did you mean {meant}?" if meant else "docs/operations.md lists all settings."
        yield Examined(name, False, "is no setting, and nothing reads it", remedy)
    if lines := settings.strange_lines(file):
        state = f"{file} has lines that set nothing: {listed([str(line) for line in lines])}"
        yield Examined("settings file", False, state, "Write each as GYEOL_NAME=value, or begin it with #.")
    elif file.is_file() and file.stat().st_mode & 0o077:
        state = f"{file} holds the secrets and others may read it"
        yield Examined("settings file", False, state, f"chmod 600 {file}")


def _names_if_readable() -> list[Examined]:
    try:
        return list(_names())
    except settings.SettingIsWrong:
        return []


def _data(config: settings.Config) -> Iterator[Examined]:
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
            yield public_log.examine_log(config, databases)
            yield from keys.examine_trail(databases)
            yield from work.examine_work(databases)
    except SQLAlchemyError as fault:
        if not all(one.is_well for one in found):
            return  # the lines on the databases have said so
        remedy = "Compare with a backup before anything else is tried, and keep both."
        yield Examined("databases", False, reason_of(fault), remedy)
    finally:
        databases.dispose()


def _front() -> Examined:
    try:
        names = assets.ASSETS.by_name
    except assets.AssetsNotBuilt:
        return Examined("built files", False, "missing", "Run `make install`.")
    return Examined("built files", True, f"{len(names)} files for the browser")


def _pango() -> Examined:
    found = ctypes.util.find_library("pango-1.0")
    packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return Examined("Pango", found is not None, found or "missing", f"Run `apt-get install {packages}`.")


def _libcrypto() -> Examined:
    try:
        return Examined("libcrypto", True, libcrypto_version())
    except LibcryptoIsMissing as missing:
        return Examined("libcrypto", False, "missing: no credential can be signed", str(missing))


def _chromium(config: settings.Config) -> Examined:
    try:
        found = find_chromium(config.chromium)
    except ChromiumIsMissing as missing:
        return Examined("Chromium", False, "missing: reports have no figures", str(missing))
    return Examined("Chromium", True, found)


def _typeface() -> Examined:
    try:
        files = typeface_files()
    except TypefaceIsMissing as missing:
        return Examined("typeface", False, "missing: no PDF can be made", str(missing))
    folder = next(iter(files.values())).parent
    return Examined("typeface", True, f"{FAMILY} for reports, in {folder}")


def _queue(config: settings.Config) -> Examined:
    if config.redis_url is None:
        return Examined("queue", True, f"embedded, in {config.jobs_path}")
    try:
        redis.Redis.from_url(config.redis_url, socket_timeout=3).ping()
    except redis.RedisError as fault:
        remedy = f"Start Redis at {config.redis_url}. Until then workers look for work every few seconds."
        return Examined("queue", False, type(fault).__name__, remedy)
    return Examined("queue", True, f"Redis at {config.redis_url}")
