"""Stored releases: the frozen document, its hash and the signature that proves both."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.ground.db import Moment, PeopleBase


class StoredRelease(PeopleBase):
    """One release of a wave. A correction is a new number; what was released before stays for the audit."""

    __tablename__ = "releases"
    __table_args__ = (
        UniqueConstraint("wave_id", "number"),
        CheckConstraint("number >= 1", name="number_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"), index=True)
    number: Mapped[int] = mapped_column(comment="1 is the first release of the wave; the highest is shown")
    document: Mapped[bytes] = mapped_column(LargeBinary, comment="canonical JSON, analysis.release.Release")
    content_hash: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the document")
    signature: Mapped[bytes] = mapped_column(
        LargeBinary, comment="Ed25519 over the document; of older releases, over its hash"
    )
    made_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(200), default="", comment="why it was released again")
    made_elsewhere_by: Mapped[str | None] = mapped_column(
        String(64), comment="Ed25519 key, in hexadecimal, of the installation it came from; null: made here"
    )


class StoredBenchmark(PeopleBase):
    """The benchmark of a programme at one moment: distributions over institutions, no institution by name."""

    __tablename__ = "benchmarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    document: Mapped[bytes] = mapped_column(LargeBinary, comment="canonical JSON, measure by key")
    made_at: Mapped[datetime] = mapped_column(Moment)


class ReviewedComment(PeopleBase):
    """What a person decided on one comment. Of what is withheld no word is kept."""

    __tablename__ = "reviewed_comments"
    __table_args__ = (
        UniqueConstraint("wave_id", "mark"),
        CheckConstraint("decision IN ('released', 'withheld')", name="decision_is_known"),
        CheckConstraint("decision = 'released' OR text = ''", name="withheld_words_are_not_kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"), index=True)
    mark: Mapped[str] = mapped_column(String(64), comment="SHA-256 of question and comment")
    question: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text, comment="as released, after redaction")
    decision: Mapped[str] = mapped_column(String(20))
    decided_by: Mapped[str] = mapped_column(String(254))
    decided_at: Mapped[datetime] = mapped_column(Moment)
