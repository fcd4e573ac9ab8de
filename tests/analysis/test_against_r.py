"""Every statistic equals what R gives on the same answers (tests/reference/reference.R)."""

import numpy as np
import polars as pl
import pytest

from analysis.counting.answers import NO_ANSWER
from analysis.counting.cells import count
from analysis.counting.moments import CompleteMoments, Moments
from analysis.counting.scales import Structure
from analysis.findings.drivers import correlations_of, relative_weights, shapley_r_squared, within_covariance
from analysis.findings.quality import intra_individual_variability, longstring, mahalanobis
from analysis.findings.weighting import kish_effect, rake
from analysis.institutions.funnel import funnel
from analysis.institutions.pooling import between_variance, pool
from analysis.institutions.ranks import ranking
from analysis.measurement.agreement import Null, agreement, average_deviations_of
from analysis.measurement.intra_class import intra_class
from analysis.measurement.invariance import invariance
from analysis.measurement.reliability import reliability
from analysis.measurement.structure import confirmatory, omega_total, one_factor
from analysis.scores.differences import against_fixed, hedges_g, share_against_fixed, share_difference, welch
from analysis.scores.intervals import mean_interval, share_interval
from analysis.scores.samples import Sample
from analysis.scores.scoring import area_score, respondent_scores, score_percentiles
from analysis.scores.verdicts import benjamini_hochberg
from tests.analysis.conftest import LENGTH, MINIMUM, REFERENCE, Reference

SCALES = list(LENGTH)
CLOSED = 1e-9
ITERATED = 1e-5


def close(found, expected, relative=CLOSED):
    np.testing.assert_allclose(found, expected, rtol=relative, atol=1e-12)


def scores_and_units(reference: Reference, key: str) -> tuple[np.ndarray, np.ndarray]:
    scores, enough = respondent_scores(reference.keyed[key], 1, 5, MINIMUM[key])
    return scores, reference.units[enough]


@pytest.mark.parametrize("key", SCALES)
def test_scores_and_their_interval(reference, key):
    expected = reference.expected["scales"][key]
    sample = Sample.of(scores_and_units(reference, key)[0])
    interval = mean_interval(sample)
    assert sample.respondents == expected["respondents"]
    close([sample.mean, sample.sd], [expected["mean"], expected["sd"]])
    close([interval.lower, interval.upper], expected["ci"])


@pytest.mark.parametrize("key", SCALES)
def test_cells_give_the_same_scores_as_rows(reference, key):
    expected = reference.expected["scales"][key]
    names = reference.items[key]
    structure = Structure.of_scale(
        key,
        tuple(names),
        lower=1,
        upper=5,
        reversed_items=frozenset({"LEAD3"} & set(names)),
        minimum_answered=MINIMUM[key],
    )
    start = sum(LENGTH[other] for other in SCALES[: SCALES.index(key)])
    raw = reference.raw[:, start : start + LENGTH[key]]
    codes = np.where(np.isnan(raw), NO_ANSWER, np.nan_to_num(raw)).astype(np.uint8)
    cells = count(structure, codes)
    score = area_score(cells, key)
    assert score.respondents == expected["respondents"]
    close([score.mean, score.scores.sd], [expected["mean"], expected["sd"]])
    close(score.favourable.mean, expected["favourable"])
    close(score_percentiles(cells, key, (10, 25, 50, 75, 90)), expected["percentiles"])


@pytest.mark.parametrize("key", SCALES)
def test_reliability(reference, key):
    expected = reference.expected["scales"][key]
    values = reference.keyed[key]
    items = tuple(reference.items[key])
    made = reliability(items, Moments.of(values), CompleteMoments.of(values))
    close(made.pairwise, expected["alpha"])
    close(made.standardised, expected["alpha_standardised"])
    close(made.complete, expected["alpha_complete"])
    close([made.feldt.lower, made.feldt.upper], expected["feldt"])
    close(list(made.if_deleted.values()), expected["alpha_if_deleted"])
    complete = values[~np.isnan(values).any(axis=1)]
    alone = reliability(items, Moments.of(complete), CompleteMoments.of(complete))
    close(list(alone.item_rest.values()), expected["item_rest_complete"])
    assert made.complete_respondents == expected["complete"]


