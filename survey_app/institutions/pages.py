"""What pages of institutions show: kinds by name, and the tree of units as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.institutions.models import InstitutionKind, Unit
from survey_app.institutions.roster import RosterUnit

KIND_NAMES: dict[str, Any] = {
    InstitutionKind.CENTRAL.value: _l("Central administrative agency"),
    InstitutionKind.METROPOLITAN.value: _l("Metropolitan or provincial government"),
    InstitutionKind.LOCAL.value: _l("City, county or district"),
    InstitutionKind.PUBLIC_BODY.value: _l("Public body"),
}


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A unit with how deep it hangs and how many people are in it and below."""

    unit: Unit | RosterUnit
    depth: int
    with_below: int


def tree_rows(units: Sequence[Unit]) -> list[TreeRow]:
    """Stored units in the order of their tree, with depth and the headcount of the whole branch."""
    return _rows([(unit, unit.code, unit.parent_code) for unit in units])


def roster_rows(units: Sequence[RosterUnit]) -> list[TreeRow]:
    """The same for a roster that is not stored yet."""
    return _rows([(unit, unit.code, unit.parent) for unit in units])


def _rows(units: Sequence[tuple[Unit | RosterUnit, str, str | None]]) -> list[TreeRow]:
    parents = {code: parent for _unit, code, parent in units}
    totals = dict.fromkeys(parents, 0)
    depths = {}
    for unit, code, _parent in units:
        at: str | None = code
        depths[code] = -1
        while at is not None:
            totals[at] += unit.headcount
            depths[code] += 1
            at = parents[at]
    return [TreeRow(unit, depths[code], totals[code]) for unit, code, _parent in units]
