"""A benchmark has nothing of an institution, or of an experience, that may not be shown."""

import dataclasses

import numpy as np
import pytest

from analysis.counting.answers import Answers
from analysis.scores.samples import Sample
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.loader import published
from survey_app.releases.benchmarks import Contribution, contribution, measure
from tests.counting import counted_alone

QUESTIONNAIRE = published("public-culture", "2026.1")
AREA = QUESTIONNAIRE.areas[0].key
SMALLEST_GROUP = 10


def _given(values, respondents=40):
    return [Contribution({AREA: Sample(respondents, value, 100.0)}) for value in values]


def _contribution(answers: Answers, smallest: int = SMALLEST_GROUP) -> Contribution:
    return contribution(QUESTIONNAIRE, counted_alone(QUESTIONNAIRE, answers), smallest)


def _answers(people: int, seed: int = 1) -> Answers:
    return simulate_institution(QUESTIONNAIRE, [people], Parameters(response_rate=1.0), seed=seed)[0]


@pytest.mark.parametrize("small", [0.0, 52.0, 60.0, 61.3, 75.0, 100.0])
@pytest.mark.parametrize("shown", [(50.0, 60.0, 70.0), (50.0, 60.0, 70.0, 80.0), tuple(range(40, 80, 5))])
def test_no_number_of_a_benchmark_depends_on_an_institution_too_small_to_be_shown(shown, small):
    without = measure(QUESTIONNAIRE, _given(shown), SMALLEST_GROUP)

    assert measure(QUESTIONNAIRE, [*_given(shown), *_given([small], 9)], SMALLEST_GROUP) == without
    assert without[AREA].institutions == len(shown)


def test_two_shown_institutions_and_a_small_one_make_no_benchmark():
    assert measure(QUESTIONNAIRE, [*_given([50.0, 60.0]), *_given([70.0], 9)], SMALLEST_GROUP) == {}


def test_an_institution_contributes_from_the_smallest_group_on():
    assert _contribution(_answers(9)) == Contribution()
    assert AREA in _contribution(_answers(10)).samples


def test_blocks_of_items_need_three_complete_answers_an_item_and_the_smallest_group():
    for people in (10, 60):
        given = _contribution(_answers(people))
        for area in QUESTIONNAIRE.areas:
            if area.key in given.blocks:
                assert given.blocks[area.key].respondents >= max(3 * len(area.items), SMALLEST_GROUP)
        assert (AREA in given.blocks) is (people == 60)
    assert _contribution(_answers(60), 61).blocks == {}
    assert _contribution(_answers(60), 60).blocks.keys() < given.blocks.keys()


@pytest.mark.parametrize(
    ("experienced", "counts"), [(0, False), (9, False), (10, True), (50, True), (51, False)]
)
def test_a_sensitive_experience_counts_where_both_sides_are_large(experienced, counts):
    item = next(item for item in QUESTIONNAIRE.items if item.is_sensitive)
    answers = _answers(60)
    yes = item.favourable[0]
    codes = np.array(answers.codes)
    codes[:, answers.items.index(item.id)] = np.where(np.arange(60) < experienced, yes, 1 - yes)

    found = _contribution(dataclasses.replace(answers, codes=codes))

    assert (item.id in found.samples) is counts


def test_an_item_that_few_answered_does_not_count():
    item = next(item for item in QUESTIONNAIRE.items if not item.is_sensitive)
    answers = _answers(60)
    codes = np.array(answers.codes)
    codes[9:, answers.items.index(item.id)] = 253

    found = _contribution(dataclasses.replace(answers, codes=codes))

    assert item.id not in found.samples


def test_a_small_institution_counts_with_its_shares_as_they_are_shown():
    item = next(item for item in QUESTIONNAIRE.items if not item.is_sensitive)
    answers = _answers(22)
    codes = np.array(answers.codes)
    column = answers.items.index(item.id)
    codes[:, column] = item.favourable[0]
    unanimous = _contribution(dataclasses.replace(answers, codes=codes))
    codes[:7, column] = item.unfavourable[0]
    divided = _contribution(dataclasses.replace(answers, codes=codes))

    assert unanimous.samples[item.id].mean == 0.95
    assert divided.samples[item.id].mean == 0.68
    assert all(
        sample.mean == round(sample.mean, 1)
        for area in QUESTIONNAIRE.areas
        if (sample := divided.samples.get(area.key)) is not None
    )