@pytest.mark.parametrize("key", SCALES)
def test_one_factor(reference, key):
    expected = reference.expected["scales"][key]
    made = one_factor(CompleteMoments.of(reference.keyed[key]), reference.items[key])
    fit, theirs = made.fit, expected["cfa"]
    assert fit.df == theirs["df"]
    close(
        [fit.chisq, fit.cfi, fit.tli, fit.rmsea],
        [theirs[m] for m in ("chisq", "cfi", "tli", "rmsea")],
        ITERATED,
    )
    close([fit.rmsea_lower, fit.rmsea_upper], [theirs["rmsea.ci.lower"], theirs["rmsea.ci.upper"]], 1e-4)
    close(fit.srmr, theirs["srmr"], 1e-4)
    close(list(made.loadings["factor"].values()), expected["loadings"], 1e-4)
    close(list(made.residuals.values()), expected["residuals"], 1e-4)
    close(omega_total(made), expected["omega"], ITERATED)


def test_three_factors(reference):
    values = np.concatenate([reference.keyed[key] for key in SCALES], axis=1)
    items = [item for key in SCALES for item in reference.items[key]]
    made = confirmatory(CompleteMoments.of(values), items, reference.items)
    expected = reference.expected["three_factors"]
    close(
        [made.fit.chisq, made.fit.cfi, made.fit.rmsea],
        [expected["fit"][m] for m in ("chisq", "cfi", "rmsea")],
        ITERATED,
    )
    assert made.fit.df == expected["fit"]["df"]
    close([x for loadings in made.loadings.values() for x in loadings.values()], expected["loadings"], 1e-4)
    close(sorted(made.factor_correlations.values()), sorted(expected["correlations"]), 1e-4)


@pytest.mark.parametrize("model", ["configural", "metric", "scalar"])
def test_invariance(reference, model):
    table = pl.read_csv(REFERENCE / "data" / "invariance.csv")
    items = [f"Y{i}" for i in range(1, 6)]
    groups = np.searchsorted(["a", "b", "c"], table["group"].to_numpy())
    made = invariance(
        CompleteMoments.of_groups(table.select(items).to_numpy(), groups, 3), items, ["a", "b", "c"]
    )
    fit, expected = getattr(made, model), reference.expected["invariance"][model]
    assert fit.df == expected["df"]
    for measure in ("chisq", "cfi", "tli", "rmsea"):
        close(getattr(fit, measure), expected[measure], ITERATED)
    close([fit.rmsea_lower, fit.rmsea_upper], [expected["rmsea.ci.lower"], expected["rmsea.ci.upper"]], 1e-4)
    close(fit.srmr, expected["srmr"], 1e-4)


@pytest.mark.parametrize("key", SCALES)
def test_agreement(reference, key):
    expected = reference.expected["scales"][key]
    values = reference.keyed[key]
    groups = len(reference.unit_names)
    complete = ~np.isnan(values).any(axis=1)
    deviations = average_deviations_of(values[complete], reference.units[complete], groups)
    made = agreement(
        CompleteMoments.of_groups(values, reference.units, groups), deviations, reference.unit_names, 5
    )
    # Groups in which nobody answered everything are no rows in R.
    there = [
        name
        for name, n in zip(
            reference.unit_names, np.bincount(reference.units[complete], minlength=groups), strict=True
        )
        if n
    ]
    found = {group.group: group for group in made.groups}
    for index, name in enumerate(there):
        if expected["rwg_uniform"][index] is None:
            assert name in made.left_out
            continue
        close(found[name].rwg_j[Null.UNIFORM], expected["rwg_uniform"][index])
        close(found[name].rwg_j[Null.SLIGHT_SKEW], expected["rwg_skew"][index])
        close(found[name].average_deviation, expected["ad"][index])


@pytest.mark.parametrize("key", SCALES)
def test_intra_class_correlations(reference, key):
    expected = reference.expected["scales"][key]["icc"]
    scores, units = scores_and_units(reference, key)
    groups = [Sample.of(scores[units == unit]) for unit in np.unique(units)]
    made = intra_class(groups)
    for mine, theirs in (
        (made.msb, "msb"),
        (made.msw, "msw"),
        (made.anova_mean_n, "mean_n"),
        (made.n0, "n0"),
        (made.anova_n0, "anova_n0"),
        (made.icc2_anova, "icc2"),
    ):
        close(mine, expected[theirs])
    close([made.anova_n0_bounds.lower, made.anova_n0_bounds.upper], expected["f_bounds"])
    close(made.reml, expected["reml_exact"], 1e-5)
    close(
        [made.between_variance, made.within_variance, made.grand_mean],
        [expected[k] for k in ("tau2", "sigma2", "mu")],
        1e-4,
    )
    close([made.reml_bounds.lower, made.reml_bounds.upper], expected["reml_bounds"], 1e-5)
    sizes = np.array([group.respondents for group in groups])
    pooled = pool([g.mean for g in groups], made.within_variance / sizes, made.between_variance)
    close(pooled.pooled, expected["blup"], 1e-5)


