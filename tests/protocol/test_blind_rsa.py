"""Blind signatures: the RFC's vectors on the whole way, and what must be refused."""

import ctypes
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from survey_app.protocol import blind_rsa, libcrypto, signing
from survey_app.protocol.errors import (
    BlindedMessageIsInvalid,
    CredentialIsForged,
    LibcryptoIsMissing,
    MessageIsMalformed,
    SigningFailed,
)
from survey_app.protocol.signing import BlindSigner


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _key(vector: dict) -> rsa.RSAPrivateKey:
    p, q, d, n, e = (int(vector[name], 16) for name in "pqdne")
    public = rsa.RSAPublicNumbers(e, n)
    return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()


@pytest.mark.parametrize("number", range(4))
def test_the_four_vectors_of_rfc_9474_pass(rfc_vectors, number):
    vector = rfc_vectors[number]
    key = _key(vector)
    salt = _bytes(vector["salt"])
    prepared = blind_rsa.prepare(_bytes(vector["msg"]), prefix=_bytes(vector["msg_prefix"]))
    assert prepared == _bytes(vector["input_msg"])

    blinded = blind_rsa.blind(key.public_key(), prepared, salt=salt, inverse=int(vector["inv"], 16))
    assert blinded.message == _bytes(vector["blinded_msg"])

    blind_signature = BlindSigner(key).sign(blinded.message)
    assert blind_signature == _bytes(vector["blind_sig"])

    signature = blind_rsa.finalize(
        key.public_key(), prepared, blind_signature, blinded.inverse, salt_bytes=len(salt)
    )
    assert signature == _bytes(vector["sig"])


def test_a_blinded_message_is_signed_the_same_way_twice(pool_keys):
    signer = BlindSigner(pool_keys["hq"])
    blinded = blind_rsa.blind(pool_keys["hq"].public_key(), blind_rsa.prepare(b"token")).message
    assert signer.sign(blinded) == signer.sign(blinded)


def test_two_blindings_of_one_token_look_unrelated(pool_keys):
    key = pool_keys["hq"].public_key()
    prepared = blind_rsa.prepare(b"token")
    assert blind_rsa.blind(key, prepared).message != blind_rsa.blind(key, prepared).message


def test_numbers_out_of_range_are_not_signed(pool_keys):
    signer = BlindSigner(pool_keys["hq"])
    n = pool_keys["hq"].public_key().public_numbers().n
    for number in (0, 1, n - 1, n, 2**3072 - 1):
        with pytest.raises(BlindedMessageIsInvalid):
            signer.sign(number.to_bytes(384, "big"))
    for length in (0, 383, 385):
        with pytest.raises(BlindedMessageIsInvalid):
            signer.sign(b"\x01" * length)


def test_a_faulty_signature_is_withheld(pool_keys, monkeypatch):
    signer = BlindSigner(pool_keys["hq"])
    blinded = blind_rsa.blind(pool_keys["hq"].public_key(), blind_rsa.prepare(b"token")).message
    operate = signer._operate

    def faulty(name: str, content: bytes) -> bytes:
        result = operate(name, content)
        return result if name == "EVP_PKEY_encrypt" else result[:-1] + bytes([result[-1] ^ 1])

    monkeypatch.setattr(signer, "_operate", faulty)
    with pytest.raises(SigningFailed):
        signer.sign(blinded)


def test_a_missing_libcrypto_is_named_with_its_debian_package(monkeypatch):
    def nothing(name):
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", nothing)
    with pytest.raises(LibcryptoIsMissing, match="libssl3"):
        libcrypto._load()


def test_of_two_copies_of_openssl_the_newer_signs(monkeypatch):
    old, new = (
        SimpleNamespace(OpenSSL_version_num=lambda number=number: number) for number in (0x300, 0x305)
    )
    monkeypatch.setattr(libcrypto, "_installed", lambda: iter([old, new, old]))

    assert libcrypto._load() is new


def test_no_private_operation_is_done_by_pow():
    source = Path(signing.__file__).read_text()
    assert "pow(" not in source
    assert "EVP_PKEY_decrypt" in source


def test_a_forged_signature_is_refused(pool_keys):
    key = pool_keys["hq"].public_key()
    prepared = blind_rsa.prepare(b"token")
    blinded = blind_rsa.blind(key, prepared)
    signature = blind_rsa.finalize(
        key, prepared, BlindSigner(pool_keys["hq"]).sign(blinded.message), blinded.inverse
    )
    for forged in (signature[:-1] + bytes([signature[-1] ^ 1]), signature[:-1], b"", bytes(384)):
        with pytest.raises(CredentialIsForged):
            blind_rsa.verify(key, prepared, forged)
    with pytest.raises(CredentialIsForged):
        blind_rsa.verify(key, prepared + b"x", signature)


def test_a_signature_by_another_pool_is_refused_when_finalized(pool_keys):
    key = pool_keys["hq"].public_key()
    prepared = blind_rsa.prepare(b"token")
    blinded = blind_rsa.blind(key, prepared)
    with pytest.raises(CredentialIsForged):
        blind_rsa.finalize(key, prepared, b"\x00" + b"\x07" * 383, blinded.inverse)
    with pytest.raises(CredentialIsForged):
        blind_rsa.finalize(key, prepared, b"\x07" * 10, blinded.inverse)


def test_keys_survive_writing_and_reading(pool_keys):
    key = pool_keys["hq"]
    again = blind_rsa.read_private_key(blind_rsa.write_private_key(key))
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    spki = blind_rsa.write_public_key(key.public_key())
    assert again.private_numbers() == key.private_numbers()
    assert blind_rsa.read_private_key(pem).private_numbers() == key.private_numbers()
    assert blind_rsa.write_public_key(blind_rsa.read_public_key(spki)) == spki
    with pytest.raises(MessageIsMalformed):
        blind_rsa.read_public_key(spki[:-1])
    with pytest.raises(MessageIsMalformed):
        blind_rsa.read_private_key(b"nothing")


def test_a_pool_key_has_3072_bits():
    assert blind_rsa.make_pool_key().key_size == 3072
