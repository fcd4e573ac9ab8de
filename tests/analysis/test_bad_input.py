"""What `gyeol analyse` says to tables and descriptions that are not right, through the command itself."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from analysis.any_table.cli import analyse

SCALES = """scales:
  A: {items: [a1, a2, a3], bounds: [1, 5]}
  B: {items: [b1, b2, b3], bounds: [1, 5]}
"""


def answers(rows: int = 120) -> dict[str, list[str]]:
    rng = np.random.default_rng(4)
    level = rng.normal(size=(rows, 1))
    points = np.clip(np.round(3 + 0.8 * level + 0.8 * rng.normal(size=(rows, 6))), 1, 5).astype(int)
    columns = {
        name: [str(point) for point in points[:, i]]
        for i, name in enumerate(("a1", "a2", "a3", "b1", "b2", "b3"))
    }
    columns["school"] = [f"S{row % 3}" for row in range(rows)]
    return columns


def written(columns: dict[str, list[str]], separator: str = ",") -> str:
    lines = [list(columns), *zip(*columns.values(), strict=True)]
    return "\n".join(separator.join(line) for line in lines) + "\n"


def run(tmp_path: Path, table: str | bytes, scales: str = SCALES, *options: str) -> Result:
    data, description = tmp_path / "answers.csv", tmp_path / "scales.yaml"
    data.write_bytes(table if isinstance(table, bytes) else table.encode())
    description.write_text(scales, "utf-8")
    return CliRunner().invoke(analyse, [str(data), "--scales", str(description), "--json", *options])


def read(result: Result) -> dict:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "no header line"),
        ("\n\n", "no header line"),
        ("a1,a2,a3,b1,b2,b3\n", "no rows"),
        ("a1,a2,a3,b1,b2,b3\n1,2,3,4,5,1\n1,2\n", "2 values in line 3"),
        ("a1,a2,a3,b1,b2,b3\n1,2,3,4,5,1,1\n", "7 values in line 2"),
        (written(answers()).encode("utf-16"), "save it as CSV in UTF-8"),
    ],
    ids=["empty", "blank", "header only", "short row", "long row", "UTF-16"],
)
def test_a_file_that_is_no_table_is_refused_with_its_place(tmp_path, table, said):
    result = run(tmp_path, table)
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize(
    ("scales", "said"),
    [
        (SCALES + "models: [A]\n", "models must be"),
        (SCALES + "models: {M: [A, Z]}\n", "the model M must list scales of this file: A, B"),
        (SCALES.replace("  B:", "  A:"), "names A twice"),
        (SCALES.replace("[1, 5]", "[1, .inf]"), "the scale A needs bounds"),
        (SCALES.replace("[1, 5]", "[.nan, 5]"), "the scale A needs bounds"),
        (SCALES.replace(", bounds: [1, 5]", ""), "the scale A needs bounds"),
        (SCALES.replace("bounds", "minimum_answered: true, bounds"), "minimum_answered of A"),
        ("scales: [a\n", "is not YAML"),
        ("- A\n", "the description needs scales"),
    ],
)
def test_a_description_that_is_not_right_is_refused_with_its_place(tmp_path, scales, said):
    result = run(tmp_path, written(answers()), scales)
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("a1", {4: "7"}, "1 answer to a1 is not a point between 1 and 5, such as 7 in row 5"),
        ("a1", {4: "agree"}, "not numeric: 1 value such as 'agree' (row 5)"),
    ],
)
def test_a_fault_in_one_scale_leaves_the_others_alone(tmp_path, column, values, said):
    table = answers()
    for row, value in values.items():
        table[column][row] = value
    made = read(run(tmp_path, written(table)))
    assert said in made["scales"]["A"]["refused"]
    assert made["scales"]["B"]["alpha"]["pairwise"] > 0
    assert any(sentence.startswith("scale A: ") for sentence in made["left_out"])


@pytest.mark.parametrize("item", ["a9", "-a9"])
def test_a_column_that_is_absent_is_named_beside_those_there_are(tmp_path, item):
    made = read(run(tmp_path, written(answers()), SCALES.replace("a2", item)))
    assert "no column a9; it has a1, a2, a3, b1, b2 and 2 more" in made["scales"]["A"]["refused"]


def test_groups_that_cannot_be_compared_say_why(tmp_path):
    table = answers()
    table["a2"] = ["3"] * len(table["a2"])
    made = read(run(tmp_path, written(table), SCALES, "--group", "school"))
    assert (
        "3 left out, such as S0: everybody gave the same answer to a2"
        in (made["scales"]["A"]["invariance"]["refused"])
    )
    assert made["scales"]["B"]["invariance"]["scalar"]["df"] > 0


def test_a_scale_without_any_answer_says_how_many_rows_that_leaves_out(tmp_path):
    table = answers()
    for item in ("a1", "a2", "a3"):
        table[item] = [""] * len(table[item])
    made = read(run(tmp_path, written(table), SCALES, "--group", "school"))
    assert "scale A: all 120 rows are without a score" in " ".join(made["left_out"])


def test_semicolons_tabs_and_empty_lines_at_the_end_change_nothing(tmp_path):
    expected = read(run(tmp_path, written(answers())))
    for separator in (";", "\t"):
        assert read(run(tmp_path, written(answers(), separator) + "\n\n")) == expected


def test_a_file_of_code_page_949_with_korean_names_is_read(tmp_path):
    table = answers()
    table["기관"] = table.pop("school")
    made = read(run(tmp_path, written(table).encode("cp949"), SCALES, "--group", "기관"))
    assert set(made["scales"]["A"]["groups"]) == {"S0", "S1", "S2"}


def test_a_negative_residual_variance_is_named(tmp_path):
    covariance = np.array([[1, 0.8, 0.8], [0.8, 1, 0.55], [0.8, 0.55, 1]])
    values = np.random.default_rng(3).multivariate_normal([0] * 3, covariance, size=300)
    table = {f"a{i + 1}": [f"{value:.4f}" for value in values[:, i]] for i in range(3)}
    scales = "scales: {A: {items: [a1, a2, a3], bounds: [-9, 9]}}"
    assert read(run(tmp_path, written(table), scales))["scales"]["A"]["cfa"]["heywood"] == ["a1"]
