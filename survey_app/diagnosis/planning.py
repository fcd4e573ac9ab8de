"""A wave's plan: six steps, of which nothing counts before it is signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from config import Config
from questionnaires.local_parts import LocalQuestions
from survey_app.diagnosis.letter import DEFAULTS, require_sound
from survey_app.diagnosis.models import PlanStep, Wave, WaveState
from survey_app.diagnosis.programme import Programme
from survey_app.diagnosis.reminders import set_days
from survey_app.diagnosis.units_seen import seen_units
from survey_app.diagnosis.waves import list_waves
from survey_app.ground import days
from survey_app.institutions.models import Institution, Unit
from survey_app.manifest import kept_shares
from survey_app.manifest.asked import extended, read_local, write_local
from survey_app.publishing.services import find_questionnaire

SMALLEST_GROUP = 10
FEWEST_INVITED = 10
LONGEST_WAVE = timedelta(days=92)
USUAL_REMINDER = timedelta(days=5)
MOST_REMINDERS = 4


class WaveIsFrozen(Exception):
    """The wave has been opened: what staff were promised can't be changed any more."""


class KeyIsTaken(Exception):
    """The institution has a wave (or there is a programme) of that key already."""


class DatesAreWrong(Exception):
    """The last day is before the first or in the past, or the wave is too long."""


class RemindersAreWrong(Exception):
    """A reminder is not between first and last day, two are on one day, or there are too many of them."""


class ExtensionIsWrong(Exception):
    """The day until which the last day may be put off is not after it, or the wave would be too long."""


class NoUnits(Exception):
    """No unit is chosen."""


class TooFewPeople(Exception):
    """Fewer people are invited than the smallest group that may be shown; `people` says how many."""

    def __init__(self, people: int) -> None:
        super().__init__(str(people))
        self.people = people


class GroupIsTooSmall(Exception):
    """The smallest group may be raised and never lowered; `least` is the lowest possible."""

    def __init__(self, least: int) -> None:
        super().__init__(str(least))
        self.least = least


class PlanIsIncomplete(Exception):
    """A step was not saved yet; `step` is the first that is missing, counted from 1."""

    def __init__(self, step: int) -> None:
        super().__init__(str(step))
        self.step = step


class OwnQuestionsWouldGo(Exception):
    """Questions of the institution's own were written for the questionnaire that the wave asks now."""


class WaveIsAPulse(Exception):
    """A pulse asks five items and nothing else: its questions are those it was planned with."""


@dataclass(frozen=True, slots=True)
class Basics:
    """What a wave is called and what it asks."""

    title_ko: str
    title_en: str
    questionnaire_key: str
    questionnaire_version: str


