"""What the pages about waves say: states, steps, the policy as staff will read it, participation."""

from questionnaires.render import minutes_to_answer
from survey_app.diagnosis.letter import LetterFacts
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.waves import questionnaire_of_wave
from survey_app.ground.settings import current_config
from survey_app.wording.last_days import last_day_said


def example_facts(wave: Wave, language: str) -> LetterFacts:
    """What a letter would say, with a link and a fingerprint that lead nowhere."""
    config = current_config()
    questionnaire = questionnaire_of_wave(wave, config)
    return LetterFacts(
        institution=wave.institution.name(language),
        title=wave.title(language),
        closes_on=last_day_said(wave.closes_on.isoformat(), wave.latest_day, language),
        minutes=str(minutes_to_answer(questionnaire)),
        link=f"{config.base_url}/take/{wave.reference}#…",
        contact=wave.institution.contact or "-",
        fingerprint="ABCD-EFGH-…",
    )


def unit_choices(wave: Wave, language: str) -> list[tuple[str, str]]:
    """Units as choices, deeper ones set in."""
    parents = {unit.code: unit.parent_code for unit in wave.institution.units}

    def depth(code: str) -> int:
        above = parents.get(code)
        return 0 if above is None else 1 + depth(above)

    return [
        (unit.code, "· " * depth(unit.code) + f"{unit.name(language)} ({unit.headcount})")
        for unit in wave.institution.units
    ]
