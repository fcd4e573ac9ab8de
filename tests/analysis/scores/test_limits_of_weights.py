"""Weights join small classes, are cut where they are large, and refuse margins that contradict."""

import numpy as np
import pytest

from analysis.findings.weighting import Margin, MarginsDisagree, rake, weigh, weighted_sample
from analysis.refusals import DidNotConverge, TooFewRespondents
from analysis.scores.samples import Sample


def margin(name: str, sizes: list[int], headcounts: list[float]) -> Margin:
    labels = tuple(f"{name}{i}" for i in range(len(sizes)))
    return Margin(name, np.repeat(np.arange(len(sizes)), sizes), tuple(headcounts), labels)


def test_small_classes_are_joined_with_their_neighbours_before_weighting():
    made = weigh([margin("grade", [5, 30, 65, 100], [20, 60, 160, 160])])
    assert made.collapsed == {"grade": (("grade0", "grade1"),)}
    assert made.weights.mean() == pytest.approx(1)
    assert made.weights[0] == made.weights[10]
    assert made.effective_respondents < 200
    assert "cannot repair" in made.caution


def test_large_weights_are_cut():
    made = weigh([margin("grade", [20, 180], [200, 200])])
    assert made.trimmed == 20
    assert made.weights.max() / made.weights.min() < (200 / 20) / (200 / 180)


def test_a_margin_with_one_class_left_changes_nothing():
    made = weigh([margin("grade", [3, 4], [5, 9])])
    assert made.weights.tolist() == [1.0] * 7
    assert made.kish_effect == 1.0


def test_margins_that_contradict_each_other_are_refused():
    with pytest.raises(MarginsDisagree):
        weigh([margin("a", [30, 30], [50, 50]), margin("b", [30, 30], [50, 60])])
    crossed = [np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1])]
    with pytest.raises(DidNotConverge):
        rake(crossed, [np.array([30.0, 70.0]), np.array([60.0, 40.0])])
    with pytest.raises(TooFewRespondents):
        rake([np.array([0, 0])], [np.array([5.0, 5.0])])


def test_equal_weights_give_the_plain_mean():
    values = np.array([40.0, 50.0, 75.0])
    made, plain = weighted_sample(values, np.ones(3)), Sample.of(values)
    assert (made.mean, made.variance) == pytest.approx((plain.mean, plain.variance))
