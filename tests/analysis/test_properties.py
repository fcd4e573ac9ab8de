"""What must hold for any answers: invariance to order, reversal, and units of measurement."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.counting.cells import count
from analysis.counting.moments import CompleteMoments, Moments
from analysis.counting.scales import Structure
from analysis.findings.drivers import relative_weights, shapley_r_squared
from analysis.findings.trends import WaveComparability, trend
from analysis.findings.weighting import rake
from analysis.institutions.benchmark import benchmark
from analysis.institutions.funnel import funnel
from analysis.institutions.pooling import pool
from analysis.institutions.ranks import ranking
from analysis.measurement.agreement import Null, null_variance, rwg_j
from analysis.measurement.intra_class import intra_class
from analysis.measurement.reliability import alpha, item_rest_correlations
from analysis.measurement.structure import one_factor
from analysis.released.released_values import Verdict
from analysis.scores.differences import unit_against_rest, welch
from analysis.scores.intervals import mean_interval, share_interval
from analysis.scores.samples import Sample
from analysis.scores.scoring import area_score, item_shares
from analysis.scores.verdicts import Level, benjamini_hochberg, judge

several = settings(max_examples=40, deadline=None)
values = st.lists(st.floats(-100, 100).map(lambda x: round(x, 3)), min_size=2, max_size=40)
likert = arrays(np.uint8, st.tuples(st.integers(1, 40), st.just(4)), elements=st.integers(1, 5))


def correlated(seed: int, rows: int, columns: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(rows, 1)) * 0.8 + rng.normal(size=(rows, columns))


@several
@given(values, values)
def test_samples_merge_and_part(a, b):
    first, second = Sample.of(np.array(a)), Sample.of(np.array(b))
    both = first.merge(second)
    together = Sample.of(np.array(a + b))
    assert both.mean == pytest.approx(together.mean, abs=1e-9)
    assert both.squares == pytest.approx(together.squares, rel=1e-9, abs=1e-6)
    rest = both.without(second)
    assert rest.respondents == first.respondents
    assert rest.mean == pytest.approx(first.mean, abs=1e-7)
    assert rest.squares == pytest.approx(first.squares, rel=1e-6, abs=1e-5)


@several
@given(likert)
def test_turning_every_item_mirrors_the_score(codes):
    items = ("a", "b", "c", "d")
    plain = Structure.of_scale("S", items, lower=1, upper=5)
    turned = Structure.of_scale("S", items, lower=1, upper=5, reversed_items=frozenset(items))
    one, other = count(plain, codes), count(turned, codes)
    assert area_score(one, "S").mean == pytest.approx(100 - area_score(other, "S").mean)
    assert area_score(one, "S").scores.squares == pytest.approx(area_score(other, "S").scores.squares)
    for item in items:
        assert item_shares(one, item).favourable == item_shares(other, item).unfavourable


@several
@given(likert)
def test_a_reversed_item_answered_upside_down_is_the_same_item(codes):
    items = ("a", "b", "c", "d")
    flipped = codes.copy()
    flipped[:, 1] = 6 - flipped[:, 1]
    plain = count(Structure.of_scale("S", items, lower=1, upper=5), codes)
    turned = count(Structure.of_scale("S", items, lower=1, upper=5, reversed_items=frozenset({"b"})), flipped)
    np.testing.assert_array_equal(plain.scale("S").pairwise.cross, turned.scale("S").pairwise.cross)
    np.testing.assert_array_equal(plain.scale("S").histogram, turned.scale("S").histogram)


@several
@given(st.integers(0, 10_000), st.floats(0.1, 50), st.floats(-30, 30))
def test_alpha_does_not_depend_on_units_or_order(seed, factor, shift):
    table = correlated(seed, 50, 4)
    moments = Moments.of(table).covariance()
    moved = Moments.of(table[::-1, ::-1] * factor + shift).covariance()
    assert alpha(moved) == pytest.approx(alpha(moments), rel=1e-6)
    assert item_rest_correlations(moved)[::-1] == pytest.approx(item_rest_correlations(moments), rel=1e-6)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.floats(0.2, 5))
def test_fit_does_not_depend_on_units_of_items(seed, factor):
    table = correlated(seed, 300, 5)
    scaled = table * np.array([1, factor, 1, 1 / factor, 2])
    items = list("abcde")
    first, second = (one_factor(CompleteMoments.of(t), items).fit for t in (table, scaled))
    assert second.chisq == pytest.approx(first.chisq, abs=1e-5)
    assert second.srmr == pytest.approx(first.srmr, abs=1e-6)


@several
@given(st.integers(0, 200), st.integers(1, 200), st.integers(0, 300))
def test_wilson_stays_within_nought_and_one_and_holds_the_share(yes, no, absent):
    n = yes + no
    interval = share_interval(yes / n, n, population=n + absent)
    assert 0 <= interval.lower <= interval.estimate <= interval.upper <= 1
    wide = share_interval(yes / n, n)
    assert interval.upper - interval.lower <= wide.upper - wide.lower + 1e-12


@several
@given(values)
def test_when_all_have_answered_nothing_is_uncertain(numbers):
    sample = Sample.of(np.array(numbers))
    interval = mean_interval(sample, population=sample.respondents)
    assert interval.lower == interval.estimate == interval.upper


@several
@given(values, values)
def test_a_difference_turned_round_is_its_opposite(a, b):
    first, second = Sample.of(np.array(a)), Sample.of(np.array(b))
    assume(first.variance + second.variance > 1e-6)
    one, other = welch(first, second), welch(second, first)
    assert one.difference == -other.difference
    assert one.lower == pytest.approx(-other.upper)
    assert one.p == pytest.approx(other.p)
    assert one.effect == pytest.approx(-other.effect)


@several
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_are_larger_and_keep_their_order(p_values):
    adjusted = benjamini_hochberg(p_values)
    assert (adjusted >= np.array(p_values) - 1e-15).all()
    assert (adjusted <= 1).all()
    order = np.argsort(p_values, kind="stable")
    assert (np.diff(adjusted[order]) >= -1e-15).all()


@several
@given(st.integers(0, 10_000), st.integers(2, 6))
def test_both_measures_of_importance_share_out_all_that_is_explained(seed, predictors):
    table = correlated(seed, 60, predictors + 1)
    correlation = np.corrcoef(table.T)
    explained = correlation[-1, :-1] @ np.linalg.solve(correlation[:-1, :-1], correlation[:-1, -1])
    johnson, lmg = relative_weights(correlation), shapley_r_squared(correlation)
    assert johnson.sum() == pytest.approx(explained)
    assert lmg.sum() == pytest.approx(explained)
    assert (johnson >= 0).all()
    assert (lmg >= -1e-12).all()


@several
@given(st.floats(0, 4), st.integers(1, 12))
def test_agreement_lies_between_nought_and_one_and_is_lower_under_slight_skew(variance, items):
    uniform = rwg_j(variance, items, null_variance(Null.UNIFORM, 5))
    skewed = rwg_j(variance, items, null_variance(Null.SLIGHT_SKEW, 5))
    assert 0 <= skewed <= uniform <= 1


@several
@given(st.integers(0, 10_000))
def test_an_intra_class_correlation_does_not_depend_on_order_or_units(seed):
    rng = np.random.default_rng(seed)
    groups = [rng.normal(rng.normal(), 1, rng.integers(1, 12)) for _ in range(12)]
    first = intra_class([Sample.of(g) for g in groups])
    second = intra_class([Sample.of(3 * g + 7) for g in groups[::-1]])
    for name in ("anova_mean_n", "anova_n0", "reml"):
        assert getattr(second, name) == pytest.approx(getattr(first, name), abs=1e-7)
    assert first.reml_bounds.lower <= first.reml <= first.reml_bounds.upper


@several
@given(st.integers(0, 10_000), st.integers(3, 30))
def test_pooling_draws_towards_the_mean_and_ranks_hold_their_place(seed, groups):
    rng = np.random.default_rng(seed)
    variances = rng.uniform(0.5, 9, groups)
    observed = rng.normal(60, 3, groups)
    pooled = pool(observed, variances)
    assert (np.abs(pooled.pooled - pooled.mean) <= np.abs(observed - pooled.mean) + 1e-9).all()
    assert 0 <= pooled.rankability <= 1
    made = ranking(pooled, draws=2000)
    for rank in made.ranks:
        assert 1 <= rank.lower <= rank.rank <= rank.upper <= groups


@several
@given(st.integers(0, 10_000))
def test_extra_spread_only_widens_a_funnel(seed):
    rng = np.random.default_rng(seed)
    variances = rng.uniform(0.5, 9, 25)
    drawn = funnel(rng.normal(60, 4, 25), variances)
    assert drawn.between_variance >= 0
    assert (drawn.outside <= drawn.outside_chance).all()
    low, high = drawn.limits(2.0)
    assert low < drawn.target < high


@several
@given(st.integers(0, 10_000))
def test_raked_weights_meet_their_margins(seed):
    rng = np.random.default_rng(seed)
    first, second = rng.permutation(np.arange(300) % 4), rng.permutation(np.arange(300) % 3)
    totals = [rng.dirichlet(np.full(4, 9.0)) * 900, rng.dirichlet(np.full(3, 9.0)) * 900]
    weights, _ = rake([first, second], totals)
    np.testing.assert_allclose(np.bincount(first, weights), totals[0], rtol=1e-6)
    np.testing.assert_allclose(np.bincount(second, weights), totals[1], rtol=1e-6)


@several
@given(st.lists(st.floats(0, 100), min_size=3, max_size=40))
def test_half_of_the_institutions_lie_below_the_median(means):
    made = benchmark([Sample(10, mean, 1.0) for mean in means])
    assert made.lower_quartile <= made.median <= made.upper_quartile
    assert made.percentile_of(made.median) == pytest.approx(50, abs=50)
    assert benchmark([Sample(10, mean, 1.0) for mean in means[::-1]]) == made


@several
@given(values, values)
def test_a_unit_is_compared_with_the_others_only(a, b):
    unit, others = Sample.of(np.array(a)), Sample.of(np.array(b))
    assume(unit.variance + others.variance > 1e-3)
    found = unit_against_rest(unit, unit.merge(others))
    assert found.difference == pytest.approx(unit.mean - others.mean, abs=1e-6)
    assert found.respondents == (unit.respondents, others.respondents)


def test_what_is_judged_alone_is_not_judged_the_same_among_many():
    borderline = welch(Sample(200, 53.0, 199 * 196.0), Sample(200, 50.0, 199 * 196.0))
    nothing = welch(Sample(200, 50.0, 199 * 100.0), Sample(200, 50.0, 199 * 100.0))
    alone = judge([borderline], Level.AREA)
    among = judge([borderline, *[nothing] * 30], Level.AREA)
    assert alone[0].verdict is Verdict.HIGHER
    assert among[0].verdict is Verdict.CANNOT_TELL


def test_a_trend_is_the_later_minus_the_earlier():
    made = trend(Sample(100, 50.0, 9900.0), Sample(100, 58.0, 9900.0), (WaveComparability.SAME, ""))
    assert made.change.difference == 8.0
