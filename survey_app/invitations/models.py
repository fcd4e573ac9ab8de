"""Invitations, the keys of their pools, and counts of participation taken in batches."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from questionnaires.languages import Spoken
from survey_app.ground.columns import Json, word_of
from survey_app.ground.db import Moment, PeopleBase


class Channel(StrEnum):
    """How an invitation reaches somebody."""

    MAIL = "mail"
    LINK = "link"
    SLIP = "slip"


class Invitation(PeopleBase):
    """One right to take part. Its secret is derived, never stored; its id is random, so it has no order."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("(channel = 'mail') = (recipient IS NOT NULL)", name="mail_has_a_recipient"),
        CheckConstraint("letters >= 0", name="letters_is_not_negative"),
        CheckConstraint("tries >= 0", name="tries_is_not_negative"),
        CheckConstraint("refusal IS NULL OR letters = 0", name="refusal_is_of_the_first_letter"),
        Index("ix_invitations_wave_unit", "wave_id", "unit_code"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, comment="random, hexadecimal")
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"), comment="which wave")
    unit_code: Mapped[str] = mapped_column(String(40), comment="the unit of whoever is invited")
    pool_key: Mapped[str] = mapped_column(String(64), comment="which pool's key signs")
    channel: Mapped[Channel] = mapped_column(
        word_of(Channel, "channel_is_known", length=10), comment="how it reaches them"
    )
    recipient: Mapped[str | None] = mapped_column(String(254), comment="e-mail; none for links and slips")
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True, comment="SHA-256 of the secret")
    blinded_hash: Mapped[str | None] = mapped_column(
        String(64), comment="SHA-256 of the blinded message that was signed; set = a credential was issued"
    )
    letters: Mapped[int] = mapped_column(
        default=0, comment="the first letter was sent (1) or not (0); reminders don’t count"
    )
    reminded_on: Mapped[date | None] = mapped_column(
        Date, comment="the day of the last reminder that it had, or did not need any more; null: none"
    )
    tries: Mapped[int] = mapped_column(default=0, comment="how often the next letter was put off")
    next_try_at: Mapped[datetime | None] = mapped_column(
        Moment, comment="before that nobody takes up the next letter: it is being sent, or was put off"
    )
    refusal: Mapped[str | None] = mapped_column(
        String(20), comment="why the first letter can't be delivered; of reminders nothing is noted"
    )


class ResultsLetter(PeopleBase):
    """The letter that tells everybody who was invited that the results are out, as it was confirmed."""

    __tablename__ = "results_letters"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True, comment="of which wave; one letter each"
    )
    text_ko: Mapped[str] = mapped_column(Text, comment="its Korean text, with placeholders")
    text_en: Mapped[str] = mapped_column(Text, comment="its English text, with placeholders")
    page: Mapped[str] = mapped_column(String(300), comment="path of the public page that it names")
    confirmed_at: Mapped[datetime] = mapped_column(Moment, comment="when an HR lead confirmed it")

    @property
    def texts(self) -> Spoken:
        return Spoken(ko=self.text_ko, en=self.text_en)


class ResultsPost(PeopleBase):
    """That letter to one invitation, whoever took part: everybody invited by mail has one, in no order."""

    __tablename__ = "results_posts"
    __table_args__ = (CheckConstraint("tries >= 0", name="tries_is_not_negative"),)

    invitation_id: Mapped[str] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE"), primary_key=True, comment="to whom"
    )
    wave_id: Mapped[int] = mapped_column(
        ForeignKey("results_letters.wave_id", ondelete="CASCADE"), index=True, comment="of which wave"
    )
    is_sent: Mapped[bool] = mapped_column(default=False, comment="the mail server has it")
    tries: Mapped[int] = mapped_column(default=0, comment="how often it was put off")
    next_try_at: Mapped[datetime | None] = mapped_column(
        Moment, comment="before that nobody takes it up: it is being sent, or was put off"
    )
    refusal: Mapped[str | None] = mapped_column(String(20), comment="why it can't be delivered")


class PoolKey(PeopleBase):
    """A pool of people among whom credentials can't be told apart, and its signing key until the close."""

    __tablename__ = "pool_keys"

    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"), primary_key=True, comment="which wave")
    key: Mapped[str] = mapped_column(String(64), primary_key=True, comment="the pool's name in the manifest")
    units: Mapped[list[str]] = mapped_column(Json, comment="JSON: codes of its units")
    spki: Mapped[bytes] = mapped_column(LargeBinary, comment="public key, DER")
    locked_key: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="private key under the installation's secret; destroyed at the close"
    )


class UnitParticipation(PeopleBase):
    """How many of a unit had taken part when it was last counted. Counted in batches, never one by one."""

    __tablename__ = "participation"
    __table_args__ = (CheckConstraint("taken_part >= 0", name="taken_part_is_not_negative"),)

    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"), primary_key=True, comment="which wave")
    unit_code: Mapped[str] = mapped_column(
        String(40), primary_key=True, comment="empty: the whole institution"
    )
    taken_part: Mapped[int] = mapped_column(comment="credentials issued")
    is_final: Mapped[bool] = mapped_column(default=False, comment="counted at the close")
