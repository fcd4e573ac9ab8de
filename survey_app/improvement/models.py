"""Focus areas, actions with their steps, and good practice."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from questionnaires.languages import Spoken
from survey_app.diagnosis.models import Wave
from survey_app.ground import days
from survey_app.ground.columns import Json, word_of
from survey_app.ground.db import PeopleBase


class ActionState(StrEnum):
    """How far an action is."""

    AGREED = "agreed"
    UNDER_WAY = "under_way"
    DONE = "done"
    GIVEN_UP = "given_up"


STILL_TO_DO = (ActionState.AGREED, ActionState.UNDER_WAY)


class FocusArea(PeopleBase):
    """An area that the institution chose to work on after a wave."""

    __tablename__ = "focus_areas"
    __table_args__ = (UniqueConstraint("wave_id", "area"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    wave_id: Mapped[int] = mapped_column(
        ForeignKey("waves.id", ondelete="CASCADE"), index=True, comment="after which wave it was chosen"
    )
    area: Mapped[str] = mapped_column(String(60), comment="the area's key in the wave's questionnaire")

    wave: Mapped[Wave] = relationship()


class Action(PeopleBase):
    """Something that was promised after a wave: what, who sees to it, until when, and what came of it."""

    __tablename__ = "actions"

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    wave_id: Mapped[int] = mapped_column(
        ForeignKey("waves.id", ondelete="CASCADE"), index=True, comment="after which wave it was promised"
    )
    unit_code: Mapped[str | None] = mapped_column(
        String(40), comment="the unit that promised it; null: the institution as a whole"
    )
    area: Mapped[str] = mapped_column(String(60), comment="the area's key in the wave's questionnaire")
    title: Mapped[str] = mapped_column(String(200), comment="what was promised")
    owner: Mapped[str] = mapped_column(String(120), comment="an office or a function rather than a person")
    due_on: Mapped[date] = mapped_column(Date, comment="until when")
    state: Mapped[ActionState] = mapped_column(
        word_of(ActionState, "state_is_known"), default=ActionState.AGREED, comment="how far it is"
    )
    outcome: Mapped[str] = mapped_column(Text, default="", comment="what came of it, for the next report")
    outcome_on: Mapped[date | None] = mapped_column(
        Date, comment="the day on which its outcome was last written down; null: never"
    )

    wave: Mapped[Wave] = relationship()
    steps: Mapped[list["ActionStep"]] = relationship(
        back_populates="action", order_by="ActionStep.position", cascade="all, delete-orphan"
    )

    @property
    def done_steps(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_still_to_do(self) -> bool:
        """Whether it is neither done nor given up: it stays before those who promised it until it is."""
        return self.state in STILL_TO_DO

    @property
    def is_overdue(self) -> bool:
        """Whether its day is over and it is still to do."""
        return self.is_still_to_do and self.due_on < days.today()

    def is_asked_about(self, wave: Wave) -> bool:
        """Whether a later wave's results are out and nobody has said since its last day how far it is."""
        is_earlier = self.wave.closes_on < wave.opens_on
        is_told = self.outcome_on is not None and self.outcome_on > wave.closes_on
        return self.is_still_to_do and is_earlier and not is_told


class ActionStep(PeopleBase):
    """A step of an action, to be ticked."""

    __tablename__ = "action_steps"
    __table_args__ = (UniqueConstraint("action_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    action_id: Mapped[int] = mapped_column(
        ForeignKey("actions.id", ondelete="CASCADE"), index=True, comment="of which action"
    )
    position: Mapped[int] = mapped_column(comment="order in the action")
    text: Mapped[str] = mapped_column(String(200), comment="what is to be done")
    is_done: Mapped[bool] = mapped_column(default=False, comment="whether it is ticked")

    action: Mapped[Action] = relationship(back_populates="steps")


class PublicPromises(PeopleBase):
    """That an institution whose results stay inside shows its promises to everybody all the same."""

    __tablename__ = "public_promises"

    institution_id: Mapped[int] = mapped_column(
        ForeignKey("institutions.id", ondelete="CASCADE"), primary_key=True, comment="whose promises"
    )
    opened_on: Mapped[date] = mapped_column(Date, comment="since which day")


class TrainingLinks(PeopleBase):
    """An institution's own list of training beside the kit of an area, in place of what the kit proposes."""

    __tablename__ = "training_links"

    institution_id: Mapped[int] = mapped_column(
        ForeignKey("institutions.id", ondelete="CASCADE"), primary_key=True, comment="whose list"
    )
    area: Mapped[str] = mapped_column(String(60), primary_key=True, comment="the area's key, as a kit has it")
    links: Mapped[list[dict[str, str]]] = mapped_column(Json, comment="JSON: title and address of each")


class GoodPractice(PeopleBase):
    """What worked in an area somewhere, as the ministry published it."""

    __tablename__ = "good_practices"

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    area: Mapped[str] = mapped_column(String(60), index=True, comment="the area's key in a questionnaire")
    institution: Mapped[str] = mapped_column(String(120), comment="its name as text; empty: not named")
    title_ko: Mapped[str] = mapped_column(String(120), comment="its title in Korean")
    title_en: Mapped[str] = mapped_column(String(120), comment="empty: there is no English")
    text_ko: Mapped[str] = mapped_column(Text, comment="what was done, in Korean")
    text_en: Mapped[str] = mapped_column(Text, comment="the same in English; empty: there is no English")
    published_on: Mapped[date] = mapped_column(Date, comment="the day it was published")
    is_withdrawn: Mapped[bool] = mapped_column(comment="the ministry shows it no more")

    def language(self, wanted: str) -> str:
        """The language in which it can be read: the wanted one, or that which stands in for it."""
        return self._titles.language_for(wanted)

    def title(self, wanted: str) -> str:
        return self._titles.in_language(wanted)

    def paragraphs(self, wanted: str) -> tuple[str, ...]:
        """Its text, a paragraph for each line that holds something."""
        text = Spoken(ko=self.text_ko, en=self.text_en)[self.language(wanted)]
        return tuple(line.strip() for line in text.splitlines() if line.strip())

    @property
    def _titles(self) -> Spoken:
        return Spoken(ko=self.title_ko, en=self.title_en)
