"""The decisive test: the operator takes everything that exists and can't say who answered what (A1, A9)."""

import secrets
from pathlib import Path

import pytest
from sqlalchemy import text

import config as settings
from benchmarks import relinking
from benchmarks.open_wave import close_wave, open_wave
from survey_app import create_app, db, kept_shares, schema
from survey_app.protocol.client import ProtocolClient
from survey_app.vault import services
from survey_app.vault.shuffling import compact

pytestmark = pytest.mark.relinking

SIZES = [
    pytest.param([30, 30], id="60"),
    pytest.param([100, 100, 100], id="300"),
    pytest.param([300] * 10, id="3000", marks=pytest.mark.nightly),
]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def house(request, config, databases, tmp_path):
    """An installation on either database, with its application."""
    if request.param == "sqlite":
        request.getfixturevalue("unhurried")
        yield config, databases
        return
    url = request.getfixturevalue("postgres_url")
    chosen = settings.read(
        {
            "GYEOL_DATA": str(tmp_path / "installation"),
            "GYEOL_DATABASE_URL": url,
            "GYEOL_VAULT_URL": url,
            **settings.fresh_secrets(),
        }
    )
    engines = db.connect(chosen)
    schema.load_models()
    schema.PEOPLE.metadata.create_all(engines.people)
    schema.VAULT.metadata.create_all(engines.vault)
    yield chosen, engines
    engines.dispose()


def hold(house, people):
    """A whole wave, and what the operator can seize while it is open and after the opening."""
    config, databases = house
    wave = open_wave(config, databases, people)
    app = create_app(config, databases, runs_jobs_at_once=True)
    client = app.test_client()

    def transport(method, path, body):
        response = client.open(path, method=method, data=body, content_type="application/json")
        return response.status_code, response.data

    participants = relinking.take_part(ProtocolClient(transport), wave, secrets.randbits(32))
    while_open = relinking.seize_files(*folders(config, databases))
    names_known = relinking.orders_of_people(databases, participants, while_open)
    close_wave(config, databases, wave)
    share = kept_shares.find(config, wave.reference)
    with db.work(databases.vault) as session:
        services.open_wave(session, wave.reference, services.opening_key([share]), wave.questionnaire)
    compact(databases.vault)
    afterwards = relinking.seize_files(*folders(config, databases))
    answers_known = relinking.orders_of_answers(databases, participants, afterwards)
    return participants, while_open, afterwards, names_known, answers_known


def folders(config, databases):
    """Where everything lies that an operator could take."""
    found = [config.data]
    if databases.vault.dialect.name == "postgresql" and relinking.is_root():
        with databases.vault.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
        with db.work(databases.vault) as session:
            found += relinking.postgres_folders(session)
    return [Path(folder) for folder in found]


@pytest.mark.parametrize("people", SIZES)
def test_after_the_opening_the_operator_does_no_better_than_guessing(house, people):
    participants, _, _, names_known, answers_known = hold(house, people)

    verdict = relinking.attack(participants, names_known, answers_known)

    assert verdict.strategies >= 30
    assert verdict.is_no_better_than_guessing, verdict


def test_while_the_wave_is_open_no_answer_can_be_read_anywhere(house):
    participants, while_open, _, names_known, _ = hold(house, [30, 30])

    contents = {"content": sorted(one.record for one in participants)}
    verdict = relinking.attack(participants, names_known, contents)

    assert relinking.plaintext_found(participants, while_open) == []
    assert len({len(one.sealed) for one in participants}) == 1
    assert verdict.is_no_better_than_guessing, verdict


def test_logs_queue_and_outbox_hold_no_trace_of_who_answered(house):
    participants, while_open, afterwards, _, _ = hold(house, [30, 30])

    beside = {
        name: content
        for name, content in (while_open | afterwards).items()
        if "vault" not in Path(name).name and "pg_wal" not in name and "/base/" not in name
    }
    assert relinking.traces_found(participants, beside) == []


def test_the_attack_succeeds_against_a_build_that_keeps_the_order(house, monkeypatch):
    numbers = iter(range(10_000))
    monkeypatch.setattr("survey_app.vault.opening.shuffled", list)
    monkeypatch.setattr("survey_app.vault.opening.random_id", lambda: next(numbers).to_bytes(16, "big"))
    monkeypatch.setattr("survey_app.vault.opening.forget_order", lambda _session: None)

    participants, _, _, names_known, answers_known = hold(house, [30, 30])
    verdict = relinking.attack(participants, names_known, answers_known)

    assert verdict.share > 0.95, verdict
    assert not verdict.is_no_better_than_guessing
