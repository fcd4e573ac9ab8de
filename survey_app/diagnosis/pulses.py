"""Pulses: five items of a released wave, asked again in a wave of their own."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from questionnaires.pulse import pulse_of
from survey_app.diagnosis.models import PlanStep, Pulse, Wave, WaveState
from survey_app.diagnosis.planning import Basics, plan_wave, require_planned, require_whole
from survey_app.diagnosis.reminders import set_days
from survey_app.diagnosis.units_seen import seen_units
from survey_app.diagnosis.waves import list_waves
from survey_app.publishing.services import find_questionnaire
from survey_app.wording.catalogue import Voice

PULSE_AFTER = timedelta(days=91)
PULSE_LASTS = timedelta(days=7)
PULSE_REMINDS = timedelta(days=4)
LONGEST_KEY = 40
LONGEST_TITLE = 120
SUFFIX = "-pulse"


class WaveIsNotReleased(Exception):
    """The wave has no results yet, so nothing of it can be asked again."""


class PulseIsPlanned(Exception):
    """A pulse of the wave is planned already: open it, or discard the plan."""


def plan_pulse(session: Session, parent: Wave, items: Sequence[str], opens_on: date, config: Config) -> Wave:
    """A planned wave that asks these five items of the parent wave again, as they were.

    It asks the parent's units under its smallest group, in no programme, without comments; the first three
    of its steps are done. Raises PulseIsFaulty, WaveIsAPulse, WaveIsNotReleased, PulseIsPlanned.
    """
    require_whole(parent)
    if not parent.is_released:
        raise WaveIsNotReleased(parent.reference)
    if any(pulse.state == WaveState.PLANNED for pulse in list_pulses(session, parent)):
        raise PulseIsPlanned(parent.reference)
    core = find_questionnaire(config, parent.questionnaire_key, parent.questionnaire_version)
    asked = pulse_of(core, items)
    earlier = len(list_pulses(session, parent))
    number = f" {earlier + 1}" if earlier else ""
    title_ko = _title_of_pulse(parent.titles.in_language("ko"), number, Voice("ko"))
    title_en = _title_of_pulse(parent.titles.in_language("en"), number, Voice("en"))
    basics = Basics(title_ko, title_en, core.key, core.version)
    key = _free_key(session, parent)
    closes_on = opens_on + PULSE_LASTS
    pulse = plan_wave(session, parent.institution, basics, key=key, opens_on=opens_on, closes_on=closes_on)
    pulse.pulse = Pulse(parent=parent, items=list(asked.item_ids))
    pulse.unit_codes, pulse.smallest_group = parent.unit_codes, parent.smallest_group
    pulse.units_seen = [list(unit) for unit in seen_units(pulse.institution)]
    pulse.asks_comments, pulse.results_are_public = False, parent.results_are_public
    set_days(pulse, [opens_on + PULSE_REMINDS])
    pulse.saved_steps = [*pulse.saved_steps, PlanStep.UNITS.value]
    session.flush()
    return pulse


def _title_of_pulse(title: str, number: str, voice: Voice) -> str:
    room = LONGEST_TITLE - len(voice.say("%(title)s: pulse%(number)s", title="", number=number))
    return voice.say("%(title)s: pulse%(number)s", title=title[:room], number=number)


def name_pulse(pulse: Wave, title_ko: str, title_en: str) -> None:
    """Step 1 of a pulse: it has another title and asks what it asked. Raises WaveIsFrozen."""
    require_planned(pulse)
    pulse.title_ko, pulse.title_en = title_ko, title_en


def list_pulses(session: Session, parent: Wave) -> Sequence[Wave]:
    """The pulses of a wave, the newest first."""
    found = select(Wave).join(Pulse, Pulse.wave_id == Wave.id).where(Pulse.parent_id == parent.id)
    return session.scalars(found.order_by(Wave.opens_on.desc(), Wave.id.desc())).all()


def _free_key(session: Session, parent: Wave) -> str:
    """The parent's key and `-pulse`, with a number when that is taken."""
    taken = {wave.key for wave in list_waves(session, parent.institution)}
    numbers = ("", *(f"-{number}" for number in range(2, len(taken) + 3)))
    keys = (parent.key[: LONGEST_KEY - len(SUFFIX + end)] + SUFFIX + end for end in numbers)
    return next(key for key in keys if key not in taken)
