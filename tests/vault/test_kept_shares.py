"""The key that the platform keeps: wherever the ceremony is held, and whatever was restored, it is there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import config as settings
from benchmarks.open_wave import close_wave, kept_share, open_wave
from survey_app import create_app
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
from survey_app.ground import db, jobs
from survey_app.institutions.roster import Roster, RosterUnit
from survey_app.institutions.services import apply_roster, find_institution
from survey_app.invitations.models import PoolKey
from survey_app.manifest import kept_shares, publication
from survey_app.protocol.share_file import write_share_file
from survey_app.vault import opening_jobs, services
from survey_app.vault.timer import destroy_keys_that_have_done_their_work

ADDRESS = "/i/gaon/waves/2026/ceremony"
REFERENCE = "gaon.2026"


@pytest.fixture
def elsewhere(config, tmp_path_factory):
    """A second machine as docs/operations.md sets it up: same databases and secrets, a folder of its own."""
    return replace(config, data=tmp_path_factory.mktemp("second-machine"))


@pytest.fixture
def planned(databases, signed_in_as):
    """A wave of `gaon` that is planned to the end, without trustees."""
    signed_in_as(Role.HR)
    today = datetime.now(UTC).date()
    with db.work(databases.people) as session:
        gaon = find_institution(session, "gaon")
        gaon.is_fictional = True
        apply_roster(session, gaon, Roster((RosterUnit("A", "가실", "Office A", None, 40),)))
        basics = Basics("진단", "Diagnosis", "public-culture", "2026.1")
        wave = plan_wave(session, gaon, basics, key="2026", opens_on=today)
        update_units(wave, ["A"])
        update_dates(wave, today, today + timedelta(days=14), [today + timedelta(days=5)], today)
        update_letters(wave, DEFAULTS["ko"], DEFAULTS["en"])
        update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=False)
        return wave.reference


def open_on(config, databases, reference):
    """The worker of the machine with these settings opens the wave."""
    worker = create_app(config, databases, runs_jobs_at_once=True)
    with worker.app_context():
        return fieldwork.open_wave(jobs.no_progress, wave=reference, actor="hr@gaon.example.kr")


def close_on(config, databases, reference):
    worker = create_app(config, databases, runs_jobs_at_once=True)
    with worker.app_context():
        fieldwork.close_wave(jobs.no_progress, wave=reference, actor="hr@gaon.example.kr")


def test_what_the_worker_opened_on_one_machine_is_opened_by_the_site_on_another(
    planned, elsewhere, databases, signed_in_as, no_release
):
    open_on(elsewhere, databases, planned)
    close_on(elsewhere, databases, planned)

    answer = signed_in_as(Role.HR).post(ADDRESS, data={})

    assert answer.status_code == 302, answer.text
    with db.work(databases.vault) as vault:
        assert services.find_opening(vault, planned) is not None
    assert not any((elsewhere.data / "shares").glob("*"))


def test_a_restored_people_database_brings_the_key_back(planned, config, databases, tmp_path_factory):
    open_on(config, databases, planned)
    folder = tmp_path_factory.mktemp("restored")
    databases.people.dispose()
    (folder / "people.sqlite").write_bytes((config.data / "people.sqlite").read_bytes())

    restored = replace(config, data=folder, database_url=f"sqlite:///{folder / 'people.sqlite'}")
    again = db.connect(restored)
    with db.work(again.people) as people, db.work(databases.vault) as vault:
        found = kept_shares.find(people, restored, publication.read(vault, planned))
    again.dispose()

    assert found is not None


def test_the_share_lies_locked_beside_the_pool_keys_and_in_no_file(config, databases):
    wave = open_wave(config, databases, [20, 20])

    with db.work(databases.people) as people:
        kept = people.query(kept_shares.KeptShare).one()
    share = kept_share(config, databases, wave)

    assert kept.wave == wave.reference
    assert share.value.hex() not in kept.locked
    assert not kept_shares.folder_of_files(config).exists()


def test_shares_in_files_of_an_earlier_version_are_taken_over_and_their_files_deleted(config, databases):
    wave = open_wave(config, databases, [20, 20])
    file = write_old_file(config, databases, wave)

    first = kept_shares.take_over_files(config, databases.people)
    again = kept_shares.take_over_files(config, databases.people)

    assert (first, again) == ([], [])
    assert not file.parent.exists()
    assert kept_share(config, databases, wave) is not None


def test_a_file_of_another_secret_is_left_where_it_is(config, databases):
    wave = open_wave(config, databases, [20, 20])
    file = write_old_file(config, databases, wave)
    other = replace(config, secret_key=b"x" * settings.SECRET_BYTES)
    (file.parent / "broken.json").write_text("{}")

    left = kept_shares.take_over_files(other, databases.people)

    assert {(one.path.name, one.is_of_another_secret) for one in left} == {
        (file.name, True),
        ("broken.json", False),
    }
    assert file.exists()


def test_an_opening_tried_a_second_time_does_not_write_over_a_published_waves_key(config, databases):
    wave = open_wave(config, databases, [20, 20])
    first = kept_share(config, databases, wave)

    with db.work(databases.people) as people:
        fieldwork.make_sealing_kept_here(people, config, wave.reference, 1000)

    assert kept_share(config, databases, wave) == first


def test_a_wave_published_before_the_database_was_put_back_is_not_opened_without_its_keys(
    planned, config, databases
):
    open_on(config, databases, planned)
    with db.work(databases.people) as people:
        kept_shares.destroy(people, planned)
        wave = people.query(Wave).filter_by(reference=planned).one()
        wave.state, wave.fingerprint = "planned", None

    with pytest.raises(jobs.JobFailed, match="KeysAreGone"):
        open_on(config, databases, planned)

    with db.work(databases.people) as people:
        assert people.query(Wave).filter_by(reference=planned).one().state == "planned"


def test_pool_keys_that_are_not_the_published_ones_stop_the_opening_as_well(planned, config, databases):
    open_on(config, databases, planned)
    with db.work(databases.people) as people:
        people.query(PoolKey).update({"spki": b"another"})
        wave = people.query(Wave).filter_by(reference=planned).one()
        wave.state, wave.fingerprint = "planned", None

    with pytest.raises(jobs.JobFailed, match="KeysAreGone"):
        open_on(config, databases, planned)


def test_a_key_that_a_killed_opening_left_behind_is_destroyed_by_the_clock(config, databases, app):
    wave = open_wave(config, databases, [20, 20])
    waiting = open_wave(config, databases, [20, 20], institution="naru")
    close_wave(config, databases, wave)
    key = services.opening_key([kept_share(config, databases, wave)])
    with db.work(databases.vault) as vault:
        services.open_ballots(vault, wave.reference, key, wave.questionnaire)

    with app.app_context(), db.work(databases.people) as people:
        destroy_keys_that_have_done_their_work(people)

    assert kept_share(config, databases, wave) is None
    assert kept_share(config, databases, waiting) is not None


@pytest.mark.parametrize(
    ("lost", "sentence"), [(True, "not in its database"), (False, "old GYEOL_SECRET_KEY")]
)
def test_a_key_that_is_not_here_or_does_not_open_asks_for_the_operator_and_not_for_files(
    config, databases, app, signed_in_as, lost, sentence
):
    wave = open_wave(config, databases, [20, 20])
    close_wave(config, databases, wave)
    hr = signed_in_as(Role.HR)
    if lost:
        with db.work(databases.people) as people:
            kept_shares.destroy(people, wave.reference)
    else:
        app.config["GYEOL"] = replace(config, secret_key=b"x" * settings.SECRET_BYTES)

    answer = hr.post(f"{ADDRESS}?lang=en", data={})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "gyeol doctor" in answer.text
    assert "choose the file" not in answer.text


def test_work_that_another_process_takes_over_opens_with_the_key_that_is_kept_and_not_again(
    config, databases, app, no_release
):
    wave = open_wave(config, databases, [20, 20])
    close_wave(config, databases, wave)
    with app.app_context():
        app.config["GYEOL"] = replace(config, secret_key=b"x" * settings.SECRET_BYTES)
        with pytest.raises(jobs.JobFailed, match="KeyIsDamaged"):
            opening_jobs.open_and_count(jobs.no_progress, wave=wave.reference)
        app.config["GYEOL"] = config
        opening_jobs.open_and_count(jobs.no_progress, wave=wave.reference)
        with db.look(databases.vault) as vault:
            first = services.find_opening(vault, wave.reference).digest
        opening_jobs.open_and_count(jobs.no_progress, wave=wave.reference)
        with db.look(databases.vault) as vault:
            assert services.find_opening(vault, wave.reference).digest == first
    assert kept_share(config, databases, wave) is None


def write_old_file(config, databases, wave):
    """The wave's share where earlier versions kept it, and nowhere else."""
    share = kept_share(config, databases, wave)
    file = kept_shares.folder_of_files(config) / "0123456789abcdef.json"
    file.parent.mkdir()
    passphrase = kept_shares._passphrase(config, wave.reference)
    file.write_text(write_share_file(share, passphrase, scrypt_cost=2**10), "utf-8")
    with db.work(databases.people) as people:
        kept_shares.destroy(people, wave.reference)
    return file
