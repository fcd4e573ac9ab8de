"""Any table of answers: the contract of the JSON, and what bad input is answered with."""

import json

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from analysis.any_table.cli import analyse as command
from analysis.any_table.table import analyse
from analysis.any_table.table_json import as_json
from analysis.any_table.table_structure import read_structure, structure_of
from analysis.any_table.tables import read_table
from analysis.refusals import BadTable

A_SCALE = {"items": ["A1", "-A2", "A3", "A4"], "bounds": [1, 5], "minimum_answered": 3}
B_SCALE = {"items": ["B1", "B2", "B3"], "bounds": [1, 5]}


def answers(rows: int = 400, seed: int = 1) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, 8, rows)
    opinion = rng.normal(size=rows) + rng.normal(0, 0.4, 8)[groups]
    other = 0.6 * opinion + rng.normal(0, 0.8, rows)

    def item(of: np.ndarray) -> np.ndarray:
        return np.clip(np.rint(3 + 0.9 * of + rng.normal(0, 0.7, rows)), 1, 5).astype(int)

    table = {f"A{i}": item(opinion) for i in range(1, 5)} | {f"B{i}": item(other) for i in range(1, 4)}
    table["A2"] = 6 - table["A2"]
    return table | {"group": groups, "unit": rng.integers(0, 3, rows)}


def write(tmp_path, table, scales=None, models=None):
    pl.DataFrame(table, strict=False).write_csv(tmp_path / "answers.csv")
    description = {"scales": scales or {"A": A_SCALE, "B": B_SCALE}}
    if models:
        description["models"] = models
    (tmp_path / "scales.yaml").write_text(json.dumps(description))
    return tmp_path / "answers.csv", tmp_path / "scales.yaml"


def results(tmp_path, table, scales=None, models=None, **options):
    data, description = write(tmp_path, table, scales, models)
    return as_json(analyse(read_table(data), read_structure(description), **options))


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


def test_drivers_of_few_respondents_are_refused_with_the_number_needed(tmp_path):
    made = results(
        tmp_path,
        answers(60) | {"C1": answers(60)["B1"]},
        {"A": A_SCALE, "B": B_SCALE, "C": {"items": ["C1"], "bounds": [1, 5]}},
        outcome="B",
    )
    assert made["drivers"]["refused"] == "driver analysis needs at least 100 respondents, there are 60"


def test_a_reversed_item_agrees_with_the_others(tmp_path):
    made = results(tmp_path, answers())["scales"]["A"]
    assert made["item_rest"]["A2"] > 0.5
    assert made["warnings"] == []


def test_an_item_keyed_the_wrong_way_is_warned_about_and_left_as_it_is(tmp_path):
    wrong = {"A": A_SCALE | {"items": ["A1", "A2", "A3", "A4"]}}
    made = results(tmp_path, answers(), wrong)["scales"]["A"]
    assert made["item_rest"]["A2"] < 0
    assert made["warnings"] == ["A2 runs against the other items"]


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


def test_a_constant_item_is_named(tmp_path):
    made = results(tmp_path, answers() | {"A3": np.full(400, 4)})["scales"]["A"]
    assert made["alpha"]["refused"] == "everybody gave the same answer to A3"
    assert made["cfa"]["refused"] == "everybody gave the same answer to A3"
    assert made["score"]["mean"] > 0


def test_an_item_outside_its_bounds_is_named_and_the_other_scale_stands(tmp_path):
    table = answers()
    table["A3"][:2] = [9, 99]
    made = results(tmp_path, table)
    assert made["scales"]["A"]["refused"].startswith("2 answers to A3 are not points between 1 and 5")
    assert made["scales"]["B"]["alpha"]["pairwise"] > 0.5
    assert made["left_out"][0].startswith("scale A: 2 answers to A3")


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


def test_a_single_group_is_refused_what_needs_two(tmp_path):
    made = results(tmp_path, answers() | {"group": np.zeros(400, int)}, group="group")["scales"]["A"]
    assert "needs at least 2 groups" in made["icc1"]["refused"]
    assert "needs at least 2 groups" in made["invariance"]["refused"]
    assert "needs at least 2 groups" in made["groups"]["0"]["rank"]["refused"]


def test_all_missing_is_refused(tmp_path):
    table = answers() | {f"A{i}": [None] * 400 for i in range(1, 5)}
    made = results(tmp_path, table, group="group")["scales"]["A"]
    assert made["respondents"] == 0
    assert "refused" in made["score"]
    assert "refused" in made["alpha"]
    assert all(group["n"] == 0 for group in made["groups"].values())


def test_rows_with_too_few_answers_are_counted_as_left_out(tmp_path):
    table = {name: list(values) for name, values in answers().items()}
    for item in ("A1", "A2"):
        table[item][:7] = [None] * 7
    for item in ("A1", "A2", "A3", "A4"):
        table[item][10] = None
    made = results(tmp_path, table)
    assert made["scales"]["A"]["score"]["left_out"] == 7
    assert made["scales"]["A"]["score"]["no_answer"] == 1
    assert "scale A: 7 rows with fewer than 3 answers and no score" in made["left_out"]


