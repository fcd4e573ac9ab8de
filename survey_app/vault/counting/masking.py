"""Which groups a release has a place for, and which of them may be shown: disclosure control applied."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.counting.answers import Answers
from analysis.counting.scales import Structure
from analysis.disclosure.cube.groups import Cube, CubeCell, cube
from analysis.disclosure.cube.units import NO_UNIT, NodeKind, UnitTree
from analysis.disclosure.policy import Policy
from analysis.disclosure.protect.certificate import ProtectedCube, protect_cube
from analysis.disclosure.protect.rounds import CannotProtect
from analysis.disclosure.protect.union import audit_union, rows_of, shown_rows
from analysis.released.release import Certificate, GroupKind
from analysis.released.released_values import Reason
from analysis.releasing.groups import GroupPlan
from analysis.releasing.unanswered import hidden_measures
from questionnaires.languages import Spoken
from questionnaires.model import Questionnaire
from survey_app.manifest.documents import Manifest
from survey_app.vault.counting.naming import name_of_others

Progress = Callable[[int, int, str], None]
KINDS = {
    NodeKind.ALL: GroupKind.INSTITUTION,
    NodeKind.UNIT: GroupKind.UNIT,
    NodeKind.OTHERS: GroupKind.OTHER_UNITS,
}


@dataclass(frozen=True, eq=False)
class Mask:
    """The groups of one wave, each shown or hidden for a reason, their names, and the proof."""

    plans: Sequence[GroupPlan]
    names: Mapping[str, Spoken]
    certificate: Certificate
    hidden_measures: Mapping[str, frozenset[str]]
    counted_in: Mapping[str, str]


def mask(
    manifest: Manifest,
    questionnaire: Questionnaire,
    answers: Answers,
    progress: Progress,
    *,
    released: frozenset[str] = frozenset(),
    seconds: float = 900,
) -> Mask:
    """The mask of one wave. It rests on who is in which group and who answered, never on what.

    `released` are keys of groups that releases of the wave show already, made while its answers were kept
    longer: what is shown now is audited together with them.
    """
    made = cube_of(manifest, questionnaire, answers)
    headcounts = _headcounts(manifest)

    def watch(done: int, total: int, _message: str) -> bool:
        progress(done, total, "groups")
        return True

    def watch_items(done: int, total: int, _item: str) -> None:
        progress(done, total, "items")

    protected = protect_cube(made, seconds=seconds, progress=watch)
    withheld = _withheld(protected, released)
    plans = [
        _plan(
            made,
            cell,
            bool(protected.protection.hidden[at]) or cell.key in withheld,
            headcounts,
            manifest,
        )
        for at, cell in enumerate(made.cells)
        if cell.is_offered and (cell.respondents > 0 or not cell.classes)
    ]
    names = {plan.key: _name(made, cell, manifest, questionnaire) for plan, cell in _with_cells(plans, made)}
    structure = Structure.of_questionnaire(questionnaire)
    hidden = hidden_measures(protected, structure, answers, watch_items)
    counted_in = _counted_in(made, manifest)
    names |= {f"unit:{unit.code}": unit.name for unit in manifest.units if f"unit:{unit.code}" in counted_in}
    certificate = _certificate(protected, plans, hidden.is_complete)
    return Mask(plans, names, certificate, hidden.keys, counted_in)


def cube_of(manifest: Manifest, questionnaire: Questionnaire, answers: Answers) -> Cube:
    """The fixed cube of a wave: every group that there could be a result for, and who is in it."""
    policy = Policy(
        smallest_group=manifest.policy.smallest_group,
        background_node_minimum=max(manifest.policy.background_node_minimum, manifest.policy.smallest_group),
        headcounts=_headcounts(manifest),
    )
    return cube(answers.units, answers.background, _tree(manifest), questionnaire.background, policy)


def _withheld(protected: ProtectedCube, released: frozenset[str]) -> frozenset[str]:
    """Groups that must not be shown because of what earlier releases show already."""
    now = {cell.key for cell in protected.shown}
    if not released or now <= released:
        return frozenset()
    made = protected.cube
    if not released <= set(made.index):
        # Groups that can't be found again can't be audited either: nothing is shown that was not before.
        return frozenset(now - released)
    before = rows_of(made, [made.cells[made.index[key]] for key in sorted(released)])
    try:
        return frozenset(audit_union(before, shown_rows(protected), made.policy).withhold)
    except CannotProtect:
        # What was shown already gives a small group away and can't be taken back: nothing is added to it.
        return frozenset(now - released)


def _counted_in(made: Cube, manifest: Manifest) -> Mapping[str, str]:
    """Units that are no group of their own, by key, and the group in which their people count."""
    found: dict[str, str] = {}
    for node, key in zip(made.nodes, made.node_keys, strict=True):
        # The lowest node comes last, since parents stand before their children.
        found |= {f"unit:{manifest.units[unit].code}": key for unit in node.units if unit != NO_UNIT}
    return {unit: key for unit, key in found.items() if unit not in made.node_keys}


def _tree(manifest: Manifest) -> UnitTree:
    codes = tuple(unit.code for unit in manifest.units)
    index = {code: position for position, code in enumerate(codes)}
    parents = [index[unit.parent] if unit.parent is not None else NO_UNIT for unit in manifest.units]
    return UnitTree(np.array(parents, dtype=np.int32), codes)


def _headcounts(manifest: Manifest) -> Mapping[int, int]:
    """Of the units whose headcount is known; a survey done elsewhere may not have any."""
    return {position: unit.headcount for position, unit in enumerate(manifest.units) if unit.headcount}


def _plan(
    made: Cube, cell: CubeCell, is_hidden: bool, headcounts: Mapping[int, int], manifest: Manifest
) -> GroupPlan:
    node = made.nodes[cell.node]
    node_key = made.node_keys[cell.node]
    above = made.node_keys[node.parent] if node.parent >= 0 else None
    return GroupPlan(
        key=cell.key,
        kind=GroupKind.BACKGROUND if cell.classes else KINDS[node.kind],
        parent=node_key if cell.classes else above,
        depth=node.depth,
        rows=np.flatnonzero(made.respondents(cell)),
        invited=None if cell.classes else sum(headcounts.get(unit, 0) for unit in node.units),
        hidden=_reason(cell.respondents, is_hidden, made.policy.smallest_group),
        units=tuple(sorted(manifest.units[unit].code if unit != NO_UNIT else "" for unit in node.units)),
    )


def _reason(respondents: int, is_hidden: bool, smallest_group: int) -> Reason | None:
    if respondents < smallest_group:
        return Reason.TOO_FEW
    return Reason.PROTECTED if is_hidden else None


def _with_cells(plans: Sequence[GroupPlan], made: Cube) -> list[tuple[GroupPlan, CubeCell]]:
    return [(plan, made.cells[made.index[plan.key]]) for plan in plans]


def _name(made: Cube, cell: CubeCell, manifest: Manifest, questionnaire: Questionnaire) -> Spoken:
    if not cell.classes:
        return _node_name(made, cell.node, manifest)
    return Spoken(
        {
            language: " · ".join(
                questionnaire.texts[language].background_classes[question][classes.key]
                for question, classes in cell.classes
            )
            for language in questionnaire.texts
        }
    )


def _node_name(made: Cube, index: int, manifest: Manifest) -> Spoken:
    node = made.nodes[index]
    if node.kind is NodeKind.ALL:
        return manifest.institution_name
    if node.kind is NodeKind.UNIT:
        return manifest.units[node.of].name
    has_unknown = NO_UNIT in node.units and bool((made.units == NO_UNIT).any())
    return name_of_others(frozenset(node.units) - {NO_UNIT}, manifest.units, has_unknown)


def _certificate(
    protected: ProtectedCube, plans: Sequence[GroupPlan], are_items_complete: bool
) -> Certificate:
    proof = protected.certificate
    return Certificate(
        smallest_group=proof.policy.smallest_group,
        smallest_derivable_group=proof.smallest_derivable_group,
        hidden_groups=sum(plan.hidden is not None for plan in plans),
        protected_groups=sum(plan.hidden is Reason.PROTECTED for plan in plans),
        rounds=proof.rounds,
        method=proof.method,
        solver=proof.solver,
        input_hash=proof.input_hash,
        mask_hash=proof.mask_hash,
        is_complete=proof.is_complete and are_items_complete,
        hidden_intervals={key: (lower, upper) for key, lower, upper in proof.intervals},
    )
