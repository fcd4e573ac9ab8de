"""Finds what a page of results is about: the release of a wave, in the reader's language."""

from werkzeug.exceptions import NotFound

from survey_app.diagnosis.waves import WaveIsUnknown
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.releases.stored import NothingReleased
from survey_app.results import services
from survey_app.results.services import Reading


class NoResultsYet(NotFound):
    """The wave is known and has no release."""

    def __init__(self, institution: str, wave: str) -> None:
        super().__init__()
        self.institution, self.wave = institution, wave


def read(institution: str, wave: str) -> Reading:
    """The newest release of a wave; without one, or without a wave, the page is not there."""
    config = current_config()
    try:
        return services.read_results(db.people(), institution, wave, config, current_language())
    except WaveIsUnknown as unknown:
        raise NotFound from unknown
    except NothingReleased as missing:
        raise NoResultsYet(institution, wave) from missing


def read_whole(institution: str, wave: str) -> Reading:
    """The results of a whole wave: a pulse has one page, not one for each area and group."""
    reading = read(institution, wave)
    if reading.is_pulse:
        raise NotFound
    return reading
