"""Trustees who were named are never dropped without a word, and the page says what is true of them."""

import base64
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from survey_app.diagnosis.letter import DEFAULTS
from survey_app.diagnosis.models import Wave
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
from survey_app.ground import days, db, jobs
from survey_app.institutions.roster import Roster, RosterUnit
from survey_app.institutions.services import apply_roster, find_institution
from survey_app.manifest import publication
from survey_app.trustees.models import PreparedSealing

BASE = "/i/gaon/waves/2026"
TRUSTEES = f"{BASE}/trustees"
PASSPHRASES = ("첫째 위원의 긴 열쇠말 하나", "둘째 위원의 긴 열쇠말 둘둘", "셋째 위원의 긴 열쇠말 셋셋")
HOLDERS = ("HR lead", "Staff representative", "IT security")


@pytest.fixture(autouse=True)
def quick_shares(monkeypatch):
    """Passphrases are stretched for an attacker, not for a test."""
    monkeypatch.setattr("survey_app.protocol.share_file._SCRYPT_COST", 2**10)


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
        update_dates(wave, today, today + timedelta(days=14), 5, today)
        update_letters(wave, DEFAULTS["ko"], DEFAULTS["en"])
        update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=False)
    browser.get("/language/en")
    return browser


def form(**others):
    filled = {"threshold": "2"}
    for number, (holder, words) in enumerate(zip(HOLDERS, PASSPHRASES, strict=True), 1):
        filled |= {f"holder-{number}": holder, f"passphrase-{number}": words}
    return filled | others


def shares_in(page):
    """The share files that the page offers to download."""
    found = re.search(r'href="data:application/zip;base64,([^"]+)"', page)
    archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(found[1])))
    return [archive.read(name) for name in sorted(archive.namelist())]


def attempt(hr, share, passphrase):
    data = {"share": (io.BytesIO(share), "share.json"), "passphrase": passphrase}
    return hr.post(f"{TRUSTEES}/try", data=data)


def open_it(hr):
    return hr.post(f"{BASE}/open", data={"confirm_word": "2026"})


def wave_of(databases):
    with db.work(databases.people) as session:
        return session.scalars(select(Wave)).one()


def test_a_wave_is_not_opened_while_a_share_was_not_tried_and_the_page_names_whose(hr, databases):
    shares = shares_in(hr.post(TRUSTEES, data=form()).text)
    attempt(hr, shares[0], PASSPHRASES[0])

    asked = hr.get(f"{BASE}/open").text
    refused = open_it(hr)

    assert refused.status_code == 422
    assert "Staff representative, IT security" in refused.text
    assert "1 of 3 shares were tried" in asked
    assert "The platform keeps the key of this wave" not in asked
    assert wave_of(databases).state == "planned"


def test_the_work_itself_refuses_too_whoever_queued_it(hr, databases, app):
    hr.post(TRUSTEES, data=form())

    with app.app_context(), pytest.raises(jobs.JobFailed, match="TrusteesAreNotReady"):
        fieldwork.open_wave(jobs.no_progress, wave="gaon.2026", actor="hr@example.kr")

    with db.work(databases.vault) as vault:
        assert not publication.is_published(vault, "gaon.2026")


def test_the_page_of_the_wave_says_how_far_the_trustees_are(hr):
    hr.post(TRUSTEES, data=form())

    page = hr.get(BASE).text

    assert "0 of 3 shares were tried" in page
    assert "The platform itself" not in page


def test_after_all_shares_were_tried_the_wave_opens_with_the_trustees_key(hr, databases):
    shares = shares_in(hr.post(TRUSTEES, data=form()).text)
    for share, words in zip(shares, PASSPHRASES, strict=True):
        attempt(hr, share, words)

    opened = open_it(hr)

    assert opened.status_code == 302
    with db.work(databases.vault) as vault:
        sealing = publication.read(vault, "gaon.2026").sealing
    assert [trustee.holder for trustee in sealing.trustees] == list(HOLDERS)
    assert sealing.threshold == 2
    assert not sealing.is_kept_by_platform


def test_going_without_trustees_asks_for_typed_words_and_says_what_is_lost(hr, databases):
    hr.post(TRUSTEES, data=form())
    address = f"{TRUSTEES}/dismiss"

    asked = hr.get(address).text
    wrong = hr.post(address, data={"confirm_word": "2026"})
    kept = prepared(databases)
    gone = hr.post(address, data={"confirm_word": "without trustees"})

    assert "HR lead, Staff representative, IT security" in asked
    assert "weaker promise" in asked
    assert (wrong.status_code, gone.status_code) == (422, 302)
    assert kept is not None
    assert prepared(databases) is None
    assert open_it(hr).status_code == 302
    with db.work(databases.vault) as vault:
        assert publication.read(vault, "gaon.2026").sealing.is_kept_by_platform


