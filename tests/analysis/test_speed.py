"""The benchmark runs and says what it measured. How fast, it is asked by people, on a quiet machine."""

import json
import subprocess
import sys

from tests.analysis.conftest import ROOT


def test_the_benchmark_ends_with_one_object_of_what_it_measured():
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
    assert all(made[name] > 0 for name in ("seconds", "ratio_to_kernel", "ratio_to_pandas", "peak_rss_mb"))
