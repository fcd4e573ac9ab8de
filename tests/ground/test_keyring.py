"""One secret, one key a purpose: and what was locked before can still be opened."""

import base64
import re

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import config as settings
from config import ROOT
from survey_app.ground.keyring import Keyring, KeyringIsMissing, Purpose, derive, keyring_of
from survey_app.manifest import kept_shares

SECRET = bytes(range(32))


def test_no_two_purposes_share_a_key():
    assert len({derive(SECRET, purpose) for purpose in Purpose}) == len(Purpose)
    assert SECRET not in {derive(SECRET, purpose) for purpose in Purpose}


@pytest.mark.parametrize("info", [b"gyeol pool keys v1", b"gyeol kept share v1\x00gaon.2026"])
def test_what_the_version_before_locked_is_opened(info):
    name, *parts = info.split(b"\x00")
    before = HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(SECRET)

    assert derive(SECRET, Purpose(name.decode()), *parts) == before


def test_a_kept_share_has_the_passphrase_that_it_had(config):
    info = b"gyeol kept share v1\x00gaon.2026"
    before = HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(config.secret_key)

    assert kept_shares._passphrase(config, "gaon.2026") == base64.b32encode(before).decode()


def test_neither_keyring_nor_settings_print_a_secret():
    given = settings.fresh_secrets() | {
        "GYEOL_DATABASE_URL": "postgresql://gyeol:hush@localhost/people",
        "GYEOL_VAULT_URL": "postgresql://gyeol:hush@localhost/vault",
        "GYEOL_REDIS_URL": "redis://:hush@localhost",
        "GYEOL_MAIL_URL": "smtps://gyeol:hush@localhost",
    }
    read = settings.read(given)

    assert "hush" not in repr(read)
    assert repr(read.secret_key) not in repr(read)
    assert repr(read.signing_key) not in repr(read)
    assert repr(SECRET) not in repr(Keyring(SECRET))


def test_a_session_of_no_installation_has_no_keys():
    with Session(create_engine("sqlite://")) as session, pytest.raises(KeyringIsMissing):
        keyring_of(session)


def test_the_secret_itself_signs_and_locks_nothing(app, config):
    assert app.config["SECRET_KEY"] == derive(config.secret_key, Purpose.COOKIES)
    derivations = [
        path.name
        for path in (ROOT / "survey_app").rglob("*.py")
        if re.search(r"HKDF\(|hmac\.(new|digest)\(\s*(config\.)?secret_key", path.read_text("utf-8"))
    ]
    assert sorted(derivations) == ["keyring.py", "secrets.py"]
