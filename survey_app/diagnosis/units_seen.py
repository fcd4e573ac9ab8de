"""Which units there were when a plan chose its own, by what tells that an institution was reorganised."""

from typing import NamedTuple

from questionnaires.languages import Spoken
from survey_app.institutions.models import Institution


class UnitSeen(NamedTuple):
    """A unit by its code, its names and what it belongs to: not by its people, who come and go."""

    code: str
    names: Spoken
    parent: str | None


def seen_units(institution: Institution) -> list[UnitSeen]:
    """The units as they are now."""
    return [UnitSeen(unit.code, unit.names, unit.parent_code) for unit in institution.units]
