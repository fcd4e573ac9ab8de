"""Work in a process with limits: whatever it does, whoever asked for it goes on."""

import os
import resource
import subprocess
import sys
import time

import pytest

from survey_app.ground.isolated import MEBIBYTE, Allowance, TakesTooMuch, isolated

TIGHT = Allowance(64 * MEBIBYTE, 1)


class Refused(Exception):
    """Carries what it was told."""

    def __init__(self, reason):
        super().__init__("said")
        self.reason = reason


def add(first, second):
    return first + second


def take_memory():
    return len(bytearray(1024 * MEBIBYTE))


def never_end():
    while True:
        pass


def die():
    os.abort()


def refuse():
    raise Refused("why")


def who_is_there():
    return os.getpid(), resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CORE)[0]


def test_what_the_work_returns_comes_back_from_another_process():
    child, memory, core = isolated(who_is_there)

    assert isolated(add, 2, 3) == 5
    assert child != os.getpid()
    assert memory != resource.RLIM_INFINITY
    assert core == 0


def test_what_the_work_raises_is_raised_here_with_what_it_carries():
    with pytest.raises(Refused) as refused:
        isolated(refuse)

    assert refused.value.reason == "why"


@pytest.mark.parametrize("work", [take_memory, never_end, die])
def test_work_beyond_its_limits_ends_soon_and_takes_nobody_along(work):
    isolated(add, 0, 0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()

    with pytest.raises(TakesTooMuch):
        isolated(work, bounds=TIGHT)

    assert time.monotonic() - began < TIGHT.waited_seconds + 30  # and not never
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024
    assert isolated(add, 2, 3) == 5


def test_the_process_that_children_are_forked_from_has_no_threads_that_a_fork_would_lose():
    """Polars computes in threads that it starts when it is imported; a child that needs it imports it."""
    modules = "survey_app.bundles.documents, survey_app.publishing.services, survey_app.institutions.roster"
    program = f"import {modules}, sys; print('polars' in sys.modules, 'weasyprint' in sys.modules)"

    assert subprocess.check_output([sys.executable, "-c", program], text=True).split() == ["False", "False"]
