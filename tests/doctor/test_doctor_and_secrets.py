"""`gyeol doctor` tells another secret from a change, and never advises fresh ones beside data."""

from dataclasses import replace

import pytest
from sqlalchemy import text

import config as settings
from survey_app.cli import secrets
from survey_app.demonstration.cli import load_demonstration
from survey_app.doctor import examination
from survey_app.ground import db
from survey_app.manifest import documents as manifests
from survey_app.manifest import kept_shares, publication
from survey_app.trail.audit import record
from tests.doctor.examining import examined


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
