"""Institutions and the tree of their units."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.db import PeopleBase


class InstitutionKind(StrEnum):
    """What an institution is compared within."""

    CENTRAL = "central"
    METROPOLITAN = "metropolitan"
    LOCAL = "local"
    PUBLIC_BODY = "public_body"


class Institution(PeopleBase):
    """An institution that diagnoses its culture."""

    __tablename__ = "institutions"
    __table_args__ = (
        CheckConstraint("kind IN ('central', 'metropolitan', 'local', 'public_body')", name="kind_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True, comment="in addresses and bundles; never changes")
    name_ko: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    contact: Mapped[str] = mapped_column(String(254), default="", comment="shown to respondents")
    is_fictional: Mapped[bool] = mapped_column(default=False, comment="demonstration data, labelled everywhere")

    units: Mapped[list["Unit"]] = relationship(
        back_populates="institution", order_by="Unit.position", cascade="all, delete-orphan"
    )

    def name(self, language: str) -> str:
        return self.name_ko if language == "ko" else self.name_en


class Unit(PeopleBase):
    """A unit of an institution. The tree hangs on `parent_code`; `headcount` counts direct members."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("institution_id", "code"),
        CheckConstraint("headcount >= 0", name="headcount_is_not_negative"),
        CheckConstraint("parent_code IS NULL OR parent_code <> code", name="is_not_its_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name_ko: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    parent_code: Mapped[str | None] = mapped_column(String(40))
    headcount: Mapped[int]
    position: Mapped[int] = mapped_column(comment="order among all units, parents before children")

    institution: Mapped[Institution] = relationship(back_populates="units")

    def name(self, language: str) -> str:
        return self.name_ko if language == "ko" else self.name_en
