"""Waves, pulses and rehearsals."""

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from questionnaires.languages import Spoken
from survey_app.diagnosis.programme import Programme
from survey_app.ground.columns import Json, word_of
from survey_app.ground.db import Moment, PeopleBase
from survey_app.institutions.models import Institution


class WaveState(StrEnum):
    """The stations of a wave, in order: open while staff answer, counted once its ballots were opened."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    RELEASED = "released"


class PlanStep(IntEnum):
    """The steps of a plan, in order."""

    QUESTIONNAIRE = 1
    OWN_QUESTIONS = 2
    UNITS = 3
    DATES = 4
    LETTERS = 5
    POLICY = 6


class Wave(PeopleBase):
    """One diagnosis of one institution. What staff were promised stands in its manifest, not here."""

    __tablename__ = "waves"
    __table_args__ = (
        UniqueConstraint("institution_id", "key"),
        CheckConstraint("closes_on >= opens_on", name="closes_after_it_opens"),
        CheckConstraint("smallest_group >= 5", name="smallest_group_is_at_least_five"),
        CheckConstraint("(state = 'planned') = (fingerprint IS NULL)", name="is_signed_once_opened"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    institution_id: Mapped[int] = mapped_column(
        ForeignKey("institutions.id"), index=True, comment="which institution is diagnosed"
    )
    programme_id: Mapped[int | None] = mapped_column(
        ForeignKey("programmes.id"), index=True, comment="which programme it joins; null: none"
    )
    key: Mapped[str] = mapped_column(String(40), comment="unique in the institution, e.g. 2026")
    reference: Mapped[str] = mapped_column(
        String(120), unique=True, comment="<institution>.<key>, in the manifest"
    )
    title_ko: Mapped[str] = mapped_column(String(120), comment="its title in Korean")
    title_en: Mapped[str] = mapped_column(String(120), comment="its title in English; may be empty")
    questionnaire_key: Mapped[str] = mapped_column(String(60), comment="which questionnaire it asks")
    questionnaire_version: Mapped[str] = mapped_column(String(20), comment="which published version of it")
    local_questions: Mapped[str] = mapped_column(
        Text, default="", comment="JSON: the institution's own questions"
    )
    opens_on: Mapped[date] = mapped_column(Date, comment="first day on which staff may answer")
    closes_on: Mapped[date] = mapped_column(Date, comment="last day on which staff may answer")
    extends_until: Mapped[date | None] = mapped_column(
        Date, comment="until when at most the last day may be put off, once; null: it can't be"
    )
    smallest_group: Mapped[int] = mapped_column(default=10, comment="no result of fewer people is shown")
    asks_comments: Mapped[bool] = mapped_column(default=True, comment="staff may write comments")
    results_are_public: Mapped[bool] = mapped_column(default=False, comment="everybody may read the results")
    unit_codes: Mapped[list[str]] = mapped_column(
        Json, default=list, comment="JSON: codes of the units that are asked; empty for all"
    )
    units_seen: Mapped[list[list[Any]]] = mapped_column(
        Json,
        default=list,
        comment="JSON: code, names, parent of every unit there was when units were chosen; empty: not known",
    )
    saved_steps: Mapped[list[int]] = mapped_column(
        Json, default=list, comment="JSON: which of the six steps of the plan were saved"
    )
    copied_from: Mapped[str | None] = mapped_column(
        String(120), comment="reference of the wave whose plan was copied; null: none was"
    )
    decide_again: Mapped[list[str]] = mapped_column(
        Json, default=list, comment="JSON: words for what of a copied plan must be decided again"
    )
    sealing: Mapped[str] = mapped_column(
        Text,
        default="",
        comment="JSON: public terms of the trustees' key; empty: the platform keeps the share",
    )
    letter_ko: Mapped[str] = mapped_column(
        Text, default="", comment="the invitation in Korean, with placeholders"
    )
    letter_en: Mapped[str] = mapped_column(
        Text, default="", comment="the invitation in English, with placeholders"
    )
    state: Mapped[WaveState] = mapped_column(
        word_of(WaveState, "state_is_known"), default=WaveState.PLANNED, comment="the station it has reached"
    )
    fingerprint: Mapped[str | None] = mapped_column(String(64), comment="of the manifest")
    is_imported: Mapped[bool] = mapped_column(
        default=False, comment="answers came from a survey done elsewhere"
    )
    made_at: Mapped[datetime] = mapped_column(Moment, comment="when it was planned, or taken in")

    institution: Mapped[Institution] = relationship()
    programme: Mapped[Programme | None] = relationship()
    reminders: Mapped[list["Reminder"]] = relationship(
        back_populates="wave", order_by="Reminder.on_day", cascade="all, delete-orphan"
    )
    pulse: Mapped["Pulse | None"] = relationship(
        back_populates="wave", foreign_keys="Pulse.wave_id", cascade="all, delete-orphan"
    )
    rehearsal: Mapped["Rehearsal | None"] = relationship(back_populates="wave", cascade="all, delete-orphan")

    @property
    def titles(self) -> Spoken:
        return Spoken(ko=self.title_ko, en=self.title_en)

    @property
    def letters(self) -> Spoken:
        """The letter by language. What is empty is not filled in: each is sent as it was written."""
        return Spoken(ko=self.letter_ko, en=self.letter_en)

    def title(self, language: str) -> str:
        return self.titles.in_language(language)

    @property
    def next_step(self) -> int:
        """The first step that was not saved yet, counted from 1; 7 when all were."""
        return next((step.value for step in PlanStep if step not in self.saved_steps), len(PlanStep) + 1)

    @property
    def latest_day(self) -> str | None:
        """Until when the last day may still be put off, as an ISO date; None where it can't be (any more).

        Once it was put off, `extends_until` is taken away: it could be done once.
        """
        return None if self.extends_until is None else self.extends_until.isoformat()

    @property
    def is_planned_out(self) -> bool:
        """Whether every step of the plan was saved."""
        return self.next_step > len(PlanStep)

    @property
    def is_pulse(self) -> bool:
        return self.pulse is not None

    @property
    def parent(self) -> "Wave | None":
        """The wave whose items a pulse asks again; none for a whole wave."""
        return self.pulse.parent if self.pulse is not None else None

    @property
    def items_asked_again(self) -> tuple[str, ...]:
        """Ids of the items of a pulse; none for a whole wave, which asks all."""
        return tuple(self.pulse.items) if self.pulse is not None else ()

    @property
    def is_open(self) -> bool:
        return self.state == WaveState.OPEN

    def takes_answers(self, today: date) -> bool:
        """Whether it is open and its signed last day is not over, even if nobody has closed it yet."""
        return self.is_open and today <= self.closes_on

    @property
    def is_released(self) -> bool:
        return self.state == WaveState.RELEASED


class Reminder(PeopleBase):
    """A letter to those who have not taken part by a day: planned, or made at once by hand."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("wave_id", "on_day"),
        CheckConstraint(
            "begun_at IS NULL OR ended_at IS NULL OR begun_at <= ended_at", name="ends_after_it_began"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), comment="of which wave")
    on_day: Mapped[date] = mapped_column(Date, comment="the day on which it goes out")
    subject_ko: Mapped[str] = mapped_column(String(150), comment="its subject in Korean, with placeholders")
    subject_en: Mapped[str] = mapped_column(String(150), comment="its subject in English, with placeholders")
    text_ko: Mapped[str] = mapped_column(Text, comment="its text in Korean, with placeholders")
    text_en: Mapped[str] = mapped_column(Text, comment="its text in English, with placeholders")
    is_by_hand: Mapped[bool] = mapped_column(default=False, comment="made at once, not planned")
    begun_at: Mapped[datetime | None] = mapped_column(Moment, comment="when it was first begun to be sent")
    ended_at: Mapped[datetime | None] = mapped_column(
        Moment, comment="when it had gone out, or was passed over for a later one; null: it is to come"
    )

    wave: Mapped[Wave] = relationship(back_populates="reminders")

    @property
    def subjects(self) -> Spoken:
        return Spoken(ko=self.subject_ko, en=self.subject_en)

    @property
    def texts(self) -> Spoken:
        return Spoken(ko=self.text_ko, en=self.text_en)

    @property
    def was_sent(self) -> bool:
        return self.begun_at is not None and self.ended_at is not None

    @property
    def was_passed_over(self) -> bool:
        return self.begun_at is None and self.ended_at is not None


