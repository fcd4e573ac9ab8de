"""What readers of the public log refuse beside false proofs: numbers, names and entries that can't be."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from survey_app.protocol import log_entries, log_tree, tiles
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.errors import LogIsInconsistent, MessageIsMalformed, TermsAreNotLogged
from survey_app.protocol.log_tree import EMPTY_ROOT
from survey_app.protocol.manifest_signing import sign_document
from survey_app.protocol.notes import NoteKeyKind, public_note_key
from survey_app.protocol.one_for_all import named_witnesses, require_for_all, require_pools
from tests.protocol.test_one_for_all import made
from tests.protocol.test_public_log import LEAVES

__all__ = ["made"]


def test_no_leaf_stands_outside_the_tree():
    root = log_tree.root_of(LEAVES[:5])
    for index in (-1, 5):
        with pytest.raises(TermsAreNotLogged, match="no leaf"):
            log_tree.verify_inclusion(LEAVES[0], index, 5, (), root)


def test_a_beginning_is_shown_by_just_its_proof():
    old, new = (log_tree.root_of(LEAVES[:size]) for size in (3, 5))
    proof = log_tree.consistency_proof(LEAVES[:5], 3)
    for given in (proof + proof, (), proof[:-1]):
        with pytest.raises(LogIsInconsistent):
            log_tree.verify_consistency(3, old, 5, new, given)
    for root, given in ((old, ()), (EMPTY_ROOT, proof)):
        with pytest.raises(LogIsInconsistent, match="empty log"):
            log_tree.verify_consistency(0, root, 5, new, given)


@pytest.mark.parametrize("name", ["", "a" * 121, "two words", "a+b", "line\n"])
def test_a_key_has_a_name_that_fits_into_a_line(name):
    with pytest.raises(MessageIsMalformed, match="name"):
        public_note_key(name, NoteKeyKind.ED25519, Ed25519PrivateKey.generate())


def test_a_log_has_no_tiles_of_a_level_that_nobody_could_fill():
    assert not tiles.is_of_size(tiles.Tile(tiles.HIGHEST_LEVEL + 1, 0), 2**60)


def test_a_bundle_gives_back_the_entries_that_were_written():
    entries = (b"", b"one", bytes(300))
    assert tiles.read_bundle(tiles.write_bundle(entries)) == entries


def test_terms_name_witnesses_that_can_be_asked(maker, vectors):
    log = vectors["manifest"]["message"]["manifest"]["log"]
    one = log["witnesses"][0]
    for changed in (
        {"witnesses": [one, one]},
        {"required": len(log["witnesses"]) + 1},
        {"witnesses": [vectors["log"]["key"]], "required": 1},  # a log's key cosigns nothing
        {"required": -1},
        {"required": True},
        {"witnesses": one},
        {"witnesses": [7]},
    ):
        with pytest.raises(MessageIsMalformed):
            named_witnesses({"log": log | changed})


def test_pools_are_told_in_lists_texts_and_whole_numbers(vectors):
    manifest = vectors["manifest"]["message"]["manifest"]
    require_pools(manifest)
    for changed in (
        {"units": None},
        {"pools": "all"},
        {"pools": ["all"]},
        {"policy": {"smallest_pool": "30"}},
    ):
        with pytest.raises(MessageIsMalformed):
            require_pools(manifest | changed)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [({"kind": "terms"}, TermsAreNotLogged), ({"origin": "elsewhere/log"}, MessageIsMalformed)],
)
def test_a_log_begins_with_what_it_is(made, maker, changed, fault):
    terms, message = made()
    document = message["first"]["document"] | changed
    signature = to_base64url(sign_document(document, maker.signing_key()))
    message["first"] |= {"document": document, "signature": signature}

    with pytest.raises(fault):
        require_for_all(terms, message)


def test_an_entry_says_what_was_published_and_nothing_else():
    assert json.loads(log_entries.receipts_entry("gaon.2026", "ab" * 32, 30, 1)) == {
        "kind": "receipts",
        "wave": "gaon.2026",
        "root": "ab" * 32,
        "counted": 30,
        "spoiled": 1,
    }
    assert json.loads(log_entries.release_entry("gaon.2026", 2, "cd" * 32)) == {
        "kind": "release",
        "wave": "gaon.2026",
        "number": 2,
        "content_hash": "cd" * 32,
    }
