"""Measures how far results are from R's on data sets that others use, through `gyeol analyse` where it can.

python tests/reference/published_digits.py      rewrites published_digits.json, which docs/method.md prints

The data lie beside the project (see tests/analysis/conftest.py), not in it.
"""

import csv
import json
import math
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import polars as pl
from click.testing import CliRunner

from analysis.any_table.cli import analyse
from analysis.counting.moments import CompleteMoments
from analysis.measurement.invariance import Invariance, invariance

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "data"
KLEIN2000 = ("JOBSAT", "COHES", "POSAFF", "PAY", "NEGLEAD", "WLOAD", "TASKSIG", "PHYSEN")
CLIMATE = ("COHES", "POSAFF", "PAY", "NEGLEAD", "TASKSIG", "PHYSEN")
WIDE = 12
"""Job satisfaction in klein2000 runs from -7.3 to 10.2."""
LQ2002 = {"LEAD": (11, 1, 5), "TSIG": (3, 1, 5), "HOSTIL": (5, 0, 4)}
HOLZINGER = {
    "visual": ("x1", "x2", "x3"),
    "textual": ("x4", "x5", "x6"),
    "speed": ("x7", "x8", "x9"),
}
FITS = ("chisq", "cfi", "tli", "rmsea", "srmr")


def through_the_command(data: Path, scales: str, *options: str) -> Mapping:
    """What `gyeol analyse` prints of a file as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        description = Path(folder) / "scales.yaml"
        description.write_text(scales, "utf-8")
        ran = CliRunner().invoke(analyse, [str(data), "--scales", str(description), "--json", *options])
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


class Measured:
    """The largest difference of each statistic of each data set, relative, or absolute under 1e-9."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], float] = {}

    def add(self, data: str, statistic: str, source: str, found: object, expected: object) -> None:
        mine, theirs = np.ravel(np.asarray(found, float)), np.ravel(np.asarray(expected, float))
        apart = np.abs(mine - theirs) / np.where(np.abs(theirs) < 1e-9, 1.0, np.abs(theirs))
        key = (data, statistic, source)
        self.rows[key] = max(self.rows.get(key, 0.0), float(apart.max()))


def klein2000(measured: Measured) -> None:
    """One variable a scale, fifty groups of fifteen, the six of climate as one, drivers of satisfaction."""
    expected = json.loads((HERE / "published.json").read_text())["klein2000"]
    lines = [f"  {name}: {{items: [{name}], bounds: [-{WIDE}, {WIDE}]}}" for name in KLEIN2000]
    listed = ", ".join("-NEGLEAD" if item == "NEGLEAD" else item for item in CLIMATE)
    data = SHARED / "multilevel" / "klein2000.csv"
    made = through_the_command(
        data, "\n".join(["scales:", *lines]), "--group", "GRPID", "--outcome", "JOBSAT"
    )
    climate = through_the_command(
        data,
        f"scales:\n  CLIMATE: {{items: [{listed}], bounds: [-{WIDE}, {WIDE}], minimum_answered: 6}}",
    )["scales"]["CLIMATE"]
    for name, r in expected["scores"].items():
        scale = made["scales"][name]
        score, groups = scale["score"], scale["groups"].values()
        measured.add("klein2000", "mean, interval", "R mean, t.test", _points(score["mean"]), r["mean"])
        measured.add("klein2000", "mean, interval", "R mean, t.test", _points(score["ci"]), r["ci"])
        measured.add("klein2000", "SD", "R sd", score["sd"] * WIDE / 50, r["sd"])
        icc = scale["icc1"]["anova_mean_n"], scale["icc2"]["anova_mean_n"]
        measured.add(
            "klein2000", "ICC(1), ICC(2), ANOVA", "multilevel::ICC1, ICC2", icc, [r["icc1"], r["icc2"]]
        )
        # Where groups vary less than chance lets them, both stand at the bound of zero.
        if r["reml"] > 1e-6:
            measured.add("klein2000", "ICC(1), REML", "lme4::lmer", scale["icc1"]["reml"], r["reml"])
        means = [_points(group["mean"]) for group in groups]
        measured.add("klein2000", "means of groups", "R tapply", means, r["group_mean"])
        pooled = [_points(group["pooled_mean"]) for group in groups]
        measured.add("klein2000", "partially pooled means", "lme4::ranef", pooled, r["pooled"])
    r = expected["climate"]
    alphas = climate["alpha"]["pairwise"], climate["alpha"]["standardised"]
    measured.add("klein2000", "α", "psych::alpha", alphas, [r["alpha"], r["standardised"]])
    _items(measured, "klein2000", climate, r)
    measured.add("klein2000", "ω total", "lavaan's loadings", climate["omega_total"], r["omega"])
    loadings = list(climate["cfa"]["loadings"].values())
    measured.add("klein2000", "one factor: loadings", "lavaan", loadings, r["loadings"])
    fit = [climate["cfa"][name] for name in FITS]
    measured.add("klein2000", "one factor: fit", "lavaan", fit, [r["fit"][name] for name in FITS])
    r, drivers = expected["drivers"], made["drivers"]
    for weights in ("johnson", "lmg"):
        found = [drivers[weights][area] for area in r["areas"]]
        measured.add("klein2000", "drivers: Johnson, LMG", "R, by definition", found, r[weights])
    measured.add("klein2000", "drivers: R²", "R, by definition", drivers["r_squared"], r["r_squared"])


