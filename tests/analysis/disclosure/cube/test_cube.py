"""The fixed cube: where tables are made, what merges, and that everything adds up."""

import numpy as np
import pytest

from analysis.disclosure.cube.classes import ClassSet, every_class, merge_small
from analysis.disclosure.policy import Policy, PolicyTooWeak
from questionnaires.model import BackgroundQuestion, Merge

TENURE = BackgroundQuestion(
    "tenure",
    ("under_5", "5_to_9", "10_to_19", "from_20"),
    (Merge("from_10", ("10_to_19", "from_20")), Merge("from_5", ("5_to_9", "from_10"))),
)


def test_a_small_class_merges_with_its_neighbour():
    merged = merge_small(TENURE, every_class(TENURE), [40, 30, 20, 6], 10)

    assert merged == (ClassSet("under_5", (0,)), ClassSet("5_to_9", (1,)), ClassSet("from_10", (2, 3)))


def test_merges_apply_one_after_the_other():
    merged = merge_small(TENURE, every_class(TENURE), [40, 9, 5, 6], 10)

    assert [one.key for one in merged] == ["under_5", "from_5"]
    assert merged[1].classes == (1, 2, 3)


def test_classes_that_are_large_enough_stay_apart():
    assert merge_small(TENURE, every_class(TENURE), [40, 30, 20, 10], 10) == every_class(TENURE)


def test_an_empty_class_is_no_reason_to_merge():
    assert merge_small(TENURE, every_class(TENURE), [40, 30, 20, 0], 10) == every_class(TENURE)


@pytest.mark.parametrize("seed", range(12))
def test_every_line_of_a_cube_adds_up(institution, seed):
    made = institution(seed, people=200, classes=(2, 3, 4)).cube(Policy(5, 20, (("q0", "q1"),)))
    everybody = np.ones(200, bool)

    assert (made.counts(everybody) == made.problem.n).all()
    for total, parts in made.problem.lines:
        assert made.problem.n[total] == made.problem.n[list(parts)].sum()


@pytest.mark.parametrize("seed", range(6))
def test_a_cell_counts_the_respondents_that_it_names(institution, seed):
    made = institution(seed, people=150, classes=(2, 3)).cube(Policy(5, 20, (("q0", "q1"),)))

    for index, cell in enumerate(made.cells):
        if cell.is_offered:
            members = made.respondents(cell)
            assert members.sum() == cell.respondents
            assert made.problem.atom_n[made.problem.members(index)].sum() == cell.respondents


def test_background_tables_are_made_at_nodes_of_fifty_only(institution):
    made = institution(3, people=300).cube(Policy())

    offered = {cell.node for cell in made.cells if cell.is_offered and cell.classes}
    assert offered == {index for index, node in enumerate(made.nodes) if node.respondents >= 50}
    assert any(node.respondents < 50 for node in made.nodes)


def test_two_way_tables_are_made_at_the_top_only(institution):
    made = institution(3, people=300).cube(Policy(two_way=(("q0", "q1"),)))

    crosses = [cell for cell in made.cells if cell.is_offered and len(cell.classes) == 2]
    assert {cell.key for cell in crosses} >= {"q0:c0|q1:c0", "q0:c1|q1:c1"}
    assert {cell.node for cell in crosses} == {0}


def test_nobody_may_go_below_five():
    with pytest.raises(PolicyTooWeak, match="may never be under 5"):
        Policy(smallest_group=4)


def test_no_tables_are_made_where_classes_could_only_be_too_small():
    with pytest.raises(PolicyTooWeak, match="nodes of 9 respondents, fewer than the smallest group of 10"):
        Policy(smallest_group=10, background_node_minimum=9)