class Pulse(PeopleBase):
    """That a wave asks five items of another wave again, and nothing else."""

    __tablename__ = "pulses"
    __table_args__ = (CheckConstraint("wave_id <> parent_id", name="a_pulse_is_not_its_own_parent"),)

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True, comment="the wave that is the pulse"
    )
    parent_id: Mapped[int] = mapped_column(
        ForeignKey("waves.id"), index=True, comment="the wave whose items are asked again"
    )
    items: Mapped[list[str]] = mapped_column(Json, comment="JSON: ids of the five items")

    wave: Mapped[Wave] = relationship(back_populates="pulse", foreign_keys=[wave_id])
    parent: Mapped[Wave] = relationship(foreign_keys=[parent_id])


class Rehearsal(PeopleBase):
    """That a wave is a rehearsal: invented people answer it, and it is deleted whole.

    It is a wave of a stand-in, an institution of its own with invented people and no address (see
    `ground.rehearsal_names`), so that nothing which asks for an institution's waves ever finds it.
    """

    __tablename__ = "rehearsals"
    __table_args__ = (CheckConstraint("people >= 3 AND people <= 30", name="three_to_thirty_people"),)

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True, comment="the wave that is the rehearsal"
    )
    institution_id: Mapped[int] = mapped_column(
        ForeignKey("institutions.id"), unique=True, comment="who rehearses; the wave is its stand-in's"
    )
    plan: Mapped[str] = mapped_column(String(40), comment="key of the planned wave that it was copied from")
    people: Mapped[int] = mapped_column(comment="how many invented people answer by themselves")
    answering: Mapped[dict[str, int]] = mapped_column(Json, comment="JSON: how many of them in which unit")
    deleted_on: Mapped[date] = mapped_column(Date, comment="the day on which the clock deletes all of it")

    wave: Mapped[Wave] = relationship(back_populates="rehearsal")
    institution: Mapped[Institution] = relationship()
