"""Trustees: any k shares open, fewer don't, and a bad share file says what is wrong with it."""

import itertools
import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.protocol import sealing, share_file, trustees
from survey_app.protocol.errors import (
    PassphraseIsTooShort,
    PassphraseIsWrong,
    ShareIsDamaged,
    ShareIsNotInManifest,
    ShareIsOfAnotherWave,
    SharesDoNotFit,
    TooFewShares,
)

PASSPHRASE = "감나무 아래 서 있는 두 사람"
KEY = sealing.make_sealing_key()
POINT = sealing.write_sealing_key(KEY.public_key())


def _split(threshold: int = 2, of: int = 3, key=KEY, wave: str = "w1"):
    return trustees.split(key, wave=wave, threshold=threshold, trustees=of)


def _commitments(shares) -> dict[int, str]:
    return {found.index: found.share_hash for found in map(trustees.commit, shares)}


def _file(share, passphrase: str = PASSPHRASE) -> str:
    return share_file.write_share_file(share, passphrase, scrypt_cost=2**10)


def _try(text: str, shares, *, passphrase: str = PASSPHRASE, wave: str = "w1", point: bytes = POINT):
    return trustees.try_share(
        text, passphrase, wave=wave, sealing_key=point, commitments=_commitments(shares)
    )


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 5), st.integers(0, 3), st.integers(1, trustees._ORDER - 1))
def test_any_k_of_n_shares_give_the_key_and_fewer_are_refused(threshold, more, scalar):
    key = sealing.read_opening_key(scalar.to_bytes(32, "big"))
    shares = _split(threshold, threshold + more, key)
    for chosen in itertools.combinations(shares, threshold):
        assert sealing.write_opening_key(trustees.combine(chosen)) == scalar.to_bytes(32, "big")
    with pytest.raises(TooFewShares):
        trustees.combine(shares[: threshold - 1])


def test_one_share_says_nothing_of_the_key():
    # Whatever key a lone share of 2 of 3 is tried against, some second share fits it.
    share = _split()[0]
    y, order = int.from_bytes(share.value, "big"), trustees._ORDER
    for candidate in (1, 12345, order - 1):
        slope = (y - candidate) % order
        assert trustees._interpolate_at_zero([(1, y), (2, (candidate + 2 * slope) % order)]) == candidate


def test_the_same_share_twice_is_one_share():
    first = _split()[0]
    with pytest.raises(TooFewShares):
        trustees.combine([first, first])


def test_shares_of_different_splittings_do_not_fit():
    one, other = _split(), _split()
    with pytest.raises(SharesDoNotFit):
        trustees.combine([one[0], other[1]])
    with pytest.raises(SharesDoNotFit):
        trustees.combine([one[0], _split(wave="w2")[1]])


@pytest.mark.parametrize(("threshold", "of"), [(0, 3), (4, 3), (2, 16)])
def test_an_impossible_splitting_is_refused(threshold, of):
    with pytest.raises(ValueError, match="threshold"):
        _split(threshold, of)


def test_a_share_file_opens_with_its_passphrase_and_is_the_one_in_the_manifest():
    shares = _split()
    assert _try(_file(shares[1]), shares) == shares[1]


def test_a_passphrase_typed_decomposed_opens_the_file_too():
    shares = _split()
    assert _try(_file(shares[0]), shares, passphrase=unicodedata.normalize("NFD", PASSPHRASE)) == shares[0]


def test_a_wrong_passphrase_is_told_from_a_damaged_file():
    shares = _split()
    text = _file(shares[0])
    with pytest.raises(PassphraseIsWrong):
        _try(text, shares, passphrase=PASSPHRASE + "!")
    for damaged in (text.replace('"index": 1', '"index": 2'), text[:-10], "", "[]", "{}", '{"format": "x"}'):
        with pytest.raises(ShareIsDamaged):
            _try(damaged, shares)


def test_a_share_of_another_wave_or_key_is_refused():
    shares = _split()
    text = _file(shares[0])
    with pytest.raises(ShareIsOfAnotherWave):
        _try(text, shares, wave="w2")
    with pytest.raises(ShareIsOfAnotherWave):
        _try(text, shares, point=sealing.write_sealing_key(sealing.make_sealing_key().public_key()))


def test_a_share_that_the_manifest_does_not_list_is_refused():
    with pytest.raises(ShareIsNotInManifest):
        _try(_file(_split()[0]), _split())


def test_a_rewritten_header_does_not_open():
    text = _file(_split()[0])
    document = json.loads(text)
    document["threshold"] = 1
    del document["checksum"]
    document["checksum"] = share_file._checksum(document)
    with pytest.raises(PassphraseIsWrong):
        share_file.open_share_file(json.dumps(document), PASSPHRASE)


def test_an_unreasonable_effort_is_not_spent():
    document = json.loads(_file(_split()[0]))
    document["scrypt_cost"] = 2**30
    del document["checksum"]
    document["checksum"] = share_file._checksum(document)
    with pytest.raises(ShareIsDamaged):
        share_file.read_share_file(json.dumps(document))


def test_a_short_passphrase_is_refused():
    with pytest.raises(PassphraseIsTooShort):
        _file(_split()[0], "열두자가안되는말")


def test_neither_a_share_nor_its_file_shows_the_value():
    share = _split()[0]
    assert share.value.hex() not in repr(share)
    assert repr(share.value) not in repr(share)
    assert share_file.to_base64url(share.value) not in _file(share)
