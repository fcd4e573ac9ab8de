"""Whether a planned wave may be opened: nothing that was set up is half done, or dropped without a word.

The page and the job ask the same question here, so that no way into a wave is laxer than another.
"""

import json
from datetime import date, timedelta

from sqlalchemy.orm import Session

from config import Config
from questionnaires.faults import QuestionnaireIsFaulty
from survey_app.diagnosis import services as diagnosis
from survey_app.diagnosis.models import Wave
from survey_app.invitations import trustees
from survey_app.invitations.errors import ReminderIsOver, TrusteesAreNotReady, UnitsAreGone

UNREADY = (
    diagnosis.WaveIsFrozen,
    diagnosis.PlanIsIncomplete,
    diagnosis.DatesAreWrong,
    diagnosis.NoUnits,
    diagnosis.TooFewPeople,
    diagnosis.LetterIsFaulty,
    QuestionnaireIsFaulty,
    ReminderIsOver,
    TrusteesAreNotReady,
    UnitsAreGone,
)


def require_ready(session: Session, wave: Wave, config: Config, today: date) -> None:
    """Raises one of UNREADY unless everything that was planned would come about if the wave opened now."""
    diagnosis.require_ready(wave, today)
    _require_units(wave)
    for letter in (wave.letter_ko, wave.letter_en):
        diagnosis.require_sound(letter)
    if wave.reminder_after_days and wave.opens_on + timedelta(days=wave.reminder_after_days) <= today:
        raise ReminderIsOver(wave.reference)
    diagnosis.questionnaire_of_wave(wave, config)
    preparation = trustees.preparation_of(session, wave)
    if preparation is not None and not (preparation.is_complete and wave.sealing):
        raise TrusteesAreNotReady(preparation.untried)


def _require_units(wave: Wave) -> None:
    chosen = json.loads(wave.unit_codes) if wave.unit_codes else []
    known = {unit.code for unit in wave.institution.units}
    if gone := tuple(code for code in chosen if code not in known):
        raise UnitsAreGone(gone)
