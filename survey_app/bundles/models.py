"""Keys of other installations, and what came in their bundles."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import Programme
from survey_app.ground.db import Moment, PeopleBase
from survey_app.institutions.models import Institution


class TrustedKey(PeopleBase):
    """The key of another installation, compared by telephone before it was entered here.

    With an institution it signs that institution's releases; without one it is the ministry's and signs
    benchmarks.
    """

    __tablename__ = "trusted_keys"

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    key: Mapped[str] = mapped_column(String(64), unique=True, comment="raw Ed25519 key in hexadecimal")
    institution_id: Mapped[int | None] = mapped_column(
        ForeignKey("institutions.id"), index=True, comment="null: the ministry's"
    )
    added_at: Mapped[datetime] = mapped_column(Moment, comment="when it was entered here")
    is_withdrawn: Mapped[bool] = mapped_column(default=False, comment="nothing more is taken from it")

    institution: Mapped[Institution | None] = relationship()


class ReceivedRelease(PeopleBase):
    """A bundle with a release that was taken in, with the signed statement that proves where it came from."""

    __tablename__ = "received_releases"
    __table_args__ = (
        UniqueConstraint("wave_id", "number"),
        CheckConstraint("number >= 1", name="number_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"), index=True, comment="of which wave")
    number: Mapped[int] = mapped_column(comment="of the release, where it was made")
    trusted_key_id: Mapped[int] = mapped_column(
        ForeignKey("trusted_keys.id"), comment="the key that signed it"
    )
    statement: Mapped[bytes] = mapped_column(LargeBinary, comment="canonical JSON that was signed")
    signature: Mapped[bytes] = mapped_column(LargeBinary, comment="Ed25519 over the statement")
    received_at: Mapped[datetime] = mapped_column(Moment, comment="when it was taken in")
    received_by: Mapped[str] = mapped_column(String(254), comment="e-mail, or 'system'")

    wave: Mapped[Wave] = relationship()
    trusted_key: Mapped[TrustedKey] = relationship()


class ReceivedBenchmark(PeopleBase):
    """A bundle with a programme's benchmark that was taken in; an older one is refused afterwards."""

    __tablename__ = "received_benchmarks"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id"), index=True, comment="which programme's"
    )
    number: Mapped[int] = mapped_column(comment="of the benchmark, at the ministry; 0 before the first")
    trusted_key_id: Mapped[int] = mapped_column(
        ForeignKey("trusted_keys.id"), comment="the key that signed it"
    )
    received_at: Mapped[datetime] = mapped_column(Moment, comment="when it was taken in")

    programme: Mapped[Programme] = relationship()
