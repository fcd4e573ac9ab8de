"""Work on what strangers upload, done in a process of its own with limits of memory and time.

A file may be made so that reading it takes all memory or never ends. Whatever it does, it does it to a child:
the process that serves pages neither grows nor waits longer than the limit.
"""

import contextlib
import ctypes
import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

MEBIBYTE = 1024 * 1024
_DIE_WITH_PARENT = 1
# What children need is imported once, in the process that they are forked from.
_prepared = ["__main__", __name__]
Result = TypeVar("Result")


class TakesTooMuch(Exception):
    """The work ended at its limits: it took too much memory or time, or brought its process down."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much the work may take: memory beyond what the process has at its start, seconds it may compute."""

    memory_bytes: int
    seconds: int

    @property
    def waited_seconds(self) -> int:
        """How long anybody waits: a busy machine computes slowly."""
        return 2 * self.seconds + 5


SMALL = Allowance(512 * MEBIBYTE, 20)
LARGE = Allowance(2048 * MEBIBYTE, 40)


def prepare(module: str) -> None:
    """Children find this module imported, and begin at once. For modules whose functions work in children."""
    _prepared.append(module)


def isolated(work: Callable[..., Result], *arguments: Any, bounds: Allowance = SMALL) -> Result:
    """What `work` returns or raises, done in a child. Raises TakesTooMuch at the limits.

    The work is a function of a module; what it is given and gives back is pickled.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(list(dict.fromkeys(_prepared)))
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(theirs, bounds, work, arguments), daemon=True)
    try:
        child.start()
        theirs.close()
        if not ours.poll(bounds.waited_seconds):
            raise TakesTooMuch("time")
        is_done, outcome = ours.recv()
    except (EOFError, ConnectionError) as died:
        raise TakesTooMuch("died") from died
    finally:
        ours.close()
        if child.pid is not None:
            child.kill()
            child.join()
            child.close()
    if is_done:
        found: Result = outcome
        return found
    raise _rebuilt(*outcome)


def _work(
    answer: Connection, bounds: Allowance, work: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    """What the child does: takes its limits upon itself, works, and sends what came of it."""
    _limit(bounds)
    try:
        outcome = (True, work(*arguments))
    except MemoryError:
        os._exit(1)
    except Exception as raised:  # noqa: BLE001 - whatever it was, the parent raises it
        outcome = (False, (type(raised), raised.args, dict(vars(raised))))
    with contextlib.suppress(BrokenPipeError):
        answer.send(outcome)
        answer.close()


def _limit(bounds: Allowance) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    # A library that ends the process says so on its error output; nothing of a file belongs into a log.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    memory = pages * resource.getpagesize() + bounds.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _rebuilt(kind: type[Exception], arguments: tuple[Any, ...], state: dict[str, Any]) -> Exception:
    raised = kind.__new__(kind, *arguments)
    raised.args = arguments
    raised.__dict__.update(state)
    return raised
