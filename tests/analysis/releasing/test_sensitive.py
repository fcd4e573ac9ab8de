"""A sensitive experience of a few people can't be found by adding and subtracting."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.counting.answers import Answers
from analysis.counting.scales import Structure
from analysis.released.release import GroupKind
from analysis.releasing.groups import GroupPlan, count_groups
from analysis.releasing.sensitive import hidden_experiences
from questionnaires.loader import published

QUESTIONNAIRE = published("public-culture", "2026.1")
ITEM = next(item for item in QUESTIONNAIRE.items if item.is_sensitive)
STRUCTURE = Structure.of_questionnaire(QUESTIONNAIRE)
HAD, SPARED = 1, 0


def _hidden(units: list[tuple[int, int]]) -> frozenset[str]:
    """Groups hidden in an institution whose units have so many who had the experience, and who had not."""
    codes, of_unit = [], []
    for unit, (had, spared) in enumerate(units):
        codes += [HAD] * had + [SPARED] * spared
        of_unit += [unit] * (had + spared)
    table = np.full((len(codes), len(STRUCTURE.items)), 253, np.uint8)
    table[:, STRUCTURE.item_index[ITEM.id]] = codes
    answers = Answers(STRUCTURE.item_ids, table, np.array(of_unit, np.int32), {})
    plans = [GroupPlan("all", GroupKind.INSTITUTION, None, 0, np.arange(len(codes)), None)]
    for unit in range(len(units)):
        rows = np.flatnonzero(answers.units == unit)
        plans.append(GroupPlan(f"unit:{unit}", GroupKind.UNIT, "all", 1, rows, None))
    return hidden_experiences(QUESTIONNAIRE, plans, count_groups(STRUCTURE, answers, plans), 10)[ITEM.id]


def test_a_unit_with_three_who_had_it_is_hidden_and_not_alone():
    hidden = _hidden([(3, 40), (20, 40), (30, 40)])
    assert "unit:0" in hidden
    assert len(hidden) == 2


def test_nothing_is_hidden_where_both_sides_are_many_everywhere():
    assert _hidden([(20, 30), (15, 40)]) == frozenset()


def test_an_institution_with_three_in_all_hides_every_group():
    assert _hidden([(2, 60), (1, 50)]) == {"all", "unit:0", "unit:1"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=5))
def test_no_difference_of_shown_groups_leaves_a_few_on_one_side(units):
    units = [unit for unit in units if sum(unit) >= 10]
    if not units:
        return
    hidden = _hidden(units)
    if "all" in hidden:
        assert all(f"unit:{unit}" in hidden for unit in range(len(units)))
        return
    shown = [unit for number, unit in enumerate(units) if f"unit:{number}" not in hidden]
    total = tuple(sum(unit[side] for unit in units) for side in (0, 1))
    for size in range(len(shown) + 1):
        for taken in combinations(shown, size):
            rest = tuple(total[side] - sum(unit[side] for unit in taken) for side in (0, 1))
            is_everybody_shown = sum(rest) == 0
            assert is_everybody_shown or min(rest) >= 10


@pytest.mark.parametrize("units", [[(12, 30), (11, 25), (9, 40)]])
def test_hiding_goes_on_until_the_hidden_are_many(units):
    hidden = _hidden(units)
    assert "unit:2" in hidden
    assert len(hidden) >= 2
