"""Institutions and the tree of their units."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from questionnaires.languages import Spoken
from survey_app.ground.columns import word_of
from survey_app.ground.db import Moment, PeopleBase


class InstitutionKind(StrEnum):
    """What an institution is compared within."""

    CENTRAL = "central"
    METROPOLITAN = "metropolitan"
    LOCAL = "local"
    PUBLIC_BODY = "public_body"


class Institution(PeopleBase):
    """An institution that diagnoses its culture."""

    __tablename__ = "institutions"

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    code: Mapped[str] = mapped_column(
        String(40), unique=True, comment="in addresses and bundles; never changes"
    )
    name_ko: Mapped[str] = mapped_column(String(120), comment="its name in Korean")
    name_en: Mapped[str] = mapped_column(String(120), comment="its name in English")
    kind: Mapped[InstitutionKind] = mapped_column(
        word_of(InstitutionKind, "kind_is_known"), comment="what it is compared within"
    )
    contact: Mapped[str] = mapped_column(String(254), default="", comment="shown to respondents")
    is_fictional: Mapped[bool] = mapped_column(
        default=False, comment="demonstration data, labelled everywhere"
    )

    units: Mapped[list["Unit"]] = relationship(
        back_populates="institution", order_by="Unit.position", cascade="all, delete-orphan"
    )

    @property
    def names(self) -> Spoken:
        return Spoken(ko=self.name_ko, en=self.name_en)

    def name(self, language: str) -> str:
        return self.names.in_language(language)


class Unit(PeopleBase):
    """A unit of an institution. The tree hangs on `parent_code`; `headcount` counts direct members."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("institution_id", "code"),
        CheckConstraint("headcount >= 0", name="headcount_is_not_negative"),
        CheckConstraint("parent_code IS NULL OR parent_code <> code", name="is_not_its_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    institution_id: Mapped[int] = mapped_column(
        ForeignKey("institutions.id", ondelete="CASCADE"),
        index=True,
        comment="which institution it is a part of",
    )
    code: Mapped[str] = mapped_column(String(40), comment="unique in the institution, e.g. as in the roster")
    name_ko: Mapped[str] = mapped_column(String(120), comment="its name in Korean")
    name_en: Mapped[str] = mapped_column(String(120), comment="its name in English")
    parent_code: Mapped[str | None] = mapped_column(
        String(40), comment="code of the unit above; null: the top"
    )
    headcount: Mapped[int] = mapped_column(comment="people who belong directly to it")
    position: Mapped[int] = mapped_column(comment="order among all units, parents before children")

    institution: Mapped[Institution] = relationship(back_populates="units")
    addresses: Mapped[list["UnitAddress"]] = relationship(
        back_populates="unit", order_by="UnitAddress.email", cascade="all, delete-orphan"
    )

    @property
    def names(self) -> Spoken:
        return Spoken(ko=self.name_ko, en=self.name_en)

    def name(self, language: str) -> str:
        return self.names.in_language(language)


class UnitAddress(PeopleBase):
    """Where a member of a unit can be written to. Used for invitations and nothing else."""

    __tablename__ = "unit_addresses"
    __table_args__ = (UniqueConstraint("unit_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="CASCADE"), index=True, comment="which unit they belong to"
    )
    email: Mapped[str] = mapped_column(String(254), comment="in lower case")

    unit: Mapped[Unit] = relationship(back_populates="addresses")


class StoredRoster(PeopleBase):
    """A roster that was uploaded and waits to be confirmed by the one who uploaded it."""

    __tablename__ = "stored_rosters"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, comment="random")
    institution_id: Mapped[int] = mapped_column(
        ForeignKey("institutions.id", ondelete="CASCADE"), index=True, comment="whose units it lists"
    )
    account_id: Mapped[int] = mapped_column(comment="who uploaded it; no foreign key: the account may go")
    file_name: Mapped[str] = mapped_column(String(255), comment="as it was uploaded")
    reading: Mapped[bytes] = mapped_column(
        LargeBinary, comment="what the file was read as, in JSON: what is shown is what is confirmed"
    )
    stored_at: Mapped[datetime] = mapped_column(Moment, comment="when it was uploaded")
