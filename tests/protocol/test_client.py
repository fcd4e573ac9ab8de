"""The whole journey with the Python client: lost replies, replays, forgeries, the receipt."""

import pytest

from survey_app.protocol import client as protocol
from survey_app.protocol import sealing
from survey_app.protocol.ballot import Ballot, decode
from survey_app.protocol.client import ProtocolClient, begin_credential, seal_ballot
from survey_app.protocol.credential import Credential, make_token
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import (
    CredentialIsForged,
    CredentialIsOfAnotherWave,
    KeyIsNotInManifest,
    ManifestIsNotTheOnePinned,
    MessageIsMalformed,
    ReceiptIsNotIncluded,
    ServerRefused,
    SignatureIsInvalid,
)
from survey_app.protocol.messages import publish_receipts, read_credential_request, read_deposit
from survey_app.protocol.receipts import verify_proof


def _ballot(terms) -> Ballot:
    return Ballot(questionnaire=terms.questionnaire_hash, unit="A01", answers={"Q1": 4})


def test_a_seed_gives_the_same_pending_credential_again_and_another_seed_another(server, maker):
    terms = ProtocolClient(server).fetch_terms(maker.WAVE)
    pools = list(terms.pools)
    first, again = (begin_credential(terms, pools[0], seed=b"a" * 32) for _ in range(2))
    others = [
        begin_credential(terms, pools[0], seed=b"b" * 32),
        begin_credential(terms, pools[1], seed=b"a" * 32),
        *(begin_credential(terms, pools[0]) for _ in range(2)),
    ]

    assert first == again
    assert len({first.prepared, *(other.prepared for other in others)}) == 5
    assert len({first.inverse, *(other.inverse for other in others)}) == 5


def test_an_answer_travels_from_secret_to_receipt(server, maker):
    client = ProtocolClient(server)
    terms = client.fetch_terms(maker.WAVE, pinned=server.terms.fingerprint)
    credential = client.credential_for(terms, "secret-field")
    deposit = seal_ballot(terms, credential, _ballot(terms))
    receipt = client.deposit(terms, deposit)
    proof = client.check_receipt(terms, receipt)

    verify_proof(proof, client.fetch_tree(terms).root)
    opened = sealing.open_sealed(
        server.ballots[receipt.nullifier], maker.opening_key(), terms.fingerprint, terms.padded_size
    )
    assert decode(opened) == _ballot(terms)
    assert credential.pool == "field"


def test_other_terms_than_the_pinned_are_refused(server, maker):
    with pytest.raises(ManifestIsNotTheOnePinned):
        ProtocolClient(server).fetch_terms(maker.WAVE, pinned="00" * 32)


def test_a_lost_reply_gives_the_same_credential_again(server, terms):
    client, pending = ProtocolClient(server), begin_credential(terms, "hq")
    server.loses_next_reply = True
    with pytest.raises(ConnectionResetError):
        client.fetch_credential(terms, "secret-one", pending)
    credential = client.fetch_credential(terms, "secret-one", pending)
    assert credential == client.fetch_credential(terms, "secret-one", pending)


def test_an_invitation_gives_no_second_credential(server, terms):
    client = ProtocolClient(server)
    client.fetch_credential(terms, "secret-one", begin_credential(terms, "hq"))
    with pytest.raises(ServerRefused) as refused:
        client.fetch_credential(terms, "secret-one", begin_credential(terms, "hq"))
    assert (refused.value.status, refused.value.code) == (409, "used")


def test_an_unknown_secret_is_refused(server, terms):
    with pytest.raises(ServerRefused, match="unknown"):
        ProtocolClient(server).fetch_credential(terms, "guess", begin_credential(terms, "hq"))


def test_a_server_that_signs_with_a_key_of_somebodys_own_is_found_out(server, terms):
    pool, secret = server.swap_a_key()
    with pytest.raises(CredentialIsForged):
        ProtocolClient(server).fetch_credential(terms, secret, begin_credential(terms, pool))


def test_a_pool_that_is_not_in_the_manifest_is_refused(server, terms):
    server.invitations["secret-one"] = "only-you"
    with pytest.raises(KeyIsNotInManifest):
        ProtocolClient(server).credential_for(terms, "secret-one")


