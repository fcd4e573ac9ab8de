"""Stored releases: the frozen document, its hash and the signature that proves both."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.ground.columns import Json, word_of
from survey_app.ground.db import Moment, PeopleBase


class Decision(StrEnum):
    """What becomes of a comment."""

    RELEASED = "released"
    WITHHELD = "withheld"


class StoredRelease(PeopleBase):
    """One release of a wave. A correction is a new number; what was released before stays for the audit."""

    __tablename__ = "releases"
    __table_args__ = (
        UniqueConstraint("wave_id", "number"),
        CheckConstraint("number >= 1", name="number_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"), index=True, comment="of which wave")
    number: Mapped[int] = mapped_column(comment="1 is the first release of the wave; the highest is shown")
    document: Mapped[bytes] = mapped_column(LargeBinary, comment="canonical JSON, analysis.release.Release")
    content_hash: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the document")
    signature: Mapped[bytes] = mapped_column(
        LargeBinary, comment="Ed25519 over the document; of older releases, over its hash"
    )
    made_at: Mapped[datetime] = mapped_column(Moment, comment="when it was made, here or where it came from")
    reason: Mapped[str] = mapped_column(String(200), default="", comment="why it was released again")
    made_elsewhere_by: Mapped[str | None] = mapped_column(
        String(64), comment="Ed25519 key, in hexadecimal, of the installation it came from; null: made here"
    )


class StoredBenchmark(PeopleBase):
    """The benchmark of a programme at one moment: distributions over institutions, no institution by name."""

    __tablename__ = "benchmarks"

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id"), index=True, comment="which programme's"
    )
    document: Mapped[bytes] = mapped_column(LargeBinary, comment="canonical JSON, measure by key")
    made_at: Mapped[datetime] = mapped_column(Moment, comment="when it was made")


class ReviewedComment(PeopleBase):
    """What a person decided on one comment. Of what is withheld no word is kept."""

    __tablename__ = "reviewed_comments"
    __table_args__ = (
        UniqueConstraint("wave_id", "mark"),
        CheckConstraint("decision = 'released' OR text = ''", name="withheld_words_are_not_kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"), index=True, comment="of which wave")
    mark: Mapped[str] = mapped_column(String(64), comment="SHA-256 of question and comment")
    question: Mapped[str] = mapped_column(String(64), comment="which comment question it answers")
    text: Mapped[str] = mapped_column(Text, comment="as released, after redaction")
    decision: Mapped[Decision] = mapped_column(
        word_of(Decision, "decision_is_known"), comment="whether people may read it"
    )
    decided_by: Mapped[str] = mapped_column(String(254), comment="e-mail of who decided")
    decided_at: Mapped[datetime] = mapped_column(Moment, comment="when they decided")


class CommentReading(PeopleBase):
    """What a worker found in a comment before a person reads it: no word of it, only places and a theme."""

    __tablename__ = "comment_readings"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True, comment="of which wave"
    )
    mark: Mapped[str] = mapped_column(String(64), primary_key=True, comment="SHA-256 of question and comment")
    names: Mapped[list[list[int]]] = mapped_column(
        Json, comment="JSON: from where to where morphemes tell a name, in letters"
    )
    theme: Mapped[str] = mapped_column(String(120), comment="the theme it speaks of; empty: of none")
