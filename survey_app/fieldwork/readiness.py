"""Whether a planned wave may be opened: nothing that was set up is half done, or dropped without a word.

The page and the job ask the same question here, so that no way into a wave is laxer than another.
"""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from config import Config
from questionnaires.faults import QuestionnaireIsFaulty
from survey_app.diagnosis import planning
from survey_app.diagnosis.letter import LetterIsFaulty, require_sound
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import DatesAreWrong, NoUnits, PlanIsIncomplete, TooFewPeople, WaveIsFrozen
from survey_app.diagnosis.waves import questionnaire_of_wave
from survey_app.trustees import trustees


class TrusteesAreNotReady(Exception):
    """Shares were made for trustees and not all were tried: `untried` names their holders."""

    def __init__(self, untried: tuple[str, ...]) -> None:
        super().__init__(", ".join(untried))
        self.untried = untried


class UnitsAreGone(Exception):
    """Units chosen for the wave are no longer in the roster: `codes` says which."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class ReminderIsOver(Exception):
    """The day of the planned reminder is over, so that it would follow the first letter at once."""


UNREADY = (
    WaveIsFrozen,
    PlanIsIncomplete,
    DatesAreWrong,
    NoUnits,
    TooFewPeople,
    LetterIsFaulty,
    QuestionnaireIsFaulty,
    ReminderIsOver,
    TrusteesAreNotReady,
    UnitsAreGone,
)


def require_ready(session: Session, wave: Wave, config: Config, today: date) -> None:
    """Raises one of UNREADY unless everything that was planned would come about if the wave opened now."""
    planning.require_ready(wave, today)
    _require_units(wave)
    for letter in wave.letters.values():
        require_sound(letter)
    if wave.reminder_after_days and wave.opens_on + timedelta(days=wave.reminder_after_days) <= today:
        raise ReminderIsOver(wave.reference)
    questionnaire_of_wave(wave, config)
    preparation = trustees.preparation_of(session, wave)
    if preparation is not None and not (preparation.is_complete and wave.sealing):
        raise TrusteesAreNotReady(preparation.untried)


def _require_units(wave: Wave) -> None:
    known = {unit.code for unit in wave.institution.units}
    if gone := tuple(code for code in wave.unit_codes if code not in known):
        raise UnitsAreGone(gone)
