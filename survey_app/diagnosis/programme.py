"""Which programme a wave joins, as they are found; the ministry's own work with them is above waves."""

from collections.abc import Sequence

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from questionnaires.languages import Spoken
from survey_app.door.errors import NotHere
from survey_app.ground.db import PeopleBase


class Programme(PeopleBase):
    """What the ministry offers institutions to join, so that their results can be compared."""

    __tablename__ = "programmes"
    __table_args__ = (CheckConstraint("smallest_group >= 5", name="smallest_group_is_at_least_five"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="running number")
    key: Mapped[str] = mapped_column(
        String(40), unique=True, comment="in addresses and manifests; never changes"
    )
    name_ko: Mapped[str] = mapped_column(String(120), comment="its name in Korean")
    name_en: Mapped[str] = mapped_column(String(120), comment="its name in English")
    questionnaire_key: Mapped[str] = mapped_column(String(60), comment="which questionnaire its waves ask")
    questionnaire_version: Mapped[str] = mapped_column(String(20), comment="which published version of it")
    smallest_group: Mapped[int] = mapped_column(default=10, comment="no wave of it may promise a lower one")
    position: Mapped[int] = mapped_column(default=0, comment="order in time")
    results_are_public: Mapped[bool | None] = mapped_column(comment="null: each institution decides")
    allows_public_use: Mapped[bool] = mapped_column(
        default=False, comment="the signed terms of its waves say that masked answers may be published"
    )

    @property
    def names(self) -> Spoken:
        return Spoken(ko=self.name_ko, en=self.name_en)

    def name(self, language: str) -> str:
        return self.names.in_language(language)


class ProgrammeIsUnknown(NotHere):
    """There is no programme of that key."""


def list_programmes(session: Session) -> Sequence[Programme]:
    """All programmes, the newest first."""
    return session.scalars(select(Programme).order_by(Programme.position.desc(), Programme.id.desc())).all()


def get_programme(session: Session, key: str) -> Programme:
    """The programme of a key. Raises ProgrammeIsUnknown."""
    found = session.scalars(select(Programme).where(Programme.key == key)).first()
    if found is None:
        raise ProgrammeIsUnknown(key)
    return found
