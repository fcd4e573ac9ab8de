"""The HR lead whose wave is planned to the end."""

from datetime import timedelta

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
from survey_app.door.access import Role
from survey_app.ground import days, db
from survey_app.institutions.roster import Roster, RosterUnit
from survey_app.institutions.services import apply_roster, find_institution


@pytest.fixture
def hr(signed_in_as, databases):
    """The HR lead of an institution whose wave is planned to the end, in English."""
    browser = signed_in_as(Role.HR)
    today = days.today()
    with db.work(databases.people) as session:
        gaon = find_institution(session, "gaon")
        units = (
            RosterUnit("A", "가실", "A", None, 12, ("a@example.kr",)),
            RosterUnit("B", "나실", "B", None, 40),
        )
        apply_roster(session, gaon, Roster(units))
        basics = Basics("진단", "Diagnosis", "public-culture", "2026.1")
        wave = plan_wave(session, gaon, basics, key="2026", opens_on=today)
        update_units(wave, ["A", "B"])
        update_dates(wave, today, today + timedelta(days=14), [today + timedelta(days=5)], today)
        update_letters(wave, DEFAULTS["ko"], DEFAULTS["en"])
        update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=False)
    browser.get("/language/en")
    return browser
