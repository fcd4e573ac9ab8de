"""One set of terms for all: what a client demands of terms beside a signature and a fingerprint.

Terms made for one person are signed like all others. What tells them apart is that their pool is small, that
the installation's public log does not hold them, or that nobody else has seen the log that does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from survey_app.protocol.checkpoints import Checkpoint, verify_checkpoint, witnesses_of
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.errors import (
    MessageIsMalformed,
    PoolIsTooSmall,
    SignerIsAnother,
    TermsAreNotLogged,
    TermsAreNotWitnessed,
)
from survey_app.protocol.log_entries import EntryKind, terms_entry
from survey_app.protocol.log_tree import HASH_BYTES, MOST_STEPS, leaf_hash, verify_inclusion
from survey_app.protocol.manifest_signing import canonical_json, verify_document
from survey_app.protocol.notes import NoteKey, NoteKeyKind, read_note_key
from survey_app.protocol.terms import Terms

SMALLEST_POOL_EVER = 10


@dataclass(frozen=True, slots=True)
class Logged:
    """Where terms stand in the public log, at which checkpoint, and which named witnesses cosigned that."""

    index: int
    checkpoint: Checkpoint
    witnesses: tuple[str, ...]


def require_for_all(terms: Terms, message: object) -> Logged:
    """Check terms against the message of `inclusion.json`, and return where they stand in the log.

    Raises PoolIsTooSmall, SignerIsAnother, TermsAreNotLogged, TermsAreNotWitnessed, CheckpointIsForged,
    SignatureIsInvalid or MessageIsMalformed.
    """
    require_pools(terms.document)
    served = _table(message)
    first = _table(served.get("first"))
    document = _table(first.get("document"))
    key = _key_of_log(document, first, terms)
    checkpoint, note = verify_checkpoint(_text(served.get("checkpoint")), key)
    _require_included(canonical_json(document), 0, first.get("proof"), checkpoint)
    index = served.get("index")
    if type(index) is not int:
        raise MessageIsMalformed("the place in the log is a number")
    _require_included(terms_entry(terms.wave, terms.fingerprint), index, served.get("proof"), checkpoint)
    named, required = named_witnesses(terms.document)
    found = witnesses_of(note, named)
    if len(found) < required:
        raise TermsAreNotWitnessed(f"{len(found)} of the {required} witnesses needed have cosigned the log")
    return Logged(index, checkpoint, tuple(one.name for one in found))


def require_pools(document: Mapping[str, object]) -> None:
    """Each pool has as many people as the terms promise; one that is all of the institution at least ten.

    Raises PoolIsTooSmall, and MessageIsMalformed when a pool's number is not that of its units.
    """
    heads = {
        _text(unit.get("code")): _number(unit.get("headcount")) for unit in _tables(document.get("units"))
    }
    pools = list(_tables(document.get("pools")))
    promised = _number(_table(document.get("policy")).get("smallest_pool"))
    pooled: list[str] = []
    for pool in pools:
        units = [_text(unit) for unit in _list(pool.get("units"))]
        invited = _number(pool.get("invited"))
        if any(unit not in heads for unit in units) or sum(heads[unit] for unit in units) != invited:
            raise MessageIsMalformed("a pool's people are not those of its units")
        is_everybody = len(pools) == 1 and len(units) == len(heads)
        if invited < (SMALLEST_POOL_EVER if is_everybody else max(promised, SMALLEST_POOL_EVER)):
            raise PoolIsTooSmall(f"a pool of {invited} people")
        pooled += units
    if len(set(pooled)) != len(pooled):
        raise MessageIsMalformed("a unit is in two pools")


def named_witnesses(document: Mapping[str, object]) -> tuple[tuple[NoteKey, ...], int]:
    """The witnesses that terms name, and how many of them must have cosigned. Raises MessageIsMalformed."""
    named = document.get("log")
    if named is None:
        return (), 0  # terms from before there was a log
    log = _table(named)
    keys = tuple(read_note_key(_text(one)) for one in _list(log.get("witnesses")))
    required = _number(log.get("required"))
    is_sound = all(key.kind is NoteKeyKind.COSIGNATURE for key in keys) and required <= len(keys)
    if not is_sound or len({key.public for key in keys}) != len(keys):
        raise MessageIsMalformed("the terms name no such witnesses")
    return keys, required


def _key_of_log(document: Mapping[str, object], first: Mapping[str, object], terms: Terms) -> NoteKey:
    """The key that the log's first entry and the terms name, which the terms' signer vouches for."""
    if document.get("kind") != EntryKind.LOG:
        raise TermsAreNotLogged("a log begins with what it is")
    if from_base64url(document.get("signer"), length=32) != terms.signer:
        raise SignerIsAnother("the log names another key as the installation's")
    verify_document(document, from_base64url(first.get("signature"), length=64), terms.signer)
    key = read_note_key(_text(document.get("key")))
    named = terms.document.get("log")
    if key.name != document.get("origin"):
        raise MessageIsMalformed("a log's key has the name of its origin")
    if named is not None and (_table(named).get("key"), _table(named).get("origin")) != (key.text, key.name):
        raise TermsAreNotLogged("the terms name another log")
    return key


def _require_included(entry: bytes, index: int, proof: object, checkpoint: Checkpoint) -> None:
    steps = _list(proof)
    if len(steps) > MOST_STEPS:
        raise MessageIsMalformed("no proof has so many steps")
    hashes = [from_base64url(step, length=HASH_BYTES) for step in steps]
    verify_inclusion(leaf_hash(entry), index, checkpoint.size, hashes, checkpoint.root)


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise MessageIsMalformed("expected an object")
    return cast("dict[str, object]", value)


def _tables(value: object) -> Sequence[Mapping[str, object]]:
    return [_table(one) for one in _list(value)]


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise MessageIsMalformed("expected a list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise MessageIsMalformed("expected text")
    return value


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise MessageIsMalformed("expected a whole number")
    return value
