"""Ranks and funnels of the 99 groups of bh1996 say as little as they should (tests/reference/bh1996.R)."""

import json

import numpy as np
import pytest

from analysis.institutions.funnel import funnel
from analysis.institutions.pooling import pool
from analysis.institutions.ranks import ranking
from analysis.measurement.intra_class import intra_class
from analysis.scores.samples import Sample
from tests.analysis.conftest import REFERENCE

GROUPS = json.loads((REFERENCE / "bh1996.json").read_text())


def results(column: str) -> tuple[np.ndarray, np.ndarray, float]:
    """Means, sampling variances σ²/n and τ² of the mixed model."""
    numbers = GROUPS[column]
    samples = [Sample(*row) for row in zip(numbers["n"], numbers["mean"], numbers["squares"], strict=True)]
    icc = intra_class(samples)
    return np.array(numbers["mean"]), icc.within_variance / np.array(numbers["n"]), icc.between_variance


def test_a_rank_interval_of_well_being_spans_54_ranks_on_average():
    means, variances, between = results("well_being")
    made = ranking(pool(means, variances, between))
    assert made.mean_width == pytest.approx(54, abs=1)


def test_54_groups_differ_by_chance_alone_and_5_lie_outside_random_effects_limits():
    means, variances, _ = results("hours")
    drawn = funnel(means, variances)
    assert drawn.outside_chance.sum() == 54
    assert drawn.outside.sum() == 5
    assert drawn.over_dispersion > 2
