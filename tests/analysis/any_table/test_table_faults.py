"""What is amiss in a table is named, refused or warned about, and the rest stands."""

import numpy as np
import pytest
from click.testing import CliRunner

from analysis.any_table.cli import analyse as command
from analysis.any_table.table import analyse
from analysis.any_table.table_json import as_json
from analysis.any_table.table_structure import read_structure, structure_of
from analysis.any_table.tables import read_table
from analysis.refusals import BadTable
from tests.analysis.any_table.writing import A_SCALE, B_SCALE, answers, results, write


def test_drivers_of_few_respondents_are_refused_with_the_number_needed(tmp_path):
    made = results(
        tmp_path,
        answers(60) | {"C1": answers(60)["B1"]},
        {"A": A_SCALE, "B": B_SCALE, "C": {"items": ["C1"], "bounds": [1, 5]}},
        outcome="B",
    )
    assert made["drivers"]["refused"] == "driver analysis needs at least 100 respondents, there are 60"


def test_an_item_keyed_the_wrong_way_is_warned_about_and_left_as_it_is(tmp_path):
    wrong = {"A": A_SCALE | {"items": ["A1", "A2", "A3", "A4"]}}
    made = results(tmp_path, answers(), wrong)["scales"]["A"]
    assert made["item_rest"]["A2"] < 0
    assert made["warnings"] == ["A2 runs against the other items"]


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
