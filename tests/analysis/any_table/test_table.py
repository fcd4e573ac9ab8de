"""A table of item-level answers is analysed: what the JSON and the page hold."""

import json

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from analysis.any_table.cli import analyse as command
from analysis.any_table.table import analyse
from analysis.any_table.table_json import as_json
from analysis.any_table.table_structure import structure_of
from analysis.any_table.tables import read_table
from tests.analysis.any_table.writing import A_SCALE, B_SCALE, answers, results, write


def test_the_json_holds_what_was_promised(tmp_path):
    data, description = write(tmp_path, answers(), models={"both": ["A", "B"]})
    ran = CliRunner().invoke(
        command,
        [
            str(data),
            "--scales",
            str(description),
            "--group",
            "group",
            "--units",
            "unit",
            "--outcome",
            "B",
            "--json",
        ],
    )
    assert ran.exit_code == 0, ran.output
    made = json.loads(ran.stdout)
    for scale in made["scales"].values():
        assert set(scale["score"]) >= {"mean", "sd", "ci"}
        assert 0 <= scale["favourable"] <= 1
        assert set(scale["alpha"]) >= {"pairwise", "complete", "standardised", "feldt", "jackknife"}
        assert 0 < scale["omega_total"] < 1
        assert set(scale["item_rest"]) == set(scale["alpha_if_deleted"]) == set(scale["items"])
        assert set(scale["cfa"]) >= {"chisq", "df", "cfi", "tli", "rmsea", "rmsea_ci", "srmr", "loadings"}
        assert set(scale["icc1"]) >= {"anova_mean_n", "anova_n0", "reml"}
        assert "anova_mean_n" in scale["icc2"]
        assert set(scale["rwg_j"]["uniform"]) >= {"mean", "share_70"}
        assert "mean" in scale["ad"]
        assert set(scale["groups"]) == {str(g) for g in range(8)}
        one = scale["groups"]["0"]
        assert set(one) >= {"n", "mean", "pooled_mean", "rank", "rwg_j_uniform", "rwg_j_slight_skew", "ad"}
        assert set(scale["invariance"]) >= {"configural", "metric", "scalar"}
        assert set(scale["careless"]) >= {"longstring", "irv", "mahalanobis"}
        assert set(scale["units"]["groups"]) == {f"{g} / {u}" for g in range(8) for u in range(3)}
    assert made["models"]["both"]["df"] == 13
    assert "invariance" in made["models"]["both"]


def test_drivers_stand_with_their_outcome(tmp_path):
    table = answers() | {"C1": answers(seed=4)["B1"], "C2": answers(seed=4)["B2"]}
    scales = {"A": A_SCALE, "B": B_SCALE, "C": {"items": ["C1", "C2"], "bounds": [1, 5]}}
    made = results(tmp_path, table, scales, outcome="B", group="group")
    drivers = made["scales"]["B"]["drivers"]
    assert drivers["johnson"]["A"] > 10 * drivers["johnson"]["C"]
    assert sum(drivers["johnson"].values()) == pytest.approx(drivers["r_squared"])
    assert sum(drivers["lmg"].values()) == pytest.approx(drivers["r_squared"])
    low, high = drivers["johnson_ci"]["A"]
    assert low < drivers["johnson"]["A"] < high
    assert drivers["covariance"] == "within 8 groups"


def test_a_reversed_item_agrees_with_the_others(tmp_path):
    made = results(tmp_path, answers())["scales"]["A"]
    assert made["item_rest"]["A2"] > 0.5
    assert made["warnings"] == []


def test_the_page_holds_its_figures_and_loads_nothing(tmp_path):
    data, description = write(tmp_path, answers())
    ran = CliRunner().invoke(
        command,
        [str(data), "--scales", str(description), "--group", "group", "--output", str(tmp_path / "out")],
    )
    assert ran.exit_code == 0, ran.output
    page = (tmp_path / "out" / "analysis.html").read_text()
    drawn = page.split("</head>")[1]
    assert drawn.count("Plotly.newPlot(") == 4
    assert "http://" not in drawn
    assert "https://" not in drawn
    assert "<script src" not in page
    assert json.loads((tmp_path / "out" / "analysis.json").read_text())["rows"] == 400


