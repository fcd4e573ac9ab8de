"""The queue of long work: Huey carries a job's number to a worker, in SQLite or, when large, in Redis.

The order itself is the row in the database. What the queue loses, or carries twice, changes nothing: a worker
that waits looks for itself, and a row is taken once.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import redis
from huey import Huey, RedisHuey, SqliteHuey

from config import Config
from survey_app.ground.logs import LEFT

NAME = "gyeol"
DO = "do_job"
# An embedded queue is asked this often. With Redis a worker is woken at once, and looks for itself as well.
LOOKS_AFTER_SECONDS = 1
WAITS_SECONDS = 5
PATIENCE_SECONDS = 2
FAULTS = (redis.RedisError, sqlite3.Error, OSError)


def put(config: Config, job_id: int) -> None:
    """A worker hears of the job. The order stands in the database, so nothing is lost if this fails."""
    try:
        _queue_of(config).announce(job_id)
    except FAULTS as fault:
        LEFT.warning("a job was not queued (%s): workers look for themselves", type(fault).__name__)


def next_number(config: Config) -> int | None:
    """The number of a job that waits, or None when none came for a moment."""
    try:
        task = _queue_of(config).huey.dequeue()
    except redis.RedisError:
        time.sleep(LOOKS_AFTER_SECONDS)
        return None
    except (sqlite3.Error, OSError):
        task = None
    if task is None and config.redis_url is None:
        time.sleep(LOOKS_AFTER_SECONDS)
    return None if task is None else int(task.args[0])


@dataclass(frozen=True, slots=True)
class _Queue:
    """The queue of one process, and how a number is put into it."""

    huey: Huey
    announce: Callable[[int], object]


def _queue_of(config: Config) -> _Queue:
    return _made(os.getpid(), config.redis_url, config.jobs_path)


@lru_cache(maxsize=4)
def _made(_process: int, redis_url: str | None, path: Path) -> _Queue:
    """The queue of this process: a connection must not be shared by a fork."""
    if redis_url is None:
        path.parent.mkdir(parents=True, exist_ok=True)
        huey: Huey = SqliteHuey(NAME, filename=str(path), results=False)
    else:
        pool = redis.ConnectionPool.from_url(
            redis_url,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_timeout=WAITS_SECONDS + PATIENCE_SECONDS,
        )
        huey = RedisHuey(NAME, connection_pool=pool, read_timeout=WAITS_SECONDS, results=False)
    return _Queue(huey, huey.task(name=DO)(_done_by_workers))


def _done_by_workers(_job_id: int) -> None:
    """The task carries a number; `survey_app.ground.worker` takes the job of that number by its lease."""
