"""Receipts and the tree over them: proof that a ballot is in the count, without its content."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import ReceiptIsNotIncluded

HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a respondent gets for a ballot: the token's nullifier and the hash of the sealed ballot."""

    nullifier: bytes
    ballot_hash: bytes

    @property
    def leaf(self) -> bytes:
        """SHA-256(0x00 ‖ nullifier ‖ SHA-256(ballot)), the leaf of the published tree."""
        return hashlib.sha256(b"\x00" + self.nullifier + self.ballot_hash).digest()

    def to_message(self) -> dict[str, str]:
        return {"nullifier": to_base64url(self.nullifier), "ballot_hash": to_base64url(self.ballot_hash)}


def read_receipt(nullifier: object, ballot_hash: object) -> Receipt:
    """Read a receipt's two base64url fields. Raises MessageIsMalformed."""
    return Receipt(
        from_base64url(nullifier, length=HASH_BYTES), from_base64url(ballot_hash, length=HASH_BYTES)
    )


def hash_ballot(sealed: bytes) -> bytes:
    """Return SHA-256 of a sealed ballot."""
    return hashlib.sha256(sealed).digest()


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One step of a proof: the neighbour's hash, and whether it stands on the left."""

    hash: bytes
    is_left: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """The way from a leaf up to the root of a tree of `leaves` leaves, lowest step first."""

    leaf: bytes
    leaves: int
    steps: tuple[ProofStep, ...]


class ReceiptTree:
    """The tree over all receipts of a closed wave, leaves sorted (RFC 6962, 2.1, with these leaf hashes)."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self.leaves: tuple[bytes, ...] = tuple(sorted(leaves))
        self._levels = _levels(self.leaves)

    @property
    def root(self) -> bytes:
        """The root; SHA-256 of nothing when there is no leaf."""
        return self._levels[-1][0] if self.leaves else hashlib.sha256(b"").digest()

    def proof(self, leaf: bytes) -> Proof:
        """Return the proof for a leaf. Raises ReceiptIsNotIncluded."""
        try:
            position = self.leaves.index(leaf)
        except ValueError as fault:
            raise ReceiptIsNotIncluded("the receipt is not among the published ones") from fault
        steps: list[ProofStep] = []
        for level in self._levels[:-1]:
            neighbour = position ^ 1
            if neighbour < len(level):
                steps.append(ProofStep(level[neighbour], is_left=neighbour < position))
            position //= 2
        return Proof(leaf, len(self.leaves), tuple(steps))


def verify_proof(proof: Proof, root: bytes) -> None:
    """Follow a proof up to the root. Raises ReceiptIsNotIncluded."""
    current = proof.leaf
    for step in proof.steps:
        current = _node(step.hash, current) if step.is_left else _node(current, step.hash)
    if current != root:
        raise ReceiptIsNotIncluded("the proof does not lead to the published root")


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _levels(leaves: Sequence[bytes]) -> list[Sequence[bytes]]:
    """Pair neighbours level by level, a last odd one rising as it is: the same tree as RFC 6962 describes."""
    levels: list[Sequence[bytes]] = [leaves]
    while len(levels[-1]) > 1:
        level = levels[-1]
        above = [_node(level[start], level[start + 1]) for start in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            above.append(level[-1])
        levels.append(above)
    return levels
