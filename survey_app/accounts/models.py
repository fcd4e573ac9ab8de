"""Accounts, and the audit trail of what was done with them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.db import Moment, PeopleBase


class Account(PeopleBase):
    """Somebody who works here: an operator, an HR lead of one institution, or a ministry analyst."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("role IN ('operator', 'hr', 'analyst')", name="role_is_known"),
        CheckConstraint("(role = 'hr') = (institution_id IS NOT NULL)", name="hr_has_an_institution"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True, comment="in lower case")
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"), comment="HR leads only")
    password_hash: Mapped[str] = mapped_column(String(200), comment="argon2id")
    second_factor: Mapped[str | None] = mapped_column(String(64), comment="TOTP secret, base32")
    language: Mapped[str] = mapped_column(String(2), default="ko")
    is_active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0, comment="raised to end every session at once")
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class AuditEntry(PeopleBase):
    """One act, chained to the one before by hash, so that none can be changed or left out unseen."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(254), comment="e-mail, or 'system'")
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text, default="", comment="JSON; never an answer, never a secret")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
