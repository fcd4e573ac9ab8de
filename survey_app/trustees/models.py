"""What is kept of a key while its trustees try their shares."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.ground.columns import Json
from survey_app.ground.db import PeopleBase


class PreparedSealing(PeopleBase):
    """A sealing key whose share files were handed out, until every trustee has tried theirs."""

    __tablename__ = "prepared_sealings"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True, comment="of which planned wave"
    )
    terms: Mapped[str] = mapped_column(Text, comment="JSON: public terms of the key")
    tried: Mapped[list[int]] = mapped_column(
        Json, default=list, comment="JSON: indices of the shares that opened"
    )
