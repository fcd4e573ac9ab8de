"""The command that simulates answers writes them with their truth, and they can be analysed again."""

import json

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from analysis.any_table.cli import analyse, simulate
from analysis.simulation.simulated_files import UnknownItem, headcounts, planted
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.loader import available, published

KEY, VERSION = available()[-1]


def simulated(tmp_path, *options, suffix=".csv"):
    path = tmp_path / f"answers{suffix}"
    ran = CliRunner().invoke(
        simulate,
        [
            KEY,
            "--institutions",
            "2",
            "--units",
            "3",
            "--people",
            "150",
            "--seed",
            "5",
            "--output",
            str(path),
            *options,
        ],
    )
    assert ran.exit_code == 0, ran.output
    return path


def test_the_same_seed_writes_the_same_file_in_both_formats(tmp_path):
    first = pl.read_csv(simulated(tmp_path), infer_schema_length=None)
    again = pl.read_csv(simulated(tmp_path), infer_schema_length=None)
    parquet = pl.read_parquet(simulated(tmp_path, suffix=".parquet"))
    assert first.equals(again)
    assert first.shape == parquet.shape
    items = list(published(KEY, VERSION).item_ids)
    assert first.columns[:2] == ["institution", "unit"]
    assert first.columns[-len(items) :] == items
    np.testing.assert_array_equal(first[items[0]].to_numpy(), parquet[items[0]].to_numpy())


def test_the_truth_is_written_beside_the_answers(tmp_path):
    item = published(KEY, VERSION).areas[0].items[0]
    path = simulated(tmp_path, "--shift", f"2:{item}=0.8", "--response-rate", "0.5")
    truth = json.loads(path.with_suffix(".truth.json").read_text())
    assert truth["seed"] == 5
    assert truth["parameters"]["response_rate"] == 0.5
    assert [one["shifted_items"] for one in truth["institutions"]] == [[], [item]]
    assert [sum(one["headcounts"]) for one in truth["institutions"]] == [150, 150]


def test_simulated_answers_can_be_analysed(tmp_path):
    path = simulated(tmp_path)
    asked = published(KEY, VERSION)
    scales = {}
    for area in asked.areas:
        members = [asked.item_by_id[item] for item in area.items]
        scales[area.key] = {
            "items": [("-" if item.is_reversed else "") + item.id for item in members],
            "bounds": [members[0].scale.lower, members[0].scale.upper],
            "minimum_answered": area.minimum_answered,
        }
    (tmp_path / "scales.yaml").write_text(json.dumps({"scales": scales}))
    ran = CliRunner().invoke(
        analyse,
        [
            str(path),
            "--scales",
            str(tmp_path / "scales.yaml"),
            "--group",
            "institution",
            "--units",
            "unit",
            "--json",
        ],
    )
    assert ran.exit_code == 0, ran.output
    made = json.loads(ran.stdout)["scales"]
    for area in asked.areas:
        assert made[area.key]["alpha"]["pairwise"] > 0.6
        assert made[area.key]["warnings"] == []
        assert len(made[area.key]["units"]["groups"]) == 6


def test_a_questionnaire_or_item_that_does_not_exist_is_refused(tmp_path):
    out = ["--seed", "1", "--output", str(tmp_path / "a.csv")]
    for arguments in (
        ["nowhere", *out],
        [KEY, "--shift", "1:nothing=1", *out],
        [KEY, "--seed", "1", "--output", "a.txt"],
    ):
        ran = CliRunner().invoke(simulate, arguments)
        assert ran.exit_code == 1
        assert ran.output.startswith("Error: ")


@pytest.mark.parametrize("written", ["x", "1:a", "0:a=1", "9:a=1", "1:b=1", "1:a=much"])
def test_a_planted_item_must_be_written_in_full(written):
    with pytest.raises(UnknownItem):
        planted([written], Parameters(), ["a"], 3)


@pytest.mark.parametrize(("people", "units"), [(1, 5), (7, 7), (400, 20), (5000, 3)])
def test_headcounts_add_up_and_nobody_sits_in_an_empty_unit(people, units):
    made = headcounts(people, units, seed=people)
    assert sum(made) == people
    assert min(made) >= 1
