"""Counting stays near the bare kernel, and the benchmark says what it measured."""

import json
import subprocess
import sys

from tests.analysis.conftest import ROOT


def test_the_benchmark_ends_with_its_ratios_and_counting_stays_near_the_kernel():
    # In a process of its own, so that the matrix library runs in one thread from the start.
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.measurement", "--rows", "40000", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    made = json.loads(ran.stdout.splitlines()[-1])
    assert made["rows"] == 40_000
    assert made["institutions"] == 10
    assert made["ratio_to_kernel"] < 3
    assert made["ratio_to_pandas"] > 5
    assert made["peak_rss_mb"] < 600
