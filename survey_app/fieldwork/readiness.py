"""Whether a planned wave may be opened: nothing that was set up is half done, or dropped without a word.

The page and the job ask the same question here, so that no way into a wave is laxer than another.
"""

from datetime import date

from sqlalchemy.orm import Session

from config import Config
from questionnaires.faults import QuestionnaireIsFaulty
from survey_app.diagnosis import planning
from survey_app.diagnosis.letter import LetterIsFaulty, require_sound
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import DatesAreWrong, NoUnits, PlanIsIncomplete, TooFewPeople, WaveIsFrozen
from survey_app.diagnosis.waves import questionnaire_of_wave
from survey_app.reorganisation.services import UnitsAreNotMapped, UnitsHaveChanged, require_confirmed
from survey_app.trustees import ceremonies


class TrusteesAreNotReady(Exception):
    """Trustees were named and have not all made and confirmed their part: `waiting` says who is awaited."""

    def __init__(self, waiting: tuple[str, ...]) -> None:
        super().__init__(", ".join(waiting))
        self.waiting = waiting


class NoTrusteesAreNamed(Exception):
    """The wave is to be opened in earnest, and nobody was named to hold its key."""


class KeyWasMadeInOnePlace(Exception):
    """An earlier version made shares of a key for this wave: it opens with a key made by trustees only."""


class UnitsAreGone(Exception):
    """Units chosen for the wave are no longer in the roster: `codes` says which."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class ReminderIsOver(Exception):
    """The day of a planned reminder is over, so that it would follow the first letter at once."""


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
    NoTrusteesAreNamed,
    KeyWasMadeInOnePlace,
    UnitsAreGone,
    UnitsHaveChanged,
    UnitsAreNotMapped,
)


def require_ready(session: Session, wave: Wave, config: Config, today: date) -> None:
    """Raises one of UNREADY unless everything that was planned would come about if the wave opened now."""
    planning.require_ready(wave, today)
    _require_units(wave)
    require_confirmed(session, wave)
    for letter in wave.letters.values():
        require_sound(letter)
    for reminder in wave.reminders:
        for text in reminder.texts.values():
            require_sound(text)
    if any(reminder.on_day <= today for reminder in wave.reminders):
        raise ReminderIsOver(wave.reference)
    questionnaire_of_wave(wave, config)
    _require_trustees(session, wave)


def _require_trustees(session: Session, wave: Wave) -> None:
    """Only an invented institution's wave may go without trustees, whose operator can read it at any time."""
    if ceremonies.was_made_in_one_place(session, wave):
        raise KeyWasMadeInOnePlace(wave.reference)
    ceremony = ceremonies.ceremony_of(session, wave)
    if ceremony is None:
        if not wave.institution.is_fictional:
            raise NoTrusteesAreNamed(wave.reference)
    elif not (ceremony.is_complete and wave.sealing):
        raise TrusteesAreNotReady(ceremony.waiting)


def _require_units(wave: Wave) -> None:
    known = {unit.code for unit in wave.institution.units}
    if gone := tuple(code for code in wave.unit_codes if code not in known):
        raise UnitsAreGone(gone)
