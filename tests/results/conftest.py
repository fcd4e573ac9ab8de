"""One installation with released waves of an institution of two divisions, one with a tiny unit."""

from datetime import date

import pytest
from sqlalchemy import select

from analysis.counting.answers import Answers
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import published
from questionnaires.pulse import pulse_of
from survey_app.accounts.models import Account
from survey_app.diagnosis.models import Wave
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.institutions.models import Institution, Unit
from survey_app.releases import services as releases
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave
from survey_app.releases.stored import current_release
from tests.installations import add_account, installed, signing_in

PULSE = ("CULT01", "LIFE01", "LIFE02", "LIFE03", "LIFE04")
UNITS = (
    ("north", None, 0),
    ("north-1", "north", 60),
    ("north-2", "north", 50),
    ("north-3", "north", 8),
    ("south", None, 70),
)


@pytest.fixture(scope="session")
def released(tmp_path_factory, _migrated):
    """An application whose institution `gaon` has released waves 2025 and 2026; `narae` has none."""
    with installed(_migrated, tmp_path_factory.mktemp("released"), _fill) as app:
        yield app


def _fill(people, vault, config):
    questionnaire = published("public-culture", "2026.1")
    gaon, narae = (_institution(people, code) for code in ("gaon", "narae"))
    add_account(people, "hr@gaon.example", Role.HR, gaon)
    add_account(people, "hr@narae.example", Role.HR, narae)
    add_account(people, "analyst@example.org", Role.ANALYST)
    add_account(people, "operator@example.org", Role.OPERATOR)
    for year, shift in ((2024, 0.0), (2025, 0.0), (2026, 0.6)):
        effects = {area.key: shift for area in questionnaire.areas}
        answers, _ = simulate_institution(
            questionnaire,
            [headcount for _, _, headcount in UNITS],
            Parameters(institution_effects=effects, response_rate=0.9),
            seed=year,
        )
        past = PastWave(
            str(year),
            Spoken(ko=f"{year}년 진단", en=f"Diagnosis {year}"),
            date(year, 5, 1),
            date(year, 5, 20),
            background_node_minimum=100 if year == 2026 else 1000,
        )
        wave = record_past_wave(people, vault, config, gaon, past, PastAnswers(questionnaire, answers))
        wave.results_are_public = year == 2026
        if year > 2024:
            releases.make_release(people, vault, wave, config)
    _ask_again(people, vault, config, wave, questionnaire, answers)


def _ask_again(people, vault, config, parent, questionnaire, answers):
    """A pulse of a wave, answered by the same people as they answered before."""
    pulse = pulse_of(questionnaire, PULSE)
    columns = [answers.items.index(item) for item in pulse.item_ids]
    same = Answers(pulse.item_ids, answers.codes[:, columns].copy(), answers.units, {})
    past = PastWave(
        "2026-pulse",
        Spoken(ko="2026년 간이 조사", en="Pulse 2026"),
        date(2026, 9, 1),
        date(2026, 9, 8),
        results_are_public=True,
    )
    wave = record_past_wave(
        people, vault, config, parent.institution, past, PastAnswers(pulse, same), parent=parent
    )
    releases.make_release(people, vault, wave, config)


def _institution(people, code):
    institution = Institution(code=code, name_ko=f"{code}부", name_en=code.title(), kind="central")
    institution.units = [
        Unit(
            code=unit,
            name_ko=f"부서 {unit}",
            name_en=f"Unit {unit}",
            parent_code=parent,
            headcount=headcount,
            position=position,
        )
        for position, (unit, parent, headcount) in enumerate(UNITS)
    ]
    people.add(institution)
    people.flush()
    return institution


@pytest.fixture(scope="session")
def browser_of(released):
    return signing_in(released)


@pytest.fixture
def hr(browser_of):
    return browser_of("hr@gaon.example")


@pytest.fixture
def release(released):
    """The release of gaon.2026."""
    with released.app_context(), db.Session(db.databases().people) as people:
        wave = people.scalars(select(Wave).where(Wave.reference == "gaon.2026")).one()
        return current_release(people, wave)


@pytest.fixture
def account_ids(released):
    """Account id by e-mail."""
    with released.app_context(), db.Session(db.databases().people) as people:
        return {account.email: account.id for account in people.scalars(select(Account))}


@pytest.fixture
def hidden_group(release):
    """A group of that release that is not shown: a grade within the northern division."""
    return next(
        group for group in release.groups if not group.is_shown and group.key.startswith("unit:north|")
    )
