"""Measures how far each statistic is from R's, on the data of this folder.

python tests/reference/digits.py      rewrites digits.json, which docs/method.md prints
"""

import json
import math
from pathlib import Path

import numpy as np
import polars as pl

from analysis.counting.moments import CompleteMoments, Moments
from analysis.findings.drivers import correlations_of, relative_weights, shapley_r_squared, within_covariance
from analysis.findings.quality import intra_individual_variability, longstring, mahalanobis
from analysis.findings.weighting import kish_effect, rake
from analysis.institutions.funnel import funnel
from analysis.institutions.pooling import pool
from analysis.institutions.ranks import ranking
from analysis.measurement.agreement import Null, agreement, average_deviations_of
from analysis.measurement.intra_class import intra_class
from analysis.measurement.invariance import invariance
from analysis.measurement.reliability import reliability
from analysis.measurement.structure import confirmatory, omega_total, one_factor
from analysis.scores.differences import against_fixed, hedges_g, share_difference, welch
from analysis.scores.intervals import mean_interval, share_interval
from analysis.scores.samples import Sample
from analysis.scores.scoring import respondent_scores
from analysis.scores.verdicts import benjamini_hochberg

HERE = Path(__file__).parent
LENGTHS = {"LEAD": (6, 4), "VOICE": (4, 3), "ENG": (5, 4)}


def distance(found: object, expected: object) -> float:
    """Largest relative difference of two numbers or lists of numbers; absolute under 1e-9."""
    mine, theirs = np.ravel(np.asarray(found, float)), np.ravel(np.asarray(expected, float))
    return float((np.abs(mine - theirs) / np.where(np.abs(theirs) < 1e-9, 1.0, np.abs(theirs))).max())


