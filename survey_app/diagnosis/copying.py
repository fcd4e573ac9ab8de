"""A plan made from an earlier wave: everything is taken over, and what must be decided again is marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from config import Config
from questionnaires.faults import QuestionnaireIsFaulty
from survey_app.diagnosis.models import PlanStep, Reminder, Wave, WaveState
from survey_app.diagnosis.planning import Basics, least_of, plan_wave, require_whole, update_policy
from survey_app.diagnosis.programme import Programme, list_programmes
from survey_app.diagnosis.reminders import set_days
from survey_app.diagnosis.units_seen import seen_units
from survey_app.diagnosis.waves import list_waves
from survey_app.institutions.models import Institution
from survey_app.manifest.asked import extended, read_local
from survey_app.manifest.documents import UnitTerms
from survey_app.publishing.services import find_questionnaire, known_questionnaires, newest_version

UNTIL_IT_OPENS = timedelta(days=7)


class NothingToCopy(Exception):
    """The wave is only a plan itself, or asks a questionnaire that is not published here."""


class Again(StrEnum):
    """What must be decided again in a plan that was copied."""

    TITLE = "title"
    PROGRAMME = "programme"
    VERSION = "version"
    UNITS = "units"
    DATES = "dates"


STEP_OF = {
    Again.TITLE: PlanStep.QUESTIONNAIRE,
    Again.PROGRAMME: PlanStep.QUESTIONNAIRE,
    Again.VERSION: PlanStep.OWN_QUESTIONS,
    Again.UNITS: PlanStep.UNITS,
    Again.DATES: PlanStep.DATES,
}
"""Each is decided by saving its step."""


@dataclass(frozen=True, slots=True)
class UnitChanges:
    """How today's units differ from those of an earlier wave, by code; `resized` have another headcount."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    moved: tuple[str, ...]
    resized: tuple[str, ...]

    @property
    def are_none(self) -> bool:
        return not (self.new or self.gone or self.moved)


def waves_to_copy(session: Session, institution: Institution, config: Config) -> Sequence[Wave]:
    """The waves whose plan can be copied, the newest first."""
    return [wave for wave in list_waves(session, institution) if can_be_copied(wave, config)]


def can_be_copied(wave: Wave, config: Config) -> bool:
    """Whether it was carried out as a whole wave, here or elsewhere, and can be asked again here."""
    is_known = (wave.questionnaire_key, wave.questionnaire_version) in known_questionnaires(config)
    return is_known and wave.state != WaveState.PLANNED and not wave.is_pulse


def copy_plan(
    session: Session, earlier: Wave, asked: Sequence[UnitTerms], config: Config, today: date
) -> Wave:
    """A planned wave like an earlier one, in a week and for as long; `asked` are that one's signed units.

    It asks the newest version of the questionnaire; where the earlier one was in a programme, in the newest
    programme that asks it. If the institution's own questions do not fit that version it asks the old one,
    in no programme. Steps that need no second look are saved. Raises NothingToCopy, WaveIsAPulse.
    """
    require_whole(earlier)
    if not can_be_copied(earlier, config):
        raise NothingToCopy(earlier.reference)
    programme, version, is_held_back = _programme_and_version(session, earlier, config)
    opens_on = today + UNTIL_IT_OPENS
    titles = [
        _of_year(title, earlier.opens_on.year, opens_on.year)
        for title in (earlier.title_ko, earlier.title_en)
    ]
    basics = Basics(titles[0], titles[1], earlier.questionnaire_key, version)
    closes_on = opens_on + (earlier.closes_on - earlier.opens_on)
    wave = plan_wave(
        session, earlier.institution, basics, programme=programme, opens_on=opens_on, closes_on=closes_on
    )
    wave.copied_from = earlier.reference
    wave.local_questions = earlier.local_questions
    if earlier.extends_until is not None:
        wave.extends_until = earlier.extends_until + (opens_on - earlier.opens_on)
    known = {unit.code for unit in earlier.institution.units}
    wave.unit_codes = [code for code in earlier.unit_codes if code in known]
    wave.units_seen = [list(unit) for unit in seen_units(wave.institution)]
    wave.letter_ko, wave.letter_en = earlier.letter_ko or wave.letter_ko, earlier.letter_en or wave.letter_en
    if not earlier.is_imported:  # of what was held elsewhere nobody knows when it was reminded of
        _copy_reminders(earlier, wave)
    update_policy(
        wave,
        smallest_group=max(earlier.smallest_group, least_of(wave)),
        asks_comments=earlier.asks_comments,
        results_are_public=earlier.results_are_public,
    )
    again = _again(session, earlier, wave, unit_changes(asked, wave), is_held_back)
    wave.decide_again = [one.value for one in again]
    steps = {STEP_OF[one] for one in again}
    wave.saved_steps = [step.value for step in PlanStep if step not in steps]
    session.flush()
    return wave


