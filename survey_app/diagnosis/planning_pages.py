"""What every step of a plan begins and ends with."""

from typing import Any

from werkzeug.exceptions import NotFound

from survey_app.diagnosis.finding import REFUSED, require_unsigned, wave_of, wave_page
from survey_app.diagnosis.models import PlanStep, Wave
from survey_app.diagnosis.planning import WaveIsFrozen, require_planned
from survey_app.diagnosis.steps import steps_of


def planned(institution: str, wave: str) -> Wave:
    """The wave, while it is planned; an opened one has no steps any more."""
    found = wave_of(institution, wave)
    try:
        require_planned(found)
    except WaveIsFrozen as frozen:
        raise NotFound from frozen
    require_unsigned(found)
    return found


def step(wave: Wave, number: PlanStep, template: str, form: Any, **context: Any) -> tuple[str, int]:
    """The page of a step, with the status that its form deserves."""
    page = wave_page(template, wave, form=form, steps=steps_of(wave), step=number.value, **context)
    return page, REFUSED if form.errors else 200
