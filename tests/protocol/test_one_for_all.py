"""Terms made for one person are refused: by the pool, by the log that lacks them, by absent witnesses."""

import copy
import json

import pytest

from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.errors import (
    CheckpointIsForged,
    MessageIsMalformed,
    PoolIsTooSmall,
    ProtocolFault,
    SignatureIsInvalid,
    SignerIsAnother,
    TermsAreNotLogged,
    TermsAreNotWitnessed,
)
from survey_app.protocol.log_entries import terms_entry
from survey_app.protocol.manifest_signing import canonical_json, fingerprint, sign_document
from survey_app.protocol.one_for_all import require_for_all
from survey_app.protocol.terms import read_terms


@pytest.fixture
def made(maker, vectors):
    """Signs the vectors' manifest anew after a change, and puts it into a log; gives both messages."""

    def make(change=lambda _manifest: None, cosigners=("union.example.kr",), is_logged=True):
        message = copy.deepcopy(vectors["manifest"]["message"])
        change(message["manifest"])
        message["signature"] = to_base64url(sign_document(message["manifest"], maker.signing_key()))
        logged = message if is_logged else vectors["manifest"]["message"]
        return read_terms(message), maker.inclusion(logged, [], cosigners)

    return make


def test_the_vectors_terms_are_everybodys(vectors):
    logged = require_for_all(read_terms(vectors["manifest"]["message"]), vectors["log"]["inclusion"])
    assert (logged.index, logged.checkpoint.size, logged.witnesses) == (6, 8, ("union.example.kr",))


def _for_one(manifest) -> None:
    manifest["units"] = [{"code": "A01", "name": {"ko": "나", "en": "I"}, "parent": None, "headcount": 1}]
    manifest["pools"] = [manifest["pools"][0] | {"units": ["A01"], "invited": 1}]


def _says_more(manifest) -> None:
    _for_one(manifest)
    manifest["pools"][0]["invited"] = 60


def _beside_others(manifest) -> None:
    manifest["units"][0]["headcount"], manifest["units"][1]["headcount"] = 1, 59
    manifest["pools"] = [
        manifest["pools"][0] | {"key": "one", "units": ["A01"], "invited": 1},
        manifest["pools"][0] | {"units": ["A02"], "invited": 59},
        manifest["pools"][1],
    ]


def _promises_less(manifest) -> None:
    _beside_others(manifest)
    manifest["policy"]["smallest_pool"] = 1


def _in_two(manifest) -> None:
    manifest["pools"][1] |= {"units": ["A01", "A02"], "invited": 60}


@pytest.mark.parametrize("change", [_for_one, _beside_others, _promises_less])
def test_a_pool_of_one_is_refused(made, change):
    with pytest.raises(PoolIsTooSmall):
        require_for_all(*made(change))


@pytest.mark.parametrize("change", [_says_more, _in_two])
def test_a_pool_that_is_not_its_units_is_refused(made, change):
    with pytest.raises(MessageIsMalformed):
        require_for_all(*made(change))


def test_a_small_institution_may_be_one_pool(made):
    def small(manifest):
        _for_one(manifest)
        manifest["units"][0]["headcount"] = manifest["pools"][0]["invited"] = 12

    assert require_for_all(*made(small)).index == 1


def test_terms_that_the_log_does_not_hold_are_refused(made):
    with pytest.raises(TermsAreNotLogged):
        require_for_all(*made(lambda manifest: manifest.update(contact="for you alone"), is_logged=False))


def test_terms_are_refused_until_enough_witnesses_have_seen_them(made):
    with pytest.raises(TermsAreNotWitnessed):
        require_for_all(*made(cosigners=()))
    with pytest.raises(TermsAreNotWitnessed):
        require_for_all(*made(lambda manifest: manifest["log"].update(required=2)))


def test_a_stranger_is_no_witness(made, maker):
    terms, message = made(cosigners=())
    body = message["checkpoint"].rpartition("\n\n")[0] + "\n"
    message["checkpoint"] += maker.cosign(body, "stranger", maker.witness_key("stranger"), 1).line
    with pytest.raises(TermsAreNotWitnessed):
        require_for_all(terms, message)


def test_old_terms_name_no_witness_and_are_looked_for_in_the_log_all_the_same(made):
    terms, message = made(lambda manifest: manifest.pop("log"), cosigners=())
    assert require_for_all(terms, message).witnesses == ()
    with pytest.raises(TermsAreNotLogged):
        require_for_all(terms, message | {"index": 0, "proof": message["first"]["proof"]})


def test_terms_of_another_signer_are_refused(made, maker):
    terms, message = made()
    document = message["first"]["document"] | {"signer": to_base64url(b"\x01" * 32)}
    message["first"] |= {
        "document": document,
        "signature": to_base64url(sign_document(document, maker.signing_key())),
    }
    with pytest.raises(SignerIsAnother):
        require_for_all(terms, message)


def _other_key(message, maker) -> None:
    message["first"]["document"]["key"] = maker.witness_vkey("x").text


def _other_signature(message, maker) -> None:
    message["first"]["signature"] = to_base64url(b"\x01" * 64)


def _other_root(message, maker) -> None:
    message["checkpoint"] = message["checkpoint"].replace("\n3\n", "\n4\n")


def _other_place(message, maker) -> None:
    message["index"] = 2


def _no_proof(message, maker) -> None:
    message["proof"] = []


def _strange_place(message, maker) -> None:
    message["index"] = "1"


def _endless_proof(message, maker) -> None:
    message["proof"] = [to_base64url(b"\x00" * 32)] * 65


def _wrong_cosignature(message, maker) -> None:
    message["checkpoint"] = message["checkpoint"][:-10] + "AAAAAAAA=\n"


def _no_first(message, maker) -> None:
    del message["first"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_other_key, SignatureIsInvalid),
        (_other_signature, SignatureIsInvalid),
        (_other_root, CheckpointIsForged),
        (_other_place, TermsAreNotLogged),
        (_no_proof, TermsAreNotLogged),
        (_strange_place, MessageIsMalformed),
        (_endless_proof, MessageIsMalformed),
        (_wrong_cosignature, ProtocolFault),
        (_no_first, MessageIsMalformed),
    ],
)
def test_a_proof_that_was_changed_is_refused(made, maker, change, fault):
    terms, message = made()
    change(message, maker)
    with pytest.raises(fault):
        require_for_all(terms, message)


def test_another_log_than_the_one_that_the_terms_name_is_refused(made):
    with pytest.raises(TermsAreNotLogged):
        require_for_all(*made(lambda manifest: manifest["log"].update(origin="elsewhere/log")))


def test_what_a_client_looks_for_is_what_the_log_holds(vectors):
    own = fingerprint(canonical_json(vectors["manifest"]["message"]["manifest"]))
    assert (
        terms_entry(json.loads(vectors["log"]["entries"][6])["wave"], own).decode()
        == (vectors["log"]["entries"][6])
    )
