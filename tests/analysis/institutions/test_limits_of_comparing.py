"""What a comparison of institutions needs."""

import pytest

from analysis.institutions.benchmark import benchmark, benchmarks_by_kind
from analysis.institutions.pooling import between_variance, pool
from analysis.institutions.ranks import Band, ranking
from analysis.refusals import NoVariance, TooFewGroups
from analysis.scores.samples import Sample


def test_a_benchmark_needs_three_institutions():
    two = {name: Sample(10, 50.0, 1.0) for name in "ab"}
    with pytest.raises(TooFewGroups):
        benchmark(list(two.values()))
    three = two | {"c": Sample(10, 80.0, 1.0)}
    kinds = {"a": "small", "b": "small", "c": "small"}
    assert benchmarks_by_kind(three, kinds)["small"].median == 50.0
    assert benchmarks_by_kind(three, kinds | {"c": "large"}) == {}


def test_pooling_needs_groups_with_variance():
    with pytest.raises(TooFewGroups):
        pool([50.0], [1.0])
    with pytest.raises(NoVariance):
        pool([50.0, 60.0], [1.0, 0.0])
    assert between_variance([50.0, 50.1, 49.9], [4.0, 4.0, 4.0]) == 0.0


def test_groups_that_differ_by_chance_only_share_all_ranks():
    made = ranking(pool([50.0, 50.1, 49.9], [4.0, 4.0, 4.0]))
    assert [(rank.lower, rank.upper, rank.band) for rank in made.ranks] == [(1, 3, Band.MIDDLE)] * 3
    assert made.rankability == 0


def test_bands_tell_high_from_low():
    made = ranking(pool([40.0, 50.0, 60.0, 50.0], [1.0] * 4))
    assert [rank.band for rank in made.ranks] == [Band.BELOW, Band.MIDDLE, Band.ABOVE, Band.MIDDLE]
