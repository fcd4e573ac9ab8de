"""One installation with four small institutions in a programme: three have released, one is still open."""

from datetime import date

import pytest

from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import published
from survey_app.diagnosis.programme import Programme
from survey_app.door.access import Role
from survey_app.institutions.models import Institution, Unit
from survey_app.releases import services as releases
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave
from tests.installations import add_account, installed, signing_in

LEVELS = {"gaon": 0.6, "narae": 0.0, "dasom": -0.6, "=maru": 0.0}


@pytest.fixture(scope="session")
def compared(tmp_path_factory, _migrated):
    """An application with the programmes `2025` and `2026` and the empty `2027`."""
    with installed(_migrated, tmp_path_factory.mktemp("compared"), _fill) as app:
        yield app


def _fill(people, vault, config):
    questionnaire = published("public-culture", "2026.1")
    institutions = {code: _institution(people, code) for code in LEVELS}
    add_account(people, "analyst@example.org", Role.ANALYST)
    add_account(people, "operator@example.org", Role.OPERATOR)
    add_account(people, "hr@gaon.example", Role.HR, institutions["gaon"])
    programmes = {
        year: Programme(
            key=str(year),
            name_ko=f"{year}년 진단",
            name_en=f"Culture {year}",
            questionnaire_key=questionnaire.key,
            questionnaire_version=questionnaire.version,
            position=year,
        )
        for year in (2025, 2026, 2027)
    }
    people.add_all(programmes.values())
    people.flush()
    for year in (2025, 2026):
        for number, (code, level) in enumerate(LEVELS.items()):
            if year == 2025 and code != "gaon":
                continue
            _wave(people, vault, config, questionnaire, institutions[code], programmes[year], level, number)


def _wave(people, vault, config, questionnaire, institution, programme, level, number):
    year = programme.position
    rose = 0.0 if year == 2026 or institution.code != "gaon" else -0.8
    effects = {area.key: level + rose for area in questionnaire.areas}
    parameters = Parameters(institution_effects=effects, unit_sd=0.0, response_rate=0.9)
    answers, _ = simulate_institution(questionnaire, [120], parameters, seed=year + number)
    past = PastWave(
        str(year),
        Spoken(ko=f"{year}년 진단", en=f"Diagnosis {year}"),
        date(year, 5, 1),
        date(year, 5, 20),
        background_node_minimum=200,
    )
    wave = record_past_wave(
        people, vault, config, institution, past, PastAnswers(questionnaire, answers), programme=programme
    )
    if institution.code != "=maru":
        releases.make_release(people, vault, wave, config)


def _institution(people, code):
    institution = Institution(code=code, name_ko=f"{code}부", name_en=f"{code} office", kind="central")
    institution.units = [
        Unit(code="all", name_ko="전체", name_en="All", parent_code=None, headcount=120, position=0)
    ]
    people.add(institution)
    people.flush()
    return institution


@pytest.fixture(scope="session")
def browser_of(compared):
    return signing_in(compared)


@pytest.fixture
def analyst(browser_of):
    return browser_of("analyst@example.org")
