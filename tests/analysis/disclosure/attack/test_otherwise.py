"""Other answers with which all that is shown comes out the same, and groups that they leave open or not."""

from itertools import product

import numpy as np
import pytest

from analysis.disclosure.attack.other_answers import other_answers
from analysis.disclosure.attack.otherwise import ShownRows

HIDDEN, BESIDE, SHOWN = np.arange(8), np.arange(8, 30), np.arange(30, 50)
EVERYBODY = np.arange(50)
ACROSS = [np.array([*HIDDEN[:4], *BESIDE[:11]]), np.array([*HIDDEN[:4], *BESIDE[11:]])]
"""Two classes across both units, by which people of one could not change places with those of the other."""


@pytest.fixture
def values():
    return np.clip(np.random.default_rng(4).normal(60, 15, 50), 0, 100)


def test_a_hidden_unit_is_open_by_what_the_unit_beside_it_may_have_answered(values):
    beside_hidden = ShownRows([EVERYBODY, SHOWN, *ACROSS], 50)
    beside_shown = ShownRows([EVERYBODY, SHOWN, *ACROSS, BESIDE], 50)

    low, high = beside_hidden.swapped(HIDDEN, values)

    assert low == pytest.approx(high)
    assert beside_hidden.is_wide(HIDDEN, values, [EVERYBODY], 10.0)
    assert not beside_shown.is_wide(HIDDEN, values, [EVERYBODY], 10.0)


def test_many_hidden_units_are_found_open_at_once_and_the_given_one_is_not(values):
    rows = ShownRows([EVERYBODY, SHOWN], 50)

    wide = rows.are_wide([HIDDEN, np.arange(8, 16), np.arange(30)], values, EVERYBODY, 10.0)

    assert wide.tolist() == [True, True, False]


def test_what_is_too_large_to_be_solved_is_not_said_to_be_open(values, monkeypatch):
    monkeypatch.setattr("analysis.disclosure.attack.otherwise.MOST_OF_A_SYSTEM", 0)

    assert not ShownRows([EVERYBODY, SHOWN, *ACROSS], 50).is_wide(HIDDEN, values, [EVERYBODY], 10.0)


def test_a_sum_follows_where_other_sums_leave_it():
    rows = ShownRows([np.arange(10), np.arange(7)], 10)

    assert rows.gives(np.array([7, 8, 9]), [np.arange(10)])
    assert not rows.gives(np.array([7, 8]), [np.arange(10)])


def test_what_is_too_large_to_be_looked_at_counts_as_given_away(monkeypatch):
    monkeypatch.setattr("analysis.disclosure.attack.otherwise.MOST_NUMBERS", 0)

    assert ShownRows([np.arange(10)], 10).gives(np.array([7, 8]), [np.arange(10)])


SIX = np.arange(6)
ROWS = [np.arange(9), np.array([0, 1, 2, 3]), np.array([1, 3, 4, 5]), np.array([6, 7, 8])]
"""Six people of two units and a class across them; three more stand beside all that is looked at."""
GROUPS = [np.array([0, 1]), np.array([4, 5]), np.array([0, 2, 4])]


def tried(chosen, group, bounds) -> tuple[int, int]:
    """Least and largest number of a group over all answers of the six that keep rows within bounds."""
    found = set()
    for answers in product((False, True), repeat=6):
        changed = np.array([*answers, *chosen[6:]])
        if all(few <= changed[row].sum() <= many for row, (few, many) in zip(ROWS, bounds, strict=True)):
            found.add(int(changed[group].sum()))
    return min(found), max(found)


@pytest.mark.parametrize("seed", range(6))
def test_counts_lie_between_what_trying_all_answers_finds(seed):
    chosen = np.random.default_rng(seed).random(9) < 0.5
    exactly = [(int(chosen[row].sum()),) * 2 for row in ROWS]
    roughly = [(max(few - 1, 0), many + 1) for few, many in exactly]
    rows = ShownRows(ROWS, 9)

    for group in GROUPS:
        assert rows.counts(group, chosen, [SIX], enough=9) == tried(chosen, group, exactly)
        assert rows.counts(group, chosen, [SIX], roughly, enough=9) == tried(chosen, group, roughly)
    for group, (low, high) in zip(GROUPS, rows.counts_at_once(GROUPS, chosen, SIX, 3), strict=True):
        fewest, most = tried(chosen, group, exactly)
        assert fewest <= low <= int(chosen[group].sum()) <= high <= most


def test_counts_of_what_is_too_large_to_be_looked_at_are_taken_for_known(monkeypatch):
    chosen = np.array([1, 0, 1, 0, 1, 0, 1, 1, 0], bool)
    rows, group = ShownRows(ROWS[1:], 9), np.array([0, 2])

    assert rows.counts(group, chosen, [SIX], enough=9) == (1, 2)
    monkeypatch.setattr("analysis.disclosure.attack.otherwise.MOST_NUMBERS", 0)
    assert rows.counts(group, chosen, [SIX], enough=9) == (2, 2)


def test_no_other_answers_are_made_of_what_is_no_number():
    values = np.full(10, 50.0)
    values[3] = np.nan

    assert other_answers(np.ones((1, 10)), np.eye(10)[0], values, 5.0, 100.0) is None
