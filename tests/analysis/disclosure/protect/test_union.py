"""What a second release gives away together with the first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure.policy import Policy
from analysis.disclosure.protect.certificate import protect_cube
from analysis.disclosure.protect.rounds import CannotProtect
from analysis.disclosure.protect.union import (
    NotOneFamily,
    ShownRow,
    audit_union,
    measures_that_leak,
    shown_rows,
)

POLICY = Policy(5, 12)


def a_row(key: str, members, family: str = "") -> ShownRow:
    return ShownRow(key, np.array(sorted(members), dtype=np.int64), family)


def test_the_same_release_again_gives_nothing_away(institution):
    rows = shown_rows(protect_cube(institution(1, people=80).cube(POLICY)))

    audit = audit_union(rows, rows, POLICY)

    assert audit.may_be_released
    assert audit.smallest_derivable_group is None


def test_a_correction_that_moves_one_person_is_withheld():
    before = [a_row("all", range(60)), a_row("a", range(30)), a_row("b", range(30, 60))]
    after = [a_row("all", range(60)), a_row("a", range(29)), a_row("b", range(29, 60))]

    audit = audit_union(before, after, POLICY)

    assert audit.smallest_derivable_group == 1
    assert set(audit.by_new) <= {"a", "b"}
    assert set(audit.withhold) == {"a", "b"}


def test_a_parent_restated_for_a_reorganised_tree_is_withheld():
    """Last wave showed units a and b; the new tree's unit is a and three people of b."""
    before = [a_row("all", range(60)), a_row("a", range(20)), a_row("b", range(20, 60))]
    restated = [a_row("new unit, last wave", range(23))]

    audit = audit_union(before, restated, POLICY)

    assert audit.smallest_derivable_group == 3
    assert audit.by_released
    assert audit.withhold == ("new unit, last wave",)


def test_a_restated_unit_that_differs_by_enough_may_be_shown():
    before = [a_row("all", range(60)), a_row("a", range(20)), a_row("b", range(20, 60))]

    assert audit_union(before, [a_row("new unit", range(30))], POLICY).may_be_released


def test_an_added_table_with_a_small_cell_is_withheld_with_what_gives_it():
    before = [a_row("all", range(60))]
    added = [a_row("women", range(57), "sex:w"), a_row("men", range(57, 60), "sex:m")]

    audit = audit_union(before, added, POLICY)

    assert audit.smallest_derivable_group == 3
    assert set(audit.withhold) == {"women", "men"}


def test_what_is_out_already_cannot_be_taken_back():
    before = [a_row("all", range(60)), a_row("a", range(57))]

    with pytest.raises(CannotProtect):
        audit_union(before, [a_row("b", range(30))], POLICY)


def test_rows_of_one_family_may_not_overlap():
    with pytest.raises(NotOneFamily, match="b overlaps"):
        audit_union([], [a_row("a", range(30)), a_row("b", range(10, 30)), a_row("b", range(20, 35))], POLICY)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_what_is_left_of_a_second_release_gives_nothing_away_with_the_first(attacker, institution, seed):
    first = institution(seed, people=40)
    draw = np.random.default_rng(seed)
    moved = first.units.copy()
    who = draw.integers(0, 40, 3)
    moved[who] = draw.integers(0, 7, 3)
    second = type(first)(moved, first.background, first.tree, first.questions)
    old = shown_rows(protect_cube(first.cube(POLICY), with_intervals=False))
    new = shown_rows(protect_cube(second.cube(POLICY), with_intervals=False))

    audit = audit_union(old, new, POLICY)

    out = [*old, *(row for row in new if row.key not in audit.withhold)]
    members = np.array([np.isin(np.arange(40), row.members) for row in out])
    atoms, n = np.unique(members, axis=1, return_counts=True)
    inside = atoms.any(axis=0)
    assert attacker.smallest(atoms[:, inside], n[inside], 5) is None


def test_nothing_and_a_row_of_nobody_give_nothing_away():
    assert audit_union([], [], POLICY).may_be_released
    assert audit_union([], [a_row("nobody", [])], POLICY).may_be_released
    assert audit_union([a_row("all", range(30))], [a_row("nobody", [])], POLICY).may_be_released


def rows_drawn(count: int, seed: int = 0) -> list[ShownRow]:
    """Rows of half of sixty people, drawn at random: of many rows more follows than can be searched."""
    inside = np.random.default_rng(seed).random((count, 60)) < 0.5
    return [a_row(f"{seed}:{at}", np.flatnonzero(one), f"{at}") for at, one in enumerate(inside)]


def test_new_rows_that_cannot_be_searched_together_are_withheld_until_they_can():
    new = rows_drawn(22)

    audit = audit_union([], new, Policy())

    assert audit.smallest_derivable_group is None
    assert 0 < len(audit.withhold) < len(new)
    assert audit_union([], [row for row in new if row.key not in audit.withhold], Policy()).may_be_released


def answers_of(*without: int) -> np.ndarray:
    return ~np.isin(np.arange(60), without)


def test_a_measure_leaks_where_few_of_those_who_answered_it_are_left_between_old_and_new():
    """Twelve people came to unit a. All of them answered one item, but only three of them another."""
    before = [a_row("all", range(60)), a_row("a", range(20)), a_row("b", range(20, 60))]
    restated = [a_row("a, as it is now", range(32))]
    answered = {"most": answers_of(0, 50), "few": answers_of(*range(23, 32))}
    everything = {row.key: frozenset(answered) for row in before}

    assert measures_that_leak(before, restated, POLICY, answered, everything) == {"few"}


def test_what_was_hidden_of_a_measure_helps_nobody_to_subtract():
    before = [a_row("all", range(60)), a_row("a", range(20))]
    restated = [a_row("a, as it is now", range(32))]
    answered = {"few": answers_of(*range(23, 32)), "also few": answers_of(*range(23, 32))}
    shown = {"all": frozenset(answered), "a": frozenset(["few"])}

    assert measures_that_leak(before, restated, POLICY, answered, shown) == {"few"}


def test_a_measure_that_cannot_be_searched_counts_as_leaking():
    old = rows_drawn(24)
    shown = {row.key: frozenset(["item"]) for row in old}

    leaking = measures_that_leak(old, rows_drawn(1, seed=1), Policy(), {"item": answers_of()}, shown)

    assert leaking == {"item"}
