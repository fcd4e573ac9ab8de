"""Moments that leave an institution tell nothing of the few who left an item out."""

import dataclasses

import numpy as np
import pytest

from analysis.counting.answers import NO_ANSWER
from analysis.counting.scales import Structure
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.loader import published
from tests.counting import counted_alone

QUESTIONNAIRE = published("public-culture", "2026.1")
AREA = next(area for area in QUESTIONNAIRE.areas if len(area.items) == 5)
SPEC = Structure.of_questionnaire(QUESTIONNAIRE).scale(AREA.key)


@pytest.fixture(scope="module")
def everybody():
    """Eighty people who answered every item."""
    made = simulate_institution(QUESTIONNAIRE, [80], Parameters(response_rate=1.0), seed=5)[0]
    item_points = {item.id: item.scale.points for item in QUESTIONNAIRE.items}
    codes = made.codes.copy()
    for column, item in enumerate(made.items):
        missing = ~np.isin(codes[:, column], item_points[item])
        codes[missing, column] = item_points[item][0]
    return dataclasses.replace(made, codes=codes)


def _with_silent(answers, silent):
    """So many leave the first item of the area out."""
    codes = answers.codes.copy()
    codes[:silent, answers.items.index(AREA.items[0])] = NO_ANSWER
    return dataclasses.replace(answers, codes=codes)


@pytest.mark.parametrize(("silent", "inside"), [(0, 80), (1, 69), (4, 66), (9, 61), (10, 70), (15, 65)])
def test_who_is_beside_a_block_is_nobody_or_a_group(everybody, silent, inside):
    """The first item is not answered by those who are silent: beside the block it has others, or none."""
    counted = counted_alone(QUESTIONNAIRE, _with_silent(everybody, silent))

    block = counted.blocks[AREA.key]

    assert block.respondents == inside
    for item, points in zip(AREA.items, block.points, strict=True):
        answered = counted.whole.items[item].answered
        assert sum(points) == inside
        assert answered - inside == 0 or answered - inside >= 10


def test_a_block_holds_the_moments_of_its_people(everybody):
    counted = counted_alone(QUESTIONNAIRE, everybody)
    block = counted.blocks[AREA.key]
    columns = [everybody.items.index(item) for item in AREA.items]
    turned = np.array([QUESTIONNAIRE.item_by_id[item].is_reversed for item in AREA.items])
    codes = everybody.codes[:, columns].astype(int)
    steps = np.where(turned, SPEC.upper - codes, codes - SPEC.lower)

    assert block.sums == tuple(steps.sum(axis=0).tolist())
    assert block.cross == tuple(map(tuple, (steps.T @ steps).tolist()))


def test_no_block_leaves_where_the_whole_is_not_told_point_by_point():
    few = simulate_institution(QUESTIONNAIRE, [25], Parameters(response_rate=1.0), seed=5)[0]

    assert counted_alone(QUESTIONNAIRE, few).blocks == {}
