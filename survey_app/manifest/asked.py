"""Which questionnaire a wave asks: found by key and version, with what is added, or as a pulse."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from config import Config
from questionnaires.extension import extend
from questionnaires.loader import published, published_module
from questionnaires.local_parts import LocalQuestions
from questionnaires.model import Questionnaire
from questionnaires.modules import with_modules
from questionnaires.pulse import pulse_of
from survey_app.manifest.documents import QuestionnaireTerms


class QuestionnaireHasChanged(Exception):
    """The questionnaire found here is not the one that the wave's manifest was signed for."""


def questionnaire_of(terms: QuestionnaireTerms, config: Config) -> Questionnaire:
    """The questionnaire of a wave's terms.

    Raises QuestionnaireHasChanged when its content is not what was signed, and QuestionnaireIsFaulty
    when there is none of that key and version.
    """
    core = published(terms.key, terms.version, config.questionnaire_folders)
    pulse_items = terms.pulse.items if terms.pulse else ()
    found = asked(core, terms.local, pulse_items, config.questionnaire_folders)
    if found.content_hash != terms.content_hash:
        raise QuestionnaireHasChanged(f"{terms.key} {terms.version}")
    return found


def asked(
    core: Questionnaire, local: str, pulse_items: Sequence[str], folders: Iterable[Path]
) -> Questionnaire:
    """What a wave asks of a standard questionnaire: its items again for a pulse, else all that follows them.

    Raises QuestionnaireIsFaulty, or PulseIsFaulty.
    """
    return pulse_of(core, pulse_items) if pulse_items else extended(core, read_local(local), folders)


def extended(questionnaire: Questionnaire, local: LocalQuestions, folders: Iterable[Path]) -> Questionnaire:
    """The questionnaire with modules and the institution's own questions. Raises QuestionnaireIsFaulty."""
    found = with_modules(
        questionnaire, [published_module(one.key, one.version, folders) for one in local.modules]
    )
    return extend(found, local.items, local.background, local.comments) if local.parts else found


def read_local(text: str) -> LocalQuestions:
    """An institution's own questions as a wave and its manifest carry them; nothing for an empty text."""
    return msgspec.json.decode(text, type=LocalQuestions) if text else LocalQuestions()


def write_local(local: LocalQuestions) -> str:
    """The same as text: canonical JSON, empty where there are none."""
    return "" if local.is_nothing else msgspec.json.encode(local, order="sorted").decode()
