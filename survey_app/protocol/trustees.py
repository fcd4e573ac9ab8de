"""Trustees: the opening key split k of n, each share a file behind a passphrase.

Shamir's scheme over the integers modulo the order of P-256, so that a share is as large as the key itself.
"""

import hashlib
import itertools
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from survey_app.protocol.errors import (
    ShareIsNotInManifest,
    ShareIsOfAnotherWave,
    SharesDoNotFit,
    TooFewShares,
)
from survey_app.protocol.sealing import read_opening_key, write_opening_key, write_sealing_key
from survey_app.protocol.share_file import Share, read_share_file

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SHARE_CONTEXT = b"gyeol share v1\x00"
MOST_TRUSTEES = 15


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the manifest says of one share: its index (from 1) and the SHA-256, in hexadecimal, binding it."""

    index: int
    share_hash: str


def sealing_key_id(point: bytes) -> str:
    """Return the hexadecimal SHA-256 of a wave's public sealing key (the 65-byte point)."""
    return hashlib.sha256(point).hexdigest()


def commit(share: Share) -> Commitment:
    """Return the commitment to a share: 32 bytes nobody can guess, so the hash gives nothing away."""
    content = (
        _SHARE_CONTEXT + bytes.fromhex(share.sealing_key_id) + share.index.to_bytes(2, "big") + share.value
    )
    return Commitment(share.index, hashlib.sha256(content).hexdigest())


def split(key: ec.EllipticCurvePrivateKey, *, wave: str, threshold: int, trustees: int) -> tuple[Share, ...]:
    """Split a wave's opening key so that any `threshold` of the `trustees` shares yield it and fewer nothing.

    Every combination is tried before the shares are returned. Raises ValueError unless
    1 ≤ threshold ≤ trustees ≤ 15.
    """
    if not 1 <= threshold <= trustees <= MOST_TRUSTEES:
        raise ValueError("the threshold must lie between one and the number of trustees, at most 15")
    secret = int.from_bytes(write_opening_key(key), "big")
    coefficients = [secret, *(secrets.randbelow(_ORDER) for _ in range(threshold - 1))]
    key_id = sealing_key_id(write_sealing_key(key.public_key()))
    shares = tuple(
        Share(wave, key_id, index, threshold, trustees, _evaluate(coefficients, index).to_bytes(32, "big"))
        for index in range(1, trustees + 1)
    )
    for chosen in itertools.combinations(shares, threshold):
        combine(chosen)
    return shares


def combine(shares: Sequence[Share]) -> ec.EllipticCurvePrivateKey:
    """Put shares together and return the opening key.

    Raises TooFewShares, or SharesDoNotFit when they are of different splittings or the key they yield is
    not the one whose public half they name.
    """
    if not shares:
        raise TooFewShares("no share was given")
    first = shares[0]
    by_index = {share.index: share for share in shares}
    if any(
        (share.wave, share.sealing_key_id, share.threshold)
        != (first.wave, first.sealing_key_id, first.threshold)
        for share in shares
    ):
        raise SharesDoNotFit("the shares belong to different waves or keys")
    if len(by_index) < first.threshold:
        raise TooFewShares(f"{len(by_index)} of {first.threshold} shares were given")
    chosen = [by_index[index] for index in sorted(by_index)][: first.threshold]
    secret = _interpolate_at_zero([(share.index, int.from_bytes(share.value, "big")) for share in chosen])
    if secret == 0:
        raise SharesDoNotFit("the shares do not yield a key")
    key = read_opening_key(secret.to_bytes(32, "big"))
    if sealing_key_id(write_sealing_key(key.public_key())) != first.sealing_key_id:
        raise SharesDoNotFit("the shares do not yield the sealing key of the wave")
    return key


def try_share(
    text: str, passphrase: str, *, wave: str, sealing_key: bytes, commitments: Mapping[int, str]
) -> Share:
    """Open a share file and compare it with the manifest; return the share.

    `sealing_key` is the manifest's 65-byte point, `commitments` its share hashes by index. Raises
    ShareIsDamaged, ShareIsOfAnotherWave, PassphraseIsWrong or ShareIsNotInManifest.
    """
    locked = read_share_file(text)
    if (locked.wave, locked.sealing_key_id) != (wave, sealing_key_id(sealing_key)):
        raise ShareIsOfAnotherWave(f"the share belongs to wave {locked.wave}")
    share = locked.open(passphrase)
    if commitments.get(share.index) != commit(share).share_hash:
        raise ShareIsNotInManifest("the share is not one of those that the manifest lists")
    return share


def _evaluate(coefficients: Sequence[int], at: int) -> int:
    total = 0
    for coefficient in reversed(coefficients):
        total = (total * at + coefficient) % _ORDER
    return total


def _interpolate_at_zero(points: Sequence[tuple[int, int]]) -> int:
    """Lagrange's interpolation at 0 modulo the order (Shamir 1979)."""
    total = 0
    for x, y in points:
        numerator, denominator = 1, 1
        for other, _ in points:
            if other != x:
                numerator = numerator * other % _ORDER
                denominator = denominator * (other - x) % _ORDER
        total = (total + y * numerator * pow(denominator, -1, _ORDER)) % _ORDER
    return total
