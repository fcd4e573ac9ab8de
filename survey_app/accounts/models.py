"""Accounts, and the audit trail of what was done with them."""

from datetime import datetime

from sqlalchemy import DDL, CheckConstraint, ForeignKey, String, Text, UniqueConstraint, event
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
    starting_password_until: Mapped[datetime | None] = mapped_column(
        Moment, comment="set while the password is one the operator handed over; it must be changed"
    )
    second_factor: Mapped[str | None] = mapped_column(
        "second_factor_seed", String(200), comment="TOTP seed, encrypted under a key of the installation"
    )
    second_factor_step: Mapped[int] = mapped_column(
        default=0, comment="last time step used; no code works twice"
    )
    language: Mapped[str] = mapped_column(String(2), default="ko")
    is_active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0, comment="raised to end every session at once")
    device_epoch: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="raised to forget in which browsers it was signed in"
    )


class RecoveryCode(PeopleBase):
    """A code that lets its owner in once without the authenticator. Used ones are deleted."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "selector"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    selector: Mapped[str] = mapped_column(String(2), comment="the code's first letters, which find its row")
    code_hash: Mapped[str] = mapped_column(String(200), comment="argon2id of the other ten letters")


class WrongTries(PeopleBase):
    """Wrong tries at an account, apart for strangers, known browsers and whoever is signed in."""

    __tablename__ = "wrong_tries"

    account_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="0: at addresses that nobody has"
    )
    lane: Mapped[str] = mapped_column(String(20), primary_key=True, comment="who tries what")
    failures: Mapped[int] = mapped_column(default=0)
    last: Mapped[datetime] = mapped_column(Moment)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class RefusalCount(PeopleBase):
    """How often the same was refused within an hour; once it is over, the row becomes an audit entry."""

    __tablename__ = "refusal_counts"
    __table_args__ = (UniqueConstraint("hour", "what", "who", "source", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(Moment, comment="when it began")
    what: Mapped[str] = mapped_column(String(60))
    who: Mapped[str] = mapped_column(String(254), comment="e-mail of an account, or that nobody has it")
    source: Mapped[str] = mapped_column(String(12), comment="of the keyed hash of the network address")
    about: Mapped[str] = mapped_column(String(200), default="", comment="which page")
    times: Mapped[int] = mapped_column(default=0)


class AccountSession(PeopleBase):
    """A browser in which somebody is signed in. Once the row is gone its cookie opens nothing any more."""

    __tablename__ = "account_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(
        String(64), unique=True, comment="SHA-256 of the random name in the cookie"
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str] = mapped_column(String(20), comment="at the beginning; another one ends the session")
    institution_id: Mapped[int | None] = mapped_column(
        comment="at the beginning; another one ends the session"
    )
    epoch: Mapped[int] = mapped_column(comment="the account's at the beginning")
    began: Mapped[datetime] = mapped_column(Moment)
    last_used: Mapped[datetime] = mapped_column(Moment, comment="noted once a minute at most")
    device: Mapped[str] = mapped_column(String(60), comment="browser and system, a word each")


class SignInRules(PeopleBase):
    """What the operator asks of everybody who signs in: one row."""

    __tablename__ = "sign_in_rules"
    __table_args__ = (CheckConstraint("id = 1", name="is_the_only_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    needs_second_factor: Mapped[bool] = mapped_column(default=True)


class SignInFailures(PeopleBase):
    """How often sign-in failed from one network address lately. Addresses are kept as a keyed hash."""

    __tablename__ = "sign_in_failures"

    source: Mapped[str] = mapped_column(String(64), primary_key=True, comment="keyed hash of the address")
    failures: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(Moment, comment="when the count began")


class AuditEntry(PeopleBase):
    """One act, chained to the one before by a keyed hash: none can be changed or left out unseen."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(254), comment="e-mail, or 'system'")
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text, default="", comment="JSON; never an answer, never a secret")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    key_mark: Mapped[str] = mapped_column(
        String(16), default="", server_default="", comment="under which key hash is an HMAC; empty: SHA-256"
    )


class AuditHead(PeopleBase):
    """Where the chain ends: one row, locked by whoever adds an entry, so that the chain never forks."""

    __tablename__ = "audit_heads"
    __table_args__ = (CheckConstraint("id = 1", name="is_the_only_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entries: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(
        String(64), default="", server_default="", comment="HMAC over both, under the trail's key"
    )


# The database itself refuses to change or forget an entry, whoever asks.
AUDIT_GUARDS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        (
            "CREATE TRIGGER audit_entries_are_never_changed BEFORE UPDATE ON audit_entries "
            "BEGIN SELECT RAISE(ABORT, 'an audit entry is never changed'); END"
        ),
        (
            "CREATE TRIGGER audit_entries_are_never_deleted BEFORE DELETE ON audit_entries "
            "BEGIN SELECT RAISE(ABORT, 'an audit entry is never deleted'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION refuse_to_change_audit() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'an audit entry is never changed or deleted'; END $$"
        ),
        (
            "CREATE TRIGGER audit_entries_are_never_changed BEFORE UPDATE OR DELETE ON audit_entries "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_audit()"
        ),
        (
            "CREATE TRIGGER audit_entries_are_never_emptied BEFORE TRUNCATE ON audit_entries "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_audit()"
        ),
    ),
}
for _dialect, _statements in AUDIT_GUARDS.items():
    for _statement in _statements:
        event.listen(
            AuditEntry.__table__,
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
