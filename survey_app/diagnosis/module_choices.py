"""Which modules a plan asks behind the core: chosen among those published here, the newest of each."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _

from config import Config
from questionnaires.local_parts import LocalQuestions, ModuleChoice
from questionnaires.model import Questionnaire
from questionnaires.render import SECONDS_AN_ITEM
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import Basics, require_planned, require_whole
from survey_app.diagnosis.programme import Programme
from survey_app.manifest.asked import extended, read_local, write_local
from survey_app.publishing.services import find_module, find_questionnaire, newest_modules


def module_choices(config: Config, language: str) -> list[tuple[str, str]]:
    """All modules by key, each with its title, how much it asks, and what for."""
    return [
        (
            one.key,
            _(
                "%(title)s (%(items)s questions, %(seconds)s seconds). %(purpose)s",
                title=one.texts[language].title,
                items=len(one.items),
                seconds=len(one.items) * SECONDS_AN_ITEM,
                purpose=one.texts[language].introduction,
            ),
        )
        for one in newest_modules(config)
    ]


def chosen_modules(wave: Wave | None) -> list[str]:
    """Keys of the modules that a plan asks."""
    return [] if wave is None else [one.key for one in read_local(wave.local_questions).modules]


def module_titles(wave: Wave, config: Config, language: str) -> tuple[str, ...]:
    """What the modules of a plan are called, with their versions."""
    found = [find_module(config, one.key, one.version) for one in read_local(wave.local_questions).modules]
    return tuple(f"{one.texts[language].title} ({one.key} {one.version})" for one in found)


def choose_modules(wave: Wave, keys: Sequence[str], config: Config) -> None:
    """These modules, in their newest versions, follow the core; own questions stay as they are.

    Raises WaveIsFrozen, WaveIsAPulse, or QuestionnaireIsFaulty where one does not fit.
    """
    require_planned(wave)
    require_whole(wave)
    local = replace(read_local(wave.local_questions), modules=_newest(keys, config))
    core = find_questionnaire(config, wave.questionnaire_key, wave.questionnaire_version)
    extended(core, local, config.questionnaire_folders)
    wave.local_questions = write_local(local)


def with_modules_of(asking: Basics | Programme, keys: Sequence[str], config: Config) -> Questionnaire:
    """What a plan or a programme would ask with these modules. Raises QuestionnaireIsFaulty."""
    core = find_questionnaire(config, asking.questionnaire_key, asking.questionnaire_version)
    return extended(core, LocalQuestions(modules=_newest(keys, config)), config.questionnaire_folders)


def _newest(keys: Sequence[str], config: Config) -> tuple[ModuleChoice, ...]:
    return tuple(ModuleChoice(one.key, one.version) for one in newest_modules(config) if one.key in keys)
