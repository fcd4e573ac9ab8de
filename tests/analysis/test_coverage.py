"""What is printed of error is true: quickly here, at night as `python -m benchmarks.coverage` prints it."""

import json
import subprocess
import sys

import numpy as np
import pytest

from benchmarks.coverage.releases import World, error_rates
from tests.analysis.conftest import REFERENCE

KEPT = json.loads((REFERENCE / "coverage.json").read_text("utf-8"))


def test_what_docs_print_is_what_the_product_promises():
    assert KEPT["worst_coverage"] >= 0.93
    assert KEPT["false_discovery_rate"] <= 0.05
    assert KEPT["worst_coverage"] == min(kind["worst"] for kind in KEPT["kinds"].values())
    assert all(kind["average"] >= 0.95 for kind in KEPT["kinds"].values())
    assert KEPT["verdicts"]["about_the_same"]["rate"] <= 0.025


@pytest.mark.parametrize("kind", ["symmetric", "very skewed"])
def test_where_nothing_differs_hardly_any_release_carries_a_mark(kind):
    made = error_rates(World(kind, 20, 60, 0.0, 0.0), 20, 5)
    # One in twenty would be marked; four or more of twenty by a chance of one in sixty.
    assert sum(rate > 0 for rate in made.rates) <= 3


def test_marks_of_what_differs_are_nearly_all_true_in_a_release_and_in_a_units_own_report():
    made = error_rates(World("symmetric", 40, 120, 0.1, 10.0), 6, 6)
    assert made.marks > 6 * 40
    assert made.false_discovery_rate <= 0.05
    assert np.mean(made.of_a_unit) <= 0.03


@pytest.mark.nightly
def test_the_benchmark_holds_its_promises_anew():
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.coverage", "--json"], capture_output=True, text=True, check=True
    )
    made = json.loads(ran.stdout.splitlines()[-1])
    assert made["worst_coverage"] >= 0.93
    assert made["false_discovery_rate"] <= 0.05
