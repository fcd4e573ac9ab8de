"""Drills: workers killed at every moment at which something becomes durable, and workers that race.

Each worker is a process of its own, forked from a server that has loaded the product and done nothing yet:
libraries that count with threads don't bear to be forked once they have.
"""

import itertools
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver

from sqlalchemy import event
from sqlalchemy.orm import Session

from config import Config
from survey_app import create_app
from survey_app.ground import db, held_here, jobs, leases, mail
from survey_app.rooms import load_rooms

load_rooms()
_SERVER = multiprocessing.get_context("forkserver")
MOST_POINTS = 400
PATIENCE_SECONDS = 120
BOOK = "delivered.txt"


@contextmanager
def ready_server() -> Iterator[None]:
    """Workers are forked from a server that has loaded the product, whatever server there was before."""
    # A process has one server, and one that runs loads nothing more: each worker would load all by itself.
    forkserver._forkserver._stop()
    _SERVER.set_forkserver_preload(["tests.drills"])
    yield
    forkserver._forkserver._stop()


@dataclass(frozen=True, slots=True)
class Drill:
    """What each process does: the rehearsal's changes first, then its work, both by their functions."""

    config: Config
    work: Callable[[Config], None]
    prepare: tuple[Callable[[Config], None], ...] = ()

    def killed_at_every_step(self) -> int:
        """Kills a worker just before and just after its first commit, the next at its second, and so on.

        Each finds what the ones before left. The last gets through; returns how many were killed.
        """
        databases = db.connect(self.config)
        for point in range(1, MOST_POINTS):
            process = self._begin(point)
            if process.exitcode == 0:
                databases.dispose()
                return point - 1
            assert process.exitcode == -signal.SIGKILL
            leases.free_lost(databases.people)
        raise AssertionError("the work never came to its end")

    def raced(self, workers: int = 2) -> int:
        """So many workers, started at once, do whatever waits; returns that none was killed."""
        started = [self._start(0) for _ in range(workers)]
        for process in started:
            process.join(PATIENCE_SECONDS)
            assert process.exitcode == 0
        return 0

    def _begin(self, point: int) -> multiprocessing.process.BaseProcess:
        process = self._start(point)
        process.join(PATIENCE_SECONDS)
        return process

    def _start(self, point: int) -> multiprocessing.process.BaseProcess:
        process = _SERVER.Process(target=_run, args=(self, point))
        process.start()
        return process


def do_everything(config: Config) -> None:
    """What a worker does until nothing waits, whatever that starts."""
    with create_app(config).app_context():
        engine = db.databases().people
        while (held := leases.take(engine, leases.worker_id())) is not None:
            leases.run(engine, held)


def open_the_ballots(config: Config) -> None:
    """What an HR lead does at the ceremony of a wave whose key the platform keeps."""
    app = create_app(config)
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()
    browser.post("/sign-in", data={"email": "hr@gaon.example.kr", "password": "Correct-Horse-9"})
    answer = browser.post("/i/gaon/waves/2026/ceremony")
    held_here.wait()
    # Opened now, or found to be opened by one that was killed just after.
    assert answer.status_code == 302 or "응답지를 개봉했습니다" in answer.text, answer.text


def note_deliveries(config: Config) -> None:
    """Each letter that a mail server would have taken is written into a book, with its own number."""
    into_folder = mail._into_folder

    def deliver(config: Config, letter) -> None:
        into_folder(config, letter)
        with (config.data / BOOK).open("a") as lines:
            lines.write(f"{letter['To']} {letter['Message-ID']}\n")

    mail._into_folder = deliver


def tell_no_progress(_config: Config) -> None:
    """How far it is is written dozens of times, and changes nothing of what is counted."""
    jobs.Progress.__call__ = lambda *_told: None


def make_no_release(_config: Config) -> None:
    """The release that comes next has a drill of its own."""
    jobs._REGISTERED["make_release"] = lambda _progress, **_parameters: {}


def _run(drill: Drill, point: int) -> None:
    for prepare in drill.prepare:
        prepare(drill.config)
    if point:
        _kill_at(point)
    drill.work(drill.config)


def _kill_at(point: int) -> None:
    """Before and after each commit of this process is a point at which it may be killed."""
    points = itertools.count(1)

    def reach(_session: Session) -> None:
        if next(points) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Session, "before_commit", reach)
    event.listen(Session, "after_commit", reach)