def test_names_from_the_table_cannot_break_out_of_the_page(tmp_path):
    hostile = "</script><script>alert(1)</script>"
    table = answers() | {"group": np.array([hostile, "b"])[answers()["group"] % 2]}
    data, description = write(tmp_path, table)
    CliRunner().invoke(
        command,
        [str(data), "--scales", str(description), "--group", "group", "--output", str(tmp_path / "out")],
    )
    assert "<script>alert(1)" not in (tmp_path / "out" / "analysis.html").read_text()


def test_a_scale_of_one_item_has_a_score_and_no_reliability(tmp_path):
    made = results(tmp_path, answers(), {"A": {"items": ["A1"], "bounds": [1, 5]}}, group="group")["scales"][
        "A"
    ]
    assert made["score"]["mean"] == pytest.approx(25 * (answers()["A1"].mean() - 1))
    assert "needs at least 2 items" in made["alpha"]["refused"]
    assert "too few" in made["cfa"]["refused"]
    assert "too few" in made["invariance"]["refused"]
    assert made["rwg_j"]["uniform"]["mean"] > 0


def test_a_group_of_one_counts_but_has_no_agreement(tmp_path):
    table = answers()
    table["group"][0] = 77
    made = results(tmp_path, table, group="group")["scales"]["A"]
    assert made["groups"]["77"]["n"] == 1
    assert made["groups"]["77"]["agreement"] == {"refused": "1 complete answer"}
    assert made["icc1"]["groups"] == 9
    low, high = made["groups"]["77"]["rank"]
    assert high - low >= 5


def test_ten_thousand_groups_are_answered(tmp_path):
    rng = np.random.default_rng(5)
    rows = 30_000
    table = {f"A{i}": rng.integers(1, 6, rows) for i in range(1, 5)} | {"group": np.arange(rows) % 10_000}
    made = results(tmp_path, table, {"A": A_SCALE}, group="group")["scales"]["A"]
    assert len(made["groups"]) == 10_000
    assert made["icc1"]["groups"] == 10_000
    assert "needs at least 2 groups" in made["invariance"]["refused"]


def test_real_values_and_korean_files_are_read(tmp_path):
    table = pl.DataFrame({"문항1": [1.5, 2.5, 4.0], "문항2": [2.0, 2.25, 5.0]})
    path = tmp_path / "answers.csv"
    path.write_bytes(table.write_csv().encode("cp949"))
    structure = structure_of({"scales": {"가": {"items": ["문항1", "문항2"], "bounds": [1, 5]}}})
    made = as_json(analyse(read_table(path), structure))
    assert made["scales"]["가"]["respondents"] == 3


def test_missing_may_be_written_in_several_ways(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("A1,A2\n1,NA\n2, \n3,.\n4,NaN\n5,2\n")
    structure = structure_of(
        {"scales": {"A": {"items": ["A1", "A2"], "bounds": [1, 5], "minimum_answered": 1}}}
    )
    made = as_json(analyse(read_table(path), structure))
    assert made["scales"]["A"]["respondents"] == 5
    assert made["scales"]["A"]["alpha"]["refused"].startswith("a covariance needs at least 2")


def test_no_number_is_ever_nan(tmp_path):
    table = answers() | {"A3": np.full(400, 4), "B1": [None] * 400}
    made = results(tmp_path, table, group="group", units="unit", models={"m": ["A", "B"]}, outcome="B")
    json.dumps(made, allow_nan=False)
    said = "scale A: everybody gave the same answer to A3 ("
    assert sum(note.startswith(said) for note in made["notes"]) == 1