def test_making_the_key_leads_to_a_page_that_has_the_files_and_says_how_far_the_trustees_are(hr):
    page = hr.post(TRUSTEES, data=form()).text
    later = hr.get(TRUSTEES).text

    assert len(shares_in(page)) == 3
    assert "0 of 3 shares were tried" in page
    assert "No trustees are named" not in page
    assert "data:application" not in later
    assert "0 of 3 shares were tried" in later
    assert not any(words in page for words in PASSPHRASES)


def test_pressing_again_voids_nothing_before_it_asks(hr, databases):
    shares = shares_in(hr.post(TRUSTEES, data=form()).text)
    before = prepared(databases)

    again = hr.post(TRUSTEES, data=form())
    still = attempt(hr, shares[0], PASSPHRASES[0])
    public_key = json.loads(before)["public_key"]
    renewed = hr.post(TRUSTEES, data=form(replaces=public_key))
    stale = hr.post(TRUSTEES, data=form(replaces=public_key))

    assert (again.status_code, still.status_code) == (422, 302)
    assert "Shares were made already: 0 of 3 were tried" in again.text
    assert 'value="Staff representative"' in again.text
    assert (renewed.status_code, stale.status_code) == (200, 422)
    assert attempt(hr, shares[0], PASSPHRASES[0]).status_code == 422


def test_no_trustee_has_the_name_by_which_terms_call_the_platform(hr, databases):
    answer = hr.post(TRUSTEES, data=form(**{"holder-1": "Platform"}))

    assert answer.status_code == 422
    assert prepared(databases) is None


def test_what_is_published_can_not_be_planned_or_entrusted_anew_behind_it(hr, databases, app, monkeypatch):
    def fail(*_anything):
        raise RuntimeError("power")

    monkeypatch.setattr(fieldwork, "_invite_known_addresses", fail)
    with app.app_context(), pytest.raises(RuntimeError, match="power"):
        fieldwork.open_wave(jobs.no_progress, wave="gaon.2026", actor="hr@example.kr")

    for address in (TRUSTEES, f"{BASE}/plan/units", f"{BASE}/plan/letters", f"{BASE}/plan/policy"):
        assert hr.get(address).headers["Location"] == BASE
    assert hr.post(TRUSTEES, data=form()).headers["Location"] == BASE
    assert prepared(databases) is None
    assert "can’t be changed any more" in hr.get(BASE).text


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda wave: setattr(wave, "letter_en", ""), "The letter is empty"),
        (lambda wave: setattr(wave, "letter_ko", "without a link"), "lacks {link}"),
        (lambda wave: setattr(wave, "unit_codes", ["A", "B", "Z"]), "no longer in the roster: Z"),
        (
            lambda wave: setattr(wave, "opens_on", wave.opens_on - timedelta(days=5)),
            "The day of the reminder is over",
        ),
    ],
    ids=["no letter", "no link", "a unit is gone", "the reminder is over"],
)
def test_whatever_else_was_set_up_and_would_not_come_about_stops_the_opening(
    hr, databases, app, spoil, sentence
):
    with db.work(databases.people) as session:
        spoil(session.scalars(select(Wave)).one())

    page = open_it(hr)

    assert page.status_code == 422
    assert sentence in page.text
    with app.app_context(), pytest.raises(jobs.JobFailed):
        fieldwork.open_wave(jobs.no_progress, wave="gaon.2026", actor="hr@example.kr")


def test_a_wave_without_a_reminder_opens_after_its_first_day_too(hr, databases):
    with db.work(databases.people) as session:
        wave = session.scalars(select(Wave)).one()
        wave.opens_on, wave.reminder_after_days = wave.opens_on - timedelta(days=3), 0

    assert open_it(hr).status_code == 302


def prepared(databases):
    """The terms that were prepared, or None."""
    with db.work(databases.people) as session:
        return session.scalar(select(PreparedSealing.terms))


def test_while_the_wave_is_being_opened_its_plan_and_its_key_stay_as_they_are(hr, databases):
    with db.work(databases.people) as session:
        parameters = {"wave": "gaon.2026"}
        session.add(
            jobs.Job(
                name=fieldwork.OPEN,
                subject="wave:gaon.2026",
                parameters=parameters,
                queued_at=datetime.now(UTC),
            )
        )

    assert hr.post(TRUSTEES, data=form()).headers["Location"] == BASE
    assert hr.get(f"{BASE}/plan/dates").headers["Location"] == BASE
    assert prepared(databases) is None