class Measured:
    """The largest distance of each statistic over all that was compared."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[str, float]] = {}

    def add(self, statistic: str, program: str, found: object, expected: object) -> None:
        worst = max(self.rows.get(statistic, ("", 0.0))[1], distance(found, expected))
        self.rows[statistic] = (program, worst)


def scales(measured: Measured, expected: dict) -> None:
    table = pl.read_csv(HERE / "data" / "units.csv")
    names, units = np.unique(table["unit"].to_numpy(), return_inverse=True)
    blocks = {}
    scores_of = np.full((table.height, 3), np.nan)
    for column, (key, (k, least)) in enumerate(LENGTHS.items()):
        items = tuple(f"{key}{i}" for i in range(1, k + 1))
        x = table.select(pl.col(list(items)).cast(pl.Float64).fill_null(float("nan"))).to_numpy().copy()
        if key == "LEAD":
            x[:, 2] = 6 - x[:, 2]
        blocks[key] = (items, x)
        r = expected["scales"][key]
        scores, enough = respondent_scores(x, 1, 5, least)
        scores_of[enough, column] = scores
        sample = Sample.of(scores)
        interval = mean_interval(sample)
        measured.add("score: mean, SD", "R mean, sd", [sample.mean, sample.sd], [r["mean"], r["sd"]])
        measured.add("interval of a mean", "R t.test", [interval.lower, interval.upper], r["ci"])
        complete = CompleteMoments.of(x)
        made = reliability(items, Moments.of(x), complete)
        alphas = [made.pairwise, made.complete, made.standardised]
        theirs = [r["alpha"], r["alpha_complete"], r["alpha_standardised"]]
        measured.add("α: pairwise, complete, standardised", "psych::alpha", alphas, theirs)
        measured.add("Feldt's interval", "psych::alpha.ci", [made.feldt.lower, made.feldt.upper], r["feldt"])
        deleted = list(made.if_deleted.values())
        measured.add("α if an item is deleted", "psych::alpha", deleted, r["alpha_if_deleted"])
        whole = x[~np.isnan(x).any(axis=1)]
        rest = reliability(items, Moments.of(whole), CompleteMoments.of(whole)).item_rest
        measured.add("item-rest correlation", "psych::alpha", list(rest.values()), r["item_rest_complete"])
        one = one_factor(complete, items)
        names_of_fit = ("chisq", "cfi", "tli", "rmsea")
        fit = [getattr(one.fit, name) for name in names_of_fit]
        measured.add("one factor: χ², CFI, TLI, RMSEA", "lavaan", fit, [r["cfa"][n] for n in names_of_fit])
        measured.add("one factor: loadings", "lavaan", list(one.loadings["factor"].values()), r["loadings"])
        measured.add("SRMR", "lavaan", one.fit.srmr, r["cfa"]["srmr"])
        bounds = [r["cfa"]["rmsea.ci.lower"], r["cfa"]["rmsea.ci.upper"]]
        measured.add("RMSEA: 90 % interval", "lavaan", [one.fit.rmsea_lower, one.fit.rmsea_upper], bounds)
        measured.add("ω total", "lavaan's loadings", omega_total(one), r["omega"])
        agreements(measured, r, x, units, [str(name) for name in names])
        groups = [Sample.of(scores[units[enough] == u]) for u in np.unique(units[enough])]
        correlations(measured, r["icc"], groups)
    everything = np.concatenate([x for _, x in blocks.values()], axis=1)
    order = [item for items, _ in blocks.values() for item in items]
    three = confirmatory(
        CompleteMoments.of(everything), order, {key: items for key, (items, _) in blocks.items()}
    )
    theirs = expected["three_factors"]["fit"]
    fit = [getattr(three.fit, name) for name in ("chisq", "cfi", "tli", "rmsea")]
    measured.add(
        "three factors: χ², CFI, TLI, RMSEA",
        "lavaan",
        fit,
        [theirs[n] for n in ("chisq", "cfi", "tli", "rmsea")],
    )
    loadings = [value for given in three.loadings.values() for value in given.values()]
    measured.add("three factors: loadings", "lavaan", loadings, expected["three_factors"]["loadings"])
    within = correlations_of(
        within_covariance(CompleteMoments.of_groups(scores_of, units, len(names))), list(LENGTHS)
    )
    driver = expected["drivers"]
    program = "an R program of the same definition"
    measured.add("Johnson's relative weights", program, relative_weights(within), driver["johnson"])
    measured.add("LMG (Shapley)", program, shapley_r_squared(within), driver["lmg"])
    raw = everything.copy()
    raw[:, 2] = 6 - raw[:, 2]
    quality = expected["quality"]
    measured.add("longstring", "R rle", longstring(raw), quality["longstring"])
    measured.add("IRV", "R sd", intra_individual_variability(raw), quality["irv"])
    measured.add("Mahalanobis distance", "R mahalanobis", mahalanobis(raw)[0], quality["mahalanobis"])


def agreements(measured: Measured, r: dict, x: np.ndarray, units: np.ndarray, names: list[str]) -> None:
    complete = ~np.isnan(x).any(axis=1)
    deviations = average_deviations_of(x[complete], units[complete], len(names))
    made = agreement(CompleteMoments.of_groups(x, units, len(names)), deviations, names, 5)
    there = [
        name for name, n in zip(names, np.bincount(units[complete], minlength=len(names)), strict=True) if n
    ]
    found = {group.group: group for group in made.groups}
    for index, name in enumerate(there):
        if name not in found:
            continue
        group = found[name]
        rwg = [group.rwg_j[Null.UNIFORM], group.rwg_j[Null.SLIGHT_SKEW]]
        measured.add(
            "rwg(j), two nulls", "multilevel::rwg.j", rwg, [r["rwg_uniform"][index], r["rwg_skew"][index]]
        )
        measured.add("average deviation", "multilevel::ad.m", group.average_deviation, r["ad"][index])


def correlations(measured: Measured, r: dict, groups: list[Sample]) -> None:
    made = intra_class(groups)
    measured.add(
        "ICC(1) and ICC(2), ANOVA",
        "multilevel::ICC1, ICC2",
        [made.anova_mean_n, made.anova_n0, made.icc2_anova],
        [r["mean_n"], r["anova_n0"], r["icc2"]],
    )
    bounds = [made.anova_n0_bounds.lower, made.anova_n0_bounds.upper]
    measured.add("ICC(1): interval from F", "R qf", bounds, r["f_bounds"])
    measured.add("ICC(1), REML", "lme4::lmer", made.reml, r["reml_exact"])
    profile = [made.reml_bounds.lower, made.reml_bounds.upper]
    measured.add("ICC(1), REML: profile interval", "lme4's deviance", profile, r["reml_bounds"])
    sizes = np.array([group.respondents for group in groups])
    pooled = pool([g.mean for g in groups], made.within_variance / sizes, made.between_variance)
    measured.add("partially pooled means of groups", "lme4::ranef", pooled.pooled, r["blup"])


def others(measured: Measured, expected: dict) -> None:
    table = pl.read_csv(HERE / "data" / "invariance.csv")
    items, groups = [f"Y{i}" for i in range(1, 6)], ["a", "b", "c"]
    of_row = np.searchsorted(groups, table["group"].to_numpy())
    made = invariance(CompleteMoments.of_groups(table.select(items).to_numpy(), of_row, 3), items, groups)
    for model in ("configural", "metric", "scalar"):
        fit, r = getattr(made, model), expected["invariance"][model]
        names = ("chisq", "cfi", "tli", "rmsea", "srmr")
        measured.add(
            "invariance: χ², CFI, TLI, RMSEA, SRMR",
            "lavaan",
            [getattr(fit, name) for name in names],
            [r[name] for name in names],
        )
    groups_table = pl.read_csv(HERE / "data" / "groups.csv")
    y, v = groups_table["y"].to_numpy(), groups_table["v"].to_numpy()
    pooled, r = pool(y, v), expected["pooling"]
    measured.add("τ² (REML)", "metafor::rma", pooled.between_variance, r["tau2"])
    measured.add("partial pooling", "metafor::blup", pooled.pooled, r["blup"])
    drawn = funnel(y, v, target=pooled.mean)
    program = "an R program of the same definition"
    funnels = [expected["funnel"]["phi"], expected["funnel"]["tau2"]]
    measured.add("funnel: φ, τ²", program, [drawn.over_dispersion, drawn.moment_variance], funnels)
    places = np.array([(rank.lower, rank.rank, rank.upper) for rank in ranking(pooled).ranks])
    apart = float(np.abs(places - np.array(expected["ranks"])).max())
    measured.rows["rank intervals (ranks apart)"] = ("200,000 draws in R", apart)
    people = pl.read_csv(HERE / "data" / "people.csv")
    score, grade, sex = (people[name].to_numpy() for name in ("score", "grade", "sex"))
    weights, _ = rake([grade - 1, sex - 1], [np.array([400.0, 380, 250, 170]), np.array([640.0, 560])])
    measured.add("raking", "survey::rake", weights / weights.mean(), expected["raking"]["weights"])
    measured.add("Kish's effect", "R, by its formula", kish_effect(weights), expected["raking"]["kish"])
    finite = mean_interval(Sample.of(score), population=1200)
    measured.add(
        "interval of a mean, finite population",
        "survey::svymean",
        [finite.lower, finite.upper],
        expected["finite"]["ci"],
    )
    a, b, r = Sample.of(score[grade == 1]), Sample.of(score[grade == 4]), expected["tests"]
    found = welch(a, b)
    measured.add(
        "Welch's test", "R t.test", [found.lower, found.upper, found.p], [*r["welch"]["ci"], r["welch"]["p"]]
    )
    one = against_fixed(a, 55.0)
    theirs = [*r["one_sample"]["ci"], r["one_sample"]["p"]]
    measured.add("one-sample test", "R t.test", [one.lower, one.upper, one.p], theirs)
    measured.add("Hedges' g", "metafor::escalc", hedges_g(a, b), r["hedges_g"])
    wilson = share_interval(56 / 70, 70)
    measured.add("Wilson's interval", "R prop.test", [wilson.lower, wilson.upper], r["wilson"])
    measured.add(
        "difference of shares: p", "R prop.test", share_difference((56, 48), (70, 80)).p, r["shares"]["p"]
    )
    measured.add("Benjamini-Hochberg", "R p.adjust", benjamini_hochberg(r["p_values"]), r["bh"])


def measure() -> list[dict[str, object]]:
    """Each statistic with its program, the largest relative difference, and that as digits."""
    expected = json.loads((HERE / "expected.json").read_text())
    measured = Measured()
    scales(measured, expected)
    others(measured, expected)
    return [
        {
            "statistic": statistic,
            "program": program,
            "difference": worst,
            "digits": 15 if worst < 1e-15 else math.floor(-math.log10(worst)) if worst < 1 else 0,
        }
        for statistic, (program, worst) in measured.rows.items()
    ]


if __name__ == "__main__":
    (HERE / "digits.json").write_text(json.dumps(measure(), ensure_ascii=False, indent=1) + "\n", "utf-8")
