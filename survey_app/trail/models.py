"""The audit trail: entries chained to each other, which the database refuses to change."""

from datetime import datetime

from sqlalchemy import DDL, CheckConstraint, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.ground.db import Moment, PeopleBase


class AuditEntry(PeopleBase):
    """One act, chained to the one before by a keyed hash: none can be changed or left out unseen."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number, in the order of the acts")
    at: Mapped[datetime] = mapped_column(Moment, comment="when it was done")
    actor: Mapped[str] = mapped_column(String(254), comment="e-mail, or 'system'")
    action: Mapped[str] = mapped_column(String(60), comment="what was done: a word of trail/words.py")
    subject: Mapped[str] = mapped_column(String(200), comment="to what, e.g. wave:gaon.2026")
    details: Mapped[str] = mapped_column(Text, default="", comment="JSON; never an answer, never a secret")
    previous_hash: Mapped[str] = mapped_column(String(64), comment="of the entry before; empty for the first")
    hash: Mapped[str] = mapped_column(
        String(64), unique=True, comment="keyed, over this entry and the hash before it"
    )
    key_mark: Mapped[str] = mapped_column(
        String(16), default="", server_default="", comment="under which key hash is an HMAC; empty: SHA-256"
    )


class AuditHead(PeopleBase):
    """Where the chain ends: one row, locked by whoever adds an entry, so that the chain never forks."""

    __tablename__ = "audit_heads"
    __table_args__ = (CheckConstraint("id = 1", name="is_the_only_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="1: there is one row")
    entries: Mapped[int] = mapped_column(default=0, comment="how many entries there are")
    hash: Mapped[str] = mapped_column(
        String(64), comment="keyed, over their number and the last entry's hash"
    )
    seal: Mapped[str] = mapped_column(
        String(64), default="", server_default="", comment="HMAC over both, under the trail's key"
    )


class RefusalCount(PeopleBase):
    """How often the same was refused within an hour; once it is over, the row becomes an audit entry."""

    __tablename__ = "refusal_counts"
    __table_args__ = (UniqueConstraint("hour", "what", "who", "source", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    hour: Mapped[datetime] = mapped_column(Moment, comment="when it began")
    what: Mapped[str] = mapped_column(String(60), comment="what was refused: a word of trail/refusals.py")
    who: Mapped[str] = mapped_column(String(254), comment="e-mail of an account, or that nobody has it")
    source: Mapped[str] = mapped_column(String(12), comment="of the keyed hash of the network address")
    about: Mapped[str] = mapped_column(String(200), default="", comment="which page")
    times: Mapped[int] = mapped_column(default=0, comment="how often in that hour")


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