def _points(score: object) -> object:
    """Scores 0-100 back in units of the data."""
    return np.asarray(score, float) * WIDE / 50 - WIDE


def attitude(measured: Measured) -> None:
    data = SHARED / "stats" / "attitude.csv"
    items = ", ".join(pl.read_csv(data, n_rows=1).columns)
    made = through_the_command(data, f"scales:\n  A: {{items: [{items}], bounds: [0, 100]}}")["scales"]["A"]
    r = json.loads((HERE / "published.json").read_text())["attitude"]
    alphas = made["alpha"]["pairwise"], made["alpha"]["standardised"]
    measured.add("attitude", "α", "psych::alpha", alphas, [r["alpha"], r["standardised"]])
    _items(measured, "attitude", made, r)


def _items(measured: Measured, data: str, made: Mapping, r: Mapping) -> None:
    measured.add(
        data, "item-rest correlation", "psych::alpha", list(made["item_rest"].values()), r["item_rest"]
    )
    deleted = list(made["alpha_if_deleted"].values())
    measured.add(data, "α if an item is deleted", "psych::alpha", deleted, r["if_deleted"])


def lq2002(measured: Measured) -> None:
    with (SHARED / "multilevel" / "reference_values.csv").open() as file:
        expected = {(r["statistic"], r["target"]): float(r["value"]) for r in csv.DictReader(file)}
    lines = []
    for key, (k, low, high) in LQ2002.items():
        items = ", ".join(f"{key}{i:02d}" for i in range(1, k + 1))
        lines.append(f"  {key}: {{items: [{items}], bounds: [{low}, {high}]}}")
    made = through_the_command(
        SHARED / "multilevel" / "lq2002.csv", "\n".join(["scales:", *lines]), "--group", "COMPID"
    )["scales"]
    places = {
        "cronbach_alpha_raw": ("α", "psych::alpha", ("alpha", "pairwise")),
        "alpha_std": ("α", "psych::alpha", ("alpha", "standardised")),
        "ICC1_anova_scale_mean": ("ICC(1), ICC(2), ANOVA", "multilevel::ICC1", ("icc1", "anova_mean_n")),
        "ICC2_anova_scale_mean": ("ICC(1), ICC(2), ANOVA", "multilevel::ICC1", ("icc2", "anova_mean_n")),
        "rwg.j_mean_ranvar2": ("rwg(j)", "multilevel::rwg.j", ("rwg_j", "uniform", "mean")),
        "rwg.j_median_ranvar2": ("rwg(j)", "multilevel::rwg.j", ("rwg_j", "uniform", "median")),
        "AD_mean_mean": ("average deviation", "multilevel::ad.m", ("ad", "mean")),
        "ICC1_lme_REML": ("ICC(1), REML", "lme4::lmer", ("icc1", "reml")),
        "omega_total_1factor_ML": ("ω total", "lavaan's loadings", ("omega_total",)),
    }
    for fit in FITS:
        places[f"cfa_{fit}"] = ("one factor: fit", "lavaan", ("cfa", fit))
    for (statistic, target), value in expected.items():
        scale = made.get(re.sub(r"\d", "", target).partition(":")[0], {})
        if statistic == "item_rest_correlation_r.drop":
            found = scale["item_rest"][target]
            measured.add("lq2002", "item-rest correlation", "psych::alpha", found, value)
        elif statistic == "alpha_if_dropped_raw":
            found = scale["alpha_if_deleted"][target]
            measured.add("lq2002", "α if an item is deleted", "psych::alpha", found, value)
        # A just identified model has no misfit to compare.
        elif statistic in places and not (statistic.startswith("cfa_") and target == "TSIG"):
            name, source, path = places[statistic]
            found = scale
            for step in path:
                found = found[step]
            measured.add("lq2002", name, source, found, value)


