"""Simulated answers have the properties that they were asked to have."""

import numpy as np
import pytest

from analysis.counting.answers import NO_ANSWER, NOT_APPLICABLE
from analysis.counting.cells import count
from analysis.counting.scales import Structure
from analysis.measurement.reliability import scale_reliability
from analysis.scores.scoring import area_score
from analysis.simulation.people_of_waves import simulate_institution, simulate_programme
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.model import Area, BackgroundQuestion, Item, Kind, Questionnaire, Scale

AGREEMENT = Scale("agreement", (1, 2, 3, 4, 5), (4, 5), (1, 2), True)
YES_NO = Scale("yes_no", (0, 1), (0,), (1,), False)


def questionnaire() -> Questionnaire:
    def item(key: str, is_reversed: bool = False) -> Item:
        high, low = (1, 2) if is_reversed else (4, 5), (4, 5) if is_reversed else (1, 2)
        return Item(key, Kind.PERCEPTION, AGREEMENT, is_reversed, high, low, key)

    items = tuple(item(f"{area}{i}", i == 2) for area in ("lead", "voice") for i in range(1, 6))
    bullied = Item("bullied", Kind.EXPERIENCE, YES_NO, False, (0,), (1,), "bullied", 12, True)
    areas = tuple(Area(key, tuple(f"{key}{i}" for i in range(1, 6)), 4) for key in ("lead", "voice"))
    grade = BackgroundQuestion("grade", ("low", "high"), ())
    return Questionnaire("q", "1", "", "", "", (*items, bullied), areas, (grade,), (), {})


CAREFUL = Parameters(response_rate=1, no_answer=0, not_applicable=0, careless=0)


def test_the_same_seed_gives_the_same_answers():
    first, _ = simulate_institution(questionnaire(), [30, 50], seed=1)
    again, _ = simulate_institution(questionnaire(), [30, 50], seed=1)
    other, _ = simulate_institution(questionnaire(), [30, 50], seed=2)
    np.testing.assert_array_equal(first.codes, again.codes)
    assert first.codes.shape != other.codes.shape or (first.codes != other.codes).any()


def test_when_everybody_answers_with_care_the_scores_are_the_populations():
    asked = questionnaire()
    answers, truth = simulate_institution(asked, [40, 70], CAREFUL, seed=3)
    cells = count(Structure.of_questionnaire(asked), answers.codes, answers.units)
    for unit in range(2):
        for column, area in enumerate(("lead", "voice")):
            assert area_score(cells, area, unit).mean == pytest.approx(truth.population_scores[unit, column])


def test_many_people_come_close_to_the_expected_score():
    answers, truth = simulate_institution(questionnaire(), [40_000], CAREFUL, seed=4)
    assert answers.respondents == 40_000
    np.testing.assert_allclose(truth.population_scores, truth.expected_scores, atol=0.5)


def test_effects_of_units_and_classes_are_planted():
    parameters = Parameters(
        unit_sd=0,
        unit_effects={1: {"lead": 1.0}},
        class_effects={"grade": {"high": {"": 0.8}}},
        class_shares={"grade": [0.5, 0.5]},
        response_rate=1,
    )
    answers, truth = simulate_institution(questionnaire(), [3000, 3000], parameters, seed=5)
    structure = Structure.of_questionnaire(questionnaire())
    by_grade = count(structure, answers.codes, np.where(answers.background["grade"] == 1, 1, 0))
    assert truth.expected_scores[1, 0] - truth.expected_scores[0, 0] > 10
    assert abs(truth.expected_scores[1, 1] - truth.expected_scores[0, 1]) < 2
    assert area_score(by_grade, "voice", 1).mean - area_score(by_grade, "voice", 0).mean > 8


def test_missing_answers_and_non_response_come_at_their_rates():
    parameters = Parameters(response_rate=0.6, no_answer=0.05, not_applicable=0.03, careless=0)
    answers, _ = simulate_institution(questionnaire(), [20_000], parameters, seed=6)
    assert answers.respondents / 20_000 == pytest.approx(0.6, abs=0.02)
    assert (answers.codes == NO_ANSWER).mean() == pytest.approx(0.05, abs=0.005)
    assert (answers.codes[:, :-1] == NOT_APPLICABLE).mean() == pytest.approx(0.03, abs=0.005)
    assert not (answers.column("bullied") == NOT_APPLICABLE).any()


def test_the_contented_answer_more_often_when_opinion_drives_response():
    parameters = Parameters(response_rate=0.5, response_slope=1.0, careless=0, unit_sd=0)
    answers, truth = simulate_institution(questionnaire(), [20_000], parameters, seed=7)
    cells = count(Structure.of_questionnaire(questionnaire()), answers.codes)
    assert area_score(cells, "lead").mean > truth.population_scores[0, 0] + 3


def test_a_higher_loading_gives_a_higher_alpha():
    structure = Structure.of_questionnaire(questionnaire())

    def alpha(loading: float) -> float:
        answers, _ = simulate_institution(questionnaire(), [4000], Parameters(loading=loading), seed=8)
        return scale_reliability(count(structure, answers.codes).scale("lead")).pairwise

    assert alpha(0.5) < alpha(0.7) < alpha(0.9)


def test_an_institution_of_a_programme_does_not_depend_on_the_others():
    three = simulate_programme(questionnaire(), [[20], [30], [40]], seed=9)
    two = simulate_programme(questionnaire(), [[20], [30]], seed=9)
    np.testing.assert_array_equal(three[1][0].codes, two[1][0].codes)


def test_planted_items_are_named():
    _, truth = simulate_institution(
        questionnaire(),
        [20],
        Parameters(item_shifts={"lead3": 1.0}, item_loading_changes={"voice1": -0.4}),
        seed=10,
    )
    assert truth.shifted_items == ("lead3", "voice1")
