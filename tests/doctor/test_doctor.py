"""`gyeol doctor` says what is missing or amiss in an installation, and what to do."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest

import config as settings
from survey_app.cli import _bring_up_to_date as bring_up_to_date
from survey_app.doctor import examination
from survey_app.drawing.chromium import NAMES
from survey_app.ground import db, jobs
from survey_app.ground.typeface import TypefaceIsMissing
from survey_app.manifest import publication
from survey_app.protocol.errors import LibcryptoIsMissing
from tests.doctor.examining import examined


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


def test_a_database_without_tables_is_not_begun_beside_one_with_waves(config, databases, used):
    """As a fresh database on a server is, whose backup was not put back."""
    databases.dispose()
    (config.data / "people.sqlite").unlink()
    begun = sqlite3.connect(config.data / "people.sqlite")
    begun.execute("PRAGMA user_version=1")
    begun.close()

    with pytest.raises(settings.SettingIsWrong, match="missing or empty"):
        bring_up_to_date(config)
