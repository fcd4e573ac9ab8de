"""An institution with units, and a wave of it, planned to the end."""

from datetime import UTC, datetime, timedelta

import pytest

from survey_app.diagnosis.letter import DEFAULTS
from survey_app.diagnosis.planning import (
    Basics,
    plan_wave,
    update_dates,
    update_letters,
    update_policy,
    update_units,
)
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.roster import Roster, RosterUnit
from survey_app.institutions.services import add_institution, apply_roster

UNITS = (
    RosterUnit("A", "가실", "Office A", None, 5),
    RosterUnit("A1", "가일과", "Division A1", "A", 20),
    RosterUnit("B", "나실", "Office B", None, 40),
)
BASICS = Basics("2026년 진단", "Diagnosis 2026", "public-culture", "2026.1")


@pytest.fixture
def gaon(people):
    institution = add_institution(
        people, code="gaon", name_ko="가온부", name_en="Gaon", kind=InstitutionKind.CENTRAL, contact="혁신팀"
    )
    apply_roster(people, institution, Roster(UNITS))
    return institution


@pytest.fixture
def today():
    return datetime.now(UTC).date()


@pytest.fixture
def wave(people, gaon):
    return plan_wave(people, gaon, BASICS)


@pytest.fixture
def ready(wave, today):
    update_units(wave, ["A", "A1", "B"])
    update_dates(wave, today, today + timedelta(days=14), [today + timedelta(days=5)], today)
    update_letters(wave, DEFAULTS["ko"], DEFAULTS["en"])
    update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=False)
    return wave
