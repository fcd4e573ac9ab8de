"""The log's entries, which the database refuses to change, and the cosignatures of its witnesses."""

from sqlalchemy import DDL, CheckConstraint, LargeBinary, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.ground.db import PeopleBase


class LogEntry(PeopleBase):
    """One thing that was published, in its place for good."""

    __tablename__ = "log_entries"

    position: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="its place in the log, from 0"
    )
    leaf: Mapped[bytes] = mapped_column(LargeBinary, unique=True, comment="SHA-256(0x00 || content)")
    content: Mapped[bytes] = mapped_column(LargeBinary, comment="canonical JSON, public")


class LogHead(PeopleBase):
    """How long the log is: one row, locked by whoever appends, so that the log never forks."""

    __tablename__ = "log_heads"
    __table_args__ = (CheckConstraint("id = 1", name="is_the_only_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="1: there is one row")
    size: Mapped[int] = mapped_column(default=0, comment="how many entries there are")


class LogCosignature(PeopleBase):
    """That a witness has seen the log at a size, and that it was consistent with all it saw before."""

    __tablename__ = "log_cosignatures"

    witness: Mapped[str] = mapped_column(
        String(120), primary_key=True, comment="the name in the witness's key"
    )
    size: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="of the log that was cosigned"
    )
    line: Mapped[str] = mapped_column(Text, comment="the signature line (C2SP tlog-cosignature), public")


# The database itself refuses to change or forget an entry, whoever asks.
LOG_GUARDS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        (
            "CREATE TRIGGER log_entries_are_never_changed BEFORE UPDATE ON log_entries "
            "BEGIN SELECT RAISE(ABORT, 'an entry of the log is never changed'); END"
        ),
        (
            "CREATE TRIGGER log_entries_are_never_deleted BEFORE DELETE ON log_entries "
            "BEGIN SELECT RAISE(ABORT, 'an entry of the log is never deleted'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION refuse_to_change_log() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'an entry of the log is never changed or deleted'; END $$"
        ),
        (
            "CREATE TRIGGER log_entries_are_never_changed BEFORE UPDATE OR DELETE ON log_entries "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_log()"
        ),
        (
            "CREATE TRIGGER log_entries_are_never_emptied BEFORE TRUNCATE ON log_entries "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_log()"
        ),
    ),
}
for _dialect, _statements in LOG_GUARDS.items():
    for _statement in _statements:
        event.listen(
            LogEntry.__table__,
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