def test_sending_twice_gives_one_ballot_and_the_same_receipt(server, terms):
    client = ProtocolClient(server)
    deposit = seal_ballot(terms, client.credential_for(terms, "secret-one"), _ballot(terms))
    server.loses_next_reply = True
    with pytest.raises(ConnectionResetError):
        client.deposit(terms, deposit)
    assert client.deposit(terms, deposit) == client.deposit(terms, deposit)
    assert len(server.ballots) == 1


def test_a_credential_counts_once(server, terms):
    client = ProtocolClient(server)
    credential = client.credential_for(terms, "secret-one")
    client.deposit(terms, seal_ballot(terms, credential, _ballot(terms)))
    with pytest.raises(ServerRefused, match="spent"):
        client.deposit(terms, seal_ballot(terms, credential, _ballot(terms)))


def test_a_forged_credential_is_refused(server, terms):
    forged = Credential(b"\x00" * 32 + make_token(terms.tag), b"\x01" * 384, "hq")
    with pytest.raises(ServerRefused, match="forged"):
        ProtocolClient(server).deposit(terms, seal_ballot(terms, forged, _ballot(terms)))


def test_a_credential_of_another_wave_is_refused(terms):
    other = Credential(b"\x00" * 32 + make_token(b"\x01" * 16), b"\x01" * 384, "hq")
    with pytest.raises(CredentialIsOfAnotherWave):
        other.verify(terms.pool_key("hq"), terms.tag)


def test_a_credential_of_another_pool_is_refused(server, terms):
    credential = ProtocolClient(server).credential_for(terms, "secret-one")
    moved = Credential(credential.prepared, credential.signature, "field")
    with pytest.raises(ServerRefused, match="forged"):
        ProtocolClient(server).deposit(terms, seal_ballot(terms, moved, _ballot(terms)))


def test_a_receipt_for_something_else_is_noticed(server, terms, monkeypatch):
    client = ProtocolClient(server)
    deposit = seal_ballot(terms, client.credential_for(terms, "secret-one"), _ballot(terms))
    other = seal_ballot(terms, deposit.credential, _ballot(terms))
    monkeypatch.setattr(client, "_exchange", lambda *_: {"receipt": other.receipt.to_message()})
    with pytest.raises(MessageIsMalformed):
        client.deposit(terms, deposit)


def test_a_receipt_that_is_not_in_the_count_is_noticed(server, terms):
    client = ProtocolClient(server)
    receipt = client.deposit(
        terms, seal_ballot(terms, client.credential_for(terms, "secret-one"), _ballot(terms))
    )
    server.ballots.clear()
    with pytest.raises(ReceiptIsNotIncluded):
        client.check_receipt(terms, receipt)


def test_published_receipts_with_a_changed_leaf_or_signer_are_refused(maker, terms, vectors):
    published = vectors["receipts"]["published"]
    tree = protocol.read_published_receipts(published, terms)
    assert to_base64url(tree.root) == published["receipts"]["root"]
    changed = {
        **published,
        "receipts": {**published["receipts"], "leaves": published["receipts"]["leaves"][1:]},
    }
    with pytest.raises(SignatureIsInvalid):
        protocol.read_published_receipts(changed, terms)
    other = publish_receipts([], wave=maker.WAVE, manifest_fingerprint="00" * 32, key=maker.signing_key())
    with pytest.raises(MessageIsMalformed):
        protocol.read_published_receipts(other, terms)


def test_messages_with_a_field_too_many_or_too_few_are_refused(vectors):
    good = {"secret": "s", "pool": "hq", "blinded": vectors["credential"]["blinded"]}
    assert read_credential_request(good).blinded == from_base64url(vectors["credential"]["blinded"])
    assert "'s'" not in repr(read_credential_request(good))
    for wrong in (
        {**good, "name": "Kim"},
        {"secret": "s"},
        {**good, "secret": ""},
        {**good, "pool": 3},
        None,
    ):
        with pytest.raises(MessageIsMalformed):
            read_credential_request(wrong)
    with pytest.raises(MessageIsMalformed):
        read_deposit({**good}, 1024)


def test_an_error_page_instead_of_a_message_is_a_refusal(terms):
    client = ProtocolClient(lambda *_: (502, b"<html>bad gateway</html>"))
    with pytest.raises(ServerRefused) as refused:
        client.fetch_tree(terms)
    assert refused.value.status == 502
    with pytest.raises(MessageIsMalformed):
        ProtocolClient(lambda *_: (200, b"[]")).fetch_tree(terms)
