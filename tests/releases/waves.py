"""Waves that were held elsewhere, invented, of an institution with three units."""

from datetime import date

from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import published
from survey_app.institutions.models import Institution, Unit
from survey_app.protocol.ballot import Comment
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave

QUESTIONNAIRE = published("csps-core", "2024")
HEADCOUNTS = {"a": 60, "b": 50, "tiny": 6}


def add_institution_of_three(people, code: str) -> Institution:
    made = Institution(code=code, name_ko=code, name_en=code, kind="central", is_fictional=True)
    made.units = [
        Unit(code=unit, name_ko=unit, name_en=unit, headcount=people_count, position=position)
        for position, (unit, people_count) in enumerate(HEADCOUNTS.items())
    ]
    people.add(made)
    people.flush()
    return made


def add_past_wave(people, vault, config, institution, programme, year=2026, seed=1, wishes=()):
    answers, _ = simulate_institution(
        QUESTIONNAIRE, list(HEADCOUNTS.values()), Parameters(response_rate=0.9), seed=seed
    )
    past = PastWave(str(year), Spoken(ko="회차", en="Wave"), date(year, 5, 1), date(year, 5, 20))
    words = [Comment("change", text) for text in wishes]
    return record_past_wave(
        people,
        vault,
        config,
        institution,
        past,
        PastAnswers(QUESTIONNAIRE, answers, words),
        programme=programme,
    )
