"""The decisive test: the operator takes everything and can't say who answered what (A1, A2, A9)."""

import logging
import secrets
from pathlib import Path

import pytest

import config as settings
from benchmarks import relinking, seizing
from benchmarks.open_wave import close_wave, kept_share, open_wave
from survey_app import create_app, schema
from survey_app.ground import db, logs
from survey_app.protocol.client import ProtocolClient
from survey_app.vault import services
from survey_app.vault.counting.ballots import count_opened
from survey_app.vault.shuffling import compact

pytestmark = pytest.mark.relinking

SIXTY = pytest.param([30, 30], id="60")
THREE_HUNDRED_BY_NIGHT = pytest.param([100, 100, 100], id="300", marks=pytest.mark.nightly)
THREE_THOUSAND = pytest.param([300] * 10, id="3000", marks=pytest.mark.nightly)


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
    chosen.data.mkdir()
    engines = db.connect(chosen)
    schema.load_models()
    schema.PEOPLE.metadata.create_all(engines.people)
    schema.VAULT.metadata.create_all(engines.vault)
    yield chosen, engines
    engines.dispose()


@pytest.fixture
def logged(house):
    """What the server writes down goes into a file, where the operator finds it."""
    handler = logging.FileHandler(house[0].data / "server.log")
    for logger in (logging.getLogger(), logs.LEFT, logs.RIGHT):
        logger.addHandler(handler)
    yield
    for logger in (logging.getLogger(), logs.LEFT, logs.RIGHT):
        logger.removeHandler(handler)
    handler.close()


def opened(house, people):
    """An open wave, and a client of its site."""
    config, databases = house
    client = create_app(config, databases).test_client()

    def transport(method, path, body):
        response = client.open(path, method=method, data=body, content_type="application/json")
        return response.status_code, response.data

    return open_wave(config, databases, people), ProtocolClient(transport)


def everybody_answers(wave, client):
    return relinking.take_part(client, wave, secrets.randbits(32))


def hold(house, people):
    """A whole wave: who took part in truth, and what the operator can seize at two moments."""
    config, databases = house
    wave, client = opened(house, people)
    participants = everybody_answers(wave, client)
    while_open = seizing.seize(databases, config.data, participants)
    close_wave(config, databases, wave)
    share = kept_share(config, databases, wave)
    with db.work(databases.vault) as session:
        services.open_ballots(session, wave.reference, services.opening_key([share]), wave.questionnaire)
    compact(databases.vault)
    return participants, while_open, seizing.seize(databases, config.data, participants)


def verdict_on(participants, evidence):
    verdict = relinking.attack(participants, evidence.people, evidence.answers)
    print(verdict)
    return verdict


@pytest.mark.parametrize("people", [SIXTY, THREE_HUNDRED_BY_NIGHT, THREE_THOUSAND])
def test_neither_while_open_nor_after_the_opening_does_the_operator_better_than_guessing(
    house, logged, people
):
    participants, while_open, afterwards = hold(house, people)

    at_first = verdict_on(participants, while_open)
    at_last = verdict_on(participants, while_open.and_then(afterwards))

    assert seizing.plaintext_found(participants, while_open.files) == []
    assert seizing.plaintext_found(participants, afterwards.files) == []
    assert len({len(one.sealed) for one in participants}) == 1
    assert at_first.is_no_better_than_guessing, at_first
    assert at_last.strategies >= 50
    assert at_last.is_no_better_than_guessing, at_last


@pytest.mark.parametrize("people", [SIXTY, THREE_HUNDRED_BY_NIGHT, THREE_THOUSAND])
def test_the_attack_succeeds_against_a_build_that_keeps_records_and_their_order(house, people, monkeypatch):
    config, _ = house

    def count_and_keep(opened, *terms):
        (config.data / "records").write_bytes(b"".join(opened.records))
        return count_opened(opened, *terms)

    monkeypatch.setattr("survey_app.vault.opening.shuffled", list)
    monkeypatch.setattr("survey_app.vault.opening.count_opened", count_and_keep)
    monkeypatch.setattr("survey_app.vault.opening.forget_order", lambda _session: None)

    participants, while_open, afterwards = hold(house, people)
    verdict = verdict_on(participants, while_open.and_then(afterwards))

    assert verdict.share > 0.95, verdict
    assert not verdict.is_no_better_than_guessing


@pytest.mark.parametrize("people", [SIXTY, THREE_HUNDRED_BY_NIGHT, THREE_THOUSAND])
def test_the_attack_succeeds_while_the_wave_is_open_against_a_build_that_logs_answers(house, people):
    config, databases = house
    participants = everybody_answers(*opened(house, people))
    (config.data / "debug.log").write_text("\n".join(one.record.hex() for one in participants))

    verdict = verdict_on(participants, seizing.seize(databases, config.data, participants))

    assert verdict.share > 0.95, verdict
    assert not verdict.is_no_better_than_guessing


def test_logs_queue_and_outbox_hold_no_trace_of_who_answered(house, logged):
    participants, while_open, afterwards = hold(house, [30, 30])

    beside = {
        name: content
        for name, content in while_open.and_then(afterwards).files.items()
        if not Path(name).name.startswith("vault.")
        and Path(name).name != "people.sql"
        and "pg_wal" not in name
        and "/base/" not in name
    }
    assert any(name.endswith("server.log") for name in beside)
    assert seizing.traces_found(participants, beside) == []


def test_taking_answers_in_writes_to_the_databases_and_to_no_other_file(house, logged):
    config, _ = house
    wave, client = opened(house, [30, 30])
    before = seizing.times_of_change(config.data)
    everybody_answers(wave, client)
    after = seizing.times_of_change(config.data)

    touched = {Path(name).name for name, moment in after.items() if before.get(name) != moment}
    assert touched <= {"people.sqlite", "people.sqlite-wal", "people.sqlite-shm", "vault.sqlite"}
