"""Worked examples and results of the UK Civil Service People Survey (OGL v3.0, tests/reference/csps.json)."""

import json

import numpy as np
import pytest

from analysis.counting.cells import count
from analysis.counting.scales import Structure
from analysis.findings.drivers import relative_weights
from analysis.institutions.benchmark import benchmark
from analysis.scores.intervals import margin_of_error
from analysis.scores.samples import Sample
from analysis.scores.scoring import area_score, favourable_shares, item_shares, respondent_score
from tests.analysis.conftest import REFERENCE

CSPS = json.loads((REFERENCE / "csps.json").read_text("utf-8"))
POINTS = {"SD": 1, "D": 2, "N": 3, "A": 4, "SA": 5}


@pytest.mark.parametrize("example", CSPS["margins"], ids=lambda example: example["unit"])
def test_a_margin_of_error_is_the_printed_one(example):
    margin = 100 * margin_of_error(example["p"], example["n"], example["headcount"])
    assert round(margin) == example["published"]
    assert margin == pytest.approx(example["fpc"], abs=0.005)


def test_an_engagement_score_is_the_printed_one():
    one = CSPS["engagement_respondent"]
    assert respondent_score([POINTS[answer] for answer in one["answers"]], 1, 5) == one["published"]
    group = CSPS["engagement_group"]
    assert Sample.of(np.array(group["respondents"], float)).mean == group["published"]


@pytest.mark.parametrize("case", CSPS["themes"], ids=lambda case: f"{case['org']}-{case['theme']}")
def test_a_theme_score_is_the_published_one_to_three_decimals(case):
    people, items = case["N"], len(case["n_answered"])
    answered, favourable = np.ones((people, items), bool), np.zeros((people, items), bool)
    left_out = int(np.argmin(case["n_answered"]))
    answered[0, left_out] = False
    others = [column for column in range(items) if column != left_out]
    favourable[0, others[: case["positives_of_partial_respondent"][0]]] = True
    for column, positive in enumerate(case["n_positive"]):
        favourable[1 : 1 + positive - int(favourable[0, column]), column] = True
    assert 100 * favourable_shares(favourable, answered).mean() == pytest.approx(
        case["published"], abs=0.0006
    )
    # The same through the cells, with answers that are favourable or not.
    scale = Structure.of_scale("T", tuple(f"t{i}" for i in range(items)), lower=1, upper=5)
    codes = np.where(answered, np.where(favourable, 4, 2), 253).astype(np.uint8)
    made = area_score(count(scale, codes), "T").favourable
    assert 100 * made.mean == pytest.approx(case["published"], abs=0.0006)


@pytest.mark.parametrize("example", CSPS["index_against_positive"], ids=lambda example: example["org"])
def test_two_organisations_with_as_many_positive_answers_have_different_indices(example):
    scale = Structure.of_scale("E", ("e",), lower=1, upper=5)
    codes = np.repeat(np.array([5, 4, 3, 2, 1], np.uint8), example["dist"])[:, None]
    cells = count(scale, codes)
    assert 100 * item_shares(cells, "e").favourable_share == example["pct_pos"]
    assert area_score(cells, "E").mean == pytest.approx(example["index_published"], abs=0.5)


def test_shown_percentages_are_rounded_last():
    counts, unit = CSPS["rounding"][0], CSPS["rounding"][2]
    shares = [100 * count / counts["total"] for count in counts["counts"]]
    assert [round(share) for share in shares] == counts["shown"]
    assert round(shares[0] + shares[1]) == counts["shown_positive"] != counts["shown"][0] + counts["shown"][1]
    assert round(unit["unit"] - unit["org"]) == 1 != round(unit["unit"]) - round(unit["org"])


@pytest.mark.parametrize("measure", CSPS["medians"])
def test_the_benchmark_is_the_median_organisation(measure):
    made = benchmark([Sample(1, value, 0.0) for value in CSPS["medians"][measure]["organisations"]])
    assert made.institutions == 103
    assert made.median == pytest.approx(CSPS["medians"][measure]["published"], abs=0.0006)


def test_relative_weights_have_no_wrong_signs_where_regression_has():
    drivers = CSPS["drivers"]
    correlation = np.corrcoef(np.array(drivers["rows"]).T)
    ols = np.linalg.solve(correlation[:-1, :-1], correlation[:-1, -1])
    assert ols == pytest.approx(drivers["ols"], abs=0.0002)
    assert (ols < 0).any()
    assert relative_weights(correlation) == pytest.approx(drivers["johnson"], abs=0.0001)
