"""The doctor says what is missing or does not fit, and what to do that destroys nothing."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

import config as settings
from analysis.released.release import content_hash
from benchmarks.open_wave import open_wave
from survey_app.cli import _bring_up_to_date as bring_up_to_date
from survey_app.cli import secrets
from survey_app.demonstration.cli import load_demonstration
from survey_app.diagnosis.models import Wave
from survey_app.doctor import examination
from survey_app.drawing.chromium import NAMES
from survey_app.ground import db, jobs
from survey_app.ground.typeface import TypefaceIsMissing
from survey_app.manifest import documents as manifests
from survey_app.manifest import kept_shares, publication
from survey_app.protocol.errors import LibcryptoIsMissing
from survey_app.releases.models import StoredRelease
from survey_app.trail.audit import record
from tests.open_waves import pool_keys, quick_keys

__all__ = ["pool_keys", "quick_keys"]


@pytest.fixture
def findings(monkeypatch, config):
    """What the doctor finds, by subject."""
    monkeypatch.setattr(examination.settings, "read", lambda: config)
    return lambda: {found.subject: found for found in examination.examine()}


def test_an_installation_without_chromium_learns_what_to_install(findings, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("GYEOL_CHROMIUM", raising=False)

    found = findings()["Chromium"]

    assert not found.is_well
    assert "apt install chromium" in found.remedy


def test_the_doctor_finds_whatever_chromium_the_figures_find(findings, monkeypatch, tmp_path):
    program = tmp_path / NAMES[-1]
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("GYEOL_CHROMIUM", raising=False)

    assert findings()["Chromium"].state == str(program)


def test_an_installation_without_the_typeface_learns_what_to_run(findings, monkeypatch):
    def miss():
        raise TypefaceIsMissing("Run `make install` once.")

    monkeypatch.setattr(examination, "typeface_files", miss)

    found = findings()["typeface"]

    assert not found.is_well
    assert "make install" in found.remedy


def test_an_installation_without_openssl_learns_which_package_signs_credentials(findings, monkeypatch):
    def miss():
        raise LibcryptoIsMissing("Install libssl3.")

    monkeypatch.setattr(examination, "libcrypto_version", miss)

    found = findings()["libcrypto"]

    assert not found.is_well
    assert "libssl3" in found.remedy


def test_an_installation_under_another_secret_is_told_so(findings, monkeypatch, config, people):
    record(people, "op@example.kr", "try", "thing")
    people.commit()
    assert findings()["GYEOL_SECRET_KEY"].is_well
    assert findings()["audit trail"].is_well

    other = replace(config, secret_key=b"o" * 32)
    monkeypatch.setattr(examination.settings, "read", lambda: other)

    assert not findings()["GYEOL_SECRET_KEY"].is_well


def test_a_trail_that_somebody_changed_is_reported(findings, people):
    record(people, "op@example.kr", "try", "thing")
    people.execute(text("DROP TRIGGER audit_entries_are_never_changed"))
    people.execute(text("UPDATE audit_entries SET subject = 'other'"))
    people.commit()

    assert not findings()["audit trail"].is_well


@pytest.fixture
def used(config, databases, app, pool_keys):
    """An installation with an open wave whose key the platform keeps, a released one, and an audit trail."""
    config.data.chmod(0o700)
    wave = open_wave(config, databases, [20, 20])
    with db.work(databases.people) as people, db.work(databases.vault) as vault:
        record(people, "somebody", "did_something", "it")
        found = people.scalars(select(Wave)).one()
        found.state, found.fingerprint = "open", publication.read_signed(vault, wave.reference).fingerprint
        document = b'{"a":1}'
        key = manifests.signing_key(config.signing_key)
        people.add(
            StoredRelease(
                wave_id=found.id,
                number=1,
                document=document,
                content_hash=content_hash(document),
                signature=key.sign(bytes.fromhex(content_hash(document))),
                made_at=datetime.now(UTC),
            )
        )
    return wave


def examined(monkeypatch, config):
    """What the doctor finds under other settings, by subject."""
    monkeypatch.setattr(examination.settings, "read", lambda: config)
    return {found.subject: found for found in examination.examine()}


def test_an_installation_with_its_own_secrets_is_well(findings, used):
    found = findings()

    about_data = (
        "both databases",
        "GYEOL_SECRET_KEY",
        "GYEOL_SIGNING_KEY",
        "opening keys",
        "audit trail",
        "work",
    )
    assert all(found[subject].is_well for subject in about_data), found
    assert "data folder" not in found
    assert found["work"].state.startswith("0 wait")


def test_a_foreign_secret_key_is_named_with_what_it_does_not_open(monkeypatch, config, used):
    found = examined(monkeypatch, replace(config, secret_key=b"x" * 32))

    secret = found["GYEOL_SECRET_KEY"]
    assert not secret.is_well
    for what in ("keys of open waves", "open waves' invitation codes", "opening keys", "the audit trail"):
        assert what in secret.state
    assert found["GYEOL_SIGNING_KEY"].is_well
    assert not found["opening keys"].is_well


def test_a_foreign_signing_key_is_named_beside_the_one_that_signed(monkeypatch, config, used):
    found = examined(monkeypatch, replace(config, signing_key=b"x" * 32))

    own = manifests.key_name(manifests.public_key(manifests.signing_key(config.signing_key)))
    assert not found["GYEOL_SIGNING_KEY"].is_well
    assert f"2 of 2 signed documents here are signed with {own}" in found["GYEOL_SIGNING_KEY"].state
    assert found["GYEOL_SECRET_KEY"].is_well


def test_no_remedy_on_an_installation_with_data_makes_fresh_secrets(monkeypatch, config, used):
    foreign = replace(config, secret_key=b"x" * 32, signing_key=b"y" * 32)
    amiss = [found for found in examined(monkeypatch, foreign).values() if not found.is_well]

    assert len(amiss) >= 3
    assert not [found for found in amiss if "gyeol secrets" in found.remedy]


def test_terms_that_were_changed_are_told_from_a_foreign_key(findings, databases, used):
    with db.work(databases.vault) as vault:
        terms = vault.get(publication.Published, used.reference)
        terms.document = terms.document.replace(b"culture@gaon.example", b"culture@gaon.exampla")

    found = findings()["GYEOL_SIGNING_KEY"]

    assert not found.is_well
    assert "changed since they were signed: the terms of gaon.2026" in found.state


def test_a_wave_whose_opening_key_is_gone_is_found_before_the_close(findings, databases, used):
    with db.work(databases.people) as people:
        kept_shares.destroy(people, used.reference)

    found = findings()["opening keys"]

    assert not found.is_well
    assert used.reference in found.state
    assert "kept_shares" in found.remedy


def test_databases_of_two_nights_are_found(findings, databases, used):
    with db.work(databases.vault) as vault:
        vault.delete(vault.get(publication.Published, used.reference))

    found = findings()["both databases"]

    assert not found.is_well
    assert f"the vault lacks the signed terms of {used.reference}" in found.state


@pytest.mark.parametrize("lost", ["people.sqlite", "vault.sqlite"])
def test_a_database_that_is_missing_after_a_restore_is_not_begun_anew(
    config, databases, used, monkeypatch, lost
):
    databases.dispose()
    for part in config.data.glob(f"{lost}*"):
        part.unlink()

    found = examined(monkeypatch, config)[f"{lost.partition('.')[0]} database"]

    assert not found.is_well
    assert "Restore it" in found.remedy
    assert not (config.data / lost).exists()
    with pytest.raises(settings.SettingIsWrong, match="missing or empty"):
        bring_up_to_date(config)
    assert not (config.data / lost).exists()


def test_a_new_installation_is_told_to_migrate(monkeypatch, tmp_path):
    fresh = settings.read({"GYEOL_DATA": str(tmp_path), **settings.fresh_secrets()})

    found = examined(monkeypatch, fresh)

    assert found["people database"].remedy == found["vault database"].remedy == "Run `gyeol migrate`."


def test_a_folder_that_everybody_may_read_or_that_is_gone_is_found(monkeypatch, config, used):
    config.data.chmod(0o755)
    open_to_all = examined(monkeypatch, config)["data folder"]
    gone = examined(monkeypatch, replace(config, data=config.data / "nowhere"))["data folder"]

    assert "every user of this machine" in open_to_all.state
    assert "is missing" in gone.state


def test_work_that_nobody_does_is_found(findings, databases, used):
    with db.work(databases.people) as people:
        people.add(jobs.Job(name="open_wave", subject="wave:x", parameters={}, queued_at=datetime.now(UTC)))

    found = findings()["work"]

    assert not found.is_well
    assert found.state.startswith("1 wait")
    assert "gyeol worker" in found.remedy


def test_names_that_nothing_reads_are_findings(findings, monkeypatch):
    monkeypatch.setenv("GYEOL_DATABSE_URL", "postgresql://x")

    found = findings()["GYEOL_DATABSE_URL"]

    assert not found.is_well
    assert found.remedy == "Did you mean GYEOL_DATABASE_URL?"


def test_a_database_that_can_not_be_reached_is_told_in_words_and_without_its_password(monkeypatch, config):
    away = replace(config, database_url="postgresql+psycopg://gyeol:hushhush@127.0.0.1:1/people")

    found = examined(monkeypatch, away)["people database"]

    assert not found.is_well
    assert "connection" in found.state.lower()
    assert "hushhush" not in found.state + found.remedy


def test_files_that_this_user_can_not_use_are_named(monkeypatch, config, used):
    monkeypatch.setattr("os.access", lambda path, _mode: not str(path).endswith("vault.sqlite"))

    found = examined(monkeypatch, config)["data folder"]

    assert not found.is_well
    assert f"can't read and write {config.data / 'vault.sqlite'}" in found.state
    assert "chown" in found.remedy


def test_secrets_that_others_may_read_are_found(monkeypatch, config, used):
    file = config.data / "gyeol.env"
    file.write_text("GYEOL_PORT=8000")
    file.chmod(0o644)
    monkeypatch.setenv("GYEOL_ENV_FILE", str(file))

    found = examined(monkeypatch, config)["settings file"]

    assert found.remedy == f"chmod 600 {file}"


def test_the_demonstration_makes_no_secrets_beside_data_of_others(monkeypatch, config, used):
    """A service whose secrets were left out of its environment must not get fresh ones by a stray command."""
    for name in settings.SECRETS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GYEOL_DATA", str(config.data))

    with pytest.raises(settings.SettingIsWrong, match="put the old value back"):
        load_demonstration.callback(as_json=False, small=True)

    assert not (config.data / "gyeol.env").exists()


def test_secrets_are_written_once_and_never_over_others_or_beside_data(monkeypatch, tmp_path, config, used):
    new = tmp_path / "new"
    monkeypatch.setenv("GYEOL_DATA", str(new))
    secrets.callback(write=True)
    first = (new / "gyeol.env").read_text()

    with pytest.raises(settings.SettingIsWrong, match="left as it is"):
        secrets.callback(write=True)
    monkeypatch.setenv("GYEOL_DATA", str(config.data))
    with pytest.raises(settings.SettingIsWrong, match="has data"):
        secrets.callback(write=True)

    assert (new / "gyeol.env").read_text() == first
    assert (new / "gyeol.env").stat().st_mode & 0o777 == 0o600
    assert set(settings.read_file(new / "gyeol.env")) == set(settings.SECRETS)
    assert not (config.data / "gyeol.env").exists()


def test_a_database_without_tables_is_not_begun_beside_one_with_waves(config, databases, used):
    """As a fresh database on a server is, whose backup was not put back."""
    databases.dispose()
    (config.data / "people.sqlite").unlink()
    begun = sqlite3.connect(config.data / "people.sqlite")
    begun.execute("PRAGMA user_version=1")
    begun.close()

    with pytest.raises(settings.SettingIsWrong, match="missing or empty"):
        bring_up_to_date(config)
