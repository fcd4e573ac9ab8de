"""Wakes a waiting worker when there is work; one that misses the bell looks a moment later."""

import time

import redis

from config import Config
from survey_app.logs import LEFT

BELL = "gyeol:bell"
# Without Redis a worker looks for itself; with Redis it does so too, in case a ring was lost.
LOOKS_AFTER_SECONDS = 1
LOOKS_AFTER_SECONDS_BESIDE_THE_BELL = 5
PATIENCE_SECONDS = 2
RINGS_KEPT = 100


def ring(config: Config) -> None:
    """A worker that waits is woken. The order stands in the database, so nothing is lost if this fails."""
    if config.redis_url is None:
        return
    try:
        with _redis(config.redis_url) as server, server.pipeline() as both:
            both.lpush(BELL, 1).ltrim(BELL, 0, RINGS_KEPT - 1).execute()
    except redis.RedisError as fault:
        LEFT.warning("the bell was not rung (%s): workers look for themselves", type(fault).__name__)


def wait(config: Config) -> None:
    """Returns when there may be work."""
    if config.redis_url is None:
        time.sleep(LOOKS_AFTER_SECONDS)
        return
    try:
        with _redis(config.redis_url) as server:
            server.blpop([BELL], timeout=LOOKS_AFTER_SECONDS_BESIDE_THE_BELL)
    except redis.RedisError:
        time.sleep(LOOKS_AFTER_SECONDS)


def _redis(url: str) -> redis.Redis:
    longest = LOOKS_AFTER_SECONDS_BESIDE_THE_BELL + PATIENCE_SECONDS
    return redis.Redis.from_url(url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=longest)
