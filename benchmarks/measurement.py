"""How fast answers are counted: against the bare kernel, against naive pandas, and in how much memory.

    python -m benchmarks.measurement --rows 1200000 --json

The last line is one JSON object. Ratios compare CPU time of one thread, the best of several runs taken
in turns, so that other work on the machine weighs on both sides alike. `seconds` is the wall-clock time
of counting the full cube (all layers but replicates) of all institutions.

The bare kernel is a straight-line program for exactly this layout with the matrix products and bincounts
that the cube's layers cannot do without: pairwise and complete-case moments, histograms of items and of
scales. `ratio_to_moments_and_items` compares with a part of it: the moments of whole institutions and
the item histograms alone, without anything of scales or units' moments.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import resource
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import NO_ANSWER
from analysis.counting.cells import count
from analysis.counting.kernel import Kernel
from analysis.counting.moments import CompleteMoments
from analysis.counting.scales import Structure
from analysis.measurement.invariance import invariance
from analysis.measurement.reliability import alpha

ITEMS_OF_SCALE, SCALES, UNITS, ROWS_OF_INSTITUTION = 5, 10, 20, 4000
MISSING = 0.02
PANDAS_INSTITUTIONS = 6
INVARIANCE_GROUPS = 300
RUNS = 5


def structure() -> Structure:
    """Ten five-point scales of five items, one item of each reversed."""
    made = None
    for scale in range(SCALES):
        items = tuple(f"s{scale}i{item}" for item in range(ITEMS_OF_SCALE))
        part = Structure.of_scale(
            f"s{scale}", items, lower=1, upper=5, reversed_items=frozenset({items[1]}), minimum_answered=4
        )
        made = part if made is None else made.joined(part)
    assert made is not None
    return made


def answers(rows: int, seed: int = 1) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Codes (rows, items) with 2 % missing, and the unit of each row within its institution."""
    rng = np.random.default_rng(seed)
    items = ITEMS_OF_SCALE * SCALES
    codes = np.empty((rows, items), np.uint8)
    for start in range(0, rows, 50_000):
        stop = min(start + 50_000, rows)
        opinion = rng.normal(size=(stop - start, SCALES), scale=0.9).astype(np.float32)
        block = rng.normal(size=(stop - start, items), loc=3.3, scale=0.8).astype(np.float32)
        block += np.repeat(opinion, ITEMS_OF_SCALE, axis=1)
        np.clip(np.rint(block), 1, 5, out=block)
        codes[start:stop] = block
        codes[start:stop, 1::ITEMS_OF_SCALE] = 6 - codes[start:stop, 1::ITEMS_OF_SCALE]
        codes[start:stop][rng.random((stop - start, items), dtype=np.float32) < MISSING] = NO_ANSWER
    return codes, rng.integers(0, UNITS, rows)


def institutions(rows: int) -> Iterator[slice]:
    """The rows of each institution."""
    for start in range(0, rows, ROWS_OF_INSTITUTION):
        yield slice(start, min(start + ROWS_OF_INSTITUTION, rows))


def count_all(codes: NDArray[np.uint8], units: NDArray[np.int64], kernel: Kernel) -> list[object]:
    """The full cube of every institution, all of which are kept, as a programme would."""
    return [
        count(kernel.structure, codes[rows], units[rows], number_of_groups=UNITS, kernel=kernel)
        for rows in institutions(len(codes))
    ]


def moments_and_items(codes: NDArray[np.uint8], units: NDArray[np.int64]) -> int:
    """Pairwise moments of whole institutions by one product each, item histograms of units by bincount."""
    items = codes.shape[1]
    table = np.empty((ROWS_OF_INSTITUTION, 2 * items), np.float32)
    kept = 0
    for rows in institutions(len(codes)):
        block = codes[rows]
        present = block < NO_ANSWER
        z = table[: len(block)]
        z[:, :items] = block * present
        z[:, items:] = present
        moments = z.T @ z
        places = (units[rows] * (items * 8))[:, None] + np.arange(items) * 8 + (block & 7)
        histogram = np.bincount(places.ravel(), minlength=UNITS * items * 8)
        kept += moments.size + histogram.size
    return kept


def bare_kernel(codes: NDArray[np.uint8], units: NDArray[np.int64]) -> int:
    """The products and bincounts of the cube, without keying, checks, missing kinds or results."""
    items = codes.shape[1]
    width, answered = ITEMS_OF_SCALE * 5 + 1, ITEMS_OF_SCALE + 1
    table = np.empty((ROWS_OF_INSTITUTION, 3 * items), np.float32)
    select = np.zeros((2, 2 * items, SCALES), np.float32)
    for item in range(items):
        scale = item // ITEMS_OF_SCALE
        select[0, item, scale], select[0, items + item, scale] = 1, width
        select[1, item, scale], select[1, items + item, scale] = answered, 1
    shift = np.arange(SCALES) * (answered * width)
    kept = 0
    for rows in institutions(len(codes)):
        order = np.argsort(units[rows].astype(np.uint16), kind="stable")
        block, of_row = codes[rows][order], units[rows][order]
        ends = np.concatenate([[0], np.cumsum(np.bincount(of_row, minlength=UNITS))])
        present = block < NO_ANSWER
        z = table[: len(block)]
        z[:, :items] = block * present
        z[:, items : 2 * items] = present
        z[:, 2 * items :] = (block >= 4) & present
        places = (of_row * (items * 8))[:, None] + np.arange(items) * 8 + (block & 7)
        kept += np.bincount(places.ravel(), minlength=UNITS * items * 8).size
        totals = (z[:, : 2 * items] @ select[0]).astype(np.int64)
        boxes = (z[:, items:] @ select[1]).astype(np.int64)
        group = (of_row * (SCALES * answered * width))[:, None] + shift
        kept += np.bincount((totals + group).ravel(), minlength=UNITS * SCALES * answered * width).size
        kept += np.bincount((boxes + group).ravel(), minlength=UNITS * SCALES * answered * width).size
        complete = np.repeat((totals >= ITEMS_OF_SCALE * width).astype(np.float32), ITEMS_OF_SCALE, axis=1)
        filled = z[:, :items] * complete
        for low, high in pairwise(ends):
            kept += (z[low:high, : 2 * items].T @ z[low:high, : 2 * items]).size
            kept += (filled[low:high].T @ filled[low:high]).size
    return kept


