"""Finds what a page of improvement is about: the institution's newest released wave, asked and shown."""

from werkzeug.exceptions import NotFound

from analysis.released.release import Release
from questionnaires.model import Questionnaire
from survey_app.diagnosis.models import Wave
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.improvement import services
from survey_app.institutions.models import Institution
from survey_app.institutions.services import get_institution
from survey_app.publishing.services import find_questionnaire
from survey_app.releases.stored import current_release

REFUSED = 422


def institution_of(code: str) -> Institution:
    """The institution of an address; InstitutionIsUnknown where there is none."""
    return get_institution(db.people(), code)


def newest_wave(institution: Institution) -> Wave | None:
    """The wave of which results were released last."""
    return next(iter(services.released_waves(db.people(), institution)), None)


def newest_wave_or_none_such(institution: Institution) -> Wave:
    """The wave of which results were released last; without one, the page is not there."""
    wave = newest_wave(institution)
    if wave is None:
        raise NotFound
    return wave


def release_of(wave: Wave) -> Release:
    """What may be told of a wave today."""
    return current_release(db.people(), wave)


def questionnaire_of(wave: Wave) -> Questionnaire:
    """What a wave asked."""
    return find_questionnaire(current_config(), wave.questionnaire_key, wave.questionnaire_version)
