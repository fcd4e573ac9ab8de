"""Which questionnaire a wave asks: found by key and version, with the institution's own questions added."""

from config import Config
from questionnaires.loader import published
from questionnaires.model import Questionnaire
from survey_app.manifest import QuestionnaireTerms


class QuestionnaireHasChanged(Exception):
    """The questionnaire found here is not the one that the wave's manifest was signed for."""


def questionnaire_of(terms: QuestionnaireTerms, config: Config) -> Questionnaire:
    """The questionnaire of a wave's terms.

    Raises QuestionnaireHasChanged when its content is not what was signed, and QuestionnaireIsFaulty
    when there is none of that key and version.
    """
    folders = (config.questionnaires,) if config.questionnaires else ()
    found = published(terms.key, terms.version, folders)
    if found.content_hash != terms.content_hash:
        raise QuestionnaireHasChanged(f"{terms.key} {terms.version}")
    return found
