"""Rolled up, the unit tree leaves no remainder under the smallest group."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure.cube.units import NO_UNIT, NodeKind, NotATree, UnitTree, roll_up


def the_nodes(parents: list[int], own: list[int], unknown: int = 0, k: int = 10):
    return roll_up(UnitTree(np.array(parents, np.int32)), np.array([*own, unknown]), k)


def test_a_unit_of_nine_goes_into_other_units():
    nodes = the_nodes([-1, 0, 0, 0, 0], [0, 40, 25, 9, 5])

    assert [(node.kind, node.of, node.respondents) for node in nodes[2:]] == [
        (NodeKind.UNIT, 1, 40),
        (NodeKind.UNIT, 2, 25),
        (NodeKind.OTHERS, 0, 14),
    ]


def test_a_remainder_of_nine_takes_the_smallest_neighbour_with_it():
    nodes = the_nodes([-1, 0, 0, 0], [0, 40, 25, 9])

    assert [(node.kind, node.of, node.respondents) for node in nodes[2:]] == [
        (NodeKind.UNIT, 1, 40),
        (NodeKind.OTHERS, 0, 34),
    ]


def test_units_of_a_neighbour_that_went_along_stay_visible():
    nodes = the_nodes([-1, 0, 0, 0, 2, 2], [0, 100, 0, 3, 20, 30])
    others = next(index for index, node in enumerate(nodes) if node.kind is NodeKind.OTHERS)

    assert nodes[others].respondents == 53
    below = [(node.of, node.respondents) for node in nodes if node.parent == others]
    assert below == [(5, 30), (2, 23)]


def test_people_whose_unit_is_not_known_are_other_units():
    nodes = the_nodes([-1], [30], unknown=12)

    assert [(node.kind, node.units) for node in nodes] == [
        (NodeKind.ALL, (NO_UNIT, 0)),
        (NodeKind.UNIT, (0,)),
        (NodeKind.OTHERS, (NO_UNIT,)),
    ]


def test_three_unknown_people_do_not_hide_the_units_below_a_single_top():
    nodes = the_nodes([-1, 0, 0, 0], [0, 30, 30, 12], unknown=3)

    assert [(node.kind, node.of, node.respondents) for node in nodes] == [
        (NodeKind.ALL, NO_UNIT, 75),
        (NodeKind.UNIT, 1, 30),
        (NodeKind.UNIT, 2, 30),
        (NodeKind.OTHERS, NO_UNIT, 15),
    ]


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_subtracting_nodes_from_nodes_leaves_no_small_group(data):
    units = data.draw(st.integers(1, 14))
    parents = [-1] + [data.draw(st.integers(-1, unit - 1)) for unit in range(1, units)]
    own = [data.draw(st.integers(0, 30)) for _ in range(units)]
    unknown = data.draw(st.integers(0, 12))
    nodes = the_nodes(parents, own, unknown)
    counts = np.array([*own, unknown])

    for index, node in enumerate(nodes):
        below = [child for child in nodes if child.parent == index]
        assert node.respondents == counts[list(node.units)].sum()
        assert index == 0 or node.respondents >= 10
        if below:
            assert sum(child.respondents for child in below) == node.respondents
            inside = [unit for child in below for unit in child.units]
            assert len(inside) == len(set(inside))
            assert {unit for unit in node.units if counts[unit]} <= set(inside) <= set(node.units)
    keys = [(node.kind, node.of) for node in nodes]
    assert len(keys) == len(set(keys))


def test_a_circle_of_units_is_refused():
    with pytest.raises(NotATree, match="2 units hang on a circle"):
        UnitTree(np.array([-1, 2, 1], np.int32))


@pytest.mark.parametrize(
    ("parents", "codes", "problem"),
    [
        ([-1, 0], ("head", "head"), "2 units need 2 different codes, not 1"),
        ([-1, 0], ("head",), "2 units need 2 different codes, not 1"),
        ([-1, 2], (), "no unit of the tree"),
        ([-2, 0], (), "no unit of the tree"),
    ],
)
def test_units_without_codes_or_parents_of_their_own_are_refused(parents, codes, problem):
    with pytest.raises(NotATree, match=problem):
        UnitTree(np.array(parents, np.int32), codes)
