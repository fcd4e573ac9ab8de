"""Proofs about secret scalars over P-256: that one is known, and that the same one was used for many points.

Schnorr's proof and Chaum and Pedersen's, made non-interactive as Fiat and Shamir do with SHA-512. A proof is
challenge ‖ response, 32 bytes each. What is proved, under which context and about which message, is all
hashed.
"""

import hashlib
import secrets
from collections.abc import Sequence
from enum import StrEnum

from survey_app.protocol.errors import ProofIsWrong
from survey_app.protocol.p256 import ORDER, SCALAR_BYTES, generator, multiply, multiply_base, weighted_sum

PROOF_BYTES = 2 * SCALAR_BYTES
_WEIGHT_BYTES = 16


class About(StrEnum):
    """What a proof says: a proof of one context is none in another."""

    POSSESSION = "gyeol possession v1"  # of the first coefficient behind a trustee's part of the key
    MESSAGE = "gyeol ceremony message v1"  # a signature under a ceremony key
    SHARE = "gyeol share proof v2"  # of a trustee's whole share, opened again from where it is kept
    COMPLAINT = "gyeol complaint v1"  # that a revealed point is the one that opens a message
    PARTIALS = "gyeol partials v1"  # that a share was used, and no other number, on every ballot


def hash_to_scalar(context: str, *parts: bytes) -> int:
    """Return SHA-512 of context, zero byte and the parts (each behind its length, 4 bytes), modulo the
    order.
    """
    total = hashlib.sha512(context.encode() + b"\x00")
    for part in parts:
        total.update(len(part).to_bytes(4, "big") + part)
    return int.from_bytes(total.digest(), "big") % ORDER


def prove_knowledge(secret: int, about: About, message: bytes, *, nonce: int | None = None) -> bytes:
    """Prove that the secret of a public point is known (Schnorr 1991); 64 bytes.

    With `about` MESSAGE this is Schnorr's signature of `message`. `nonce` is for test vectors only.
    """
    chosen = _nonce() if nonce is None else nonce
    challenge = hash_to_scalar(about, multiply_base(secret), multiply_base(chosen), message)
    return _write(challenge, (chosen + challenge * secret) % ORDER)


def check_knowledge(proof: bytes, public: bytes, about: About, message: bytes) -> None:
    """Raise ProofIsWrong unless `proof` shows knowledge of the secret of `public`."""
    challenge, response = _read(proof)
    try:
        commitment = weighted_sum((response, -challenge), (generator(), public))
    except ValueError as fault:
        raise ProofIsWrong("a proof leads nowhere") from fault
    if hash_to_scalar(about, public, commitment, message) != challenge:
        raise ProofIsWrong("a proof of knowledge does not hold")


def prove_same(secret: int, base: bytes, about: About, message: bytes, *, nonce: int | None = None) -> bytes:
    """Prove that the secret of a public point is what `base` was multiplied by, too (Chaum and Pedersen
    1992).
    """
    chosen = _nonce() if nonce is None else nonce
    public, product = multiply_base(secret), multiply(secret, base)
    commitments = (multiply_base(chosen), multiply(chosen, base))
    challenge = hash_to_scalar(about, public, base, product, *commitments, message)
    return _write(challenge, (chosen + challenge * secret) % ORDER)


def check_same(
    proof: bytes, public: bytes, base: bytes, product: bytes, about: About, message: bytes
) -> None:
    """Raise ProofIsWrong unless `product` is `base` times the secret of `public`."""
    challenge, response = _read(proof)
    try:
        commitments = (
            weighted_sum((response, -challenge), (generator(), public)),
            weighted_sum((response, -challenge), (base, product)),
        )
    except ValueError as fault:
        raise ProofIsWrong("a proof leads nowhere") from fault
    if hash_to_scalar(about, public, base, product, *commitments, message) != challenge:
        raise ProofIsWrong("a proof of equal secrets does not hold")


def gather(
    bases: Sequence[bytes], products: Sequence[bytes], about: About, message: bytes
) -> tuple[bytes, bytes]:
    """Return one pair of points for many: their sums under weights of 128 bits that are hashed from all of
    them.

    If a single product is not its base times the secret, the pair is not either, but with a chance of 2^-128
    for each set of products somebody tries (Bellare, Garay and Rabin 1998, in a group of prime order).
    """
    total = hashlib.sha256(f"{about} weights\0".encode() + len(message).to_bytes(4, "big") + message)
    total.update(b"".join(bases))
    total.update(b"".join(products))
    seed = total.digest()
    weights = [
        int.from_bytes(hashlib.sha256(seed + number.to_bytes(4, "big")).digest()[:_WEIGHT_BYTES], "big")
        for number in range(len(bases))
    ]
    return weighted_sum(weights, bases), weighted_sum(weights, products)


def _nonce() -> int:
    return secrets.randbelow(ORDER - 1) + 1


def _write(challenge: int, response: int) -> bytes:
    return challenge.to_bytes(SCALAR_BYTES, "big") + response.to_bytes(SCALAR_BYTES, "big")


def _read(proof: bytes) -> tuple[int, int]:
    if len(proof) != PROOF_BYTES:
        raise ProofIsWrong("a proof has 64 bytes")
    challenge = int.from_bytes(proof[:SCALAR_BYTES], "big")
    response = int.from_bytes(proof[SCALAR_BYTES:], "big")
    if challenge >= ORDER or response >= ORDER:
        raise ProofIsWrong("a proof's numbers lie below the order of the group")
    return challenge, response
