"""The exact attacker agrees with one that tries every group, and says how it knows."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure.attack.derive import smallest_groups, without_unions
from analysis.disclosure.attack.elimination import Elimination
from analysis.disclosure.attack.problem import NONE, SuppressionProblem
from analysis.disclosure.attack.search import SearchTooLarge, groups_under
from analysis.disclosure.attack.steps import without_atoms


def a_problem(rows: np.ndarray, atom_n: np.ndarray) -> SuppressionProblem:
    cells = rows.shape[0]
    cover = np.where(rows.T > 0, np.arange(cells), NONE).astype(np.int32)
    return SuppressionProblem(
        n=rows @ atom_n,
        atom_n=atom_n,
        cover=cover,
        lines=(),
        must_hide=np.zeros(cells, bool),
        cost=np.ones(cells),
        block=np.arange(cells, dtype=np.int32),
        place=np.zeros(len(atom_n), np.int32),
        above=np.full(cells, NONE, np.int32),
        must_show=np.zeros(cells, bool),
    )


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_smallest_derivable_group_is_the_one_that_exhaustive_search_finds(attacker, data):
    cells = data.draw(st.integers(1, 9))
    atoms = data.draw(st.integers(1, 10))
    draw = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    rows = (draw.random((cells, atoms)) < draw.uniform(0.2, 0.8)).astype(np.int64)
    atom_n = draw.integers(1, 6, atoms)
    threshold = int(draw.integers(2, 9))

    problem = a_problem(rows, atom_n)
    found = smallest_groups(problem, np.zeros(cells, bool), threshold)

    covered = rows.any(axis=0)
    expected = attacker.smallest(rows[:, covered], atom_n[covered], threshold)
    assert min((group.n for group in found), default=None) == expected


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_derivation_adds_up_to_the_group_it_gives_away(seed):
    draw = np.random.default_rng(seed)
    rows = (draw.random((7, 9)) < 0.5).astype(np.int64)
    atom_n = draw.integers(1, 4, 9)

    for group in smallest_groups(a_problem(rows, atom_n), np.zeros(7, bool), 6):
        total = [
            sum(Fraction(factor) * int(rows[cell, atom]) for cell, factor in group.cells) for atom in range(9)
        ]
        assert total == [int(atom in group.atoms) for atom in range(9)]


def test_nesting_of_cells_changes_no_result():
    rows = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0]])
    atom_n = np.array([3, 4, 5, 6])
    flat = a_problem(rows, atom_n)
    nested = a_problem(rows, atom_n)
    nested.above[:] = [NONE, 0, 1, 0]

    of_flat = smallest_groups(flat, np.zeros(4, bool), 10)
    of_nested = smallest_groups(nested, np.zeros(4, bool), 10)

    assert [group.atoms for group in of_flat] == [group.atoms for group in of_nested] == [(0,)]
    assert of_nested[0].cells == ((2, 1),)


def test_nested_classes_give_away_the_difference():
    """All team leads are women: women less team leads are three people who are neither said to be."""
    women, leads = [1, 1, 0], [1, 0, 0]
    atom_n = np.array([11, 3, 30])
    problem = a_problem(np.array([[1, 1, 1], women, leads]), atom_n)

    found = smallest_groups(problem, np.zeros(3, bool), 10)

    assert [(group.n, group.cells) for group in found] == [(3, ((1, 1), (2, -1)))]


def test_a_search_that_would_not_fit_in_memory_says_so():
    problem = a_problem(np.eye(12, dtype=np.int64), np.ones(12, np.int64))
    reduced = Elimination(problem, np.zeros(12, bool), lambda: True)

    with pytest.raises(SearchTooLarge):
        reduced.groups_under(10, lambda: True, largest_frontier=100)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_atoms_that_hold_nobody_are_taken_out_without_reducing_again(data):
    cells, atoms = data.draw(st.integers(1, 9)), data.draw(st.integers(2, 12))
    draw = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    rows = (draw.random((cells, atoms)) < draw.uniform(0.2, 0.8)).astype(np.int64)
    atom_n = draw.integers(0, 4, atoms)
    there, threshold = atom_n > 0, int(draw.integers(2, 9))
    nothing = np.zeros(cells, bool)

    whole = Elimination(a_problem(rows, np.ones(atoms, np.int64)), nothing, lambda: True)
    left = groups_under(without_atoms(whole.steps, np.flatnonzero(~there).tolist()), atom_n, threshold)

    anew = Elimination(a_problem(rows[:, there], atom_n[there]), nothing, lambda: True)
    assert len(left) == len(anew.groups_under(threshold, lambda: True))


def test_unions_of_other_groups_are_left_out():
    assert without_unions([(1, 2), (1,), (3, 4), (1, 3, 4)]) == [(1,), (3, 4)]


def test_an_elimination_knows_which_results_follow():
    rows = np.array([[1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 1, 1]])
    reduced = Elimination(a_problem(rows, np.full(4, 20)), np.zeros(3, bool), lambda: True)

    assert reduced.derives([0])
    assert not reduced.derives([2])
