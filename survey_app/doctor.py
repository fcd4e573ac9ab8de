"""Examines an installation and says, for whatever is amiss, what to do."""

import ctypes.util
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import redis
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import config as settings
from survey_app import db, front, leases, schema
from survey_app.accounts import audit, upgrading
from survey_app.clock import LONG_AGO, Tick
from survey_app.days import KOREA
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.figures.chromium import ChromiumIsMissing, find_chromium
from survey_app.figures.typeface import FAMILY, TypefaceIsMissing, typeface_files
from survey_app.jobs import LIVE, Job, State
from survey_app.protocol.errors import LibcryptoIsMissing
from survey_app.protocol.libcrypto import libcrypto_version

CLOCK_IS_LATE_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    is_well: bool
    state: str
    remedy: str = ""


def examine() -> list[Finding]:
    """Looks at settings, databases, built files, fonts, libraries, Chromium, work and clock."""
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
        _bell(config),
        *_work(config),
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


def _bell(config: settings.Config) -> Finding:
    if config.redis_url is None:
        return Finding("bell", True, "none: workers look for work every second")
    try:
        redis.Redis.from_url(config.redis_url, socket_timeout=3).ping()
    except redis.RedisError as fault:
        remedy = f"Start Redis at {config.redis_url}. Until then workers look for work every few seconds."
        return Finding("bell", False, type(fault).__name__, remedy)
    return Finding("bell", True, f"Redis at {config.redis_url}")


def _work(config: settings.Config) -> Iterator[Finding]:
    databases = db.connect(config)
    try:
        with db.work(databases.people) as people:
            yield from (_jobs(people), _clock(people))
    except SQLAlchemyError as fault:
        yield Finding("work", False, type(fault).__name__, "Run `gyeol migrate`.")
    databases.dispose()


def _jobs(people: Session) -> Finding:
    """How much work waits, and whether anybody is there to do it."""
    states = Counter(people.scalars(select(Job.state).where(Job.state.in_(LIVE))).all())
    a_day_ago = leases.now(people) - timedelta(days=1)
    lately = (Job.state == State.FAILED) & (Job.ended_at > a_day_ago)
    failed = people.scalar(select(func.count()).select_from(Job).where(lately))
    workers = sum(not worker.keeps_clock for worker in leases.workers_at_work(people))
    state = (
        f"{states[State.QUEUED]} wait, {states[State.RUNNING]} are done by {workers} processes, "
        f"{failed} failed in the last day"
    )
    return Finding("work", bool(workers) or not states, state, "Run `gyeol worker`: nobody does what waits.")


def _clock(people: Session) -> Finding:
    """When the clock last went; it matters as soon as a wave is open."""
    ticks = people.scalars(select(Tick)).all()
    went = min((tick.went_at or LONG_AGO for tick in ticks), default=LONG_AGO)
    is_needed = people.scalar(select(Wave.id).where(Wave.state == WaveState.OPEN).limit(1)) is not None
    is_late = leases.now(people) - went > CLOCK_IS_LATE_AFTER
    state = (
        "never went" if went == LONG_AGO else f"last went at {went.astimezone(KOREA):%Y-%m-%d %H:%M} in Seoul"
    )
    if failing := [tick.name for tick in ticks if tick.problem]:
        remedy = f"The worker's log says why {', '.join(failing)} failed."
        return Finding("clock", False, state, remedy)
    remedy = "Run one `gyeol worker` without --without-timer: waves close and reminders go out by it."
    return Finding("clock", not (is_needed and is_late), state, remedy)
