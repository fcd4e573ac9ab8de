"""Waves and what they ask, as they are found."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from questionnaires.model import Questionnaire
from survey_app.diagnosis.models import Wave
from survey_app.door.errors import NotHere
from survey_app.ground import jobs
from survey_app.institutions.models import Institution
from survey_app.manifest.asked import asked
from survey_app.publishing.services import find_questionnaire

OPENING = "open_wave"


class WaveIsUnknown(NotHere):
    """The institution has no wave of that key."""


class AreaIsUnknown(NotHere):
    """The questionnaire has no area of that key."""


def questionnaire_of_wave(wave: Wave, config: Config) -> Questionnaire:
    """What the wave asks: with the institution's own questions, or a pulse's five items.

    Raises QuestionnaireIsFaulty.
    """
    core = find_questionnaire(config, wave.questionnaire_key, wave.questionnaire_version)
    return asked(core, wave.local_questions, wave.items_asked_again, config.questionnaire_folders)


def list_waves(session: Session, institution: Institution) -> Sequence[Wave]:
    """The institution's waves, the newest first."""
    found = select(Wave).where(Wave.institution_id == institution.id)
    return session.scalars(found.order_by(Wave.opens_on.desc(), Wave.id.desc())).all()


def get_wave(session: Session, institution: str, key: str) -> Wave:
    """A wave by its institution's code and its own key. Raises WaveIsUnknown."""
    found = session.scalars(
        select(Wave).join(Institution).where(Institution.code == institution, Wave.key == key)
    ).first()
    if found is None:
        raise WaveIsUnknown(f"{institution}.{key}")
    return found


def is_being_opened(session: Session, wave: Wave) -> bool:
    """Whether the work that opens the wave is queued or under way."""
    found = jobs.latest(session, OPENING, f"wave:{wave.reference}")
    return found is not None and not found.has_ended
