"""Opening without a key: each trustee multiplies the ballots' points by their share, and the results are put
together.

A trustee is given the encapsulated points of the sealed ballots and nothing else of them, sorted. What they
give back is proved against their verification point in the signed terms, so that a wrong part is found and
its trustee named.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import (
    BallotCannotBeOpened,
    CeremonyDoesNotFit,
    MessageIsMalformed,
    PartialsAreWrong,
    ProofIsWrong,
    TooFewShares,
)
from survey_app.protocol.hpke_steps import open_with_shared_point
from survey_app.protocol.p256 import ORDER, POINT_BYTES, multiply, require_point, weighted_sum
from survey_app.protocol.proofs import (
    PROOF_BYTES,
    About,
    check_knowledge,
    check_same,
    gather,
    prove_knowledge,
    prove_same,
)

FORMAT = "gyeol partials v1"
_FIELDS = {"format", "wave", "manifest", "index", "points", "partials", "knowledge", "proof"}
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Partials:
    """A trustee's part of an opening, found right: each point times their share, in the points' order."""

    index: int
    products: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SharedPoints:
    """What opens sealed ballots when no machine has the key: the shared point of each, by its encapsulated
    point.
    """

    recipient: bytes
    by_point: Mapping[bytes, bytes] = field(repr=False)

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Open one sealed text. Raises BallotCannotBeOpened."""
        shared = self.by_point.get(sealed[:POINT_BYTES])
        if shared is None:
            raise BallotCannotBeOpened("what is sealed begins with no point that the trustees were given")
        return open_with_shared_point(sealed, shared, self.recipient, info)


def points_of(sealed: Iterable[bytes]) -> tuple[bytes, ...]:
    """The different encapsulated points of sealed ballots, sorted; a ballot that begins with no point has
    none.
    """
    return tuple(sorted({one[:POINT_BYTES] for one in sealed if _is_point(one[:POINT_BYTES])}))


def hash_points(points: Sequence[bytes]) -> str:
    """SHA-256, hexadecimal, of the points one after the other: the name of what was asked of the trustees."""
    return hashlib.sha256(b"".join(points)).hexdigest()


def make_partials(
    share: int, index: int, points: Sequence[bytes], *, wave: str, fingerprint: str
) -> dict[str, object]:
    """A trustee's part of an opening as a message. Raises MessageIsMalformed where something is no point."""
    products = [multiply(share, point) for point in points]
    asked, message = hash_points(points), _message(fingerprint, index)
    proof = b""
    if points:
        base, _ = gather(points, products, About.PARTIALS, message)
        proof = prove_same(share, base, About.PARTIALS, message)
    joined = b"".join(products)
    knowledge = prove_knowledge(share, About.PARTIALS, message + bytes.fromhex(asked) + _hash(joined))
    return {
        "format": FORMAT,
        "wave": wave,
        "manifest": fingerprint,
        "index": index,
        "points": asked,
        "partials": to_base64url(joined),
        "knowledge": to_base64url(knowledge),
        "proof": to_base64url(proof),
    }


def read_partials(
    document: object,
    points: Sequence[bytes],
    *,
    fingerprint: str,
    verification_points: Mapping[int, bytes],
) -> Partials:
    """Check a trustee's part of an opening of exactly these points.

    Raises MessageIsMalformed; ProofIsWrong where nobody who knows that trustee's share has made it, which is
    seen before the long proof is looked at; CeremonyDoesNotFit where it was made for other ballots; or
    PartialsAreWrong, which names the trustee.
    """
    if not isinstance(document, dict) or set(document) != _FIELDS or document["format"] != FORMAT:
        raise MessageIsMalformed("this is no part of an opening")
    index, asked = document["index"], document["points"]
    if type(index) is not int or index not in verification_points or document["manifest"] != fingerprint:
        raise MessageIsMalformed("the part belongs to no trustee of this wave")
    joined, public, message = (
        from_base64url(document["partials"]),
        verification_points[index],
        _message(fingerprint, index),
    )
    knowledge = from_base64url(document["knowledge"], length=PROOF_BYTES)
    named = asked if isinstance(asked, str) and _HASH.fullmatch(asked) else "00" * 32
    check_knowledge(knowledge, public, About.PARTIALS, message + bytes.fromhex(named) + _hash(joined))
    if asked != hash_points(points) or len(joined) != POINT_BYTES * len(points):
        raise CeremonyDoesNotFit("the part was made for other ballots than those that wait here")
    products = tuple(joined[at : at + POINT_BYTES] for at in range(0, len(joined), POINT_BYTES))
    if points:
        try:
            proof = from_base64url(document["proof"], length=PROOF_BYTES)
            base, product = gather(points, products, About.PARTIALS, message)
            check_same(proof, public, base, product, About.PARTIALS, message)
        except (ProofIsWrong, MessageIsMalformed, ValueError) as fault:
            raise PartialsAreWrong(
                index, "the part is not what their share gives for these ballots"
            ) from fault
    return Partials(index, products)


def combine(
    given: Collection[Partials], points: Sequence[bytes], *, threshold: int, recipient: bytes
) -> SharedPoints:
    """Put the parts of `threshold` trustees together, by Lagrange's interpolation in the exponent.

    `recipient` is the public sealing key. Raises TooFewShares.
    """
    by_index = {one.index: one for one in given}
    if len(by_index) < threshold:
        raise TooFewShares(f"{len(by_index)} of {threshold} trustees have given their part")
    chosen = [by_index[index] for index in sorted(by_index)][:threshold]
    weights = lagrange_at_zero([one.index for one in chosen])
    shared = {
        point: weighted_sum(weights, [one.products[at] for one in chosen]) for at, point in enumerate(points)
    }
    return SharedPoints(recipient, shared)


def lagrange_at_zero(indices: Sequence[int]) -> list[int]:
    """The weights with which values at `indices` give the value at zero, modulo the order."""
    weights = []
    for index in indices:
        numerator, denominator = 1, 1
        for other in indices:
            if other != index:
                numerator = numerator * other % ORDER
                denominator = denominator * (other - index) % ORDER
        weights.append(numerator * pow(denominator, -1, ORDER) % ORDER)
    return weights


def _message(fingerprint: str, index: int) -> bytes:
    return bytes.fromhex(fingerprint) + bytes([index])


def _hash(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _is_point(content: bytes) -> bool:
    try:
        require_point(content)
    except MessageIsMalformed:
        return False
    return True