def test_pooling_and_funnel(reference):
    table = pl.read_csv(REFERENCE / "data" / "groups.csv")
    y, v = table["y"].to_numpy(), table["v"].to_numpy()
    expected = reference.expected["pooling"]
    made = pool(y, v)
    close(between_variance(y, v), expected["tau2"], 1e-6)
    close([made.mean, made.mean_error], [expected["mu"], expected["mu_error"]], 1e-6)
    close(made.pooled, expected["blup"], 1e-6)
    close(np.sqrt(made.posterior_variances), expected["blup_se"], 1e-6)
    close(made.heterogeneity_q, expected["q"])
    drawn = funnel(y, v, target=made.mean)
    close(
        [drawn.over_dispersion, drawn.moment_variance],
        [reference.expected["funnel"][k] for k in ("phi", "tau2")],
        1e-6,
    )


def test_rank_intervals_within_one_rank(reference):
    table = pl.read_csv(REFERENCE / "data" / "groups.csv")
    made = ranking(pool(table["y"].to_numpy(), table["v"].to_numpy()))
    found = np.array([(rank.lower, rank.rank, rank.upper) for rank in made.ranks])
    assert np.abs(found - np.array(reference.expected["ranks"])).max() <= 1


def test_raking(reference):
    table = pl.read_csv(REFERENCE / "data" / "people.csv")
    classes = [table[name].to_numpy() - 1 for name in ("grade", "sex")]
    weights, _ = rake(classes, [np.array([400.0, 380, 250, 170]), np.array([640.0, 560])])
    expected = reference.expected["raking"]
    close(weights / weights.mean(), expected["weights"], 1e-8)
    close(kish_effect(weights), expected["kish"], 1e-8)
    close((weights * table["score"].to_numpy()).sum() / weights.sum(), expected["mean"])


def test_an_interval_of_a_finite_population(reference):
    scores = pl.read_csv(REFERENCE / "data" / "people.csv")["score"].to_numpy()
    interval = mean_interval(Sample.of(scores), population=1200)
    close([interval.lower, interval.upper], reference.expected["finite"]["ci"])


def test_tests_and_effect_sizes(reference):
    table = pl.read_csv(REFERENCE / "data" / "people.csv")
    score, grade = table["score"].to_numpy(), table["grade"].to_numpy()
    a, b = Sample.of(score[grade == 1]), Sample.of(score[grade == 4])
    expected = reference.expected["tests"]
    made = welch(a, b)
    close([made.difference, made.p], [expected["welch"]["difference"], expected["welch"]["p"]])
    close([made.lower, made.upper], expected["welch"]["ci"])
    close(hedges_g(a, b), expected["hedges_g"])
    fixed = against_fixed(a, 55.0)
    close([fixed.lower, fixed.upper, fixed.p], [*expected["one_sample"]["ci"], expected["one_sample"]["p"]])
    close(share_difference((56, 48), (70, 80)).p, expected["shares"]["p"])
    one = share_against_fixed(56, 70, 0.7)
    close([one.lower, one.upper, one.p], [*expected["share_fixed"]["ci"], expected["share_fixed"]["p"]])
    wilson = share_interval(56 / 70, 70)
    close([wilson.lower, wilson.upper], expected["wilson"])
    close(benjamini_hochberg(expected["p_values"]), expected["bh"])


def test_drivers(reference):
    scores = np.full((len(reference.units), 3), np.nan)
    for column, key in enumerate(SCALES):
        made, enough = respondent_scores(reference.keyed[key], 1, 5, MINIMUM[key])
        scores[enough, column] = made
    moments = CompleteMoments.of_groups(scores, reference.units, len(reference.unit_names))
    correlation = correlations_of(within_covariance(moments), SCALES)
    expected = reference.expected["drivers"]
    assert moments.respondents == expected["respondents"]
    close(correlation[:2, 2], expected["r"])
    close(relative_weights(correlation), expected["johnson"])
    close(shapley_r_squared(correlation), expected["lmg"])
    matrix = np.array(expected["items"]["matrix"])
    close(relative_weights(matrix), expected["items"]["johnson"])
    close(shapley_r_squared(matrix), expected["items"]["lmg"])


def test_signs_of_careless_answering(reference):
    expected = reference.expected["quality"]
    np.testing.assert_array_equal(longstring(reference.raw), expected["longstring"])
    close(intra_individual_variability(reference.raw), expected["irv"])
    distances, complete = mahalanobis(reference.raw)
    assert complete.sum() == len(expected["mahalanobis"])
    close(distances, expected["mahalanobis"])
