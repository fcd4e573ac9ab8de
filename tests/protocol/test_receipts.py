"""Receipts: the tree is RFC 6962's, and a proof proves one leaf only."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.protocol.errors import ReceiptIsNotIncluded
from survey_app.protocol.receipts import Proof, Receipt, ReceiptTree, hash_ballot, verify_proof


def _leaf(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(4, "big")).digest()


def _rfc6962(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, word for word, on leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + _rfc6962(leaves[:k]) + _rfc6962(leaves[k:])).digest()


@pytest.mark.parametrize("leaves", [*range(20), 63, 64, 65])
def test_the_root_is_that_of_rfc_6962_over_sorted_leaves(leaves):
    hashes = [_leaf(number) for number in range(leaves)]
    assert ReceiptTree(hashes).root == _rfc6962(sorted(hashes))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 70), st.data())
def test_every_leaf_has_a_proof_and_no_other_leaf_fits_it(leaves, data):
    tree = ReceiptTree(_leaf(number) for number in range(leaves))
    proof = tree.proof(_leaf(data.draw(st.integers(0, leaves - 1))))
    verify_proof(proof, tree.root)
    with pytest.raises(ReceiptIsNotIncluded):
        verify_proof(Proof(_leaf(999), proof.leaves, proof.steps), tree.root)


def test_the_order_of_arrival_leaves_no_trace():
    hashes = [_leaf(number) for number in range(9)]
    assert ReceiptTree(hashes).leaves == ReceiptTree(reversed(hashes)).leaves


def test_a_receipt_that_was_not_counted_has_no_proof():
    with pytest.raises(ReceiptIsNotIncluded):
        ReceiptTree([_leaf(1)]).proof(_leaf(2))


def test_a_leaf_binds_nullifier_and_ballot():
    nullifier, ballot = _leaf(1), b"sealed"
    expected = hashlib.sha256(b"\x00" + nullifier + hashlib.sha256(ballot).digest()).digest()
    assert Receipt(nullifier, hash_ballot(ballot)).leaf == expected
