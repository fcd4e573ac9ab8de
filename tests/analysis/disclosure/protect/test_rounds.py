"""Searches that grow too large or are given up: what is hidden then is more, and as safe."""

import numpy as np
import pytest

from analysis.disclosure.attack.problem import NONE, SuppressionProblem
from analysis.disclosure.policy import Policy
from analysis.disclosure.protect import rounds
from analysis.disclosure.protect.certificate import protect_cube
from analysis.disclosure.protect.rounds import CannotProtect, protect


@pytest.fixture
def made(institution):
    """A cube that takes several rounds of attack to protect."""
    return institution(0, people=80).cube(Policy(5, 12))


def rows_drawn(cells: int, people: int, *, is_out: bool = False) -> SuppressionProblem:
    """Each cell holds half of the people, drawn at random; four blocks of cells."""
    inside = np.random.default_rng(0).random((cells, people)) < 0.5
    n = inside.sum(axis=1)
    return SuppressionProblem(
        n=n,
        atom_n=np.ones(people, np.int64),
        cover=np.where(inside.T, np.arange(cells), NONE).astype(np.int32),
        lines=(),
        must_hide=np.zeros(cells, bool),
        cost=n.astype(float),
        block=np.arange(cells, dtype=np.int32) % 4,
        place=np.zeros(people, np.int32),
        above=np.full(cells, NONE, np.int32),
        must_show=np.full(cells, is_out),
    )


def test_sizes_are_looked_at_one_by_one_where_all_at_once_are_too_many(attacker, made, monkeypatch):
    at_once = protect_cube(made, with_intervals=False).protection
    monkeypatch.setattr(rounds, "DIRECT_FRONTIER", 10)

    one_by_one = protect_cube(made, with_intervals=False).protection

    assert one_by_one.is_complete
    assert one_by_one.cost == at_once.cost
    assert attacker.against_cube(made, made.is_offered & ~one_by_one.hidden) is None


def test_in_a_large_problem_what_was_hidden_stays_hidden_after_four_rounds(attacker, made, monkeypatch):
    monkeypatch.setattr(rounds, "SMALL_ENOUGH_FOR_THE_OPTIMUM", 0)

    protection = protect_cube(made, with_intervals=False).protection

    assert protection.rounds > 4
    assert protection.is_complete
    assert attacker.against_cube(made, made.is_offered & ~protection.hidden) is None


def test_after_the_most_rounds_whole_blocks_are_hidden(attacker, made, monkeypatch):
    patient = protect_cube(made, with_intervals=False).protection
    monkeypatch.setattr(rounds, "MOST_ROUNDS", 1)

    given_up = protect_cube(made, with_intervals=False).protection

    assert not given_up.is_complete
    assert given_up.cost > patient.cost
    assert attacker.against_cube(made, made.is_offered & ~given_up.hidden) is None


def test_blocks_are_hidden_until_what_is_left_can_be_searched():
    problem = rows_drawn(24, 60)

    protection = protect(problem, 10)

    assert not protection.is_complete
    assert protection.hidden.any()
    assert protect(rows_drawn(18, 60), 10).is_complete
    for block in range(4):
        assert len(set(protection.hidden[problem.block == block].tolist())) == 1


def test_what_is_out_already_and_cannot_be_searched_is_refused():
    with pytest.raises(CannotProtect, match="too many cells") as refused:
        protect(rows_drawn(24, 60, is_out=True), 10)

    assert refused.value.derivation is None


def test_a_search_without_time_refuses_what_is_out_already_too():
    """A whole of thirty and a part of 24 are out: six people follow."""
    problem = SuppressionProblem(
        n=np.array([30, 24, 12]),
        atom_n=np.array([12, 12, 6]),
        cover=np.array([[0, 1, 2], [0, 1, NONE], [0, NONE, NONE]], np.int32),
        lines=(),
        must_hide=np.zeros(3, bool),
        cost=np.ones(3),
        block=np.arange(3, dtype=np.int32),
        place=np.zeros(3, np.int32),
        above=np.full(3, NONE, np.int32),
        must_show=np.array([True, True, False]),
    )

    with pytest.raises(CannotProtect, match="group of 6") as refused:
        protect(problem, 10, seconds=0.0)

    assert refused.value.derivation.n == 6
