"""What the solver cannot answer is said, never guessed; numbers that contradict each other are refused."""

import numpy as np
import pytest

from analysis.disclosure.attack.intervals import AttainableRange, derivable_intervals
from analysis.disclosure.attack.programme import (
    INFINITY,
    Rows,
    SolverStopped,
    least,
    model,
    unbounded_or_minimum,
)


def the_model(cost: float, at_least: float, at_most: float):
    """One variable from zero that must reach a number."""
    rows = Rows()
    rows.add({0: 1.0}, at_least)
    return model(np.array([cost]), np.zeros(1), np.array([at_most]), rows, is_integer=False)


def test_a_minimum_comes_with_what_each_variable_adds():
    cost, duals = unbounded_or_minimum(the_model(3.0, 2.0, 5.0))

    assert cost == pytest.approx(6.0)
    assert duals.shape == (1,)


def test_what_has_no_limit_has_no_minimum():
    assert unbounded_or_minimum(the_model(-1.0, 2.0, INFINITY)) is None


def test_what_contradicts_itself_has_no_answer():
    assert least(the_model(1.0, 6.0, 5.0)) is None
    with pytest.raises(SolverStopped, match="Infeasible"):
        unbounded_or_minimum(the_model(1.0, 6.0, 5.0))


def test_counts_that_contradict_each_other_are_refused():
    """A part of nine cannot stand in a whole of five."""
    n, hidden = np.array([5, 9, 3]), np.array([False, False, True])

    with pytest.raises(RuntimeError, match="could not be computed: Infeasible"):
        derivable_intervals(n, [(0, (1, 2))], hidden)


def test_a_hidden_cell_on_no_line_is_bounded_by_the_public_headcount_alone():
    n, hidden = np.array([12, 9, 3, 7]), np.array([False, True, True, True])

    found = derivable_intervals(n, [(0, (1, 2))], hidden, {3: 20})

    assert found == [AttainableRange(1, 0, 12), AttainableRange(2, 0, 12), AttainableRange(3, 0, 20)]


def test_a_caller_who_says_stop_gets_no_interval_of_cells_that_lines_tie():
    n, hidden = np.array([12, 9, 3]), np.array([False, True, True])

    assert derivable_intervals(n, [(0, (1, 2))], hidden, keep_going=lambda: False) == []
