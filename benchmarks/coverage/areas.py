"""Areas that go with an outcome: data whose true shares are known from very many people."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.counting.cells import REPLICATES
from analysis.counting.moments import CompleteMoments
from analysis.counting.replicates import replicates_of_rows
from analysis.findings.drivers import relative_weights
from benchmarks.coverage import people

FloatArray = NDArray[np.float64]
AREAS = ("a", "b", "c", "d", "e", "f")
SLOPES = np.array([0.45, 0.35, 0.25, 0.15, 0.08, 0.0])
COMMON = 0.5
NOISE = 0.8
KNOWN_FROM = 400_000


def scores(rng: np.random.Generator, kind: str, number: int) -> FloatArray:
    """Scores of so many people in each area and then the outcome, (people, areas + 1)."""
    shared, own = rng.standard_normal((number, 1)), rng.standard_normal((number, len(AREAS)))
    opinions = np.sqrt(COMMON) * shared + np.sqrt(1 - COMMON) * own
    spread = np.sqrt(COMMON * SLOPES.sum() ** 2 + (1 - COMMON) * (SLOPES**2).sum() + NOISE**2)
    outcome = (opinions @ SLOPES + NOISE * rng.standard_normal(number)) / spread
    return people.scores_of(people.points(rng, kind, np.column_stack([opinions, outcome])))[0]


@lru_cache(maxsize=8)
def true_shares(kind: str) -> tuple[float, ...]:
    """The areas' shares among very many people."""
    found = relative_weights(np.corrcoef(scores(np.random.default_rng(1), kind, KNOWN_FROM).T))
    return tuple((found / found.sum()).tolist())


def replicates(table: FloatArray) -> list[CompleteMoments]:
    """Moments in the jackknife's groups, as a release deals people out."""
    groups, one = replicates_of_rows(table.shape[0]), np.zeros(table.shape[0], np.int64)
    return [
        CompleteMoments.of_groups(table[groups == group], one[groups == group], 1)
        for group in range(REPLICATES)
    ]
