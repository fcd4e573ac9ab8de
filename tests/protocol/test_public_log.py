"""The public log's tree, notes and tiles: RFC 6962 and the C2SP texts, by their own examples."""

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from survey_app.protocol import log_tree, tiles
from survey_app.protocol.checkpoints import (
    Checkpoint,
    cosign,
    read_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
    verify_cosignature,
    witnesses_of,
)
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.errors import (
    CheckpointIsForged,
    LogIsInconsistent,
    MessageIsMalformed,
    TermsAreNotLogged,
)
from survey_app.protocol.notes import NoteKeyKind, SignedNote, public_note_key, read_note, read_note_key
from survey_app.protocol.signatures import Context, sign

LEAVES = [hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(70)]
# The examples of C2SP signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONnc"
    "AlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def _rfc6962(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, word for word, on leaf hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + _rfc6962(leaves[:k]) + _rfc6962(leaves[k:])).digest()


@pytest.mark.parametrize("size", [*range(18), 63, 64, 65, 70])
def test_roots_and_proofs_are_those_of_rfc_6962(size):
    leaves = LEAVES[:size]
    root = log_tree.root_of(leaves)
    assert root == _rfc6962(leaves)
    for index, leaf in enumerate(leaves):
        proof = log_tree.inclusion_proof(leaves, index)
        log_tree.verify_inclusion(leaf, index, size, proof, root)
        with pytest.raises(TermsAreNotLogged):
            log_tree.verify_inclusion(LEAVES[-1] if size < 70 else LEAVES[0][::-1], index, size, proof, root)
        with pytest.raises(TermsAreNotLogged):
            log_tree.verify_inclusion(leaf, index, size, (*proof, leaf), root)
    for old in range(size + 1):
        proof = log_tree.consistency_proof(leaves, old)
        log_tree.verify_consistency(old, _rfc6962(leaves[:old]), size, root, proof)
        if old > 0:
            with pytest.raises(LogIsInconsistent):
                log_tree.verify_consistency(old, LEAVES[-1][::-1], size, root, proof)


def test_a_log_that_shrank_or_has_no_such_entry_gives_no_proof():
    root = log_tree.root_of(LEAVES[:5])
    with pytest.raises(LogIsInconsistent):
        log_tree.verify_consistency(7, log_tree.root_of(LEAVES[:7]), 5, root, ())
    with pytest.raises(LogIsInconsistent):
        log_tree.consistency_proof(LEAVES[:5], 6)
    with pytest.raises(TermsAreNotLogged):
        log_tree.inclusion_proof(LEAVES[:5], 5)


def test_the_vectors_log_is_the_one_that_they_say(vectors):
    log = vectors["log"]
    leaves = [log_tree.leaf_hash(entry.encode()) for entry in log["entries"]]
    assert [leaf.hex() for leaf in leaves] == log["leaves"]
    assert [log_tree.root_of(leaves[:size]).hex() for size in range(len(leaves) + 1)] == log["roots"]
    assert [step.hex() for step in log_tree.consistency_proof(leaves, 3)] == log["consistency_from_3"]
    assert [entry.decode() for entry in tiles.read_bundle(from_base64url(log["bundle"]))] == log["entries"]
    assert [json.loads(entry)["kind"] for entry in log["entries"]][-3:] == ["closing", "terms", "script"]
    checkpoint, note = verify_checkpoint(log["inclusion"]["checkpoint"], read_note_key(log["key"]))
    assert checkpoint.root.hex() == log["roots"][-1]
    cosigned = witnesses_of(note, [read_note_key(key) for key in log["witnesses"].values()])
    assert [key.name for key in cosigned] == ["union.example.kr"]


def test_the_example_of_the_specification_verifies():
    key, note = read_note_key(EXAMPLE_KEY), read_note(EXAMPLE_NOTE)
    (line,) = note.of(key)
    Ed25519PublicKey.from_public_bytes(key.public).verify(line.signature, note.text.encode())
    assert str(note) == EXAMPLE_NOTE
    assert key.text == EXAMPLE_KEY


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\nno dash name YWJjZGVm\n",
        "text\n\n— name\n",
        "text\n\n— name YWJj\n",  # a key id that is cut off
        "text\n\n— name not-base64!\n",
        "te\x07xt\n\n— name YWJjZGVm\n",
        "text\n\n— name YWJjZGVm",
        "text" * 5000 + "\n\n— name YWJjZGVm\n",
        b"\xff\n\n\xe2\x80\x94 name YWJjZGVm\n",
        "text\n\n" + "— name YWJjZGVm\n" * 33,
    ],
)
def test_what_is_no_note_is_refused(note):
    with pytest.raises(MessageIsMalformed):
        read_note(note)


