"""What no honest peer sends: each is refused by name, by server, browser's twin and trustee alike."""

import ctypes
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from survey_app.protocol import blind_rsa, libcrypto, sealing, share_file, signing, trustees
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import ProtocolClient, begin_credential, read_published_receipts, seal_ballot
from survey_app.protocol.credential import Credential
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.errors import (
    BlindedMessageIsInvalid,
    KeyIsNotInManifest,
    MessageIsMalformed,
    ReceiptIsNotIncluded,
    ShareIsDamaged,
    SharesDoNotFit,
    SignatureIsInvalid,
    SigningFailed,
)
from survey_app.protocol.manifest_signing import sign_document
from survey_app.protocol.terms import read_terms
from survey_app.protocol.transport import HttpTransport

PASSPHRASE = "감나무 아래 서 있는 두 사람"
ELLIPTIC = ed25519.Ed25519PrivateKey.generate()
SPKI, PKCS8 = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.PrivateFormat.PKCS8


@pytest.fixture(scope="module")
def small_key():
    """An RSA key of a size that nobody uses here."""
    return rsa.generate_private_key(65537, 1024)


@pytest.fixture
def signed_again(vectors, maker):
    """The vectors' manifest after a change, signed by its own signer, who is the one that errs."""
    message = vectors["manifest"]["message"]

    def change(**fields):
        document = {**message["manifest"], **fields}
        signature = sign_document(document, maker.signing_key())
        return {**message, "manifest": document, "signature": to_base64url(signature)}

    return change


def test_a_key_of_another_kind_is_no_key_of_a_pool():
    der = serialization.Encoding.DER
    with pytest.raises(MessageIsMalformed, match="not an RSA public key"):
        blind_rsa.read_public_key(ELLIPTIC.public_key().public_bytes(der, SPKI))
    with pytest.raises(MessageIsMalformed, match="not an RSA private key"):
        blind_rsa.read_private_key(ELLIPTIC.private_bytes(der, PKCS8, serialization.NoEncryption()))


def test_a_message_that_shares_a_factor_with_the_modulus_is_not_blinded(pool_keys, monkeypatch):
    numbers = pool_keys["hq"].private_numbers()
    monkeypatch.setattr(blind_rsa, "_encode_pss", lambda *_: numbers.p.to_bytes(384, "big"))

    with pytest.raises(BlindedMessageIsInvalid, match="factor"):
        blind_rsa.blind(pool_keys["hq"].public_key(), b"token")


def test_a_key_too_small_for_the_encoding_blinds_nothing(small_key):
    with pytest.raises(BlindedMessageIsInvalid, match="too small"):
        blind_rsa.blind(small_key.public_key(), b"token", salt=bytes(100))


def test_a_token_of_another_length_is_no_credential(terms):
    with pytest.raises(MessageIsMalformed, match="length"):
        Credential(b"\x00" * 8, b"", "hq").verify(terms.pool_key("hq"), terms.tag)


def test_terms_of_another_wave_are_not_taken(server):
    server.terms = type("Named", (), {"wave": "other"})()

    with pytest.raises(MessageIsMalformed, match="another wave"):
        ProtocolClient(server).fetch_terms("other")


def test_a_signature_for_another_pool_is_not_taken(server, terms, monkeypatch):
    client, pending = ProtocolClient(server), begin_credential(terms, "hq")
    monkeypatch.setattr(client, "_exchange", lambda *_: {"pool": "field", "blind_signature": ""})

    with pytest.raises(KeyIsNotInManifest, match="another pool"):
        client.fetch_credential(terms, "secret-one", pending)


def test_a_reply_without_a_receipt_is_not_taken_for_one(server, terms, monkeypatch):
    client = ProtocolClient(server)
    ballot = Ballot(terms.questionnaire_hash, "A01", {"Q1": 4})
    deposit = seal_ballot(terms, client.credential_for(terms, "secret-one"), ballot)
    monkeypatch.setattr(client, "_exchange", lambda *_: {"receipt": "yes"})

    with pytest.raises(MessageIsMalformed, match="no receipt"):
        client.deposit(terms, deposit)


