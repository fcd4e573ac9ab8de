"""Weighted scores set units right that answered less than others, and tell nothing that is not shown."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.counting.answers import NO_ANSWER
from analysis.released.release import Certificate, GroupKind
from analysis.released.released_statistics import Weighting
from analysis.released.released_values import Hidden, Reason
from analysis.releasing.composition import Composition, ReleaseTerms, compose
from analysis.releasing.counting import Counting, count_wave
from analysis.releasing.groups import GroupPlan
from analysis.releasing.weighted_scores import headcount_parts
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import published

QUESTIONNAIRE = published("public-culture", "2026.1")
HEADCOUNTS = (300, 160, 90, 8, 12)
PEOPLE = sum(HEADCOUNTS)
BUREAU, SMALL_UNITS = (2, 3, 4), (3, 4)
HAPPY = {0: {area.key: 0.8 for area in QUESTIONNAIRE.areas}}


def release_of(given, **compared):
    """The release of answers that are counted first."""
    return compose(Composition(given.terms, given.questionnaire, count_wave(given), **compared))


def plans_of(answers, headcounts=HEADCOUNTS):
    """Units 0 and 1; a bureau of unit 2 and two units too small to be shown."""
    everybody = np.arange(answers.respondents)
    plans = [GroupPlan("all", GroupKind.INSTITUTION, None, 0, everybody, sum(headcounts))]

    def add(key, parent, depth, units, hidden=None):
        rows = np.flatnonzero(np.isin(answers.units, units))
        invited = sum(headcounts[unit] for unit in units)
        plans.append(GroupPlan(key, GroupKind.UNIT, parent, depth, rows, invited, hidden))

    add("unit:0", "all", 1, (0,))
    add("unit:1", "all", 1, (1,))
    add("unit:bureau", "all", 1, BUREAU)
    for unit in SMALL_UNITS:
        add(f"unit:{unit}", "unit:bureau", 2, (unit,), Reason.TOO_FEW)
    return plans


def weighting_of(answers, plans=None, invited=PEOPLE, **others):
    given = given_of(answers, plans, invited, **others)
    return release_of(given).weighting


def released(answers, plans=None, invited=PEOPLE, **others):
    given = given_of(answers, plans, invited, **others)
    return release_of(given)


def given_of(answers, plans=None, invited=PEOPLE, **others):
    plans = plans_of(answers) if plans is None else plans
    terms = ReleaseTerms("gaon", "2026", None, "f" * 64, "2026-05-01", "2026-05-20", True, 10, invited)
    names = {plan.key: Spoken(ko=plan.key, en=plan.key) for plan in plans}
    proof = Certificate(10, None, 0, 0, 1, "test", "test", "0")
    return Counting(terms, QUESTIONNAIRE, answers, plans, names, proof, **others)


@pytest.fixture(scope="module")
def answers():
    """The people of unit 0 are happier, and a third of them stayed away."""
    made, _ = simulate_institution(
        QUESTIONNAIRE, HEADCOUNTS, Parameters(response_rate=1, unit_effects=HAPPY), seed=5
    )
    came = (made.units != 0) | (np.arange(made.respondents) % 3 > 0)
    return made.subset(came)


def test_a_unit_that_answered_less_is_given_its_part_of_the_headcount(answers):
    made = released(answers)
    score = made.weighting.scores["leadership"]
    parts = {"unit:0": 300, "unit:1": 160, "unit:bureau": 110}
    expected = sum(made.group(key).scores["leadership"].value * people for key, people in parts.items()) / 570
    # Shown scores rest on those who answered enough of the area, the weights on all respondents.
    assert score.value == pytest.approx(expected, abs=0.2)
    assert score.difference > 0.5
    assert score.value - made.whole.scores["leadership"].value == pytest.approx(score.difference, abs=0.051)
    assert made.weighting.parts == 3


def test_weights_cost_respondents(answers):
    made = weighting_of(answers)
    assert 1 < made.design_effect < 1.1
    assert made.effective_respondents == pytest.approx(answers.respondents / made.design_effect, rel=0.005)


def test_where_all_units_answered_alike_weights_change_nothing(answers):
    made, _ = simulate_institution(QUESTIONNAIRE, HEADCOUNTS, Parameters(response_rate=1), seed=6)
    found = weighting_of(made)
    assert found.design_effect == 1
    assert {score.difference for score in found.scores.values()} == {0}


def exchanged(answers, first, second):
    """The same people with the answers of some and of as many others exchanged."""
    codes = answers.codes.copy()
    codes[first], codes[second] = answers.codes[second], answers.codes[first]
    return replace(answers, codes=codes)


def test_answers_exchanged_between_hidden_units_change_no_weighted_number(answers):
    first, second, third = (np.flatnonzero(answers.units == unit)[:8] for unit in (*SMALL_UNITS, 2))
    for others in (second, third):
        assert weighting_of(exchanged(answers, first, others)) == weighting_of(answers)


def test_a_unit_that_hides_an_area_is_no_part_of_its_own(answers):
    hidden = {"hidden_measures": {"growth": frozenset({"unit:bureau", "unit:1"})}}
    first, second = (np.flatnonzero(answers.units == unit)[:40] for unit in (0, 1))
    assert weighting_of(exchanged(answers, first, second)) != weighting_of(answers)
    first, second = (np.flatnonzero(answers.units == unit)[:40] for unit in (1, 2))
    assert weighting_of(answers, **hidden).parts == 2
    assert weighting_of(exchanged(answers, first, second), **hidden) == weighting_of(answers, **hidden)


def test_an_area_that_is_hidden_is_hidden_when_weighted(answers):
    growth = next(area for area in QUESTIONNAIRE.areas if area.key == "growth")
    columns = [answers.items.index(item) for item in growth.items]
    codes = answers.codes.copy()
    codes[:, columns] = NO_ANSWER
    found = weighting_of(replace(answers, codes=codes))
    assert isinstance(found.scores["growth"], Hidden)
    assert not isinstance(found.scores["culture"], Hidden)


@pytest.mark.parametrize(
    ("headcounts", "invited"), [(HEADCOUNTS, None), ((300, 100, 90, 8, 12), 510)], ids=["unknown", "too few"]
)
def test_without_headcounts_that_fit_nothing_is_weighted(answers, headcounts, invited):
    assert weighting_of(answers, plans_of(answers, headcounts), invited) == Hidden(Reason.NOT_ESTIMABLE)


def test_one_unit_alone_says_nothing(answers):
    assert weighting_of(answers, plans_of(answers)[:1]) == Hidden(Reason.TOO_FEW_FOR_STATISTIC)


def test_a_unit_of_few_respondents_is_joined_with_its_neighbour(answers):
    few = answers.subset((answers.units != 1) | (np.cumsum(answers.units == 1) <= 15))
    found = weighting_of(few)
    assert isinstance(found, Weighting)
    assert found.parts == 2


def test_a_share_that_would_weigh_more_than_three_times_is_trimmed_and_says_so(answers):
    few = answers.subset((answers.units != 0) | (np.cumsum(answers.units == 0) <= 20))
    found = weighting_of(few)
    assert found.is_trimmed


@pytest.mark.parametrize("seed", range(6))
def test_every_part_is_a_sum_and_difference_of_groups_that_are_shown(seed):
    rng = np.random.default_rng(seed)
    parents = [None] + [int(rng.integers(at)) for at in range(1, 12)]
    home = rng.integers(0, 12, 400)
    below = {at: {at} for at in range(12)}
    for at in range(11, 0, -1):
        below[parents[at]] |= below[at]
    depth = {0: 0}
    for at in range(1, 12):
        depth[at] = depth[parents[at]] + 1
    answers, _ = simulate_institution(QUESTIONNAIRE, [400], Parameters(response_rate=1), seed=seed)
    plans = [
        GroupPlan(
            "all" if at == 0 else f"unit:{at}",
            GroupKind.UNIT if at else GroupKind.INSTITUTION,
            None if at == 0 else "all" if parents[at] == 0 else f"unit:{parents[at]}",
            depth[at],
            np.flatnonzero(np.isin(home, list(below[at]))),
            1000 * len(below[at]),
            Reason.PROTECTED if at and rng.random() < 0.4 else None,
        )
        for at in range(12)
    ]
    parts = headcount_parts(release_of(given_of(answers, plans, 12_000)), plans)
    shown = np.array([np.isin(np.arange(400), plan.rows) for plan in plans if plan.hidden is None], float)
    rank = np.linalg.matrix_rank(shown)
    for part in set(parts.classes.tolist()):
        both = np.vstack([shown, parts.classes == part])
        assert np.linalg.matrix_rank(both) == rank
    assert sum(parts.headcounts) == 12_000
