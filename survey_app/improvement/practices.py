"""Good practice: what worked somewhere, published by the ministry for whoever has the same weak area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.models import GoodPractice


@dataclass(frozen=True, slots=True)
class PracticeFields:
    """What is written down of a good practice; the English is given whole or not at all."""

    area: str
    title_ko: str
    text_ko: str
    title_en: str = ""
    text_en: str = ""
    institution: str = ""


def publish_practice(session: Session, fields: PracticeFields, published_on: date) -> GoodPractice:
    """Every institution can read the practice afterwards."""
    practice = GoodPractice(
        area=fields.area,
        institution=fields.institution,
        title_ko=fields.title_ko,
        title_en=fields.title_en,
        text_ko=fields.text_ko,
        text_en=fields.text_en,
        published_on=published_on,
        is_withdrawn=False,
    )
    session.add(practice)
    session.flush()
    return practice


def withdraw_practice(practice: GoodPractice) -> None:
    """No institution reads the practice any more; the ministry still sees that it was there."""
    practice.is_withdrawn = True


def all_practices(session: Session) -> Sequence[GoodPractice]:
    """Every practice, the withdrawn ones included, the newest first."""
    found = select(GoodPractice).order_by(GoodPractice.published_on.desc(), GoodPractice.id.desc())
    return session.scalars(found).all()


def practices_by_area(session: Session) -> dict[str, tuple[GoodPractice, ...]]:
    """What institutions may read, by the area's key; an area without a practice is not there."""
    readable = [one for one in all_practices(session) if not one.is_withdrawn]
    areas = dict.fromkeys(one.area for one in readable)
    return {area: tuple(one for one in readable if one.area == area) for area in areas}