def test_published_receipts_are_refused_without_leaves_by_another_signer_and_with_another_root(
    terms, maker, vectors
):
    published = vectors["receipts"]["published"]
    with pytest.raises(MessageIsMalformed, match="no published receipts"):
        read_published_receipts({**published, "receipts": {"leaves": "none"}}, terms)
    with pytest.raises(SignatureIsInvalid, match="another key"):
        read_published_receipts({**published, "key": to_base64url(bytes(32))}, terms)
    document = {**published["receipts"], "root": to_base64url(bytes(32))}
    signature = to_base64url(sign_document(document, maker.signing_key()))
    with pytest.raises(ReceiptIsNotIncluded, match="root"):
        read_published_receipts({**published, "receipts": document, "signature": signature}, terms)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sealing": {"padded_size": True}}, "size"),
        ({"sealing": []}, "object"),
        ({"pools": {}}, "list"),
        ({"pools": [{"key": ""}]}, "text"),
    ],
)
def test_terms_that_a_signer_got_wrong_are_refused(signed_again, fields, said):
    with pytest.raises(MessageIsMalformed, match=said):
        read_terms(signed_again(**fields))


def test_a_pool_whose_key_is_of_another_size_is_refused(signed_again, small_key):
    spki = blind_rsa.write_public_key(small_key.public_key())
    pool = {"key": "hq", "units": [], "spki": to_base64url(spki), "key_id": blind_rsa.key_id(spki)}

    with pytest.raises(MessageIsMalformed, match="RSA-3072"):
        read_terms(signed_again(pools=[pool]))


@pytest.mark.parametrize("address", ["ftp://gyeol.example.kr", "gyeol.example.kr", "https://"])
def test_an_address_that_is_none_of_a_web_server_is_refused(address):
    with pytest.raises(ValueError, match="http"):
        HttpTransport(address)


def test_a_signer_that_cannot_sign_says_so_and_gives_nothing_away(pool_keys, monkeypatch):
    broken = {
        "cannot read": {"d2i_AutoPrivateKey": lambda *_: None},
        "no memory": {"EVP_PKEY_CTX_new": lambda *_: None},
        "refused": {"EVP_PKEY_decrypt_init": lambda *_: 0},
    }
    for said, functions in broken.items():
        library = _Failing(libcrypto.libcrypto(), functions)
        monkeypatch.setattr(signing, "libcrypto", lambda library=library: library)
        with pytest.raises(SigningFailed, match=said):
            signing.BlindSigner(pool_keys["hq"]).sign(b"\x02" * 384)


class _Failing:
    """The library, but for some functions."""

    def __init__(self, library, functions):
        self._library, self._functions = library, functions

    def __getattr__(self, name):
        return self._functions.get(name) or getattr(self._library, name)


def test_openssl_is_found_without_the_database_drivers_copy_and_none_that_is_too_old(monkeypatch):
    old = SimpleNamespace(OpenSSL_version_num=SimpleNamespace(), OPENSSL_version_major=lambda: 1)
    monkeypatch.setattr(libcrypto, "find_spec", lambda _name: None)
    assert libcrypto._beside_psycopg() == []
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: old)

    assert list(libcrypto._installed()) == []


def test_the_openssl_that_signs_is_named():
    assert libcrypto.libcrypto_version().startswith("OpenSSL 3")


def _share_file(**changed):
    share = trustees.split(sealing.make_sealing_key(), wave="w1", threshold=2, trustees=3)[0]
    document = {
        **json.loads(share_file.write_share_file(share, "감나무 아래 서 있는 두 사람", scrypt_cost=2**10))
    }
    document |= changed
    document.pop("checksum")
    return json.dumps({**document, "checksum": share_file._checksum(document)})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"index": "1"}, "number"),
        ({"format": "gyeol trustee share v9"}, "known format"),
        ({"index": 0}, "fit together"),
        ({"threshold": 4}, "fit together"),
    ],
)
def test_a_share_file_that_no_version_writes_is_damaged(changed, said):
    with pytest.raises(ShareIsDamaged, match=said):
        share_file.read_share_file(_share_file(**changed))


def test_a_share_file_with_half_a_letter_is_damaged():
    text = _share_file().replace('"w1"', '"\\ud800"')
    with pytest.raises(ShareIsDamaged):
        share_file.read_share_file(text)


def test_shares_that_yield_nothing_do_not_fit():
    one = trustees.split(sealing.make_sealing_key(), wave="w1", threshold=2, trustees=2)
    # Two points on a line through zero at zero: y = x.
    flat = [replace(share, value=share.index.to_bytes(32, "big")) for share in one]

    with pytest.raises(SharesDoNotFit, match="yield"):
        trustees.combine(flat)
