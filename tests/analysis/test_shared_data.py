"""Values that others have published or computed, on data that lie beside the project."""

import csv
import json

import numpy as np
import polars as pl
import pytest

from analysis.counting.moments import CompleteMoments, Moments
from analysis.institutions.pooling import pool
from analysis.institutions.ranks import ranking
from analysis.measurement.agreement import Null, agreement, average_deviations_of
from analysis.measurement.intra_class import intra_class
from analysis.measurement.invariance import Comparability, invariance
from analysis.measurement.reliability import reliability
from analysis.measurement.structure import confirmatory, omega_total, one_factor
from analysis.scores.samples import Sample
from tests.analysis.conftest import REFERENCE
from tests.reference.published_digits import measure, through_the_command

LQ2002 = {"LEAD": 11, "TSIG": 3, "HOSTIL": 5}


def items_of(key: str) -> list[str]:
    return [f"{key}{i:02d}" for i in range(1, LQ2002[key] + 1)]


@pytest.fixture(scope="module")
def lq2002(shared_data):
    return pl.read_csv(shared_data / "multilevel" / "lq2002.csv")


@pytest.fixture(scope="module")
def reference_values(shared_data):
    with (shared_data / "multilevel" / "reference_values.csv").open() as file:
        return {(r["statistic"], r["target"]): float(r["value"]) for r in csv.DictReader(file)}


def groups_of(table: pl.DataFrame) -> tuple[np.ndarray, list[str]]:
    ids = table["COMPID"].to_numpy()
    names = np.unique(ids)
    return np.searchsorted(names, ids), [str(name) for name in names]


@pytest.mark.parametrize("key", LQ2002)
def test_reliability_of_lq2002(lq2002, reference_values, key):
    values = lq2002.select(items_of(key)).cast(pl.Float64).to_numpy()
    made = reliability(tuple(items_of(key)), Moments.of(values), CompleteMoments.of(values))
    assert made.pairwise == pytest.approx(reference_values["cronbach_alpha_raw", key], rel=1e-9)
    assert made.standardised == pytest.approx(reference_values["alpha_std", key], rel=1e-9)
    for (statistic, target), value in reference_values.items():
        if target in made.item_rest and statistic == "item_rest_correlation_r.drop":
            assert made.item_rest[target] == pytest.approx(value, rel=1e-9)
        if target in made.if_deleted and statistic == "alpha_if_dropped_raw":
            assert made.if_deleted[target] == pytest.approx(value, rel=1e-9)
    solution = one_factor(CompleteMoments.of(values), items_of(key))
    if ("omega_total_1factor_ML", key) in reference_values:
        assert omega_total(solution) == pytest.approx(
            reference_values["omega_total_1factor_ML", key], abs=1e-6
        )
        assert solution.fit.chisq == pytest.approx(reference_values["cfa_chisq", key], abs=1e-5)
        for measure in ("cfi", "tli", "rmsea"):
            assert getattr(solution.fit, measure) == pytest.approx(
                reference_values[f"cfa_{measure}", key], abs=1e-5
            )
        assert solution.fit.srmr == pytest.approx(reference_values["cfa_srmr", key], abs=1e-4)


@pytest.mark.parametrize("key", LQ2002)
def test_agreement_in_the_companies_of_lq2002(lq2002, reference_values, key):
    values = lq2002.select(items_of(key)).cast(pl.Float64).to_numpy()
    groups, names = groups_of(lq2002)
    deviations = average_deviations_of(values, groups, len(names))
    made = agreement(CompleteMoments.of_groups(values, groups, len(names)), deviations, names, 5)
    if ("rwg.j_mean_ranvar2", key) in reference_values:
        uniform = made.summaries[Null.UNIFORM]
        assert uniform.mean == pytest.approx(reference_values["rwg.j_mean_ranvar2", key], rel=1e-9)
        assert uniform.median == pytest.approx(reference_values["rwg.j_median_ranvar2", key], rel=1e-9)
        assert made.average_deviation == pytest.approx(reference_values["AD_mean_mean", key], rel=1e-9)
    means = values.mean(axis=1)
    icc = intra_class([Sample.of(means[groups == g]) for g in range(len(names))])
    assert icc.anova_mean_n == pytest.approx(reference_values["ICC1_anova_scale_mean", key], rel=1e-8)
    assert icc.icc2_anova == pytest.approx(reference_values["ICC2_anova_scale_mean", key], rel=1e-8)
    if ("ICC1_lme_REML", key) in reference_values:
        assert icc.reml == pytest.approx(reference_values["ICC1_lme_REML", key], abs=1e-5)


def test_all_companies_agree_under_the_uniform_null_and_few_under_slight_skew(lq2002, shared_data):
    values = lq2002.select(items_of("LEAD")).cast(pl.Float64).to_numpy()
    groups, names = groups_of(lq2002)
    deviations = average_deviations_of(values, groups, len(names))
    made = agreement(CompleteMoments.of_groups(values, groups, len(names)), deviations, names, 5)
    assert made.summaries[Null.UNIFORM].share_shared == 1
    assert made.summaries[Null.SLIGHT_SKEW].share_shared == pytest.approx(0.286, abs=0.0005)
    expected = pl.read_csv(shared_data / "stats" / "expected_lq2002_agreement_by_company.csv")
    by_company = {str(row["COMPID"]): row for row in expected.iter_rows(named=True)}
    for group in made.groups:
        row = by_company[group.group]
        assert group.rwg_j[Null.UNIFORM] == pytest.approx(row["rwgj_LEAD"], rel=1e-9)
        assert group.rwg_j[Null.SLIGHT_SKEW] == pytest.approx(row["rwgj_LEAD_slightskew_1.34"], rel=1e-9)
        assert group.average_deviation == pytest.approx(row["ADm_LEAD"], rel=1e-9)


