"""What a second release gives away together with the first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure.policy import Policy
from analysis.disclosure.protect.certificate import protect_cube
from analysis.disclosure.protect.rounds import CannotProtect
from analysis.disclosure.protect.union import NotOneFamily, ShownRow, audit_union, shown_rows

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
