"""Accounts, and the audit trail of what was done with them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from questionnaires.languages import FIRST
from survey_app.door.access import Role
from survey_app.ground.columns import word_of
from survey_app.ground.db import Moment, PeopleBase


class Account(PeopleBase):
    """Somebody who works here: an operator, an HR lead of one institution, or a ministry analyst."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("(role = 'hr') = (institution_id IS NOT NULL)", name="hr_has_an_institution"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    email: Mapped[str] = mapped_column(String(254), unique=True, comment="in lower case")
    name: Mapped[str] = mapped_column(String(120), comment="what colleagues call them")
    role: Mapped[Role] = mapped_column(word_of(Role, "role_is_known"), comment="what they may do")
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"), comment="HR leads only")
    password_hash: Mapped[str] = mapped_column(String(200), comment="argon2id")
    starting_password_until: Mapped[datetime | None] = mapped_column(
        Moment, comment="set while the password is one the operator handed over; it must be changed"
    )
    second_factor: Mapped[str | None] = mapped_column(
        "second_factor_seed", String(200), comment="TOTP seed, encrypted under a key of the installation"
    )
    second_factor_step: Mapped[int] = mapped_column(
        default=0, comment="last time step used; no code works twice"
    )
    language: Mapped[str] = mapped_column(String(2), default=FIRST, comment="in which they read")
    is_active: Mapped[bool] = mapped_column(default=True, comment="false: closed, nobody can sign in with it")
    session_epoch: Mapped[int] = mapped_column(default=0, comment="raised to end every session at once")
    device_epoch: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="raised to forget in which browsers it was signed in"
    )


class RecoveryCode(PeopleBase):
    """A code that lets its owner in once without the authenticator. Used ones are deleted."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "selector"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), comment="whose it is")
    selector: Mapped[str] = mapped_column(String(2), comment="the code's first letters, which find its row")
    code_hash: Mapped[str] = mapped_column(String(200), comment="argon2id of the other ten letters")


class WrongTries(PeopleBase):
    """Wrong tries at an account, apart for strangers, known browsers and whoever is signed in."""

    __tablename__ = "wrong_tries"

    account_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="0: at addresses that nobody has"
    )
    lane: Mapped[str] = mapped_column(String(20), primary_key=True, comment="who tries what")
    failures: Mapped[int] = mapped_column(default=0, comment="wrong tries in a row")
    last: Mapped[datetime] = mapped_column(Moment, comment="when the last one was")
    locked_until: Mapped[datetime | None] = mapped_column(
        Moment, comment="before that no try is heard; null: every try is"
    )


class AccountSession(PeopleBase):
    """A browser in which somebody is signed in. Once the row is gone its cookie opens nothing any more."""

    __tablename__ = "account_sessions"

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    token_hash: Mapped[str] = mapped_column(
        String(64), unique=True, comment="SHA-256 of the random name in the cookie"
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True, comment="who is signed in")
    role: Mapped[str] = mapped_column(String(20), comment="at the beginning; another one ends the session")
    institution_id: Mapped[int | None] = mapped_column(
        comment="at the beginning; another one ends the session"
    )
    epoch: Mapped[int] = mapped_column(comment="the account's at the beginning")
    began: Mapped[datetime] = mapped_column(Moment, comment="when they signed in")
    last_used: Mapped[datetime] = mapped_column(Moment, comment="noted once a minute at most")
    device: Mapped[str] = mapped_column(String(60), comment="browser and system, a word each")


class SignInRules(PeopleBase):
    """What the operator asks of everybody who signs in: one row."""

    __tablename__ = "sign_in_rules"
    __table_args__ = (CheckConstraint("id = 1", name="is_the_only_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="1: there is one row")
    needs_second_factor: Mapped[bool] = mapped_column(
        default=True, comment="everybody needs a code after the password"
    )


class SignInFailures(PeopleBase):
    """How often sign-in failed from one network address lately. Addresses are kept as a keyed hash."""

    __tablename__ = "sign_in_failures"

    source: Mapped[str] = mapped_column(String(64), primary_key=True, comment="keyed hash of the address")
    failures: Mapped[int] = mapped_column(default=0, comment="wrong tries since then")
    since: Mapped[datetime] = mapped_column(Moment, comment="when the count began")