@pytest.fixture(scope="module")
def holzinger(shared_data):
    table = pl.read_csv(shared_data / "stats" / "holzinger1939.csv")
    expected = json.loads((shared_data / "stats" / "holzinger_cfa.json").read_text())
    return table, expected


HOLZINGER = [f"x{i}" for i in range(1, 10)]
FACTORS = {"visual": HOLZINGER[:3], "textual": HOLZINGER[3:6], "speed": HOLZINGER[6:]}


def test_three_factors_of_holzinger_and_swineford(holzinger):
    table, expected = holzinger
    made = confirmatory(CompleteMoments.of(table.select(HOLZINGER).to_numpy()), HOLZINGER, FACTORS)
    for mine, theirs in (
        ("chisq", "chisq"),
        ("cfi", "cfi"),
        ("tli", "tli"),
        ("rmsea", "rmsea"),
        ("rmsea_lower", "rmsea.ci.lower"),
        ("rmsea_upper", "rmsea.ci.upper"),
        ("srmr", "srmr"),
    ):
        assert getattr(made.fit, mine) == pytest.approx(expected["cfa3"][theirs], abs=1e-6)
    for row in expected["cfa3_stdlv_params"]:
        if row["op"] == "=~":
            assert made.loadings[row["lhs"]][row["rhs"]] == pytest.approx(row["est"], abs=1e-4)
    for row in expected["cfa3_std"]:
        if row["op"] == "=~":
            assert made.standardised()[row["lhs"]][row["rhs"]] == pytest.approx(row["est.std"], abs=1e-4)


def test_invariance_over_the_schools_of_holzinger_and_swineford(holzinger):
    table, expected = holzinger
    groups = (table["school"] != "Pasteur").to_numpy().astype(np.int64)
    moments = CompleteMoments.of_groups(table.select(HOLZINGER).to_numpy(), groups, 2)
    made = invariance(moments, HOLZINGER, ["Pasteur", "Grant-White"], FACTORS)
    for model in ("configural", "metric", "scalar"):
        theirs = expected["invariance_school"][model]
        fit = getattr(made, model)
        assert fit.df == theirs["df"]
        assert fit.chisq == pytest.approx(theirs["chisq"], abs=1e-5)
        assert fit.cfi == pytest.approx(theirs["cfi"], abs=1e-5)
        assert fit.rmsea == pytest.approx(theirs["rmsea"], abs=1e-5)
        assert fit.srmr == pytest.approx(theirs["srmr"], abs=1e-5)
    assert made.comparability is Comparability.RELATIONS
    assert {departure.item for departure in made.departures} == {"x3", "x7"}


def test_the_published_digits_are_those_of_today(shared_data):
    stored = json.loads((REFERENCE / "published_digits.json").read_text("utf-8"))
    today = {(row["data"], row["statistic"]): row for row in measure()}
    assert [(row["data"], row["statistic"]) for row in stored] == list(today)
    for (data, statistic), row in today.items():
        if any(word in statistic for word in ("loadings", "scalar", "partially")):
            assert row["difference"] < 1e-4, (data, statistic)
        elif any(word in statistic for word in ("fit", "REML", "ω")):
            assert row["difference"] < 1e-5, (data, statistic)
        else:
            assert row["difference"] < 1e-9, (data, statistic)


def test_attitude_as_in_the_manual_of_psych(shared_data):
    table = pl.read_csv(shared_data / "stats" / "attitude.csv")
    values = table.cast(pl.Float64).to_numpy()
    made = reliability(tuple(table.columns), Moments.of(values), CompleteMoments.of(values))
    assert made.pairwise == pytest.approx(0.843, abs=0.0005)
    assert made.item_rest["critical"] == pytest.approx(0.27, abs=0.005)


def test_an_answer_outside_the_bounds_is_named_and_wider_bounds_take_it(shared_data):
    data = shared_data / "multilevel" / "klein2000.csv"
    other = "P: {items: [PAY], bounds: [-9, 9]}"
    narrow, wide = (
        through_the_command(data, f"scales: {{J: {{items: [JOBSAT], bounds: {bounds}}}, {other}}}")
        for bounds in ([-10, 10], [-12, 12])
    )
    assert (
        "1 answer to JOBSAT is not a point between -10 and 10, such as 10.1923 in row 415"
        in (narrow["scales"]["J"]["refused"])
    )
    assert wide["scales"]["J"]["respondents"] == 750


def test_rank_intervals_of_lq2002_are_wide(lq2002):
    values = lq2002.select(items_of("LEAD")).cast(pl.Float64).to_numpy().mean(axis=1)
    groups, names = groups_of(lq2002)
    samples = [Sample.of(values[groups == g]) for g in range(len(names))]
    icc = intra_class(samples)
    sizes = np.array([sample.respondents for sample in samples])
    made = ranking(pool([s.mean for s in samples], icc.within_variance / sizes, icc.between_variance))
    assert 10 < made.mean_width < len(names)
    assert 0 < made.rankability < 1
