"""Trustees who were named are never dropped without a word, and the page says what is true of them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from survey_app.diagnosis.models import Wave
from survey_app.fieldwork import services as fieldwork
from survey_app.ground import db, jobs
from survey_app.manifest import ceremonies as published_ceremonies
from survey_app.manifest import publication
from survey_app.protocol.ceremony import SCHEME
from survey_app.protocol.encoding import from_base64url
from tests.key_ceremonies import make_key, visitors_of
from tests.trustees.planned import (
    BASE,
    HOLDERS,
    TRUSTEES,
    ceremony_in,
    form,
    is_fictional,
    named,
    open_it,
    wave_of,
)


def test_a_wave_is_not_opened_before_every_trustee_has_confirmed_and_the_page_says_who_is_awaited(
    hr, client, databases
):
    visitors = visitors_of(named(hr), client)
    for visitor in visitors:
        visitor.first_visit()
    visitors[0].second_visit()

    asked = hr.get(f"{BASE}/open").text
    refused = open_it(hr)

    assert refused.status_code == 422
    assert "Staff representative, IT security" in refused.text
    assert "1 have confirmed it" in asked
    assert "The platform keeps the key of this wave" not in asked
    assert wave_of(databases).state == "planned"


def test_the_work_itself_refuses_too_whoever_queued_it(hr, databases, app):
    hr.post(TRUSTEES, data=form())

    with app.app_context(), pytest.raises(jobs.JobFailed, match="TrusteesAreNotReady"):
        fieldwork.open_wave(jobs.no_progress, wave="gaon.2026", actor="hr@example.kr")

    with db.work(databases.vault) as vault:
        assert not publication.is_published(vault, "gaon.2026")


def test_a_wave_in_earnest_is_never_opened_without_trustees(hr, databases, app):
    refused = open_it(hr)
    with app.app_context(), pytest.raises(jobs.JobFailed, match="NoTrusteesAreNamed"):
        fieldwork.open_wave(jobs.no_progress, wave="gaon.2026", actor="hr@example.kr")

    assert refused.status_code == 422
    assert "Nobody was named to hold the key" in refused.text
    assert "can’t be opened without trustees" in hr.get(TRUSTEES).text


def test_the_page_of_the_wave_says_how_far_the_trustees_are(hr):
    hr.post(TRUSTEES, data=form())

    page = hr.get(BASE).text

    assert "0 of 3 trustees have confirmed their part" in page
    assert "The platform itself" not in page


def test_once_everybody_has_confirmed_the_wave_opens_with_the_trustees_key(hr, client, databases):
    make_key(named(hr), client)
    record = ceremony_in(databases).record

    opened = open_it(hr)

    assert opened.status_code == 302
    with db.work(databases.vault) as vault:
        manifest = publication.read(vault, "gaon.2026")
        published = published_ceremonies.find_text(vault, "gaon.2026")
    sealing = manifest.sealing
    assert [trustee.holder for trustee in sealing.trustees] == list(HOLDERS)
    assert (sealing.threshold, sealing.scheme, sealing.transcript) == (2, SCHEME, record.transcript)
    assert from_base64url(sealing.public_key) == record.public_key
    assert from_base64url(sealing.trustees[1].point) == record.verification_point(2)
    assert not sealing.is_kept_by_platform
    assert published_ceremonies.read_for(manifest, published).document() == record.document()


def test_only_an_invented_institution_goes_without_trustees_and_types_so(hr, databases):
    hr.post(TRUSTEES, data=form())
    address = f"{TRUSTEES}/dismiss"
    in_earnest = hr.post(address, data={"confirm_word": "without trustees"})
    still_there = ceremony_in(databases)
    is_fictional(databases)

    asked = hr.get(address).text
    wrong = hr.post(address, data={"confirm_word": "2026"})
    kept = ceremony_in(databases)
    gone = hr.post(address, data={"confirm_word": "without trustees"})

    assert in_earnest.status_code == 302
    assert "HR lead, Staff representative, IT security" in asked
    assert "weaker promise" in asked
    assert "at any time" in asked
    assert (wrong.status_code, gone.status_code) == (422, 302)
    assert still_there is not None
    assert kept is not None
    assert ceremony_in(databases) is None
    assert open_it(hr).status_code == 302
    with db.work(databases.vault) as vault:
        assert publication.read(vault, "gaon.2026").sealing.is_kept_by_platform


def test_the_page_has_a_link_for_each_trustee_and_no_passphrase_field(hr, client):
    page = named(hr)

    assert [visitor.index for visitor in visitors_of(page, client)] == [1, 2, 3]
    assert "0 of 3 trustees have made their part" in page
    assert "No trustees are named" not in page
    assert 'type="password"' not in page
    assert 'type="file"' not in page


def test_beginning_anew_voids_nothing_before_words_are_typed(hr, client, databases):
    visitors = visitors_of(named(hr), client)
    visitors[0].first_visit()
    before = ceremony_in(databases).id

    again = hr.post(TRUSTEES, data=form())
    without_words = hr.post(TRUSTEES, data=form(replaces=before))
    kept = ceremony_in(databases)
    renewed = hr.post(TRUSTEES, data=form(replaces=before, confirm_word="begin anew"))
    stale = hr.post(TRUSTEES, data=form(replaces=before, confirm_word="begin anew"))

    assert (again.status_code, without_words.status_code) == (422, 422)
    assert "1 of 3 have made their part" in again.text
    assert 'value="Staff representative"' in again.text
    assert kept.id == before
    assert kept.begun == (1,)
    assert (renewed.status_code, stale.status_code) == (302, 422)
    assert ceremony_in(databases).begun == ()
    assert visitors[1].client.get(f"{visitors[1].address}/record.json").status_code == 404


def test_a_trustee_who_never_comes_is_left_out_by_beginning_anew_and_never_silently(hr, client, databases):
    visitors = visitors_of(named(hr), client)
    for visitor in visitors[:2]:
        visitor.first_visit()
    fewer = form(replaces=ceremony_in(databases).id, confirm_word="begin anew", **{"holder-3": ""})
    hr.post(TRUSTEES, data=fewer)
    make_key(hr.get(TRUSTEES).text, client)

    assert open_it(hr).status_code == 302
    with db.work(databases.vault) as vault:
        trustees = publication.read(vault, "gaon.2026").sealing.trustees
    assert [trustee.holder for trustee in trustees] == list(HOLDERS[:2])


def test_what_is_published_can_not_be_planned_or_entrusted_anew_behind_it(hr, databases, app, monkeypatch):
    def fail(*_anything):
        raise RuntimeError("power")

    is_fictional(databases)
    monkeypatch.setattr(fieldwork, "_invite_known_addresses", fail)
    with app.app_context(), pytest.raises(RuntimeError, match="power"):
        fieldwork.open_wave(jobs.no_progress, wave="gaon.2026", actor="hr@example.kr")

    for address in (TRUSTEES, f"{BASE}/plan/units", f"{BASE}/plan/letters", f"{BASE}/plan/policy"):
        assert hr.get(address).headers["Location"] == BASE
    assert hr.post(TRUSTEES, data=form()).headers["Location"] == BASE
    assert ceremony_in(databases) is None
    assert "can’t be changed any more" in hr.get(BASE).text


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda wave: setattr(wave, "letter_en", ""), "The letter is empty"),
        (lambda wave: setattr(wave, "letter_ko", "without a link"), "lacks {link}"),
        (lambda wave: setattr(wave, "unit_codes", ["A", "B", "Z"]), "no longer in the roster: Z"),
        (
            lambda wave: setattr(wave.reminders[0], "on_day", wave.opens_on),
            "The day of a reminder is over",
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
    is_fictional(databases)
    with db.work(databases.people) as session:
        wave = session.scalars(select(Wave)).one()
        wave.opens_on = wave.opens_on - timedelta(days=3)
        wave.reminders.clear()

    assert open_it(hr).status_code == 302


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
    assert ceremony_in(databases) is None
