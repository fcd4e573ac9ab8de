"""What the HR lead confirmed of a planned wave's units; from the opening on it stands in the signed terms."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.ground.columns import Json
from survey_app.ground.db import PeopleBase


class UnitMapping(PeopleBase):
    """What became of the units of the wave before, as confirmed for one planned wave."""

    __tablename__ = "unit_mappings"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True, comment="of which planned wave"
    )
    before: Mapped[str] = mapped_column(String(120), comment="reference of the wave before")
    pairs: Mapped[list[list[str]]] = mapped_column(
        Json, comment="JSON: codes of a unit of that wave and of one of this that it became"
    )
    basis: Mapped[str] = mapped_column(
        String(64), comment="SHA-256 of both waves' units, by code, name and parent, when it was confirmed"
    )
