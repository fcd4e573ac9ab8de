"""Releases are made, shown and verified by command; single answers leave by decision only."""

import csv
import hashlib
import json
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

import config as settings
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import available, published
from questionnaires.model import Kind
from survey_app.ground import db
from survey_app.institutions.models import Institution, Unit
from survey_app.manifest import documents as manifests
from survey_app.programmes.services import open_programme
from survey_app.releases.models import StoredRelease
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave
from survey_app.trail.models import AuditEntry
from survey_app.vault.counting.public_use import items_of
from survey_app.vault.services import read_counted

ASKED = ("public-culture", "2026.1")


@pytest.fixture
def released(run, import_wave, table, write):
    import_wave(write(table))
    return ("--institution", "dala", "--wave", "2024")


@pytest.fixture(params=[True])
def programme(request, config, databases):
    """A programme of two counted waves with 200 invited each, nothing of it released. With the parameter
    their signed terms allow a public-use file.
    """
    questionnaire = published(*ASKED)
    with db.work(databases.people) as people, db.work(databases.vault) as vault:
        made = open_programme(people, key="2026", name_ko="진단", name_en="Diagnosis", questionnaire=ASKED)
        for seed, code in enumerate(("dara", "mada")):
            institution = Institution(code=code, name_ko=code, name_en=code, kind="central")
            institution.units = [Unit(code="u", name_ko="과", name_en="Unit", headcount=200, position=0)]
            people.add(institution)
            people.flush()
            answers, _truth = simulate_institution(
                questionnaire, [200], Parameters(response_rate=0.9), seed=seed
            )
            past = PastWave(
                "2026",
                Spoken(ko="회차", en="Wave"),
                date(2026, 5, 1),
                date(2026, 5, 20),
                public_use_records=request.param,
            )
            record_past_wave(
                people, vault, config, institution, past, PastAnswers(questionnaire, answers), programme=made
            )
    return made


def test_the_newest_release_is_shown_as_it_was_signed(run, released, databases):
    shown = run("release", "show", *released, "--json")

    with db.work(databases.people) as people:
        stored = people.scalars(select(StoredRelease)).one()
    assert shown.stdout.strip() == stored.document.decode()
    assert "300 respondents" in run("release", "show", *released).stdout


def test_making_again_without_a_change_makes_the_same_release(run, released):
    made = json.loads(run("release", "make", *released, "--json").stdout)

    listed = json.loads(run("release", "list", "--json").stdout)
    assert made["number"] == 1
    assert [one["hash"] for one in listed] == [made["hash"]]


def test_a_release_that_was_changed_does_not_verify(run, released, databases):
    sound = run("release", "verify", *released)
    with db.work(databases.people) as people:
        stored = people.scalars(select(StoredRelease)).one()
        stored.document = stored.document.replace(b'"held_from"', b'"held_frOm"')

    changed = run("release", "verify", *released, "--json")

    assert (sound.exit_code, changed.exit_code) == (0, 1)
    assert json.loads(changed.stdout)["releases"][0]["is_sound"] is False


def test_a_release_signed_by_a_stranger_does_not_verify(run, released, databases):
    with db.work(databases.people) as people:
        people.scalars(select(StoredRelease)).one().signature = bytes(64)

    assert run("release", "verify", *released).exit_code == 1


@pytest.mark.parametrize("command", ["make", "show", "verify"])
def test_a_wave_that_is_not_here_is_named(run, command):
    said = run("release", command, "--institution", "dala", "--wave", "1999")

    assert said.exit_code == 2


def test_single_answers_leave_in_groups_of_ten_and_by_decision_alone(run, programme, tmp_path, databases):
    output, certificate = tmp_path / "public.csv", tmp_path / "public.json"
    where = ("--programme", "2026", "--output", output, "--certificate", certificate)

    without = run("release", "microdata", *where)
    empty = run("release", "microdata", *where, "--decision", "  ")
    done = run("release", "microdata", *where, "--decision", "행안부 조직문화과-123 (2026-11-02)")

    assert (without.exit_code, empty.exit_code, done.exit_code) == (2, 2, 0), done.output
    proof = json.loads(certificate.read_text("utf-8"))
    with output.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    alike = Counter(tuple(row[column] for column in proof["columns"][:-5]) for row in rows)
    assert min(alike.values()) == proof["k"] >= 10
    assert proof["l"] >= 2
    assert len(rows) == proof["records"]
    assert proof["columns"][-5:] == ["ENGA01", "ENGA02", "ENGA03", "ENGA04", "ENGA05"]
    assert proof["sha256"] == hashlib.sha256(output.read_bytes()).hexdigest()
    with db.work(databases.people) as people:
        entry = people.scalars(select(AuditEntry).where(AuditEntry.action == "publish_microdata")).one()
    assert json.loads(entry.details)["decision"] == "행안부 조직문화과-123 (2026-11-02)"


@pytest.mark.parametrize("programme", [False], indirect=True)
def test_no_single_answer_leaves_where_the_signed_terms_do_not_say_so(run, programme, tmp_path, databases):
    output, certificate = tmp_path / "public.csv", tmp_path / "public.json"
    where = ("--programme", "2026", "--output", output, "--certificate", certificate)

    refused = run("release", "microdata", *where, "--decision", "행안부 조직문화과-123 (2026-11-02)")

    assert refused.exit_code == 1
    assert not output.exists()
    with db.work(databases.vault) as vault:
        assert read_counted(vault, "dara.2026").public_use is None


def test_delicate_items_are_never_published_singly():
    for key, version in available():
        questionnaire = published(key, version)
        chosen = [questionnaire.item_by_id[item] for item in items_of(questionnaire)]

        assert 0 < len(chosen) <= 12
        assert not any(item.is_sensitive or item.kind is Kind.EXPERIENCE for item in chosen)


def test_releases_of_another_key_are_told_from_changed_ones(run, released, config, monkeypatch):
    """Whoever restored data without their secrets has not been tampered with."""
    monkeypatch.setenv("GYEOL_SIGNING_KEY", settings.fresh_secrets()["GYEOL_SIGNING_KEY"])

    said = run("release", "verify", *released)
    facts = json.loads(run("release", "verify", *released, "--json").stdout)

    own = manifests.key_name(manifests.public_key(manifests.signing_key(config.signing_key)))
    assert said.exit_code == 3
    assert f"signed with another key ({own})" in said.stdout
    assert "CHANGED" not in said.stdout
    assert facts["releases"][0]["verdict"] == "other_key"