def free_key(session: Session, institution: Institution, year: int) -> str:
    """The year, or the year with a number when the year is taken."""
    taken = {wave.key for wave in list_waves(session, institution)}
    numbered = (f"{year}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (str(year), *numbered) if key not in taken)


def plan_wave(
    session: Session,
    institution: Institution,
    basics: Basics,
    *,
    key: str | None = None,
    programme: Programme | None = None,
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> Wave:
    """A planned wave with the usual dates and letters; its first step is done. Raises KeyIsTaken."""
    first = opens_on or days.today() + timedelta(days=7)
    chosen = key or free_key(session, institution, first.year)
    if any(wave.key == chosen for wave in list_waves(session, institution)):
        raise KeyIsTaken(chosen)
    wave = Wave(
        institution=institution,
        programme=programme,
        key=chosen,
        reference=f"{institution.code}.{chosen}",
        title_ko=basics.title_ko,
        title_en=basics.title_en,
        questionnaire_key=programme.questionnaire_key if programme else basics.questionnaire_key,
        questionnaire_version=programme.questionnaire_version if programme else basics.questionnaire_version,
        opens_on=first,
        closes_on=closes_on or first + timedelta(days=14),
        smallest_group=least_group(programme),
        results_are_public=_publicity(programme, False),
        letter_ko=DEFAULTS["ko"],
        letter_en=DEFAULTS["en"],
        # Nobody must ask anything of their own: the step is there to be looked at.
        saved_steps=[PlanStep.QUESTIONNAIRE.value, PlanStep.OWN_QUESTIONS.value],
        made_at=datetime.now(UTC),
    )
    session.add(wave)
    if first + USUAL_REMINDER <= wave.closes_on:
        set_days(wave, [first + USUAL_REMINDER])
    session.flush()
    return wave


def update_basics(wave: Wave, basics: Basics, programme: Programme | None) -> None:
    """Step 1. Raises WaveIsFrozen, WaveIsAPulse or OwnQuestionsWouldGo; nothing is changed then."""
    require_planned(wave)
    require_whole(wave)
    before = (wave.questionnaire_key, wave.questionnaire_version)
    after = (
        (programme.questionnaire_key, programme.questionnaire_version)
        if programme
        else (basics.questionnaire_key, basics.questionnaire_version)
    )
    if after != before and read_local(wave.local_questions).parts:
        raise OwnQuestionsWouldGo
    wave.title_ko, wave.title_en, wave.programme = basics.title_ko, basics.title_en, programme
    wave.questionnaire_key, wave.questionnaire_version = after
    wave.smallest_group = max(wave.smallest_group, least_group(programme))
    wave.results_are_public = _publicity(programme, wave.results_are_public)
    _done(wave, PlanStep.QUESTIONNAIRE)


def update_local_questions(wave: Wave, local: LocalQuestions, config: Config) -> None:
    """The institution's own questions follow the locked core.

    Raises WaveIsFrozen, WaveIsAPulse, QuestionnaireIsFaulty.
    """
    require_planned(wave)
    require_whole(wave)
    core = find_questionnaire(config, wave.questionnaire_key, wave.questionnaire_version)
    extended(core, local, config.questionnaire_folders)
    wave.local_questions = write_local(local)


def update_units(wave: Wave, codes: Sequence[str]) -> None:
    """Step 3: which units are asked. Raises WaveIsFrozen, NoUnits, TooFewPeople."""
    require_planned(wave)
    known = [unit.code for unit in wave.institution.units]
    chosen = [code for code in known if code in set(codes)]
    if not chosen:
        raise NoUnits
    wave.unit_codes = [] if chosen == known else chosen
    wave.units_seen = [list(unit) for unit in seen_units(wave.institution)]
    _require_enough_people(wave)
    _done(wave, PlanStep.UNITS)


def update_dates(
    wave: Wave,
    opens_on: date,
    closes_on: date,
    reminders: Sequence[date],
    today: date,
    extends_until: date | None = None,
) -> None:
    """Step 4: first and last day, and the reminders' days.

    Raises WaveIsFrozen, DatesAreWrong, RemindersAreWrong, ExtensionIsWrong.
    """
    require_planned(wave)
    length = closes_on - opens_on
    if closes_on < max(opens_on, today) or length > LONGEST_WAVE:
        raise DatesAreWrong
    if extends_until is not None and not closes_on < extends_until <= opens_on + LONGEST_WAVE:
        raise ExtensionIsWrong
    is_between = all(opens_on < day <= closes_on for day in reminders)
    if not is_between or len(set(reminders)) < len(reminders) or len(reminders) > MOST_REMINDERS:
        raise RemindersAreWrong
    wave.opens_on, wave.closes_on, wave.extends_until = opens_on, closes_on, extends_until
    set_days(wave, reminders)
    _done(wave, PlanStep.DATES)


def update_letters(wave: Wave, letter_ko: str, letter_en: str) -> None:
    """Step 5. Raises WaveIsFrozen or LetterIsFaulty."""
    require_planned(wave)
    for text in (letter_ko, letter_en):
        require_sound(text)
    wave.letter_ko, wave.letter_en = letter_ko.strip() + "\n", letter_en.strip() + "\n"
    _done(wave, PlanStep.LETTERS)


def update_policy(wave: Wave, *, smallest_group: int, asks_comments: bool, results_are_public: bool) -> None:
    """Step 6; what a programme says of what is public stands. Raises WaveIsFrozen or GroupIsTooSmall."""
    require_planned(wave)
    least = least_of(wave)
    if smallest_group < least:
        raise GroupIsTooSmall(least)
    wave.smallest_group = smallest_group
    wave.asks_comments = asks_comments and not wave.is_pulse
    wave.results_are_public = _publicity(wave.programme, results_are_public)
    _done(wave, PlanStep.POLICY)


def discard_plan(session: Session, wave: Wave) -> None:
    """The plan is gone, and keys made for it; nobody was asked. Raises WaveIsFrozen."""
    require_planned(wave)
    kept_shares.destroy(session, wave.reference)
    session.delete(wave)


def require_ready(wave: Wave, today: date) -> None:
    """Raises WaveIsFrozen, PlanIsIncomplete, DatesAreWrong, NoUnits or TooFewPeople unless it may open."""
    require_planned(wave)
    if not wave.is_planned_out:
        raise PlanIsIncomplete(wave.next_step)
    if not units_of_wave(wave):
        raise NoUnits
    _require_enough_people(wave)
    if wave.closes_on < today:
        raise DatesAreWrong


def require_planned(wave: Wave) -> None:
    """Raises WaveIsFrozen once the wave has been opened."""
    if wave.state != WaveState.PLANNED:
        raise WaveIsFrozen(wave.reference)


def require_whole(wave: Wave) -> None:
    """Raises WaveIsAPulse."""
    if wave.is_pulse:
        raise WaveIsAPulse(wave.reference)


def units_of_wave(wave: Wave) -> list[Unit]:
    """The units that a planned wave asks, parents before children."""
    units = list(wave.institution.units)
    if not wave.unit_codes:
        return units
    return [unit for unit in units if unit.code in wave.unit_codes]


def least_of(wave: Wave) -> int:
    """The lowest smallest group that this wave may promise: a pulse no lower one than its parent did."""
    least = least_group(wave.programme)
    return max(least, wave.parent.smallest_group) if wave.parent is not None else least


def least_group(programme: Programme | None) -> int:
    """The lowest smallest group that a wave may promise."""
    return max(SMALLEST_GROUP, programme.smallest_group if programme else SMALLEST_GROUP)


def _publicity(programme: Programme | None, wanted: bool) -> bool:
    """What the programme says of whether results are public, or what the institution wants."""
    said = programme.results_are_public if programme else None
    return wanted if said is None else said


def _require_enough_people(wave: Wave) -> None:
    people = sum(unit.headcount for unit in units_of_wave(wave))
    if people < max(FEWEST_INVITED, wave.smallest_group):
        raise TooFewPeople(people)


def _done(wave: Wave, step: PlanStep) -> None:
    wave.saved_steps = sorted({*wave.saved_steps, step.value})
