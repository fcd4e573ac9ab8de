"""What more is hidden of an item that some did not answer."""

import numpy as np
import pytest

from analysis.disclosure.policy import Policy
from analysis.disclosure.protect import items
from analysis.disclosure.protect.certificate import protect_cube
from analysis.disclosure.protect.items import HiddenForItem, ShownCells


@pytest.fixture(scope="module")
def protected(institution):
    return protect_cube(institution(2, people=80).cube(Policy(5, 12)), with_intervals=False)


def answered(seed: int, missing: float) -> np.ndarray:
    return np.random.default_rng(seed).random(80) > missing


def smallest_left(attacker, protected, who, gone) -> int | None:
    rows = [protected.cube.respondents(cell)[who] for cell in protected.shown if cell.key not in gone]
    atoms, n = np.unique(np.array(rows), axis=1, return_counts=True)
    inside = atoms.any(axis=0)
    return attacker.smallest(atoms[:, inside], n[inside], 5)


@pytest.mark.parametrize(("seed", "missing"), [(0, 0.02), (1, 0.1), (2, 0.2), (3, 0.1), (4, 0.5)])
def test_no_small_group_of_those_who_answered_follows_from_what_is_left(attacker, protected, seed, missing):
    who = answered(seed, missing)

    gone = ShownCells(protected).hidden_for(who)

    assert gone.is_complete
    assert smallest_left(attacker, protected, who, gone.keys) is None


def test_the_same_answers_hide_the_same_cells_however_often_they_are_asked_about(protected):
    shown = ShownCells(protected)
    who = answered(1, 0.1)

    assert shown.hidden_for(who) == shown.hidden_for(who) == ShownCells(protected).hidden_for(who)


def test_where_a_quick_look_is_not_enough_the_item_is_protected_all_the_same(
    attacker, protected, monkeypatch
):
    who = answered(3, 0.1)
    quick = ShownCells(protected).hidden_for(who)
    monkeypatch.setattr(items, "QUICK_FRONTIER", 1)

    thorough = ShownCells(protected).hidden_for(who)

    assert thorough == quick != HiddenForItem(frozenset(), True)
    assert smallest_left(attacker, protected, who, thorough.keys) is None
