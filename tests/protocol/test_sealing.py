"""Sealed ballots: one size, one key, one wave."""

import pytest

from survey_app.protocol import sealing
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.errors import (
    BallotCannotBeOpened,
    BallotHasWrongSize,
    BallotIsMalformed,
    BallotIsTooLong,
    MessageIsMalformed,
)

WAVE = "ab" * 32


@pytest.fixture(scope="module")
def key():
    return sealing.make_sealing_key()


def test_a_ballot_opens_with_the_key_of_its_wave_only(key):
    sealed = sealing.seal("결".encode(), key.public_key(), WAVE, 512)
    assert sealing.open_sealed(sealed, key, WAVE, 512) == "결".encode()
    with pytest.raises(BallotCannotBeOpened):
        sealing.open_sealed(sealed, sealing.make_sealing_key(), WAVE, 512)
    with pytest.raises(BallotCannotBeOpened):
        sealing.open_sealed(sealed, key, "cd" * 32, 512)


@pytest.mark.parametrize("position", [0, 1, 64, 65, 300, -1])
def test_a_changed_byte_spoils_a_ballot(key, position):
    sealed = bytearray(sealing.seal(b"x", key.public_key(), WAVE, 512))
    sealed[position] ^= 1
    with pytest.raises(BallotCannotBeOpened):
        sealing.open_sealed(bytes(sealed), key, WAVE, 512)


def test_all_ballots_of_a_wave_have_one_size(key):
    sizes = {len(sealing.seal(b"x" * length, key.public_key(), WAVE, 512)) for length in (0, 1, 300, 508)}
    assert sizes == {sealing.sealed_size(512)} == {593}


def test_a_ballot_of_the_wrong_size_is_refused(key):
    sealed = sealing.seal(b"x", key.public_key(), WAVE, 512)
    for wrong in (sealed[:-1], sealed + b"\x00", b""):
        with pytest.raises(BallotHasWrongSize):
            sealing.require_size(wrong, 512)
        with pytest.raises(BallotHasWrongSize):
            sealing.open_sealed(wrong, key, WAVE, 512)


def test_a_ballot_that_does_not_fit_is_not_sealed(key):
    with pytest.raises(BallotIsTooLong):
        sealing.seal(b"x" * 509, key.public_key(), WAVE, 512)


@pytest.mark.parametrize(
    "padded", [b"", b"\x00\x00\x00", b"\x00\x00\x00\x05abc", b"\x00\x00\x00\x01abc", b"\xff" * 8]
)
def test_padding_that_could_carry_a_mark_is_refused(padded):
    with pytest.raises(BallotIsMalformed):
        sealing.unpad(padded)


def test_keys_survive_writing_and_reading(key):
    point = sealing.write_sealing_key(key.public_key())
    scalar = sealing.write_opening_key(key)
    assert len(point) == 65
    assert len(scalar) == 32
    assert sealing.write_sealing_key(sealing.read_opening_key(scalar).public_key()) == point
    assert sealing.write_sealing_key(sealing.read_sealing_key(point)) == point
    for wrong in (b"", point[:-1], point[:-1] + bytes([point[-1] ^ 1])):
        with pytest.raises(MessageIsMalformed):
            sealing.read_sealing_key(wrong)
    for wrong in (b"", bytes(32), b"\xff" * 32):
        with pytest.raises(MessageIsMalformed):
            sealing.read_opening_key(wrong)


def test_the_vector_opens(vectors):
    key = sealing.read_opening_key(bytes.fromhex(vectors["ballot"]["opening_key"]))
    sealed = from_base64url(vectors["ballot"]["sealed"])
    plaintext = sealing.open_sealed(sealed, key, vectors["manifest"]["fingerprint"], 1024)
    assert plaintext.decode() == vectors["ballot"]["plaintext"]
