"""Second factors: a code counts for its thirty seconds, and seeds are of no use without the secret."""

import dataclasses
from datetime import UTC, datetime

import pyotp
import pytest
from sqlalchemy import select, text

import config as settings
from survey_app import schema
from survey_app.accounts import second_factors, services, upgrading
from survey_app.accounts.models import Account
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.ground.keyring import keyring_of
from survey_app.trail.audit import verify_audit_trail

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def at_noon(monkeypatch):
    """The clock stands at the beginning of a time step."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return NOON

    monkeypatch.setattr(second_factors, "datetime", Clock)
    return int(NOON.timestamp()) // second_factors.CODE_SECONDS


@pytest.fixture
def account(people):
    """An analyst with an authenticator."""
    made, _starting = services.create_account(
        people, "system", email="an@example.kr", name="분석", role=Role.ANALYST, password="x"
    )
    made.second_factor = second_factors.seal(keyring_of(people), made.id, SEED)
    people.commit()
    return made


@pytest.mark.parametrize(("steps_away", "counts"), [(-2, False), (-1, False), (0, True), (1, False)])
def test_a_code_counts_in_its_own_time_step_alone(at_noon, steps_away, counts):
    code = pyotp.TOTP(SEED).generate_otp(at_noon + steps_away)

    assert (second_factors.step_of_code(SEED, code, 0) is not None) is counts


def test_a_code_counts_once(at_noon):
    code = pyotp.TOTP(SEED).generate_otp(at_noon)

    assert second_factors.step_of_code(SEED, code, at_noon) is None
    assert second_factors.step_of_code(SEED, f"{code[:3]} {code[3:]}", at_noon - 1) == at_noon


def test_a_seed_stands_nowhere_in_the_database(people, account, config):
    stored = people.scalar(text("SELECT second_factor_seed FROM accounts"))

    assert SEED not in stored
    assert SEED.encode() not in config.data.joinpath("people.sqlite").read_bytes()
    assert second_factors.seed_of(keyring_of(people), account) == SEED


def test_another_secret_says_that_it_is_another(people, account, config):
    others = db.connect(dataclasses.replace(config, secret_key=b"o" * 32))
    with db.Session(others.people) as session, pytest.raises(second_factors.SeedIsUnreadable):
        second_factors.seed_of(keyring_of(session), account)
    others.dispose()


def test_a_seed_set_into_another_account_cannot_be_read(people, account):
    other, _starting = services.create_account(
        people, "system", email="b@example.kr", name="b", role=Role.ANALYST, password="x"
    )
    other.second_factor = account.second_factor

    with pytest.raises(second_factors.SeedIsUnreadable):
        second_factors.seed_of(keyring_of(people), other)


def test_an_upgrade_encrypts_what_stood_in_clear_and_says_so_once(people, account):
    account.second_factor = SEED
    upgrading.finish(people)
    upgrading.finish(people)

    assert account.second_factor.startswith(second_factors.SEALED)
    assert second_factors.seed_of(keyring_of(people), account) == SEED
    noted = people.scalar(text("SELECT count(*) FROM audit_entries WHERE action = 'encrypt_second_factors'"))
    assert noted == 1
    assert verify_audit_trail(people).is_whole


def test_a_seed_from_the_version_before_comes_through_the_upgrade(tmp_path):
    config = settings.read({"GYEOL_DATA": str(tmp_path), **settings.fresh_secrets()})
    databases = db.connect(config)
    schema.upgrade(schema.PEOPLE, databases.people, "0006")
    before = (
        "INSERT INTO accounts (email, name, role, password_hash, second_factor, second_factor_step, "
        "language, is_active, session_epoch, failed_sign_ins) "
        f"VALUES ('a', 'a', 'operator', '', '{SEED}', 5, 'ko', 1, 0, 0)"
    )
    with databases.people.begin() as connection:
        connection.execute(text(before))

    schema.upgrade(schema.PEOPLE, databases.people)
    with db.work(databases.people) as session:
        upgrading.finish(session)
        found = session.scalars(select(Account)).one()
        assert found.second_factor.startswith(second_factors.SEALED)
        assert second_factors.seed_of(keyring_of(session), found) == SEED
        assert found.second_factor_step == 5
    databases.dispose()
