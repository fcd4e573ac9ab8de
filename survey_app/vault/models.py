"""Sealed ballots before the opening, and what is left after it: counts, comments, leaves."""

from sqlalchemy import CheckConstraint, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.ground.db import VaultBase

WITHOUT_ROWID = {"sqlite_with_rowid": False}
WAVE = String(120)


class SealedBallot(VaultBase):
    """A ballot nobody can read yet, under the nullifier of the credential that was spent for it."""

    __tablename__ = "sealed_ballots"
    __table_args__ = WITHOUT_ROWID

    wave: Mapped[str] = mapped_column(WAVE, primary_key=True, comment="the wave's public reference")
    nullifier: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, comment="SHA-256 of the token"
    )
    pool: Mapped[str] = mapped_column(String(64), comment="what the credential certifies")
    token: Mapped[bytes] = mapped_column(LargeBinary(80), comment="random; shows anybody that it was signed")
    signature: Mapped[bytes] = mapped_column(LargeBinary(384), comment="the pool's, made blind")
    ballot: Mapped[bytes] = mapped_column(LargeBinary, comment="sealed; one size in a wave")


class GivenPart(VaultBase):
    """A trustee's part of an opening that waits for others: there are never enough to open anything."""

    __tablename__ = "parts_of_openings"
    __table_args__ = WITHOUT_ROWID

    wave: Mapped[str] = mapped_column(WAVE, primary_key=True, comment="the wave's public reference")
    trustee: Mapped[str] = mapped_column(
        String(3), primary_key=True, comment="index of the trustee in the signed terms"
    )
    content: Mapped[bytes] = mapped_column(
        LargeBinary, comment="the ballots' points times a share, with a proof, JSON; gone with the opening"
    )


class StoredCount(VaultBase):
    """What is kept of a wave's answers: counts of groups that may be shown, and no record of anybody."""

    __tablename__ = "counted"
    __table_args__ = WITHOUT_ROWID

    wave: Mapped[str] = mapped_column(WAVE, primary_key=True, comment="the wave's public reference")
    document: Mapped[bytes] = mapped_column(
        LargeBinary, comment="canonical JSON: counts and results of shown groups, nobody's answers"
    )


class StoredComment(VaultBase):
    """One comment, tied to nothing else."""

    __tablename__ = "comments"
    __table_args__ = WITHOUT_ROWID

    wave: Mapped[str] = mapped_column(WAVE, primary_key=True, comment="the wave's public reference")
    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, comment="random")
    question: Mapped[str] = mapped_column(String(64), comment="which comment question")
    text: Mapped[str] = mapped_column(Text, comment="as written")


class Leaf(VaultBase):
    """A receipt's leaf, with the credential that was spent for it: enough for anybody to recount."""

    __tablename__ = "leaves"
    __table_args__ = WITHOUT_ROWID

    wave: Mapped[str] = mapped_column(WAVE, primary_key=True, comment="the wave's public reference")
    leaf: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, comment="SHA-256(0, nullifier, ballot hash)"
    )
    pool: Mapped[str] = mapped_column(String(64), comment="what the credential certifies")
    token: Mapped[bytes] = mapped_column(LargeBinary(80), comment="the spent token")
    signature: Mapped[bytes] = mapped_column(LargeBinary(384), comment="the pool's, made blind")
    ballot_hash: Mapped[bytes] = mapped_column(LargeBinary(32), comment="SHA-256 of the sealed ballot")


class Opening(VaultBase):
    """That a wave's ballots were opened, and what was counted: written in one go with the counts."""

    __tablename__ = "openings"
    __table_args__ = (
        CheckConstraint("counted >= 0 AND spoiled >= 0", name="counts_are_not_negative"),
        CheckConstraint("sealed_by_server <= counted", name="weaker_ones_are_among_the_counted"),
        WITHOUT_ROWID,
    )

    wave: Mapped[str] = mapped_column(WAVE, primary_key=True, comment="the wave's public reference")
    root: Mapped[bytes] = mapped_column(LargeBinary(32), comment="of the tree over all leaves")
    counted: Mapped[int] = mapped_column(comment="ballots that were counted")
    spoiled: Mapped[int] = mapped_column(comment="ballots that could not be opened or fit no questionnaire")
    sealed_by_server: Mapped[int] = mapped_column(comment="of the counted, those with the weaker promise")
    digest: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="SHA-256 over the document of counts and the comments"
    )
    machines: Mapped[bytes | None] = mapped_column(
        LargeBinary,
        comment="JSON: name, key and signature of each machine of the trustees' that opened; empty list: the "
        "server opened; null: not ballots, or from before this was kept",
    )
