"""The statistics of a release that speak of the institution as a whole: how well each area is measured."""

from collections.abc import Mapping

import msgspec

from analysis.cells import Cells, count
from analysis.composition import Composition
from analysis.refusals import Refusal
from analysis.release import Hidden, Interval, Reason, Release, Reliability
from analysis.reliability import scale_reliability
from analysis.scales import Structure

FEWEST_PER_ITEM = 3
"""Blocks of p items leave an institution only with n ≥ 3p (the DataSHIELD rule)."""


def with_whole_statistics(release: Release, given: Composition) -> Release:
    """The release with its reliabilities; what can't be given says why."""
    structure = Structure.of_questionnaire(given.questionnaire)
    columns = [given.answers.items.index(item) for item in structure.item_ids]
    cells = count(structure, given.answers.codes[:, columns])
    return msgspec.structs.replace(release, reliability=_reliabilities(cells))


def _reliabilities(cells: Cells) -> Mapping[str, Reliability | Hidden]:
    return {scale.key: _reliability(cells, scale.key) for scale in cells.structure.scales}


def _reliability(cells: Cells, area: str) -> Reliability | Hidden:
    scale = cells.scale(area)
    if scale.spec.length < 2:
        return Hidden(Reason.NOT_OFFERED)
    if int(cells.respondents.sum()) < FEWEST_PER_ITEM * scale.spec.length:
        return Hidden(Reason.TOO_FEW_FOR_STATISTIC)
    try:
        found = scale_reliability(scale)
    except Refusal:
        return Hidden(Reason.NOT_ESTIMABLE)
    return Reliability(
        alpha=found.pairwise,
        alpha_interval=Interval(found.feldt.lower, found.feldt.upper),
        omega=Hidden(Reason.NOT_ESTIMABLE),
        item_rest=dict(found.item_rest),
        alpha_if_deleted=dict(found.if_deleted),
        respondents=found.respondents,
    )
