"""The pulse of the demonstration: an institution asks five items again to see whether its promises work."""

from datetime import date

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.counting.answers import Answers
from config import Config
from questionnaires.languages import Spoken
from questionnaires.model import Questionnaire
from questionnaires.pulse import pulse_of
from survey_app.demonstration.cast import INSTITUTIONS, PULSE_INSTITUTION
from survey_app.demonstration.opinions import YEARS, answers_of
from survey_app.diagnosis.models import Wave
from survey_app.releases import services as releases
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave

KEY = f"{YEARS[-1]}-pulse"
LATER = YEARS[-1] + 1
"""The draw of opinions of the pulse: another than that of any year that was released."""
ITEMS = ("CULT01", "LIFE01", "LIFE02", "LIFE03", "LIFE04")
MOVED = {"work_life": 0.2, "culture": -0.6}
"""Set against a draw of higher opinions: flexible hours are felt already, answers in time are not."""


def is_asked_again(people: Session) -> bool:
    """Whether the pulse is there already."""
    return (
        people.scalars(select(Wave).where(Wave.reference == f"{PULSE_INSTITUTION}.{KEY}")).first() is not None
    )


def ask_again(people: Session, vault: Session, config: Config, questionnaire: Questionnaire) -> None:
    """The institution's latest wave has a released pulse afterwards."""
    parent = people.scalars(select(Wave).where(Wave.reference == f"{PULSE_INSTITUTION}.{YEARS[-1]}")).one()
    pulse = pulse_of(questionnaire, ITEMS)
    past = PastWave(
        key=KEY,
        title=Spoken(ko=f"{parent.title_ko} 간이 조사", en=f"{parent.title_en}: pulse"),
        opens_on=date(YEARS[-1], 8, 31),
        closes_on=date(YEARS[-1], 9, 7),
        results_are_public=True,
    )
    given = PastAnswers(pulse, answers_again(questionnaire))
    wave = record_past_wave(people, vault, config, parent.institution, past, given, parent=parent)
    releases.make_release(people, vault, wave, config)


def answers_again(questionnaire: Questionnaire) -> Answers:
    """What was answered in the pulse. `questionnaire` is the one of the wave before."""
    cast = next(one for one in INSTITUTIONS if one.code == PULSE_INSTITUTION)
    items = pulse_of(questionnaire, ITEMS).item_ids
    return _only(answers_of(cast, LATER, questionnaire, MOVED), items)


def _only(answers: Answers, items: tuple[str, ...]) -> Answers:
    """The answers to these items alone, without background."""
    columns = [answers.items.index(item) for item in items]
    return Answers(items, np.ascontiguousarray(answers.codes[:, columns]), answers.units, {})