@pytest.mark.parametrize(
    "text",
    [
        "origin\n1\n",
        "origin\n01\n" + "A" * 43 + "=\n",
        "origin\n-1\n" + "A" * 43 + "=\n",
        "origin\n٣\n" + "A" * 43 + "=\n",
        "origin\n1\nAAAA\n",
        "\n1\n" + "A" * 43 + "=\n",
        "origin\n1\n" + "A" * 43 + "=\nmore\n",
        "origin\n99999999999999999\n" + "A" * 43 + "=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(MessageIsMalformed):
        read_checkpoint(text)


@pytest.mark.parametrize(
    "key", ["", "name", "a b+00000000+AAAA", f"x{EXAMPLE_KEY}", EXAMPLE_KEY[:-4], "a+b+!"]
)
def test_what_is_no_key_is_refused(key):
    with pytest.raises(MessageIsMalformed):
        read_note_key(key)


def test_a_cosignature_is_of_its_moment_its_text_and_its_witness():
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = public_note_key("union.example.kr", NoteKeyKind.COSIGNATURE, key)
    text = Checkpoint("log", 1, LEAVES[0]).text
    line = cosign(text, public.name, key, 1_772_409_600)
    assert verify_cosignature(text, line, public) == 1_772_409_600
    later = line.signature[:7] + bytes([line.signature[7] ^ 1]) + line.signature[8:]
    for changed, about in (
        (type(line)(line.name, line.key_id, later), text),
        (line, Checkpoint("log", 2, LEAVES[0]).text),
        (type(line)(line.name, line.key_id, line.signature[:-1]), text),
        (cosign(text, public.name, other, 1), text),
    ):
        with pytest.raises(CheckpointIsForged):
            verify_cosignature(about, changed, public)


def test_a_log_signs_for_its_own_origin_and_with_its_own_kind_of_key():
    key = Ed25519PrivateKey.generate()
    checkpoint = Checkpoint("log.example.kr", 1, LEAVES[0])
    note = SignedNote(checkpoint.text, (sign_checkpoint(checkpoint, key),))
    own = public_note_key("log.example.kr", NoteKeyKind.ED25519, key)
    assert verify_checkpoint(str(note), own)[0] == checkpoint
    for wrong in (
        public_note_key("other.example.kr", NoteKeyKind.ED25519, key),
        public_note_key("log.example.kr", NoteKeyKind.COSIGNATURE, key),
        public_note_key("log.example.kr", NoteKeyKind.ED25519, Ed25519PrivateKey.generate()),
    ):
        with pytest.raises(CheckpointIsForged):
            verify_checkpoint(str(note), wrong)
    with pytest.raises(CheckpointIsForged):
        verify_checkpoint(str(note).replace("\n1\n", "\n2\n", 1), own)


@pytest.mark.parametrize("context", Context)
def test_no_signature_of_a_document_is_one_of_a_checkpoint(context):
    key = Ed25519PrivateKey.generate()
    checkpoint = Checkpoint("log", 1, LEAVES[0])
    own = public_note_key("log", NoteKeyKind.ED25519, key)
    line = type(sign_checkpoint(checkpoint, key))("log", own.id, sign(context, checkpoint.text.encode(), key))
    with pytest.raises(CheckpointIsForged):
        verify_checkpoint(str(SignedNote(checkpoint.text, (line,))), own)


def test_tiles_lie_where_the_specification_says():
    assert tiles.Tile(None, 1234067).path == "entries/x001/x234/067"
    assert tiles.read_path("1/x123/456.p/7") == tiles.Tile(1, 123456, 7)
    of_70_000 = [tiles.Tile(0, 272), tiles.Tile(0, 273, 112), tiles.Tile(1, 0), tiles.Tile(1, 1, 17)]
    of_70_000.append(tiles.Tile(2, 0, 1))
    assert all(tiles.is_of_size(tile, 70_000) for tile in of_70_000)
    too_many = [tiles.Tile(0, 273, 113), tiles.Tile(0, 273), tiles.Tile(1, 1, 18), tiles.Tile(2, 0, 2)]
    assert not any(tiles.is_of_size(tile, 70_000) for tile in too_many)
    assert tiles.bundles_of(600, 300) == (tiles.Tile(None, 1), tiles.Tile(None, 2, 88))
    assert tiles.bundles_of(512, 512) == ()


@pytest.mark.parametrize(
    "path",
    ["0/1", "0/0001", "8/001", "0/x001", "0/001.p/0", "0/001.p/256", "0/../001", "00/001", "0/x000/001", ""],
)
def test_what_names_no_tile_in_its_one_spelling_is_refused(path):
    with pytest.raises(MessageIsMalformed):
        tiles.read_path(path)


def test_a_tile_holds_the_hashes_that_a_proof_needs():
    leaves = [hashlib.sha256(b"%d" % number).digest() for number in range(600)]
    assert tiles.hash_tile(leaves, tiles.Tile(0, 2, 88)) == b"".join(leaves[512:])
    above = tiles.hash_tile(leaves, tiles.Tile(1, 0, 2))
    assert above == log_tree.root_of(leaves[:256]) + log_tree.root_of(leaves[256:512])


@pytest.mark.parametrize("content", [b"\x00", b"\x00\x05abc", b"\x00\x00" * 257])
def test_a_bundle_that_is_cut_off_or_too_long_is_refused(content):
    with pytest.raises(MessageIsMalformed):
        tiles.read_bundle(content)
