"""The doctor says what is missing for reports, and what to run."""

import dataclasses

import pytest
from sqlalchemy import text

from survey_app import doctor
from survey_app.accounts.audit import record
from survey_app.figures.chromium import NAMES
from survey_app.figures.typeface import TypefaceIsMissing
from survey_app.protocol.errors import LibcryptoIsMissing


@pytest.fixture
def findings(monkeypatch, config):
    """What the doctor finds, by subject."""
    monkeypatch.setattr(doctor.settings, "read", lambda: config)
    return lambda: {found.subject: found for found in doctor.examine()}


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

    monkeypatch.setattr(doctor, "typeface_files", miss)

    found = findings()["typeface"]

    assert not found.is_well
    assert "make install" in found.remedy


def test_an_installation_without_openssl_learns_which_package_signs_credentials(findings, monkeypatch):
    def miss():
        raise LibcryptoIsMissing("Install libssl3.")

    monkeypatch.setattr(doctor, "libcrypto_version", miss)

    found = findings()["libcrypto"]

    assert not found.is_well
    assert "libssl3" in found.remedy


def test_an_installation_under_another_secret_is_told_so(findings, monkeypatch, config, people):
    record(people, "op@example.kr", "try", "thing")
    people.commit()
    assert findings()["GYEOL_SECRET_KEY"].is_well
    assert findings()["audit trail"].is_well

    other = dataclasses.replace(config, secret_key=b"o" * 32)
    monkeypatch.setattr(doctor.settings, "read", lambda: other)

    assert not findings()["GYEOL_SECRET_KEY"].is_well


def test_a_trail_that_somebody_changed_is_reported(findings, people):
    record(people, "op@example.kr", "try", "thing")
    people.execute(text("DROP TRIGGER audit_entries_are_never_changed"))
    people.execute(text("UPDATE audit_entries SET subject = 'other'"))
    people.commit()

    assert not findings()["audit trail"].is_well
