"""Opening and closing a wave: wherever the work is interrupted, doing it again ends in the same place."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

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
from survey_app.fieldwork import services as fieldwork
from survey_app.ground import days, db, jobs
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.roster import Roster, RosterUnit
from survey_app.institutions.services import add_institution, apply_roster
from survey_app.invitations.models import Invitation, PoolKey
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.manifest.relaying import find_key
from survey_app.protocol.terms import read_terms
from survey_app.trail.models import AuditEntry

UNITS = (
    RosterUnit("A", "가실", "Office A", None, 12, ("a@example.kr", "b@example.kr")),
    RosterUnit("B", "나실", "Office B", None, 40),
)


@pytest.fixture
def planned(app, databases):
    """A wave planned to the end; returns its reference, inside an application context."""
    today = datetime.now(UTC).date()
    with db.work(databases.people) as session:
        gaon = add_institution(
            session,
            code="gaon",
            name_ko="가온부",
            name_en="Gaon",
            kind=InstitutionKind.CENTRAL,
            contact="혁신팀",
            is_fictional=True,
        )
        apply_roster(session, gaon, Roster(UNITS))
        basics = Basics("진단", "Diagnosis", "public-culture", "2026.1")
        wave = plan_wave(session, gaon, basics, key="2026")
        update_units(wave, ["A", "B"])
        update_dates(wave, today, today + timedelta(days=14), [today + timedelta(days=5)], today)
        update_letters(wave, DEFAULTS["ko"], DEFAULTS["en"])
        update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=False)
    with app.app_context():
        yield wave.reference


def run_open(reference):
    return fieldwork.open_wave(jobs.no_progress, wave=reference, actor="hr@example.kr")


def run_close(reference):
    return fieldwork.close_wave(jobs.no_progress, wave=reference, actor="hr@example.kr")


def test_an_opened_wave_has_signed_terms_that_say_what_was_planned(planned, databases):
    outcome = run_open(planned)

    with db.work(databases.vault) as vault:
        manifest, signed = publication.read(vault, planned), publication.read_signed(vault, planned)
    manifests.check(signed)
    assert signed.fingerprint == outcome["fingerprint"] == _wave(databases).fingerprint
    assert [(unit.code, unit.headcount) for unit in manifest.units] == [("A", 12), ("B", 40)]
    assert sum(pool.invited for pool in manifest.pools) == manifest.invited == 52
    assert (manifest.institution_name["ko"], manifest.contact) == ("가온부", "혁신팀")
    assert manifest.policy.smallest_group == 10
    # Where no relay was agreed on the terms are written as before there were relays.
    assert b'"relay"' not in signed.document
    assert not manifest.relay


def test_where_there_is_a_relay_the_terms_name_it_and_the_key_that_hides_from_it(
    planned, app, config, databases
):
    app.config["GYEOL"] = replace(config, relay_url="https://relay.example.kr/")
    run_open(planned)

    with db.work(databases.vault) as vault:
        manifest, signed = publication.read(vault, planned), publication.read_signed(vault, planned)
    route = read_terms(json.loads(manifests.public_message(signed))).relay
    key_config, _key = find_key(config, route.key_config.key_id, days.today())
    assert route.url == manifest.relay.url == "https://relay.example.kr/"
    assert route.key_config == key_config


def test_everybody_with_an_address_is_invited_and_the_act_is_recorded(planned, databases):
    run_open(planned)

    with db.work(databases.people) as session:
        assert set(session.scalars(select(Invitation.recipient))) == {"a@example.kr", "b@example.kr"}
        assert session.scalars(select(AuditEntry.action)).all() == ["open_wave"]


def test_opening_again_changes_nothing(planned, databases):
    first = run_open(planned)

    assert run_open(planned) == first
    with db.work(databases.people) as session:
        assert session.scalar(select(func.count()).select_from(Invitation)) == 2


def test_an_opening_interrupted_after_publishing_is_finished_by_the_next(planned, databases, monkeypatch):
    monkeypatch.setattr(fieldwork, "_invite_known_addresses", _fail)
    with pytest.raises(RuntimeError, match="power"):
        run_open(planned)
    assert _wave(databases).state == "planned"
    monkeypatch.undo()

    outcome = run_open(planned)

    assert _wave(databases).fingerprint == outcome["fingerprint"]
    with db.work(databases.people) as session, db.work(databases.vault) as vault:
        spki = set(session.scalars(select(PoolKey.spki)))
        assert len(spki) == len(publication.read(vault, planned).pools)


def test_a_plan_that_is_not_ready_is_not_opened(planned, databases):
    with db.work(databases.people) as session:
        session.scalars(select(Wave)).one().saved_steps = [1, 2, 4]

    with pytest.raises(jobs.JobFailed, match="PlanIsIncomplete"):
        run_open(planned)
    with db.work(databases.vault) as vault, pytest.raises(publication.ManifestIsUnknown):
        publication.read(vault, planned)


def test_closing_destroys_the_keys_and_publishes_how_many_took_part(planned, databases):
    run_open(planned)

    assert run_close(planned) == {"credentials": 0}

    assert _wave(databases).state == "closed"
    with db.work(databases.people) as session:
        assert set(session.scalars(select(PoolKey.locked_key))) == {None}
    with db.work(databases.vault) as vault:
        closing = publication.read_closing(vault, planned)
    assert (closing.credentials, closing.closed_at) == (0, days.today().isoformat())


def test_closing_again_after_an_interruption_publishes_the_closing(planned, databases, monkeypatch):
    run_open(planned)
    monkeypatch.setattr(publication, "publish_closing", _fail)
    with pytest.raises(RuntimeError, match="power"):
        run_close(planned)
    monkeypatch.undo()

    run_close(planned)

    with db.work(databases.vault) as vault:
        assert publication.read_closing(vault, planned) is not None


def test_a_planned_wave_is_not_closed(planned, databases):
    with pytest.raises(jobs.JobFailed):
        run_close(planned)
    assert _wave(databases).state == "planned"


def _fail(*_arguments):
    raise RuntimeError("power failure")


def _wave(databases):
    with db.work(databases.people) as session:
        return session.scalars(select(Wave)).one()