def holzinger_1939(measured: Measured) -> None:
    """Three factors in two schools: fit, and all parameters of the scalar model as lavaan scales them."""
    expected = json.loads((SHARED / "stats" / "holzinger_cfa.json").read_text())
    scales = [f"  {name}: {{items: [{', '.join(of)}], bounds: [0, 10]}}" for name, of in HOLZINGER.items()]
    made = through_the_command(
        SHARED / "stats" / "holzinger1939.csv",
        "\n".join(["scales:", *scales, f"models: {{all: [{', '.join(HOLZINGER)}]}}"]),
    )["models"]["all"]
    theirs = expected["cfa3"]
    data = "Holzinger and Swineford 1939"
    measured.add(data, "three factors: fit", "lavaan", [made[f] for f in FITS], [theirs[f] for f in FITS])
    table = pl.read_csv(SHARED / "stats" / "holzinger1939.csv")
    items = [item for of in HOLZINGER.values() for item in of]
    schools = expected["group_order"]
    of_row = np.array([schools.index(school) for school in table["school"]])
    found = invariance(
        CompleteMoments.of_groups(table.select(items).to_numpy(), of_row, 2), items, schools, HOLZINGER
    )
    for model in ("configural", "metric", "scalar"):
        fit, theirs = getattr(found, model), expected["invariance_school"][model]
        pairs = [getattr(fit, name) for name in FITS], [theirs[name] for name in FITS]
        measured.add(data, "invariance of two schools: fit", "lavaan", *pairs)
    mine = dict(scalar_parameters(found, items))
    for row in expected["scalar_params"]:
        key = (row["group"], row["lhs"], row["op"], row["rhs"])
        if row["op"] == "~~" and key not in mine:
            key = (row["group"], row["rhs"], row["op"], row["lhs"])
        kind = {"=~": "loadings", "~1": "intercepts and means", "~~": "variances and covariances"}[row["op"]]
        measured.add(data, f"scalar model: {kind}", "lavaan", mine[key], row["est"])


def scalar_parameters(
    found: Invariance, items: list[str]
) -> Iterable[tuple[tuple[int, str, str, str], float]]:
    """The scalar model as lavaan writes it: each factor in the units of its first item."""
    values, factors = found.scalar_values, list(HOLZINGER)
    markers = np.array([values.loadings[0, items.index(HOLZINGER[f][0]), at] for at, f in enumerate(factors)])
    for group in range(len(found.groups)):
        for at, factor in enumerate(factors):
            for item in HOLZINGER[factor]:
                loading = values.loadings[group, items.index(item), at] / markers[at]
                yield (group + 1, factor, "=~", item), loading
            yield (group + 1, factor, "~1", ""), values.factor_means[group, at] * markers[at]
            for to, other in enumerate(factors):
                covariance = values.factor_covariances[group, at, to] * markers[at] * markers[to]
                yield (group + 1, factor, "~~", other), covariance
        for at, item in enumerate(items):
            yield (group + 1, item, "~1", ""), values.intercepts[group, at]
            yield (group + 1, item, "~~", item), values.residuals[group, at]


def measure() -> list[dict[str, object]]:
    """Each statistic of each data set with its source, largest relative difference, and that as digits."""
    measured = Measured()
    for data_set in (lq2002, klein2000, attitude, holzinger_1939):
        data_set(measured)
    return [
        {
            "data": data,
            "statistic": statistic,
            "source": source,
            "difference": worst,
            "digits": 15 if worst < 1e-15 else math.floor(-math.log10(worst)) if worst < 1 else 0,
        }
        for (data, statistic, source), worst in measured.rows.items()
    ]


if __name__ == "__main__":
    text = json.dumps(measure(), ensure_ascii=False, indent=1) + "\n"
    (HERE / "published_digits.json").write_text(text, "utf-8")
