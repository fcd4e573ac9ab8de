"""The last day is put off once, and only as far as the signed terms announced."""

from datetime import date, timedelta

import msgspec
import pytest

from benchmarks.open_wave import open_wave
from survey_app.diagnosis.models import Wave
from survey_app.door.access import Role
from survey_app.fieldwork import extending
from survey_app.ground import days, db, jobs
from survey_app.log import services as log
from survey_app.manifest import documents, publication
from survey_app.manifest.documents import Manifest
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.protocol.errors import ServerRefused
from survey_app.protocol.log_entries import extension_entry
from survey_app.wording.catalogue import Voice
from survey_app.wording.dates import spoken_day
from tests.open_waves import pool_keys, quick_keys, respondent

__all__ = ["pool_keys", "quick_keys", "respondent"]

LATEST = days.today() + timedelta(days=21)


@pytest.fixture
def announced(config, databases):
    """A wave whose last day may be put off by a week."""
    return open_wave(config, databases, [20, 20], latest=LATEST.isoformat())


@pytest.fixture
def extend(app, announced):
    def to(day, reference=announced.reference):
        with app.app_context():
            extending.extend_wave(
                jobs.no_progress, wave=reference, closes_on=day.isoformat(), actor="hr@gaon.example"
            )

    return to


def test_on_a_day_that_was_added_answers_are_taken_and_after_it_none(
    announced, extend, respondent, monkeypatch, client
):
    terms, first, second = respondent.fetch_terms(announced.reference), *announced.codes[:2]
    before = client.get(f"/take/{announced.reference}?lang=en").text
    extend(LATEST)
    after = client.get(f"/take/{announced.reference}?lang=en").text
    monkeypatch.setattr(days, "today", lambda: LATEST)

    for code in (first, second):
        ballot = Ballot(announced.questionnaire.content_hash, code.unit_code, {"CULT01": 4})
        sealed = seal_ballot(terms, respondent.credential_for(terms, code.code), ballot)
        if code is first:
            respondent.deposit(terms, sealed)
    monkeypatch.setattr(days, "today", lambda: LATEST + timedelta(days=1))

    with pytest.raises(ServerRefused) as late:
        respondent.deposit(terms, sealed)
    assert late.value.code == "closed"
    said = spoken_day(LATEST, Voice("en"))
    assert f"may be extended once, until {said} at most" in before
    assert f">{said}</time>" in after


def test_an_extension_is_signed_logged_and_had_once(announced, extend, databases):
    extend(LATEST - timedelta(days=1))
    extend(LATEST - timedelta(days=1))
    with pytest.raises(jobs.JobFailed, match="ExtensionIsRefused"):
        extend(LATEST)

    last = (LATEST - timedelta(days=1)).isoformat()
    with db.work(databases.vault) as vault:
        signed = publication.read_signed_extension(vault, announced.reference)
    documents.check(signed)
    with db.work(databases.people) as people:
        entries = list(log.entries(people, 0, log.size_of(people)))
        assert entries.count(extension_entry(announced.reference, last)) == 1
        assert people.get_one(Wave, announced.wave_id).closes_on == date.fromisoformat(last)


def test_no_day_that_was_not_announced_is_added(announced, extend):
    with pytest.raises(jobs.JobFailed, match="ExtensionIsRefused"):
        extend(LATEST + timedelta(days=1))


def test_without_the_announcement_there_is_no_button_and_no_extension(config, databases, signed_in_as, app):
    wave = open_wave(config, databases, [20, 20], institution="sanho")
    browser = signed_in_as(Role.HR, "sanho")

    assert "/extend" not in browser.get("/i/sanho/waves/2026").text
    assert browser.get("/i/sanho/waves/2026/extend").status_code == 404
    with app.app_context(), pytest.raises(jobs.JobFailed, match="ExtensionIsRefused"):
        extending.extend_wave(
            jobs.no_progress, wave=wave.reference, closes_on=LATEST.isoformat(), actor="hr@gaon.example"
        )


def test_an_hr_lead_puts_the_last_day_off_after_reading_what_it_does(announced, signed_in_as, databases):
    browser, base = signed_in_as(Role.HR, "gaon"), "/i/gaon/waves/2026"
    assert f"{base}/extend" in browser.get(base).text
    assert browser.get(f"{base}/extend").status_code == 200
    assert browser.post(f"{base}/extend", data={"closes_on": LATEST + timedelta(days=1)}).status_code == 422
    assert browser.post(f"{base}/extend", data={"closes_on": LATEST}).location == base

    assert f"{base}/extend" not in browser.get(base).text
    assert browser.get(f"{base}/extend").status_code == 404
    with db.work(databases.people) as people:
        assert people.get_one(Wave, announced.wave_id).closes_on == LATEST


def test_terms_that_announce_none_are_written_as_they_always_were(announced, config):
    plain = msgspec.structs.replace(announced.manifest, extension=msgspec.UNSET)
    signed = documents.sign(plain, documents.signing_key(config.signing_key))

    assert b"extension" not in signed.document
    assert documents.decode(signed.document, Manifest).latest_day == plain.closes_on
