"""Makes many reports in processes that are renewed, goes on after a crash, and packs them for Windows."""

import contextlib
import os
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Thread

from survey_app.drawing.chromium import ChromiumDied, ChromiumIsMissing, PageFailed
from survey_app.drawing.drawing import DRAWER
from survey_app.ground import logs
from survey_app.ground.logs import LEFT
from survey_app.ground.typeface import TypefaceIsMissing
from survey_app.reporting.making.making import make_report
from survey_app.reporting.making.orders import Materials, MaterialsAreMissing, NotMade, Order
from survey_app.reporting.making.unit import UnitIsNotShown
from survey_app.wording.catalogue import Voice, to_be_said

REPORTS_A_PROCESS = 100
# Orders that wait in a process' queue: few, so that their materials do not fill the memory.
AHEAD = 2
TIME_IN_ARCHIVE = (2026, 1, 1, 0, 0, 0)
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# Why a report could not be made, for whoever gets the others: no word of a program's.
DRAWING_FAILED = to_be_said(
    "The program that draws figures stopped twice at this report. Start again; if it happens again, tell "
    "your operator."
)
FAILED_HERE = to_be_said(
    "A fault of the server kept this report from being made. Start again; if it happens again, tell your "
    "operator."
)
ENDED_TWICE = to_be_said(
    "Making this report was cut off twice, perhaps for want of memory. Tell your operator."
)
# What every report of a batch would fail at alike: the batch stops and says so.
NOTHING_CAN_BE_MADE = (ChromiumIsMissing, TypefaceIsMissing)
Progress = Callable[[int, int, str], None]


def make_batch(
    materials: Materials | Callable[[Order], Materials],
    orders: Sequence[Order],
    folder: Path,
    progress: Progress,
    processes: int = 1,
    reports_a_process: int = REPORTS_A_PROCESS,
) -> tuple[NotMade, ...]:
    """Makes every order that is not yet in `folder`; returns what could not be made.

    `materials` are those of all orders, or give those of one and may raise MaterialsAreMissing.
    A report that is there is whole, so a batch that was cut off goes on where it was. Whatever
    `progress` raises stops the batch. Raises ChromiumIsMissing and TypefaceIsMissing at once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    waiting = [order for order in orders if not (folder / order.name).exists()]
    done = len(orders) - len(waiting)
    progress(done, len(orders), "")
    not_made: list[NotMade] = []
    has_crashed: set[str] = set()
    shared = materials if isinstance(materials, Materials) else None

    def begin(pool: ProcessPoolExecutor, order: Order) -> Future[str]:
        try:
            own = None if isinstance(materials, Materials) else materials(order)
        except MaterialsAreMissing as reason:
            known: Future[str] = Future()
            known.set_result(str(reason))
            return known
        return pool.submit(_make, order, folder, own)

    while waiting:
        with _pool(shared, processes, reports_a_process) as pool:
            to_begin = iter(tuple(waiting))
            begun: deque[tuple[Order, Future[str]]] = deque()
            try:
                while waiting:
                    for order in islice(to_begin, processes + AHEAD - len(begun)):
                        begun.append((order, begin(pool, order)))
                    order, future = begun.popleft()
                    reason = future.result()
                    waiting.remove(order)
                    if reason:
                        not_made.append(NotMade(order.name, reason))
                    done += 1
                    progress(done, len(orders), order.name)
            except BrokenProcessPool:
                first = waiting[0]
                if first.name in has_crashed:
                    waiting.remove(first)
                    not_made.append(NotMade(first.name, Voice(first.language).say(ENDED_TWICE)))
                has_crashed.add(first.name)
            finally:
                pool.shutdown(cancel_futures=True)
    return tuple(not_made)


def pack(
    folder: Path, orders: Sequence[Order], not_made: Sequence[NotMade], target: Path, language: str
) -> None:
    """Packs what was made into a .zip whose Korean names Windows reads right, with a list of the rest."""
    unfinished = target.with_name(target.name + ".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for order in orders:
            path = folder / order.name
            if path.exists():
                # Names beyond ASCII get the flag that says they are UTF-8, which Windows follows.
                archive.writestr(_entry(order.name), path.read_bytes())
        if not_made:
            title = Voice(language).say("Reports that could not be made") + ".txt"
            lines = "\r\n".join(f"{one.name}\t{one.reason}" for one in not_made)
            archive.writestr(_entry(title), (BYTE_ORDER_MARK + lines + "\r\n").encode())
    unfinished.replace(target)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, TIME_IN_ARCHIVE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


@contextlib.contextmanager
def _pool(
    materials: Materials | None, processes: int, reports_a_process: int
) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes: WeasyPrint's memory grows, so each makes so many reports and is replaced."""
    pool = ProcessPoolExecutor(
        processes,
        mp_context=get_context("spawn"),
        initializer=_begin,
        initargs=(materials,),
        max_tasks_per_child=reports_a_process,
    )
    with pool:
        yield pool


_HERE: dict[str, Materials] = {}


def _begin(materials: Materials | None) -> None:
    """Keeps shared materials for this process, and sees that its Chromium ends with it."""
    logs.set_up()
    if materials is not None:
        _HERE["materials"] = materials
    Finalize(None, DRAWER.close, exitpriority=10)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A killed parent says no word to its pool: whoever waits for work then would wait for ever."""
    parent = parent_process()
    if parent is None:
        return
    connection.wait([parent.sentinel])
    with contextlib.suppress(Exception):
        DRAWER.close()
    os._exit(1)


def _make(order: Order, folder: Path, own: Materials | None) -> str:
    """Makes one report, from its own materials or the shared ones; returns why it could not, or nothing."""
    try:
        make_report(own or _HERE["materials"], order, folder / order.name)
    except NOTHING_CAN_BE_MADE:
        raise
    except UnitIsNotShown as reason:
        return str(reason)
    except (ChromiumDied, PageFailed) as fault:
        LEFT.error("a figure of a report was not drawn", exc_info=fault)
        return Voice(order.language).say(DRAWING_FAILED)
    except Exception:  # noqa: BLE001 - one report's fault must not end the batch
        LEFT.exception("a report could not be made")
        return Voice(order.language).say(FAILED_HERE)
    return ""
