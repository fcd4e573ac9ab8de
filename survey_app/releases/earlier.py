"""The wave before, as far as a release may be compared with it: what it showed, restated where units moved.

Between two waves units move to another parent, and "other units" holds others. A group is then compared with
those who were in today's units last time. That is a new row about last time's people: it is audited together
with everything that was shown of them, and withheld where a small group would follow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analysis.counting.scales import Structure
from analysis.disclosure.cube.groups import Cube, CubeCell
from analysis.disclosure.protect.rounds import CannotProtect
from analysis.disclosure.protect.union import ShownRow, audit_union, measures_that_leak, rows_of
from analysis.released.release import Release
from analysis.released.released_values import Hidden
from analysis.releasing.group_comparisons import Earlier
from analysis.releasing.groups import GroupPlan
from analysis.releasing.unanswered import answered_by_measure
from survey_app.ground.jobs import no_progress
from survey_app.releases.counted import CountedWave
from survey_app.releases.public_file.masking import cube_of, mask

Shown = Mapping[str, frozenset[str]]


def earlier_wave(before: CountedWave, released: Sequence[Release], now: CountedWave) -> Earlier:
    """The wave before as this wave's release may speak of it.

    released : all releases of the wave before, the newest first.
    """
    masked = mask(before.manifest, before.questionnaire, before.answers, no_progress, is_final=False)
    then = cube_of(before.manifest, before.questionnaire, before.answers)
    present = cube_of(now.manifest, now.questionnaire, now.answers)
    was_shown = _shown(released[0])
    moved = restated(then, _units(before), present, _units(now), frozenset(was_shown))
    withheld = _withheld(before, then, [_shown(each) for each in released], moved)
    plans = [_restated_plan(plan, moved) for plan in masked.plans]
    return Earlier(before.key, before.questionnaire, before.answers, plans, was_shown, withheld)


def restated(
    then: Cube, then_units: Sequence[str], now: Cube, now_units: Sequence[str], keys: frozenset[str]
) -> Mapping[str, NDArray[np.int64]]:
    """For each group whose units moved, the earlier wave's respondents in the units that are in it now.

    then_units, now_units : the units' codes, in the order of the cubes. keys : the groups that are asked for.
    A code that only one of the waves has stays where it is: a unit that was split, renamed or dissolved
    within a group leaves it the same group.
    """
    codes = ["", *then_units]
    known_then, known_now = set(codes), {"", *now_units}
    found: dict[str, NDArray[np.int64]] = {}
    for key in sorted(keys & set(then.index) & set(now.index)):
        cell = then.cells[then.index[key]]
        before = _codes(then, cell, then_units)
        today = _codes(now, now.cells[now.index[key]], now_units)
        came, left = (today & known_then) - before, (before & known_now) - today
        if came or left:
            units = [at - 1 for at, code in enumerate(codes) if code in (before - left) | came]
            inside = np.isin(then.units, units)
            for question, classes in cell.classes:
                inside &= np.isin(then.background[question], classes.classes)
            found[key] = np.flatnonzero(inside)
    return found


def _units(wave: CountedWave) -> tuple[str, ...]:
    return tuple(unit.code for unit in wave.manifest.units)


def _codes(made: Cube, cell: CubeCell, units: Sequence[str]) -> set[str]:
    return {units[unit] if unit >= 0 else "" for unit in made.nodes[cell.node].units}


def _shown(release: Release) -> Shown:
    """Keys of the groups that a release shows, with the items and areas that it shows of them."""
    return {
        group.key: frozenset(
            measure
            for measure, found in (*group.scores.items(), *group.items.items())
            if not isinstance(found, Hidden)
        )
        for group in release.groups
        if group.is_shown
    }


def _withheld(
    before: CountedWave,
    then: Cube,
    released: Sequence[Shown],
    moved: Mapping[str, NDArray[np.int64]],
) -> Shown:
    """What may not be compared, by group: all of it, or the items and areas that few answered."""
    if not moved:
        return {}
    shown: dict[str, frozenset[str]] = {}
    for each in released:
        for key, measures in each.items():
            shown[key] = shown.get(key, frozenset()) | measures
    structure = Structure.of_questionnaire(before.questionnaire)
    answered = answered_by_measure(structure, before.answers)
    old = rows_of(then, [then.cells[then.index[key]] for key in sorted(shown) if key in then.index])
    # Restated rows may overlap however they like, so each is a family of its own.
    new = [ShownRow(key, rows, f"restated {key}") for key, rows in moved.items()]
    try:
        gone = set(audit_union(old, new, then.policy).withhold)
    except CannotProtect:
        gone = set(moved)
    kept = [row for row in new if row.key not in gone]
    leaking = measures_that_leak(old, kept, then.policy, answered, shown) if kept else frozenset()
    return {key: frozenset(answered) if key in gone else leaking for key in moved}


def _restated_plan(plan: GroupPlan, moved: Mapping[str, NDArray[np.int64]]) -> GroupPlan:
    if plan.key not in moved:
        return plan
    return replace(plan, rows=moved[plan.key], invited=None)