def naive_pandas(codes: NDArray[np.uint8], units: NDArray[np.int64]) -> Callable[[], float]:
    """What one writes with pandas: value counts, scores and α by unit, covariances by institution."""
    pandas = import_module("pandas")
    made = structure()
    names = list(made.item_ids)
    frame = pandas.DataFrame(codes.astype(np.float64), columns=names)
    frame = frame.mask(frame >= NO_ANSWER)
    for scale in range(SCALES):
        frame[f"s{scale}i1"] = 6 - frame[f"s{scale}i1"]
    frame["institution"] = np.arange(len(codes)) // ROWS_OF_INSTITUTION
    frame["unit"] = units

    def run() -> float:
        total = 0.0
        keys = ["institution", "unit"]
        for item in names:
            total += len(frame.groupby(keys)[item].value_counts())
        for scale in range(SCALES):
            columns = [f"s{scale}i{item}" for item in range(ITEMS_OF_SCALE)]
            score = frame[columns].mean(axis=1).where(frame[columns].count(axis=1) >= 4)
            total += score.groupby([frame["institution"], frame["unit"]]).agg(["count", "mean", "std"]).size
            for _, unit in frame.groupby(keys)[columns]:
                total += alpha(unit.cov().to_numpy())
        for _, institution in frame.groupby("institution")[names]:
            total += float(institution.cov().to_numpy().sum())
        return total

    return run


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def invariance_fitted() -> dict[str, object]:
    """The three maximum-likelihood models over 300 groups of five items, and the time they take together.

    Seconds are wall-clock time; χ² and degrees of freedom show that all groups were fitted. They are few
    because every step is one set of matrix products over all groups.
    """
    rng = np.random.default_rng(2)
    groups = np.repeat(np.arange(INVARIANCE_GROUPS), 300)
    opinion = rng.normal(size=groups.size) + rng.normal(0, 0.4, INVARIANCE_GROUPS)[groups]
    values = 3 + 0.8 * opinion[:, None] + rng.normal(0, 0.7, (groups.size, 5))
    values = np.clip(np.rint(values), 1, 5)
    moments = CompleteMoments.of_groups(values, groups, INVARIANCE_GROUPS)
    start, before = time.perf_counter(), time.process_time()
    made = invariance(moments, ("a", "b", "c", "d", "e"), [str(i) for i in range(INVARIANCE_GROUPS)])
    cpu_seconds, seconds = time.process_time() - before, time.perf_counter() - start
    models = (made.configural, made.metric, made.scalar)
    return {
        "groups_fitted": len(made.groups),
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "df": [fit.df for fit in models],
        "chisq": [fit.chisq for fit in models],
    }


def measure(rows: int) -> dict[str, object]:
    """All measurements, as the JSON object."""
    codes, units = answers(rows)
    kernel = Kernel(structure())
    count_all(codes[:ROWS_OF_INSTITUTION], units[:ROWS_OF_INSTITUTION], kernel)
    walls: list[float] = []
    ours: list[float] = []
    bare: list[float] = []
    least: list[float] = []
    half: list[float] = []
    for _ in range(RUNS):
        start = time.perf_counter()
        ours.append(cpu(lambda: count_all(codes, units, kernel)))
        walls.append(time.perf_counter() - start)
        bare.append(cpu(lambda: bare_kernel(codes, units)))
        least.append(cpu(lambda: moments_and_items(codes, units)))
        half.append(cpu(lambda: count_all(codes[: rows // 2], units[: rows // 2], kernel)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    part = min(rows, PANDAS_INSTITUTIONS * ROWS_OF_INSTITUTION)
    try:
        pandas_part = cpu(naive_pandas(codes[:part], units[:part]))
    except ImportError:
        pandas_part = 0.0
    seconds = min(ours)
    return {
        "rows": rows,
        "items": ITEMS_OF_SCALE * SCALES,
        "institutions": len(list(institutions(rows))),
        "units_per_institution": UNITS,
        "seconds": min(walls),
        "cpu_seconds": seconds,
        "kernel_cpu_seconds": min(bare),
        "ratio_to_kernel": seconds / min(bare),
        "ratio_to_moments_and_items": seconds / min(least),
        "pandas_cpu_seconds": pandas_part * rows / part,
        "ratio_to_pandas": pandas_part * rows / part / seconds if pandas_part else "pandas is not installed",
        "pandas_note": f"measured in this run on {part} of {rows} rows and scaled in proportion",
        "ratio_of_doubled_rows": float(
            np.median([whole / part for whole, part in zip(ours, half, strict=True)])
        ),
        "invariance_300_groups": invariance_fitted(),
        "peak_rss_mb": peak,
        "peak_rss_note": "of this process before pandas was loaded, with all answers and all cubes in memory",
    }


def main() -> None:
    """Prints the table of times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_200_000)
    parser.add_argument("--json", action="store_true", help="print only the JSON object")
    options = parser.parse_args()
    result = measure(options.rows)
    if not options.json:
        for name, value in result.items():
            print(f"{name:32} {value}")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
