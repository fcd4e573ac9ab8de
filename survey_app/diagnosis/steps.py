"""The five steps of a plan: their names, and where each is."""

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import STEPS

STEP_NAMES = (
    (_l("Questionnaire"), "diagnosis.plan_basics"),
    (_l("Units"), "diagnosis.plan_units"),
    (_l("Dates and reminders"), "diagnosis.plan_dates"),
    (_l("Letters"), "diagnosis.plan_letters"),
    (_l("Policy"), "diagnosis.plan_policy"),
)


def steps_of(wave: Wave) -> list[tuple[Any, str]]:
    """The five steps with their addresses."""
    return [
        (str(label), url_for(endpoint, institution=wave.institution.code, wave=wave.key))
        for label, endpoint in STEP_NAMES
    ]


def next_step(wave: Wave, saved: int) -> str:
    """Where to go after a step was saved: the next one, or the wave's page after the last."""
    endpoint = "fieldwork.wave" if saved >= STEPS else STEP_NAMES[saved][1]
    return url_for(endpoint, institution=wave.institution.code, wave=wave.key)
