"""The six steps of a plan: their names, and where each is."""

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from survey_app.diagnosis.models import PlanStep, Wave

STEP_NAMES = {
    PlanStep.QUESTIONNAIRE: (_l("Questionnaire"), "diagnosis.plan_basics"),
    PlanStep.OWN_QUESTIONS: (_l("Own questions"), "diagnosis.plan_questions"),
    PlanStep.UNITS: (_l("Units"), "diagnosis.plan_units"),
    PlanStep.DATES: (_l("Dates and reminders"), "diagnosis.plan_dates"),
    PlanStep.LETTERS: (_l("Letters"), "diagnosis.plan_letters"),
    PlanStep.POLICY: (_l("Policy"), "diagnosis.plan_policy"),
}


def steps_of(wave: Wave) -> list[tuple[Any, str]]:
    """The steps with their addresses, in order."""
    return [(str(label), _address(wave, endpoint)) for label, endpoint in STEP_NAMES.values()]


def next_step(wave: Wave, saved: PlanStep) -> str:
    """Where to go after a step was saved: to the next that was not, or to the wave's page after the last."""
    waiting = [step for step in PlanStep if step not in wave.saved_steps]
    after = next((step for step in waiting if step > saved), next(iter(waiting), None))
    return _address(wave, "fieldwork.wave" if after is None else STEP_NAMES[after][1])


def address_of(wave: Wave, step: PlanStep) -> str:
    """Where a step of the plan is."""
    return _address(wave, STEP_NAMES[step][1])


def _address(wave: Wave, endpoint: str) -> str:
    return url_for(endpoint, institution=wave.institution.code, wave=wave.key)