def still_to_decide(wave: Wave) -> list[Again]:
    """What of a copied plan nobody has decided again yet."""
    return [one for word in wave.decide_again if STEP_OF[one := Again(word)] not in wave.saved_steps]


def unit_changes(asked: Sequence[UnitTerms], wave: Wave) -> UnitChanges:
    """How the institution's units of today differ from those that an earlier wave asked."""
    units = {unit.code: unit for unit in wave.institution.units}
    before = {unit.code: unit for unit in asked}
    # What an earlier wave of some units did not ask was there all the same.
    new = () if wave.unit_codes else tuple(code for code in units if code not in before)
    return UnitChanges(
        new=new,
        gone=tuple(code for code in before if code not in units),
        moved=tuple(
            code
            for code, unit in before.items()
            if code in units and unit.parent in before and units[code].parent_code != unit.parent
        ),
        resized=tuple(
            code for code, unit in before.items() if code in units and units[code].headcount != unit.headcount
        ),
    )


def _programme_and_version(
    session: Session, earlier: Wave, config: Config
) -> tuple[Programme | None, str, bool]:
    """Programme and version, and whether own questions hold the wave back from the newest."""
    key = earlier.questionnaire_key
    programme = None
    if earlier.programme is not None:
        offered = (one for one in list_programmes(session) if one.questionnaire_key == key)
        programme = next(offered, None)
    version = programme.questionnaire_version if programme is not None else newest_version(config, key)
    if version != earlier.questionnaire_version:
        try:
            core = find_questionnaire(config, key, version)
            extended(core, read_local(earlier.local_questions), config.questionnaire_folders)
        except QuestionnaireIsFaulty:
            return None, earlier.questionnaire_version, True
    return programme, version, False


def _copy_reminders(earlier: Wave, wave: Wave) -> None:
    planned = [one for one in earlier.reminders if not one.is_by_hand]
    later = wave.opens_on - earlier.opens_on
    set_days(wave, [one.on_day + later for one in planned])
    for reminder, one in zip(wave.reminders, planned, strict=True):
        _say_as(reminder, one)


def _say_as(reminder: Reminder, other: Reminder) -> None:
    reminder.subject_ko, reminder.subject_en = other.subject_ko, other.subject_en
    reminder.text_ko, reminder.text_en = other.text_ko or reminder.text_ko, other.text_en or reminder.text_en


def _again(
    session: Session, earlier: Wave, wave: Wave, changes: UnitChanges, is_held_back: bool
) -> list[Again]:
    taken = {one.title_ko for one in list_waves(session, wave.institution) if one is not wave}
    found = {
        Again.TITLE: wave.title_ko in taken,
        Again.PROGRAMME: wave.programme_id != earlier.programme_id,
        Again.VERSION: is_held_back,
        Again.UNITS: not changes.are_none,
        Again.DATES: True,
    }
    return [one for one, is_so in found.items() if is_so]


def _of_year(title: str, before: int, now: int) -> str:
    return title.replace(str(before), str(now))
