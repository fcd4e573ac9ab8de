"""Writes the letter about results, which is the same for everybody but for the address it goes to."""

from collections.abc import Mapping

from questionnaires.languages import FIRST, LANGUAGES
from survey_app.diagnosis.models import Wave
from survey_app.invitations import announcing
from survey_app.invitations.writing import BETWEEN
from survey_app.wording.catalogue import Voice


def results_subject(wave: Wave) -> str:
    """The subject of the letter, in the first language."""
    return Voice(FIRST).say("[Results] %(title)s", title=wave.title(FIRST))


def results_text(wave: Wave, texts: Mapping[str, str], page: str) -> str:
    """The whole letter, Korean first and English below; the same for everybody."""
    return BETWEEN.join(text for _language, text in results_parts(wave, texts, page)) + "\n"


def results_parts(wave: Wave, texts: Mapping[str, str], page: str) -> tuple[tuple[str, str], ...]:
    """The letter by language, in the order in which it is sent."""
    return tuple(
        (language, announcing.filled(texts[language], announcing.facts_of(wave, page, language)))
        for language in LANGUAGES
        if language in texts
    )
