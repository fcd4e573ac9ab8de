"""What is kept of a wave's key while its trustees make it: who they are and what they sent, all of it
public.
"""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.ground.columns import Json
from survey_app.ground.db import PeopleBase


class KeyCeremony(PeopleBase):
    """A key ceremony of a planned wave. The record is published with the wave's terms when it opens."""

    __tablename__ = "key_ceremonies"

    id: Mapped[str] = mapped_column(
        String(22), primary_key=True, comment="random, base64url; the address of the ceremony's page"
    )
    wave_id: Mapped[int] = mapped_column(
        ForeignKey("waves.id", ondelete="CASCADE"), unique=True, comment="of which planned wave"
    )
    terms: Mapped[str] = mapped_column(Text, comment="JSON: who makes the key, and how many of them open")


class KeyCeremonyMessage(PeopleBase):
    """A message of a key ceremony. It is written once and never changed."""

    __tablename__ = "key_ceremony_messages"

    ceremony: Mapped[str] = mapped_column(
        ForeignKey("key_ceremonies.id", ondelete="CASCADE"), primary_key=True, comment="of which ceremony"
    )
    name: Mapped[str] = mapped_column(
        String(20), primary_key=True, comment="what it is, from whom and for whom, e.g. dealing-1-2"
    )
    body: Mapped[str] = mapped_column(Text, comment="JSON: the message as it was sent; public")


class PreparedSealing(PeopleBase):
    """A sealing key that an earlier version made in one place and whose share files were handed out.

    No wave is opened with it any more: its trustees make a new key in parts.
    """

    __tablename__ = "prepared_sealings"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True, comment="of which planned wave"
    )
    terms: Mapped[str] = mapped_column(Text, comment="JSON: public terms of the key")
    tried: Mapped[list[int]] = mapped_column(
        Json, default=list, comment="JSON: indices of the shares that opened"
    )