def test_rows_without_a_group_are_said(tmp_path):
    table = answers() | {"group": [None] * 5 + ["x", "y"] * 197 + ["x"]}
    made = results(tmp_path, table, group="group")
    assert "scale A: 5 rows without group" in made["left_out"]
    assert sum(group["n"] for group in made["scales"]["A"]["groups"].values()) == 395


def test_a_column_of_words_is_named(tmp_path):
    table = answers() | {"A3": ["agree"] * 400}
    made = results(tmp_path, table)
    assert made["scales"]["A"]["refused"].startswith(
        "the column A3 is not numeric: 400 values such as 'agree' (row 1)"
    )


def test_a_column_that_stands_twice_is_refused_by_name(tmp_path):
    data, description = write(tmp_path, answers())
    lines = data.read_text().splitlines()
    data.write_text("\n".join([lines[0] + ",A3", *[line + ",1" for line in lines[1:]]]))
    made = as_json(analyse(read_table(data), read_structure(description)))
    assert made["scales"]["A"]["refused"] == "the column A3 stands in the table more than once"
    assert made["scales"]["B"]["respondents"] == 400


def test_an_absent_column_is_refused_by_name(tmp_path):
    made = results(tmp_path, answers(), {"A": A_SCALE | {"items": ["A1", "A9"], "minimum_answered": 1}})
    assert made["scales"]["A"]["refused"].startswith("the table has no column A9")


def test_items_that_repeat_each_other_are_refused_a_factor_model(tmp_path):
    table = answers()
    table["A4"] = table["A3"]
    made = results(tmp_path, table)["scales"]["A"]
    assert "repeat each other" in made["cfa"]["refused"]
    assert "repeat each other" in made["omega_total"]["refused"]
    assert "repeat each other" in made["careless"]["mahalanobis"]["refused"]
    assert made["alpha"]["pairwise"] > 0.5


def test_a_heywood_case_is_named(tmp_path):
    rng = np.random.default_rng(3)
    # Correlations .9, .9 and .6 force the first item's residual variance below zero.
    first = np.array([[1, 0.85, 0.85], [0.85, 1, 0.6], [0.85, 0.6, 1]])
    values = rng.multivariate_normal([0, 0, 0], first, 500)
    table = {f"Y{i + 1}": values[:, i] for i in range(3)}
    made = results(tmp_path, table, {"Y": {"items": ["Y1", "Y2", "Y3"], "bounds": [-9, 9]}})["scales"]["Y"]
    assert made["cfa"]["heywood"] == ["Y1"]
    assert made["cfa"]["residual_variances"]["Y1"] < 0


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


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({}, "needs scales"),
        ({"scales": {"A": {"items": []}}}, "needs a list of items"),
        ({"scales": {"A": {"items": ["x"]}}}, "needs bounds"),
        ({"scales": {"A": {"items": ["x"], "bounds": [5, 1]}}}, "needs bounds"),
        ({"scales": {"A": {"items": ["x", "-x"], "bounds": [1, 5]}}}, "names an item twice"),
        ({"scales": {"A": {"items": ["x"], "bounds": [1, 5], "minimum_answered": 2}}}, "between 1 and 1"),
        ({"scales": {"A": {"items": ["x"], "bounds": [1, 5], "reverse": 1}}}, "unknown entries: reverse"),
        ({"scales": {"A": {"items": ["x"], "bounds": [1, 5]}}, "models": {"m": ["B"]}}, "must list scales"),
    ],
)
def test_a_faulty_description_is_refused_with_its_place(written, said):
    with pytest.raises(BadTable, match=said):
        structure_of(written)


@pytest.mark.parametrize("content", ["", "\n\n", "A1,A2\n", "A1,A2\n1,2,3\n"])
def test_a_file_without_a_table_is_refused(tmp_path, content):
    path = tmp_path / "answers.csv"
    path.write_text(content)
    with pytest.raises(BadTable):
        read_table(path)


def test_an_unknown_group_column_or_outcome_ends_with_a_message(tmp_path):
    data, description = write(tmp_path, answers())
    for option in (["--group", "nowhere"], ["--outcome", "Z"]):
        ran = CliRunner().invoke(command, [str(data), "--scales", str(description), *option])
        assert ran.exit_code == 1
        assert "nowhere" in ran.output or "there is no scale Z" in ran.output


def test_no_number_is_ever_nan(tmp_path):
    table = answers() | {"A3": np.full(400, 4), "B1": [None] * 400}
    made = results(tmp_path, table, group="group", units="unit", models={"m": ["A", "B"]}, outcome="B")
    json.dumps(made, allow_nan=False)
    said = "scale A: everybody gave the same answer to A3 ("
    assert sum(note.startswith(said) for note in made["notes"]) == 1
