"""Old and new together: what is told of the wave before after a reorganisation gives nobody of then away."""

from collections.abc import Sequence

import numpy as np
import pytest

from analysis.counted.document import Counted, CountedGroup
from analysis.disclosure.cube.groups import Cube, cube
from analysis.disclosure.cube.units import UnitTree
from analysis.disclosure.policy import Policy
from analysis.disclosure.protect.certificate import ProtectedCube, protect_cube
from analysis.disclosure.protect.union import ShownRow, audit_union, shown_rows
from analysis.released.release import Certificate, GroupKind
from analysis.released.released_values import Hidden, Reason
from analysis.releasing.former_units import FormerUnits
from survey_app.releases.earlier import Combined, former_group

PROOF = Certificate(10, None, 0, 0, 1, "test", "test", "0")
Tree = tuple[Sequence[str], Sequence[int]]
"""The codes of units and the place of each one's parent."""


def _tree(chance: np.random.Generator, prefix: str) -> Tree:
    bureaus, below = 3, 8
    codes = [f"{prefix}{place}" for place in range(bureaus + below)]
    return codes, [-1] * bureaus + chance.integers(0, bureaus, below).tolist()


def _protected(chance: np.random.Generator, tree: Tree) -> ProtectedCube:
    codes, parents = tree
    people = np.repeat(np.arange(len(codes)), chance.integers(2, 24, len(codes))).astype(np.int32)
    units = UnitTree(np.array(parents, np.int32), tuple(codes))
    return protect_cube(cube(people, {}, units, (), Policy()))


def _counted(protected: ProtectedCube, codes: Sequence[str]) -> Counted:
    made, shown = protected.cube, {cell.key for cell in protected.shown}
    groups = tuple(
        CountedGroup(
            key=cell.key,
            kind=GroupKind.UNIT,
            parent=None,
            depth=0,
            invited=None,
            respondents=cell.respondents if cell.key in shown else Hidden(Reason.TOO_FEW),
            areas={},
            items={},
            units=tuple(codes[unit] if unit >= 0 else "" for unit in made.nodes[cell.node].units),
        )
        for cell in made.cells
        if cell.is_offered
    )
    return Counted(1, "2026", "", "", int(made.units.size), groups, {}, {}, PROOF)


def _pairs(chance: np.random.Generator, then: Sequence[str], now: Sequence[str]) -> list[tuple[str, str]]:
    """Most units stay, some are merged or moved, two are split, one is gone and one new."""
    into = list(range(len(now)))
    for place in chance.choice(len(then), 2, replace=False):
        into[place] = int(chance.integers(0, len(now)))
    pairs = [(then[place], now[target]) for place, target in enumerate(into) if place != 5]
    return pairs + [(then[int(place)], now[int(place) - 1]) for place in chance.choice(len(then), 2)]


def _members(made: Cube, found: Combined) -> np.ndarray:
    def people(groups: Sequence[CountedGroup]) -> set[int]:
        cells = (made.cells[made.index[group.key]] for group in groups)
        return {int(one) for cell in cells for one in np.flatnonzero(made.respondents(cell))}

    return np.array(sorted(people(found.added) - people(found.less)), np.int64)


def _all_of(made: Cube, codes: Sequence[str], units: frozenset[str]) -> np.ndarray:
    places = [place for place, code in enumerate(codes) if code in units]
    return np.flatnonzero(np.isin(made.units, places))


@pytest.fixture(scope="module")
def worlds():
    """Random institutions, each before and after a random reorganisation."""
    found = []
    for seed in range(40):
        chance = np.random.default_rng(seed)
        then, now = _tree(chance, "t"), _tree(chance, "n")
        before, after = _protected(chance, then), _counted(_protected(chance, now), now[0])
        known = _counted(before, then[0])
        pairs = _pairs(chance, then[0], now[0])
        found.append(
            (before, known, after, FormerUnits.of(pairs, known.whole.units, after.whole.units), then[0])
        )
    return found


def test_what_is_told_of_former_units_gives_no_small_group_away(worlds):
    restated = 0
    for before, known, after, units, _ in worlds:
        told = []
        for group in (group for group in after.groups if group.is_shown):
            found = former_group(known, units, group)
            if not isinstance(found, Combined):
                continue
            row = ShownRow(group.key, _members(before.cube, found), group.key)
            assert row.members.size == sum(one.respondents for one in found.added) - sum(
                one.respondents for one in found.less
            )
            told.append(row)
            restated += found.as_it_was is None
        assert audit_union(shown_rows(before), told, Policy()).may_be_released
    assert restated > 15


def test_the_attack_finds_what_telling_of_hidden_units_would_give_away(worlds):
    leaks = 0
    for before, _, after, units, codes in worlds:
        for group in (group for group in after.groups if group.is_shown):
            were = units.were(frozenset(group.units))
            if were is not None:
                row = ShownRow(group.key, _all_of(before.cube, codes, were), group.key)
                leaks += not audit_union(shown_rows(before), [row], Policy()).may_be_released
    assert leaks > 20
