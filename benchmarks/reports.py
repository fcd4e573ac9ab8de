"""What reports cost: one institution's, many units', with Chromium's processor time counted in.

    python -m benchmarks.reports --units 20 --json

ends with one JSON object: `institution_cpu_s` and `unit_cpu_s` (processor seconds of a report, the
process and its Chromium, after the first), `units_per_hour` (on two cores), `peak_rss_mb`.
"""

import argparse
import io
import json
import resource
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import pikepdf

from analysis.released.release import GroupKind
from survey_app.drawing.drawing import DRAWER
from survey_app.reporting.making.batch import make_batch
from survey_app.reporting.making.making import build_report
from survey_app.reporting.making.orders import Materials, Order
from survey_app.reporting.making.report import ReportKind
from survey_app.reporting.writers.pdf import write_pdf
from tests.reporting.sample import QUESTIONNAIRE, sample_release

INSTITUTION_RUNS = 5
CORES = 2
KIB_PER_MB = 1024


def cost(kind: ReportKind, unit: str | None, release: Any) -> tuple[float, int]:
    """Processor seconds of one report, Chromium's included, and its pages."""
    own, browser = time.process_time(), DRAWER.processor_seconds()
    written = write_pdf(build_report(Materials(release, QUESTIONNAIRE), kind, unit, "ko"))
    seconds = time.process_time() - own + DRAWER.processor_seconds() - browser
    with pikepdf.open(io.BytesIO(written)) as pdf:
        return seconds, len(pdf.pages)


def measure(units: int, processes: int) -> dict[str, Any]:
    """All numbers of the benchmark; `units` reports are made one by one, and again as a batch."""
    release = sample_release()
    keys = [g.key for g in release.groups if g.kind is GroupKind.UNIT and g.is_shown]
    cost(ReportKind.SUMMARY, None, release)
    cost(ReportKind.INSTITUTION, None, release)
    institution = [cost(ReportKind.INSTITUTION, None, release) for _ in range(INSTITUTION_RUNS)]
    unit = [cost(ReportKind.UNIT, keys[n % len(keys)], release) for n in range(units)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MB
    DRAWER.close()
    orders = [Order(f"{n:04d}.pdf", ReportKind.UNIT, keys[n % len(keys)], "pdf", "ko") for n in range(units)]
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        failed = make_batch(
            Materials(release, QUESTIONNAIRE), orders, Path(folder), lambda *_: None, processes
        )
        wall = time.monotonic() - begun
    unit_cpu = median(seconds for seconds, _ in unit)
    return {
        "institution_cpu_s": round(median(seconds for seconds, _ in institution), 3),
        "institution_pages": institution[0][1],
        "unit_cpu_s": round(unit_cpu, 3),
        "unit_pages": unit[0][1],
        "units_per_hour": round(3600 * CORES / unit_cpu),
        "batch_units_per_hour": round(3600 * (units - len(failed)) / wall),
        "batch_failed": len(failed),
        "peak_rss_mb": round(max(peak, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KIB_PER_MB)),
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=20)
    parser.add_argument("--processes", type=int, default=CORES)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.units, given.processes)
    if not given.json:
        for name, value in found.items():
            print(f"{name:24} {value}")
        return
    print(json.dumps(found))


if __name__ == "__main__":
    main()
