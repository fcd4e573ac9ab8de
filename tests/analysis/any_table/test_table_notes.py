"""The warnings of `gyeol analyse` reach its reader once, in words, at the scale they concern."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from analysis.any_table.cli import analyse as command


def ran(tmp_path, columns, scales, *options):
    rows = zip(*columns.values(), strict=True)
    text = "\n".join([",".join(columns), *(",".join(map(str, row)) for row in rows)])
    (tmp_path / "data.csv").write_text(text + "\n")
    lines = ["scales:"]
    for key, items in scales.items():
        lines += [f"  {key}:", f"    items: [{', '.join(items)}]", "    bounds: [1, 5]"]
    (tmp_path / "scales.yaml").write_text("\n".join(lines) + "\n")
    made = CliRunner().invoke(
        command, [str(tmp_path / "data.csv"), "--scales", str(tmp_path / "scales.yaml"), *options]
    )
    return made.output


def likert(seed, people, items, loading=0.8):
    rng = np.random.default_rng(seed)
    latent = loading * rng.standard_normal((people, 1)) + np.sqrt(1 - loading**2) * rng.standard_normal(
        (people, items)
    )
    return np.digitize(latent, [-1.5, -0.5, 0.5, 1.5]) + 1


def columns(chosen, names):
    return dict(zip(names, chosen.T.tolist(), strict=True))


def test_an_item_that_is_keyed_the_wrong_way_is_named_once_with_what_to_do(tmp_path):
    chosen = likert(1, 200, 4)
    chosen[:, 3] = 6 - chosen[:, 3]
    said = ran(tmp_path, columns(chosen, "abcd"), {"S": "abcd"})
    assert said.count("scale S: d runs against the other items") == 1
    assert "with a minus before its name" in said


def test_two_people_are_too_few_to_trust(tmp_path):
    said = ran(tmp_path, {"a": [1, 5], "b": [2, 5], "c": [1, 4]}, {"S": "abc"})
    assert said.count("are too few to trust α and ω") == 1


def test_a_column_of_ids_is_said_in_one_line(tmp_path):
    table = columns(likert(2, 100, 3), "abc") | {"who": [f"p{n}" for n in range(100)]}
    said = ran(tmp_path, table, {"S": "abc"}, "--group", "who")
    assert said.count("each of the 100 groups has one person") == 1
    assert "p57" not in said


def test_one_problem_is_said_once(tmp_path):
    chosen = likert(3, 80, 3)
    chosen[:, 1] = 4
    said = ran(tmp_path, columns(chosen, "abc"), {"S": "abc"})
    assert said.count("everybody gave the same answer to b") == 1


def test_a_scale_of_one_item_has_no_reliability_and_says_so_once(tmp_path):
    said = ran(tmp_path, columns(likert(4, 80, 1), "a"), {"S": "a"})
    assert said.count("one-item scale: no reliability") == 1
    assert "reliability needs at least 2 items" not in said


def test_an_item_without_answers_is_named(tmp_path):
    table = columns(likert(5, 60, 3), "abc")
    table["b"] = [""] * 60
    said = ran(tmp_path, table, {"S": "abc"})
    assert said.count("nobody answered b") == 1
    assert "a covariance needs" not in said


def test_a_heywood_case_is_not_printed_as_if_fine(tmp_path):
    rng = np.random.default_rng(6)
    r = np.array([[1, 0.9, 0.6], [0.9, 1, 0.3], [0.6, 0.3, 1]])
    chosen = np.digitize(rng.multivariate_normal(np.zeros(3), r, 3000), [-1.5, -0.5, 0.5, 1.5]) + 1
    said = ran(tmp_path, columns(chosen, "abc"), {"S": "abc"})
    assert said.count("a Heywood case") == 1


@pytest.mark.parametrize("form", ["--json", "--output"])
def test_each_form_of_output_has_the_notes(tmp_path, form):
    table = columns(likert(7, 80, 1), "a")
    if form == "--json":
        said = ran(tmp_path, table, {"S": "a"}, "--json")
        assert "scale S: one-item scale: no reliability" in json.loads(said)["notes"]
    else:
        ran(tmp_path, table, {"S": "a"}, "--output", str(tmp_path / "out"))
        page = (tmp_path / "out" / "analysis.html").read_text().split("</head>")[1]
        assert page.count("one-item scale: no reliability") == 1
