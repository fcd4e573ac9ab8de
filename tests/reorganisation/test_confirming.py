"""What became of units is confirmed before a wave opens, stands in its terms, and holds for them only."""

import re
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from questionnaires.languages import Spoken
from survey_app.diagnosis.letter import DEFAULTS
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.planning import (
    Basics,
    plan_wave,
    update_dates,
    update_letters,
    update_policy,
    update_units,
)
from survey_app.door.access import Role
from survey_app.fieldwork import services as fieldwork
from survey_app.ground import db, jobs
from survey_app.ground.jobs import JobFailed
from survey_app.institutions.roster import Roster, RosterUnit
from survey_app.institutions.services import apply_roster, find_institution
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.manifest.documents import Manifest, PolicyTerms, QuestionnaireTerms, UnitsBefore, UnitTerms
from survey_app.releases.past import NO_SEALING

ADDRESS = "/i/gaon/waves/2026/units-before"
THEN = (("A", "가실", None, 5), ("A1", "가일과", "A", 20), ("A2", "가이과", "A", 15), ("B", "나실", None, 40))
NOW = (("A", "가실", None, 5), ("A9", "가일과", "A", 34), ("B", "나본부", None, 40), ("C", "다실", None, 12))


def _roster(units) -> Roster:
    return Roster(
        tuple(RosterUnit(code, name, name, parent, headcount) for code, name, parent, headcount in units)
    )


@pytest.fixture
def hr(signed_in_as, databases, config, quick_keys):
    """An HR lead whose institution was reorganised since last year's wave and has planned this year's."""
    browser, today = signed_in_as(Role.HR), datetime.now(UTC).date()
    then = today - timedelta(days=300)
    terms = Manifest(
        format=manifests.FORMAT,
        wave="gaon.2025",
        institution="gaon",
        institution_name=Spoken(ko="가온부", en="Gaon"),
        title=Spoken(ko="작년", en="Last year"),
        programme=None,
        questionnaire=QuestionnaireTerms("public-culture", "2026.1", "0" * 64),
        opens_on=then.isoformat(),
        closes_on=then.isoformat(),
        units=tuple(UnitTerms(code, Spoken(ko=name, en=name), above, n) for code, name, above, n in THEN),
        pools=(),
        sealing=NO_SEALING,
        policy=PolicyTerms(),
        contact="",
        is_fictional=True,
    )
    with db.work(databases.vault) as vault:
        signed = publication.publish(vault, terms, manifests.signing_key(config.signing_key))
    with db.work(databases.people) as people:
        gaon = find_institution(people, "gaon")
        gaon.is_fictional = True
        apply_roster(people, gaon, _roster(NOW))
        basics = Basics("진단", "Diagnosis", "public-culture", "2026.1")
        before = plan_wave(people, gaon, basics, key="2025", opens_on=then, closes_on=then)
        before.state, before.fingerprint = WaveState.CLOSED, signed.fingerprint
        wave = plan_wave(people, gaon, basics, key="2026")
        update_units(wave, ["A", "A9", "B", "C"])
        update_dates(wave, today, today + timedelta(days=14), [today + timedelta(days=5)], today)
        update_letters(wave, DEFAULTS["ko"], DEFAULTS["en"])
        update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=False)
    return browser


def _open(app) -> Manifest:
    with app.app_context():
        fieldwork.open_wave(jobs.no_progress, wave="gaon.2026", actor="hr@example.kr")
        with db.look(db.databases().vault) as vault:
            return publication.read(vault, "gaon.2026")


def _shown(page) -> dict[str, str]:
    """The form of the page as a browser would send it back."""
    found = dict(re.findall(r'<input type="hidden" name="((?:became|open):[^"]+)" value="([^"]+)"', page))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        found[name] = re.search(r'value="([^"]*)" selected', options)[1]
    return found


def test_a_wave_does_not_open_before_what_became_of_its_units_is_confirmed(hr, app):
    refused = hr.get("/i/gaon/waves/2026/open?lang=en").text
    assert ADDRESS in refused
    with pytest.raises(JobFailed, match="UnitsAreNotMapped"):
        _open(app)

    shown = _shown(hr.get(ADDRESS).text)
    assert shown["became:A1"] == shown["became:A2"] == "A9"
    assert (shown["became:B"], shown["from:C"]) == ("B", "-")
    assert hr.post(ADDRESS, data={**shown, "confirm": "1"}).status_code == 302

    terms = _open(app)
    assert terms.units_before == UnitsBefore(
        "gaon.2025", (("A", "A"), ("A1", "A9"), ("A2", "A9"), ("B", "B"))
    )
    public = hr.get("/waves/gaon.2026?lang=ko").text
    assert "가일과와 가이과 → 가일과" in public
    assert hr.get(ADDRESS).status_code == 404


def test_each_suggestion_can_be_changed_and_a_unit_that_is_left_over_is_asked_about(hr, app):
    shown = _shown(hr.get(ADDRESS).text)
    changed = {**shown, "became:B": "C", "from:C": "-", "confirm": "1"}
    refused = hr.post(ADDRESS, data=changed)
    assert refused.status_code == 422
    assert "나본부" in refused.text
    asked = _shown(refused.text)
    assert asked["from:B"] == ""

    assert hr.post(ADDRESS, data={**asked, "from:B": "-", "confirm": "1"}).status_code == 302
    assert ("B", "C") in _open(app).units_before.pairs


def test_a_unit_that_is_as_before_can_be_opened_and_given_another(hr):
    shown = _shown(hr.get(ADDRESS).text)
    page = hr.post(ADDRESS, data={**shown, "change": "A"}).text
    assert '<select class="input input-select" name="became:A"' in page
    assert hr.post(ADDRESS, data={**shown, "became:A": "nowhere", "confirm": "1"}).status_code == 422


def test_a_reorganisation_after_the_plan_is_noticed_and_confirmed(hr, app, databases):
    hr.post(ADDRESS, data={**_shown(hr.get(ADDRESS).text), "confirm": "1"})
    with db.work(databases.people) as people:
        moved = (*NOW[:3], ("C", "다과", "B", 12))
        apply_roster(people, find_institution(people, "gaon"), _roster(moved))

    with pytest.raises(JobFailed, match="UnitsHaveChanged"):
        _open(app)
    page = hr.get(f"{ADDRESS}?lang=ko").text
    assert "다실 → 다과" in page
    hr.post(ADDRESS, data={**_shown(page), "confirm": "1"})
    assert _open(app).units_before.pairs


def test_where_nothing_changed_nothing_is_asked(hr, app, databases):
    with db.work(databases.people) as people:
        apply_roster(people, find_institution(people, "gaon"), _roster(THEN))
        wave = people.query(Wave).filter_by(reference="gaon.2026").one()
        update_units(wave, [code for code, *_ in THEN])

    assert _open(app).units_before is msgspec.UNSET
