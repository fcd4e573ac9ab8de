"""`gyeol worker`: processes that do jobs, one that keeps the clock, and one that watches over them.

Nothing here is needed for a job to be safe: a worker may be killed at any moment, and what it held is found
and begun again. Its processes end with it, however it ends.
"""

import ctypes
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from config import Config
from survey_app.ground import clock, db, leases, queue
from survey_app.ground.jobs import JobIsAnothers, WorkerStops
from survey_app.ground.leases import HeldJob
from survey_app.ground.logs import LEFT

ENDED = (signal.SIGTERM, signal.SIGINT)
HEARD = {*ENDED, signal.SIGCHLD}
SECONDS_TO_STOP = 3.0
SECONDS_TO_OBEY = 30.0
LOOKS_FOR_LOST_AFTER_SECONDS = 5.0
CLOCK_LOOKS_AFTER_SECONDS = 10.0
# A process that dies as soon as it begins is not begun again in a circle.
REST_SECONDS = 1.0
SET_DEATH_SIGNAL = 1
DEATH = "a process of this worker ended and is begun again"


def work(app: Flask, config: Config, processes: int, keeps_clock: bool) -> None:
    """Does jobs in so many processes until the signal to end comes, then hands back what is not finished."""
    databases = db.databases_of(app)
    parts: list[Callable[[], NoReturn]] = [lambda: _do_jobs(app, config)] * processes
    if keeps_clock:
        parts.append(lambda: _keep_clock(app))
    signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    running = {_begin(databases, part): part for part in parts}
    names = {process: leases.worker_id(process) for process in running}
    while (heard := signal.sigwait(HEARD)) == signal.SIGCHLD:
        for process in _ended():
            LEFT.warning(DEATH)
            part = running.pop(process)
            names.pop(process)
            time.sleep(REST_SECONDS)
            begun = _begin(databases, part)
            running[begun], names[begun] = part, leases.worker_id(begun)
    LEFT.info("the worker ends on %s", signal.Signals(heard).name)
    _end(list(running))
    with suppress(SQLAlchemyError):  # without a database the lease runs out by itself
        leases.hand_back(databases.people, names.values())
    databases.dispose()


def die_with_parent(parent: int) -> None:
    """This process is killed as soon as its parent ends, however that ends."""
    ctypes.CDLL(None, use_errno=True).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we could ask
        os._exit(1)


def _begin(databases: db.Databases, part: Callable[[], NoReturn]) -> int:
    # A connection must not be shared between processes: each opens its own.
    databases.dispose()
    parent = os.getpid()
    process = os.fork()
    if process:
        return process
    try:
        os.setpgid(0, 0)
        die_with_parent(parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        part()
    except SystemExit:
        os._exit(0)
    except BaseException:  # noqa: BLE001 - a process that was forked must never return into its parent's code
        LEFT.exception("a process of the worker failed")
    os._exit(1)


def _ended() -> list[int]:
    found = []
    with suppress(ChildProcessError):
        while (process := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            found.append(process)
    return found


def _end(processes: list[int]) -> None:
    """All have ended afterwards with everything they started: as told, or killed after a moment."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
    last = time.monotonic() + SECONDS_TO_STOP
    left = set(processes)
    while left and time.monotonic() < last:
        left -= set(_ended())
        time.sleep(0.02)
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
    for process in left:
        with suppress(ChildProcessError):
            os.waitpid(process, 0)


@dataclass(slots=True)
class _Doing:
    """What a process does at the moment, seen by its heart and by the signal to end."""

    worker: str
    held: HeldJob | None = None
    is_stopping: bool = False


def _do_jobs(app: Flask, config: Config) -> NoReturn:
    doing = _Doing(leases.worker_id())

    def stop(_signal: int, _frame: FrameType | None) -> None:
        doing.is_stopping = True
        if doing.held is None:
            raise SystemExit

    for ending in ENDED:
        signal.signal(ending, stop)
    with app.app_context():
        engine = db.databases().people
        threading.Thread(target=_beat, args=(engine, doing, False), daemon=True).start()
        looked, number = -LOOKS_FOR_LOST_AFTER_SECONDS, None
        while not doing.is_stopping:
            try:
                if time.monotonic() - looked >= LOOKS_FOR_LOST_AFTER_SECONDS:
                    leases.free_lost(engine)
                    looked = time.monotonic()
                # What the queue names first, then whatever waits: what it lost, or what a worker left.
                named = None if number is None else leases.take(engine, doing.worker, number)
                doing.held = named or leases.take(engine, doing.worker)
            except SQLAlchemyError as fault:
                LEFT.warning("the database does not answer (%s)", type(fault).__name__)
                time.sleep(REST_SECONDS)
                continue
            if doing.held is None:
                number = queue.next_number(config)
                continue
            with suppress(WorkerStops):
                leases.run(engine, doing.held, lambda: doing.is_stopping)
            doing.held = None
    raise SystemExit


def _keep_clock(app: Flask) -> NoReturn:
    doing = _Doing(leases.worker_id())
    for ending in ENDED:
        signal.signal(ending, signal.SIG_DFL)
    with app.app_context():
        engine = db.databases().people
        threading.Thread(target=_beat, args=(engine, doing, True), daemon=True).start()
        while True:
            try:
                clock.do_hourly(engine)
            except SQLAlchemyError as fault:
                LEFT.warning("the clock waits for the database (%s)", type(fault).__name__)
            time.sleep(CLOCK_LOOKS_AFTER_SECONDS)


def _beat(engine: Engine, doing: _Doing, keeps_clock: bool) -> None:
    """The heart of a process: says that it lives, and ends it when its job is not its own any more."""
    kept = time.monotonic()
    wanted: tuple[HeldJob | None, float] = (None, 0.0)
    while True:
        held, is_cancel_wanted = doing.held, False
        try:
            with db.work(engine) as session:
                is_cancel_wanted = leases.beat(session, doing.worker, held, keeps_clock)
            kept = time.monotonic()
        except JobIsAnothers:
            _end_at_once("a job was taken away from its worker")
        except SQLAlchemyError:
            if held is not None and time.monotonic() - kept > leases.LEASE.total_seconds():
                _end_at_once("the database was silent for longer than a lease")
        if not is_cancel_wanted:
            wanted = (None, 0.0)
        elif wanted[0] is not held:
            wanted = (held, time.monotonic())
        elif held is not None and held is doing.held and time.monotonic() - wanted[1] > SECONDS_TO_OBEY:
            with suppress(SQLAlchemyError), db.work(engine) as session:
                leases.end_cancelled(session, held)
            _end_at_once("a job did not stop when it was asked to")
        time.sleep(leases.BEATS_AFTER_SECONDS)


def _end_at_once(why: str) -> None:
    LEFT.warning("%s: the process is ended", why)
    os.killpg(0, signal.SIGKILL)
