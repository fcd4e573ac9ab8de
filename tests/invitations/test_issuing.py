"""A secret is worth one credential, whatever is lost, repeated or tried."""

import pytest

from benchmarks.open_wave import close_wave
from survey_app.ground import db
from survey_app.invitations.models import Invitation, PoolKey
from survey_app.protocol.client import OtherPool, begin_credential
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.errors import ServerRefused


def refusal(respondent, terms, secret, pending):
    with pytest.raises(ServerRefused) as refused:
        respondent.fetch_credential(terms, secret, pending)
    return refused.value.code


def test_a_lost_reply_is_answered_again_with_the_same_signature(wave, respondent):
    terms = respondent.fetch_terms(wave.reference)
    pending = begin_credential(terms, "pool-1")

    first, again = (respondent.fetch_credential(terms, wave.codes[0].code, pending) for _ in range(2))

    assert first == again
    assert refusal(respondent, terms, wave.codes[0].code, begin_credential(terms, "pool-1")) == "used"


def test_a_secret_may_be_typed_in_any_usual_way(wave, respondent):
    terms = respondent.fetch_terms(wave.reference)
    typed = wave.codes[0].code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert respondent.fetch_credential(terms, typed, begin_credential(terms, "pool-1")).pool == "pool-1"


def test_an_unknown_secret_a_late_one_and_nonsense_are_refused(config, databases, wave, respondent, client):
    terms = respondent.fetch_terms(wave.reference)
    pending = begin_credential(terms, "pool-1")
    unknown = refusal(respondent, terms, "0000-0000-0000-0000", pending)
    address = f"/invite/{wave.reference}/credential"
    good = {"secret": wave.codes[0].code, "pool": "pool-1", "blinded": to_base64url(pending.blinded)}
    malformed = [
        client.post(address, json=body).json["error"]
        for body in ({}, good | {"more": 1}, good | {"secret": 5}, good | {"blinded": "?"}, [])
    ]
    zero = client.post(address, json=good | {"blinded": to_base64url(bytes(384))}).json["error"]
    close_wave(config, databases, wave)

    assert unknown == "unknown"
    assert malformed == ["malformed"] * 5
    assert zero == "blinded_invalid"
    assert refusal(respondent, terms, wave.codes[0].code, pending) == "closed"


def test_a_secret_of_another_pool_is_told_its_own_and_stays_unused(databases, wave, respondent):
    terms = respondent.fetch_terms(wave.reference)
    with db.work(databases.people) as session:
        session.query(Invitation).update({"pool_key": "pool-2"})

    with pytest.raises(OtherPool) as other:
        respondent.fetch_credential(terms, wave.codes[0].code, begin_credential(terms, "pool-1"))

    assert other.value.pool == "pool-2"
    with db.work(databases.people) as session:
        assert session.query(Invitation).filter(Invitation.blinded_hash.is_not(None)).count() == 0


def test_a_secret_of_another_wave_is_unknown(config, databases, wave, respondent):
    from benchmarks.open_wave import open_wave

    other = open_wave(config, databases, [20], institution="naru")
    terms = respondent.fetch_terms(wave.reference)

    assert refusal(respondent, terms, other.codes[0].code, begin_credential(terms, "pool-1")) == "unknown"


def test_neither_secrets_nor_unlocked_keys_are_stored_and_keys_go_at_the_close(config, databases, wave):
    stored = (config.data / "people.sqlite").read_bytes() + (config.data / "people.sqlite-wal").read_bytes()
    assert not any(code.code.encode() in stored for code in wave.codes)
    assert b"PRIVATE KEY" not in stored
    with db.work(databases.people) as session:
        locked = [key.locked_key for key in session.query(PoolKey)]

    close_wave(config, databases, wave)

    with db.work(databases.people) as session:
        kept = [key.locked_key for key in session.query(PoolKey)]
    assert None not in locked
    assert set(kept) == {None}
