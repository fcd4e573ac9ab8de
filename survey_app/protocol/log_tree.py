"""The tree over an append-only log (RFC 6962, 2.1): its root, and proofs that it holds and that it only grew.

Leaves stand in the order in which they were appended; a tree of `size` is that of the first `size` leaves.
Checks follow RFC 9162, 2.1.3.2 and 2.1.4.2, and share no code with what makes the proofs.
"""

import hashlib
from collections.abc import Sequence

from survey_app.protocol.errors import LogIsInconsistent, TermsAreNotLogged

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
MOST_STEPS = 64


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes; SHA-256 of nothing when there is none.

    >>> root_of([]) == EMPTY_ROOT
    True
    """
    level = list(leaves)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        level = _above(level)
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The neighbours on the way from leaf `index` up to the root, lowest first."""
    if not 0 <= index < len(leaves):
        raise TermsAreNotLogged(f"a log of {len(leaves)} entries has none at {index}")
    level, proof = list(leaves), []
    while len(level) > 1:
        if index ^ 1 < len(level):
            proof.append(level[index ^ 1])
        level, index = _above(level), index // 2
    return tuple(proof)


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """What shows that the first `old_size` leaves are a beginning of the whole tree (RFC 6962, 2.1.2)."""
    if not 0 <= old_size <= len(leaves):
        raise LogIsInconsistent(f"a log of {len(leaves)} entries had no {old_size} before")
    if old_size in (0, len(leaves)):
        return ()
    return tuple(_subproof(old_size, leaves, is_whole=True))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Follow a proof from a leaf hash to the root of a tree of `size`. Raises TermsAreNotLogged."""
    if not 0 <= index < size or len(proof) > MOST_STEPS:
        raise TermsAreNotLogged("the proof is of no leaf of this tree")
    place, last, current = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise TermsAreNotLogged("the proof is too long")
        if place & 1 or place == last:
            current = node_hash(step, current)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            current = node_hash(current, step)
        place, last = place >> 1, last >> 1
    if last or current != root:
        raise TermsAreNotLogged("the proof does not lead to the root of the log")


def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that a tree of `size` begins with that of `old_size`. Raises LogIsInconsistent."""
    if old_size == 0:
        if proof or old_root != EMPTY_ROOT:
            raise LogIsInconsistent("the empty log needs no proof")
        return
    if old_size == size:
        if proof or old_root != root:
            raise LogIsInconsistent("two roots of one size")
        return
    if old_size > size or not proof or len(proof) > MOST_STEPS:
        raise LogIsInconsistent("the log shrank, or the proof does not fit its size")
    steps = list(proof)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise LogIsInconsistent("the proof is too long")
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    if last or old != old_root or new != root:
        raise LogIsInconsistent("the log does not begin with what it was before")


def _above(level: Sequence[bytes]) -> list[bytes]:
    """Neighbours paired; a last odd one rises as it is."""
    above = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return [*above, level[-1]] if len(level) % 2 else above


def _subproof(old_size: int, leaves: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    left = 1 << (len(leaves) - 1).bit_length() - 1
    if old_size <= left:
        return [*_subproof(old_size, leaves[:left], is_whole=is_whole), root_of(leaves[left:])]
    return [*_subproof(old_size - left, leaves[left:], is_whole=False), root_of(leaves[:left])]
